package io.sabot.windows.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.state.StateSpace;
import io.sabot.state.keyed.KeyTimers;
import io.sabot.state.keyed.KeyedFunction;
import io.sabot.state.keyed.RowCollector;
import io.sabot.state.keyed.RowView;
import io.sabot.state.keyed.StateContext;
import io.sabot.state.keyed.TimeToLive;
import io.sabot.state.keyed.ValueState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyedProcessOperatorTest {
    private static final EventSchema INPUT = EventSchema.derived(
            "in",
            List.of(
                    new ColumnSpec("symbol", SqlType.of(TypeKind.VARCHAR)),
                    new ColumnSpec("size", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("ts", SqlType.of(TypeKind.TIMESTAMP))),
            2);
    private static final List<ColumnSpec> FUNCTION_COLUMNS = List.of(
            new ColumnSpec("total", SqlType.of(TypeKind.BIGINT)), new ColumnSpec("note", SqlType.of(TypeKind.VARCHAR)));

    private static final long SILENCE_NS = 20;

    /** One input row. Its time is its watermark. */
    private record Row(String symbol, long size, long timeNs, boolean isSelected) {
        static Row of(String symbol, long size, long timeNs) {
            return new Row(symbol, size, timeNs, true);
        }
    }

    /** Sums sizes until a key has been silent for a while, then says the sum. Size 0 asks for the sum now, -1 fails. */
    private static final class SumUntilSilent implements KeyedFunction {
        private ValueState total;
        private ValueState deadline;
        private KeyTimers timers;

        @Override
        public List<ColumnSpec> columns(EventSchema input) {
            return FUNCTION_COLUMNS;
        }

        @Override
        public void open(StateContext context) {
            total = context.value("total", TimeToLive.FOREVER);
            deadline = context.value("deadline", TimeToLive.FOREVER);
            timers = context.timers();
        }

        @Override
        public void onRow(RowView row, RowCollector out) {
            long size = row.getLong(1);
            if (size < 0) {
                out.putString(1, "never seen");
                throw new ArithmeticException("negative");
            }
            total.putLong(total.longValue(0) + size);
            if (deadline.isPresent()) {
                timers.cancel(deadline.longValue());
            }
            deadline.putLong(row.getLong(2) + SILENCE_NS);
            timers.set(deadline.longValue());
            if (size == 0) {
                out.putString(1, "asked");
                out.putLong(0, total.longValue());
                out.emit();
            }
        }

        @Override
        public void onTimer(long deadlineNs, RowCollector out) {
            out.putLong(0, total.longValue());
            out.emit();
            total.clear();
            deadline.clear();
        }
    }

    private static final class Collector implements Operator {
        final List<String> rows = new ArrayList<>();
        int ends;

        @Override
        public void onBatch(int input, EventBatch batch) {
            for (int row = 0; row < batch.rows(); row++) {
                String note =
                        batch.column(2).isNull(row) ? "-" : batch.column(2).getString(row);
                rows.add(batch.column(0).getString(row) + " " + batch.column(1).getLong(row) + " " + note + " at "
                        + (batch.position(row) == Position.NONE ? "end" : Position.seq(batch.position(row)))
                        + watermark(batch.watermarks()[row]));
            }
        }

        private static String watermark(long watermarkNs) {
            return watermarkNs == Watermarks.NONE ? "" : " after " + watermarkNs;
        }

        @Override
        public void onWatermark(int input, long watermarkNs, long position) {}

        @Override
        public void onEnd(int input, long position) {
            ends++;
        }
    }

    private static List<String> run(KeyedFunction function, List<Row> rows, int... cuts) {
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace space = new StateSpace(pool, 1 << 28);
                EventBatch batch = EventBatch.growable(pool)) {
            Collector collector = new Collector();
            KeyedProcessSpec spec = KeyedProcessSpec.of("q", INPUT, new int[] {0}, FUNCTION_COLUMNS);
            try (KeyedProcessOperator operator = new KeyedProcessOperator(
                    spec,
                    function,
                    space,
                    pool,
                    (reason, from, row, detail) -> collector.rows.add("refused " + reason + ": " + detail),
                    new Input(collector, 0))) {
                SymbolDictionary symbols = new SymbolDictionary();
                int at = 0;
                for (int cut : cuts) {
                    feed(operator, batch, symbols, rows, at, cut);
                    at = cut;
                }
                feed(operator, batch, symbols, rows, at, rows.size());
                operator.onEnd(0, Position.NONE);
                assertThat(space.usedBytes()).as("state left").isZero();
                assertThat(collector.ends).isEqualTo(1);
            }
            return collector.rows;
        }
    }

    private static void feed(
            Operator operator, EventBatch batch, SymbolDictionary symbols, List<Row> rows, int from, int to) {
        batch.layout(INPUT, symbols, null, Math.max(1, to - from));
        batch.seq(from);
        long[] watermarks = batch.ensureWatermarks();
        int selected = 0;
        for (int i = from; i < to; i++) {
            int row = batch.nextRow();
            batch.column(0).putString(row, rows.get(i).symbol());
            batch.column(1).putLong(row, rows.get(i).size());
            batch.column(2).putLong(row, rows.get(i).timeNs());
            batch.positions(row, Position.of(i, 0), Position.of(i, 0));
            watermarks[row] = rows.get(i).timeNs();
            batch.commitRow();
            if (rows.get(i).isSelected()) {
                batch.selectionBuffer()[selected++] = row;
            }
        }
        batch.select(selected);
        batch.watermarkAfterNs(to > from ? rows.get(to - 1).timeNs() : Watermarks.NONE);
        operator.onBatch(0, batch);
        operator.flush();
    }

    @Test
    void shouldFireTimersBeforeTheRowThatMakesThemDue() {
        List<Row> rows = List.of(
                Row.of("B", 1, 0), Row.of("A", 2, 0), Row.of("A", 0, 5), Row.of("C", 7, 25), Row.of("C", 0, 26));
        assertThat(run(new SumUntilSilent(), rows))
                .containsExactly(
                        "A 2 asked at 2 after 5",
                        "B 1 - at 3 after 5",
                        "A 2 - at 3 after 5",
                        "C 7 asked at 4 after 26",
                        "C 7 - at end after 26");
    }

    @Test
    void shouldRefuseARowThatTheFunctionFailsAt() {
        assertThat(run(new SumUntilSilent(), List.of(Row.of("A", 1, 0), Row.of("A", -1, 1))))
                .containsExactly("refused EXPRESSION_FAILED: negative", "A 1 - at end after 1");
    }

    /** Fails in ways that are not arithmetic; emits what it can. */
    private static final class Clumsy implements KeyedFunction {
        @Override
        public List<ColumnSpec> columns(EventSchema input) {
            return FUNCTION_COLUMNS;
        }

        @Override
        public void open(StateContext context) {}

        @Override
        public void onRow(RowView row, RowCollector out) {
            switch ((int) row.getLong(1)) {
                case 0 -> out.putInt(0, 1);
                case 1 -> out.putLong(2, 1);
                case 2 -> row.getInt(1);
                case 3 -> throw new IllegalStateException("odd");
                default -> out.putLong(0, 7);
            }
            out.emit();
        }
    }

    @Test
    void shouldRefuseRowsWhenTheFunctionMistakesAColumnOrThrows() {
        List<Row> rows =
                List.of(Row.of("A", 0, 0), Row.of("A", 1, 0), Row.of("A", 2, 0), Row.of("A", 3, 0), Row.of("A", 4, 0));
        assertThat(run(new Clumsy(), rows))
                .containsExactly(
                        "refused EXPRESSION_FAILED: java.lang.IllegalArgumentException: column 0 of the function is BIGINT",
                        "refused EXPRESSION_FAILED: java.lang.IllegalArgumentException: the function has no column 2",
                        "refused EXPRESSION_FAILED: java.lang.IllegalArgumentException: column 1 of the input is BIGINT",
                        "refused EXPRESSION_FAILED: java.lang.IllegalStateException: odd",
                        "A 7 - at 4 after 0");
    }

    /** Counts up to three, one each ten nanoseconds. */
    private static final class Ticker implements KeyedFunction {
        private ValueState count;
        private KeyTimers timers;

        @Override
        public List<ColumnSpec> columns(EventSchema input) {
            return FUNCTION_COLUMNS;
        }

        @Override
        public void open(StateContext context) {
            count = context.value("count", TimeToLive.FOREVER);
            timers = context.timers();
        }

        @Override
        public void onRow(RowView row, RowCollector out) {
            timers.set(Long.MIN_VALUE);
            timers.set(timers.nowNs() + 1);
        }

        @Override
        public void onTimer(long deadlineNs, RowCollector out) {
            count.putLong(count.longValue(0) + 1);
            out.putLong(0, deadlineNs);
            out.emit();
            if (count.longValue() < 3) {
                timers.set(deadlineNs + 10);
            }
        }
    }

    @Test
    void shouldFireATimerThatATimerSetAndOneOfThePastWhenTimeGoesOn() {
        assertThat(run(new Ticker(), List.of(Row.of("A", 0, 100), new Row("B", 0, 200, false))))
                .containsExactly("A 101 - at 1 after 100", "A 111 - at 1 after 100", "A 121 - at 1 after 100");
    }

    @Test
    void shouldDoTheSameWhateverTheCuts() {
        long seed = System.nanoTime();
        System.out.println("KeyedProcessOperatorTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            List<Row> rows = new ArrayList<>();
            long timeNs = 0;
            for (int i = 0; i < 200; i++) {
                timeNs += random.nextInt(8);
                rows.add(new Row(
                        "" + (char) ('A' + random.nextInt(8)), random.nextInt(5), timeNs, random.nextInt(5) > 0));
            }
            int[] cuts = random.ints(random.nextInt(10), 0, 200).sorted().toArray();
            assertThat(run(new SumUntilSilent(), rows, cuts))
                    .as("seed %d", seed)
                    .isEqualTo(expected(rows));
        }
    }

    /** What {@link SumUntilSilent} means, on a plain map. */
    private static List<String> expected(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        Map<String, long[]> totalAndDeadline = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            String before = i == 0 ? "" : " after " + rows.get(i - 1).timeNs();
            fire(totalAndDeadline, row.timeNs(), " at " + i + before, lines);
            if (row.isSelected()) {
                long[] state = totalAndDeadline.computeIfAbsent(row.symbol(), symbol -> new long[2]);
                state[0] += row.size();
                state[1] = row.timeNs() + SILENCE_NS;
                if (row.size() == 0) {
                    lines.add(row.symbol() + " " + state[0] + " asked at " + i + " after " + row.timeNs());
                }
            }
        }
        fire(
                totalAndDeadline,
                Long.MAX_VALUE,
                " at end after " + rows.get(rows.size() - 1).timeNs(),
                lines);
        return lines;
    }

    private static void fire(Map<String, long[]> totalAndDeadline, long nowNs, String when, List<String> lines) {
        while (true) {
            long next = totalAndDeadline.values().stream()
                    .mapToLong(state -> state[1])
                    .min()
                    .orElse(Long.MAX_VALUE);
            if (next == Long.MAX_VALUE || next > nowNs) {
                return;
            }
            totalAndDeadline.entrySet().removeIf(entry -> {
                if (entry.getValue()[1] == next) {
                    lines.add(entry.getKey() + " " + entry.getValue()[0] + " -" + when);
                    return true;
                }
                return false;
            });
        }
    }
}
