package io.sabot.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for checkpoints wherever they lie. */
abstract class CheckpointContract {
    @TempDir
    java.nio.file.Path directory;

    /** The same store again, as a process finds it that comes after one that has ended. */
    abstract CheckpointStore open();

    /** State of three kinds, and on plain Java what should be in it. */
    private static final class Sample implements AutoCloseable {
        final MemoryPool pool = MemoryPool.unbounded();
        final StateSpace space;
        final StateRegion records;
        final TimerQueue timers;
        final KeyIndex keys;
        final Map<Integer, Long> model = new HashMap<>();
        final Checkpointer checkpointer;

        Sample(CheckpointStore store, long budgetBytes) {
            this.space = new StateSpace(pool, budgetBytes);
            this.records = new StateRegion(space, "records", 1000);
            this.timers = new TimerQueue(space, "timers");
            this.keys = new KeyIndex(space, "keys");
            this.checkpointer = new Checkpointer(space, () -> store, () -> {}, Clock.system(), step -> {});
        }

        void change(Random random) {
            int kind = random.nextInt(10);
            if (kind < 4 || model.isEmpty()) {
                int id = records.allocate();
                write(id, random.nextLong());
                addKey(id);
            } else if (kind < 7) {
                write(any(random), random.nextLong());
            } else if (kind < 9) {
                int id = any(random);
                records.free(id);
                model.remove(id);
                removeKey(id);
            } else if (random.nextInt(100) == 0) {
                new ArrayList<>(model.keySet()).forEach(this::removeKey);
                records.clear();
                model.clear();
            }
            timers.add(random.nextInt(1000), 1);
            if (timers.size() > 3000) {
                timers.removeNext();
            }
        }

        private int any(Random random) {
            return new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
        }

        private void write(int id, long value) {
            UnsafeApi.putLong(records.addressForWrite(id) + 8, value);
            UnsafeApi.putLong(records.addressForWrite(id) + 992, ~value);
            model.put(id, value);
        }

        private void addKey(int id) {
            key(id, (address, length) -> keys.idOf(address, length));
        }

        private void removeKey(int id) {
            key(id, (address, length) -> keys.remove(keys.idOf(address, length)));
        }

        private void key(int id, java.util.function.BiConsumer<Long, Integer> use) {
            try (var block = pool.allocate(128)) {
                int length = 8 + id % 90;
                for (int i = 0; i < length; i++) {
                    UnsafeApi.putByte(block.address() + i, (byte) (id >>> i % 4 * 8));
                }
                use.accept(block.address(), length);
            }
        }

        void check() {
            assertThat(records.liveCount()).isEqualTo(model.size());
            model.forEach((id, value) -> {
                assertThat(UnsafeApi.getLong(records.address(id) + 8)).isEqualTo(value);
                assertThat(UnsafeApi.getLong(records.address(id) + 992)).isEqualTo(~value);
            });
            assertThat(keys.size()).isEqualTo(model.size());
            model.keySet().forEach(this::addKey);
            assertThat(keys.size()).as("no key was new").isEqualTo(model.size());
        }

        byte[] root() {
            StateOutput root = new StateOutput();
            root.putInt(model.size());
            model.forEach((id, value) -> {
                root.putInt(id);
                root.putLong(value);
            });
            checkpointer.save(root);
            return root.toBytes();
        }

        void load(CheckpointStore store, CheckpointInfo checkpoint) {
            StateInput in = new StateInput(store.root(checkpoint), new SymbolDictionary());
            int count = in.getInt();
            for (int i = 0; i < count; i++) {
                model.put(in.getInt(), in.getLong());
            }
            checkpointer.load(checkpoint, in);
            store.resumeFrom(checkpoint);
            assertThat(in.isAtEnd()).isTrue();
        }

        @Override
        public void close() {
            space.close();
            pool.close();
        }
    }

    @Test
    void shouldRestoreWhatWasThereAtEachCheckpointWhateverCameLater() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        CheckpointStore store = open();
        Sample sample = new Sample(store, 1 << 28);
        long seq = 0;
        for (int run = 0; run < 12; run++) {
            for (int round = 0; round < 1 + random.nextInt(4); round++) {
                changeMany(sample, random, random.nextInt(2000));
                sample.checkpointer.begin(++seq, seq, sample.root(), 0);
                boolean isAbandoned = random.nextInt(5) == 0;
                CheckpointInfo done = null;
                while (done == null) {
                    changeMany(sample, random, random.nextInt(50));
                    if (isAbandoned && random.nextInt(4) == 0) {
                        break;
                    }
                    sample.checkpointer.doWork();
                    done = sample.checkpointer.poll();
                }
                if (done == null) {
                    break; // the process ends while the checkpoint is being written
                }
                assertThat(done.seq()).isEqualTo(seq);
                sample.check();
            }
            sample.close();
            store.close();
            store = open();
            sample = new Sample(store, 1 << 28);
            List<CheckpointInfo> all = store.list();
            assertThat(all.size()).isLessThanOrEqualTo(2);
            CheckpointInfo from = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
            if (from == null) {
                store.resumeFrom(null);
            } else {
                sample.load(store, from);
                sample.check();
                assertThat(sample.checkpointer.hash(sample.root(), 0))
                        .as("hash")
                        .isEqualTo(from.stateHash());
            }
        }
        sample.close();
        store.close();
    }

    private static void changeMany(Sample sample, Random random, int count) {
        for (int i = 0; i < count; i++) {
            sample.change(random);
        }
    }

    @Test
    void shouldEvictPagesThatAreStoredAndReadThemBack() {
        Random random = new Random(7);
        CheckpointStore store = open();
        try (Sample sample = new Sample(store, 1 << 28)) {
            changeMany(sample, random, 5000);
            assertThat(sample.space.evict(0)).as("nothing is stored yet").isFalse();
            checkpoint(sample, 1);
            assertThat(sample.space.evict(0)).isTrue();
            assertThat(sample.space.usedBytes()).isZero();
            sample.check();
            changeMany(sample, random, 100);
            sample.space.evict(0);
            assertThat(sample.space.usedBytes()).as("what is dirty stays").isEqualTo(sample.space.dirtyBytes());
            sample.check();
            checkpoint(sample, 2);
            sample.space.evict(0);
            changeMany(sample, random, 1000);
            sample.check();
            assertThat(sample.space.readBackPages()).isPositive();
        }
        store.close();
    }

    private static CheckpointInfo checkpoint(Sample sample, long seq) {
        sample.checkpointer.begin(seq, seq, sample.root(), 0);
        while (true) {
            sample.checkpointer.doWork();
            CheckpointInfo done = sample.checkpointer.poll();
            if (done != null) {
                return done;
            }
        }
    }

    @Test
    void shouldLoadStateThatIsLargerThanItsBudget() {
        CheckpointStore store = open();
        CheckpointInfo last;
        Map<Integer, Long> model;
        try (Sample sample = new Sample(store, 1 << 28)) {
            changeMany(sample, new Random(3), 8000);
            last = checkpoint(sample, 1);
            model = Map.copyOf(sample.model);
        }
        long budget = last.stateBytes() / 2;
        try (Sample sample = new Sample(store, budget)) {
            sample.checkpointer.load(last, afterModel(store, last));
            sample.space.evict(0);
            sample.model.putAll(model);
            for (int id : model.keySet()) {
                assertThat(UnsafeApi.getLong(sample.records.address(id) + 8)).isEqualTo(model.get(id));
                sample.space.evict(budget / 2);
            }
        }
        store.close();
    }

    private static StateInput afterModel(CheckpointStore store, CheckpointInfo checkpoint) {
        StateInput in = new StateInput(store.root(checkpoint), new SymbolDictionary());
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            in.getInt();
            in.getLong();
        }
        return in;
    }

    @Test
    void shouldGiveTheSameHashWithAndWithoutStoring() {
        long hashed;
        try (Sample sample = new Sample(null, 1 << 28)) {
            Random random = new Random(11);
            for (int i = 0; i < 5; i++) {
                changeMany(sample, random, 700);
                sample.checkpointer.hash(sample.root(), 0);
            }
            hashed = sample.checkpointer.hash(sample.root(), 0);
        }
        CheckpointStore store = open();
        try (Sample sample = new Sample(store, 1 << 28)) {
            Random random = new Random(11);
            for (int i = 0; i < 5; i++) {
                changeMany(sample, random, 700);
                if (i == 1) {
                    sample.checkpointer.hash(sample.root(), 0); // what was hashed only is stored with the next one
                } else if (i != 3) {
                    checkpoint(sample, i);
                }
            }
            assertThat(checkpoint(sample, 9).stateHash()).isEqualTo(hashed);
        }
        store.close();
    }

    private static CheckpointInfo checkpoint(Sample sample, long seq, SymbolDictionary symbols, int to) {
        sample.checkpointer.begin(seq, seq, sample.root(), 0, symbols, to);
        CheckpointInfo done = null;
        while (done == null) {
            sample.checkpointer.doWork();
            done = sample.checkpointer.poll();
        }
        return done;
    }

    private static SymbolDictionary symbols(String prefix, int count) {
        SymbolDictionary symbols = new SymbolDictionary();
        addTo(symbols, prefix, count);
        return symbols;
    }

    private static void addTo(SymbolDictionary symbols, String prefix, int count) {
        while (symbols.size() < count) {
            symbols.idOf(prefix + symbols.size());
        }
    }

    private static void assertSymbols(CheckpointStore store, CheckpointInfo checkpoint, SymbolDictionary expected) {
        SymbolDictionary read = new SymbolDictionary();
        store.readSymbols(checkpoint, read);
        assertThat(read.size()).isEqualTo(checkpoint.symbols());
        for (int id = 0; id < read.size(); id++) {
            assertThat(read.string(id)).isEqualTo(expected.string(id));
        }
    }

    @Test
    void shouldStoreSymbolsAsFarAsEachCheckpointKnowsThem() {
        CheckpointStore store = open();
        SymbolDictionary symbols = symbols("a", 1000);
        List<CheckpointInfo> made = new ArrayList<>();
        try (Sample sample = new Sample(store, 1 << 28)) {
            changeMany(sample, new Random(1), 10);
            made.add(checkpoint(sample, 1, symbols, 0));
            made.add(checkpoint(sample, 2, symbols, 300));
            made.add(checkpoint(sample, 3)); // says nothing of symbols
            made.add(checkpoint(sample, 4, symbols, 1000));
        }
        store.close();
        store = open();
        assertThat(made.stream().map(CheckpointInfo::symbols)).containsExactly(0, 300, 300, 1000);
        assertThat(store.list()).containsExactly(made.get(3), made.get(2));
        assertSymbols(store, made.get(2), symbols);
        assertSymbols(store, made.get(3), symbols);
        store.close();
    }

    @Test
    void shouldStoreSymbolsAgainThatTheCheckpointDidNotHave() {
        CheckpointStore store = open();
        SymbolDictionary lost = symbols("a", 300);
        CheckpointInfo older;
        try (Sample sample = new Sample(store, 1 << 28)) {
            changeMany(sample, new Random(1), 10);
            older = checkpoint(sample, 1, lost, 300);
            addTo(lost, "lost", 1000);
            checkpoint(sample, 2, lost, 900);
            store.begin(store.nextEpoch());
            store.putSymbols(lost, 1000); // and the process ends
        }
        store.close();
        store = open();
        SymbolDictionary symbols = symbols("a", 300);
        try (Sample sample = new Sample(store, 1 << 28)) {
            sample.load(store, older);
            addTo(symbols, "other", 700);
            assertSymbols(store, checkpoint(sample, 2, symbols, 700), symbols);
        }
        store.resumeFrom(null);
        try (Sample sample = new Sample(store, 1 << 28)) {
            symbols = symbols("new", 5);
            changeMany(sample, new Random(1), 10);
            assertSymbols(store, checkpoint(sample, 3, symbols, 5), symbols);
        }
        store.close();
    }

    @Test
    void shouldRefuseACheckpointThatLacksASymbol() {
        CheckpointStore store = open();
        CheckpointInfo done;
        try (Sample sample = new Sample(store, 1 << 28)) {
            changeMany(sample, new Random(1), 10);
            done = checkpoint(sample, 1, symbols("a", 3), 3);
        }
        CheckpointInfo more = new CheckpointInfo(
                done.epoch(), 1, 1, done.stateHash(), done.pages(), done.writtenPages(), done.rootBytes(), 1, 4);
        CheckpointStore reading = store;
        assertThatThrownBy(() -> reading.readSymbols(more, new SymbolDictionary()))
                .hasMessageContaining("STA-0021");
        store.close();
    }

    @Test
    void shouldWriteChangedPagesOnly() {
        CheckpointStore store = open();
        try (Sample sample = new Sample(store, 1 << 28)) {
            changeMany(sample, new Random(1), 5000);
            CheckpointInfo all = checkpoint(sample, 1);
            int id = sample.model.keySet().iterator().next();
            sample.write(id, 5);
            CheckpointInfo one = checkpoint(sample, 2);
            assertThat(all.writtenPages()).isEqualTo(all.pages());
            assertThat(one.writtenPages()).isEqualTo(1);
            assertThat(one.pages()).isEqualTo(all.pages());
        }
        store.close();
    }
}
