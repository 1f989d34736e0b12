package io.sabot.state.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import io.sabot.state.StateSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyedStatesTest {
    private final MemoryPool pool = MemoryPool.unbounded();
    private final StateSpace space = new StateSpace(pool, 1 << 28);
    private final MemoryBlock scratch = pool.allocate(64);
    private final KeyedStates states = new KeyedStates(space, "test", new int[] {0}, pool);

    @AfterEach
    void shouldLeaveNothingBehind() {
        states.clear();
        states.close();
        assertThat(space.usedBytes()).as("state left").isZero();
        scratch.close();
        space.close();
        pool.close();
    }

    private void select(int key) {
        UnsafeApi.putInt(scratch.address(), key);
        states.selectKey(states.keys().index().idOf(scratch.address(), 4));
    }

    // ---- what it means, on plain maps ----

    private static final class Entry {
        final String value;
        long lastUsedNs;

        Entry(String value, long nowNs) {
            this.value = value;
            this.lastUsedNs = nowNs;
        }
    }

    /** Entries of each key, under keys of their own. */
    private static final class Model {
        final Map<Integer, Map<String, Entry>> entries = new LinkedHashMap<>();
        final TimeToLive timeToLive;
        long nowNs;
        int added;

        Model(TimeToLive timeToLive) {
            this.timeToLive = timeToLive;
        }

        Map<String, Entry> of(int key) {
            Map<String, Entry> ofKey = entries.computeIfAbsent(key, k -> new LinkedHashMap<>());
            ofKey.values().removeIf(this::isExpired);
            return ofKey;
        }

        private boolean isExpired(Entry entry) {
            return timeToLive.durationNs() != Long.MAX_VALUE && nowNs - entry.lastUsedNs >= timeToLive.durationNs();
        }

        String read(int key, String name) {
            Entry entry = of(key).get(name);
            if (entry == null) {
                return null;
            }
            if (timeToLive.isReadAUse()) {
                entry.lastUsedNs = nowNs;
            }
            return entry.value;
        }

        List<String> readAll(int key) {
            List<String> values = new ArrayList<>();
            of(key).keySet().forEach(name -> values.add(read(key, name)));
            return values;
        }

        /** A new value keeps its place. */
        void put(int key, String name, String value) {
            of(key).put(name, new Entry(value, nowNs));
        }

        void add(int key, String value) {
            put(key, "#" + added++, value);
        }

        long size() {
            return entries.keySet().stream().mapToLong(key -> of(key).size()).sum();
        }
    }

    private static List<TimeToLive> timesToLive() {
        return List.of(TimeToLive.FOREVER, TimeToLive.afterWrite(50), TimeToLive.afterReadOrWrite(50));
    }

    private interface Step {
        void take(Random random, int key, Model model, long seed);
    }

    private void compare(TimeToLive timeToLive, Step step) {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Model model = new Model(timeToLive);
        for (int i = 0; i < 30_000; i++) {
            int key = random.nextInt(30);
            select(key);
            step.take(random, key, model, seed);
            if (random.nextInt(4) == 0) {
                model.nowNs = states.nowNs() + random.nextInt(10);
                states.nowNs(model.nowNs);
            }
            if (random.nextInt(100) == 0) {
                states.sweep();
            }
            if (random.nextInt(3_000) == 0) {
                states.rebuild();
            }
        }
        states.sweep();
        assertThat(states.entryCount()).as("seed %d", seed).isEqualTo(model.size());
        for (int key = 0; key < 30; key++) {
            select(key);
            step.take(random, key, model, seed);
        }
        if (timeToLive.durationNs() != Long.MAX_VALUE) {
            states.nowNs(states.nowNs() + 1_000);
            states.sweep();
            assertThat(states.entryCount()).isZero();
            assertThat(states.keys().activeCount()).isZero();
        }
    }

    private void begin() {
        states.nowNs(Math.max(0, states.nowNs()));
    }

    @Test
    void shouldKeepAValue() {
        for (TimeToLive timeToLive : timesToLive()) {
            try (Fresh fresh = new Fresh()) {
                KeyedStatesTest test = fresh.test;
                ValueState state = test.states.value("v", timeToLive);
                test.begin();
                test.compare(timeToLive, (random, key, model, seed) -> {
                    String expected = model.read(key, "");
                    assertThat(state.isPresent() ? state.value(Codec.TEXT) : null)
                            .as("seed %d", seed)
                            .isEqualTo(expected);
                    if (random.nextInt(3) == 0) {
                        String value = "v".repeat(random.nextInt(80));
                        state.put(Codec.TEXT, value);
                        model.put(key, "", value);
                    } else if (random.nextInt(10) == 0) {
                        state.clear();
                        model.of(key).clear();
                    }
                });
            }
        }
    }

    @Test
    void shouldKeepAList() {
        for (TimeToLive timeToLive : timesToLive()) {
            try (Fresh fresh = new Fresh()) {
                KeyedStatesTest test = fresh.test;
                ListState state = test.states.list("l", timeToLive);
                test.begin();
                test.compare(timeToLive, (random, key, model, seed) -> {
                    if (random.nextInt(2) == 0) {
                        String value = "" + random.nextInt(1_000);
                        state.add(Codec.TEXT, value);
                        model.add(key, value);
                    } else if (random.nextInt(10) == 0) {
                        state.clear();
                        model.of(key).clear();
                    }
                    if (random.nextInt(3) == 0) {
                        boolean removes = random.nextBoolean();
                        List<String> values = new ArrayList<>();
                        state.rewind();
                        while (state.next()) {
                            String value = state.value(Codec.TEXT);
                            values.add(value);
                            if (removes && value.endsWith("7")) {
                                state.remove();
                            }
                        }
                        assertThat(values).as("seed %d", seed).isEqualTo(model.readAll(key));
                        if (removes) {
                            model.of(key).values().removeIf(entry -> entry.value.endsWith("7"));
                        }
                    }
                });
            }
        }
    }

    @Test
    void shouldKeepAMap() {
        for (TimeToLive timeToLive : timesToLive()) {
            try (Fresh fresh = new Fresh()) {
                KeyedStatesTest test = fresh.test;
                MapState state = test.states.map("m", timeToLive);
                test.begin();
                test.compare(timeToLive, (random, key, model, seed) -> stepOfMap(state, random, key, model, seed));
            }
        }
    }

    private static void stepOfMap(MapState state, Random random, int key, Model model, long seed) {
        String name = "name " + random.nextInt(20);
        switch (random.nextInt(5)) {
            case 0, 1 -> {
                state.at(Codec.TEXT, name).put(Codec.TEXT, "of " + name + seed % 10);
                model.put(key, name, "of " + name + seed % 10);
            }
            case 2 -> {
                state.at(Codec.TEXT, name).remove();
                model.of(key).remove(name);
            }
            case 3 -> {
                state.at(Codec.TEXT, name);
                assertThat(state.isPresent() ? state.value(Codec.TEXT) : null)
                        .as("seed %d", seed)
                        .isEqualTo(model.read(key, name));
            }
            default -> {
                List<String> keys = new ArrayList<>();
                List<String> values = new ArrayList<>();
                state.rewind();
                while (state.next()) {
                    keys.add(state.key(Codec.TEXT));
                    values.add(state.value(Codec.TEXT));
                }
                assertThat(values).as("seed %d", seed).isEqualTo(model.readAll(key));
                assertThat(keys).containsExactlyElementsOf(model.of(key).keySet());
            }
        }
    }

    @Test
    void shouldReduce() {
        for (TimeToLive timeToLive : timesToLive()) {
            try (Fresh fresh = new Fresh()) {
                KeyedStatesTest test = fresh.test;
                ReducingState state = test.states.reducingDoubles("r", Math::max, timeToLive);
                test.begin();
                test.compare(timeToLive, (random, key, model, seed) -> {
                    String before = model.read(key, "");
                    assertThat(state.isPresent() ? "" + state.doubleValue() : null)
                            .as("seed %d", seed)
                            .isEqualTo(before);
                    double value = random.nextInt(1_000) / 8.0;
                    state.addDouble(value);
                    model.put(key, "", "" + (before == null ? value : Math.max(value, Double.parseDouble(before))));
                });
            }
        }
    }

    /** Count and sum. */
    private static final class Mean implements Aggregation<Double, Double> {
        @Override
        public int accumulatorBytes() {
            return 16;
        }

        @Override
        public void add(Double value, long accumulator) {
            UnsafeApi.putLong(accumulator, UnsafeApi.getLong(accumulator) + 1);
            UnsafeApi.putDouble(accumulator + 8, UnsafeApi.getDouble(accumulator + 8) + value);
        }

        @Override
        public Double result(long accumulator) {
            return UnsafeApi.getDouble(accumulator + 8) / UnsafeApi.getLong(accumulator);
        }
    }

    @Test
    void shouldAggregate() {
        AggregatingState<Double, Double> mean = states.aggregating("a", new Mean(), TimeToLive.afterWrite(10));
        begin();
        select(1);
        mean.add(2.0);
        mean.add(4.0);
        select(2);
        assertThat(mean.isPresent()).isFalse();
        assertThatThrownBy(mean::result).isInstanceOf(NoSuchElementException.class);
        mean.add(7.0);
        select(1);
        assertThat(mean.result()).isEqualTo(3.0);
        states.nowNs(10);
        assertThat(mean.isPresent()).isFalse();
        mean.add(1.0);
        assertThat(mean.result()).isEqualTo(1.0);
    }

    @Test
    void shouldSeparateStatesKeysAndNamespaces() {
        ValueState value = states.value("v", TimeToLive.FOREVER);
        MapState first = states.map("first", TimeToLive.FOREVER);
        MapState second = states.map("second", TimeToLive.FOREVER);
        for (int key = 0; key < 3; key++) {
            select(key);
            value.putLong(key);
            first.at(7).putLong(10 + key);
            first.at(8).putLong(20 + key);
            second.at(7).putDouble(0.5 + key);
        }
        for (int key = 0; key < 3; key++) {
            select(key);
            assertThat(value.longValue()).isEqualTo(key);
            assertThat(first.at(7).longValue()).isEqualTo(10 + key);
            assertThat(first.at(8).longValue()).isEqualTo(20 + key);
            assertThat(second.at(7).doubleValue()).isEqualTo(0.5 + key);
            assertThat(second.at(8).longValue(-1)).isEqualTo(-1);
        }
    }

    @Test
    void shouldGiveAllPagesOfEntriesBackWhenEveryKeyHasEnded() {
        MapState map = states.map("m", TimeToLive.afterWrite(1_000));
        ListState list = states.list("l", TimeToLive.FOREVER);
        begin();
        long most = 0;
        for (int key = 0; key < 100_000; key++) {
            select(key);
            map.at(key).putLong(key);
            list.add(Codec.TEXT, "a text too long to be kept in line with the rest " + key);
            list.clear();
            if (key % 1_000 == 0) {
                states.nowNs(key);
                states.sweep();
                most = Math.max(most, space.usedBytes());
            }
        }
        assertThat(most).isLessThan(4 << 20);
        states.nowNs(1_000_000);
        states.sweep();
        states.sweep();
        assertThat(states.entryCount()).isZero();
        assertThat(states.keys().size()).isLessThan(4_096);
        assertThat(space.usedBytes()).as("idle keys alone").isLessThan(1 << 20);
    }

    @Test
    void shouldNameAValueThatIsTooLong() {
        ValueState value = states.value("v", TimeToLive.FOREVER);
        select(1);
        assertThatThrownBy(() -> value.put(Codec.TEXT, "x".repeat(20_000)))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("STA-0004");
    }

    @Test
    void shouldRefuseToDeclareStateAfterTheFirstKey() {
        select(1);
        assertThatThrownBy(() -> states.value("late", TimeToLive.FOREVER)).isInstanceOf(IllegalStateException.class);
    }

    /** An instance of its own for each of several runs in one test. */
    private static final class Fresh implements AutoCloseable {
        final KeyedStatesTest test = new KeyedStatesTest();

        @Override
        public void close() {
            test.shouldLeaveNothingBehind();
        }
    }
}
