package io.sabot.windows;

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
import java.util.ArrayList;
import java.util.List;

/** Runs one operator over rows cut into batches, and says what came out as text. */
final class WindowRun {
    static final EventSchema INPUT = EventSchema.derived(
            "in",
            List.of(
                    new ColumnSpec("symbol", SqlType.of(TypeKind.VARCHAR)),
                    new ColumnSpec("ts", SqlType.of(TypeKind.TIMESTAMP)),
                    new ColumnSpec("v", SqlType.of(TypeKind.BIGINT))),
            1);

    /**
     * One input row.
     *
     * @param timeNs null for NULL
     * @param watermarkNs that holds when the row is processed
     * @param isSelected false for a row that a filter has taken away: time goes on with it all the same
     */
    record Row(int number, String key, Long timeNs, long value, long watermarkNs, boolean isSelected) {}

    /** What came out, a line each; {@code sums} has a double's exact bits and the watermark of the row. */
    record Result(List<String> fired, List<String> sums, List<String> refused) {}

    private final WindowSpec window;
    private final List<Row> rows;
    private final List<String> fired = new ArrayList<>();
    private final List<String> sums = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private boolean isAssignment;

    private WindowRun(WindowSpec window, List<Row> rows) {
        this.window = window;
        this.rows = rows;
    }

    static Result aggregate(WindowSpec window, List<Row> rows, int... cuts) {
        return new WindowRun(window, rows).run(cuts);
    }

    static Result assign(WindowSpec window, List<Row> rows, int... cuts) {
        WindowRun run = new WindowRun(window, rows);
        run.isAssignment = true;
        return run.run(cuts);
    }

    static WindowAggregateSpec aggregateSpec(WindowSpec window) {
        boolean isGlobal = window instanceof WindowSpec.Global;
        List<ColumnSpec> columns = new ArrayList<>(List.of(INPUT.column(0)));
        if (!isGlobal) {
            addBounds(columns);
        }
        columns.add(new ColumnSpec("n", SqlType.of(TypeKind.BIGINT)));
        columns.add(new ColumnSpec("trace", SqlType.of(TypeKind.BIGINT)));
        columns.add(new ColumnSpec("sum", SqlType.of(TypeKind.DOUBLE)));
        EventSchema output = EventSchema.derived("out", columns, EventSchema.NO_COLUMN);
        int timeColumn = isGlobal ? EventSchema.NO_COLUMN : 1;
        return new WindowAggregateSpec("q", INPUT, timeColumn, new int[] {0}, window, output, false);
    }

    private static void addBounds(List<ColumnSpec> columns) {
        columns.add(new ColumnSpec("window_start", SqlType.of(TypeKind.TIMESTAMP)));
        columns.add(new ColumnSpec("window_end", SqlType.of(TypeKind.TIMESTAMP)));
        columns.add(new ColumnSpec("window_time", SqlType.of(TypeKind.TIMESTAMP)));
    }

    private Result run(int... cuts) {
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace space = new StateSpace(pool, 1 << 28);
                EventBatch batch = EventBatch.growable(pool)) {
            TraceKernel kernel = new TraceKernel(2);
            SymbolDictionary symbols = new SymbolDictionary();
            try (Operator operator = operator(kernel, space, pool)) {
                int from = 0;
                for (int cut : cuts) {
                    feed(operator, batch, symbols, from, cut);
                    from = cut;
                }
                operator.onEnd(0, Position.NONE);
                assertThat(space.usedBytes()).as("state left").isZero();
                assertThat(kernel.live()).as("accumulators left").isZero();
            }
        }
        return new Result(fired, sums, refused);
    }

    private Operator operator(TraceKernel kernel, StateSpace space, MemoryPool pool) {
        Input collector = new Input(new Collector(), 0);
        if (!isAssignment) {
            return WindowAggregates.create(
                    aggregateSpec(window), kernel, space, pool, (r, b, row, d) -> refuse(r, b, row), collector);
        }
        List<ColumnSpec> columns = new ArrayList<>(INPUT.columns());
        addBounds(columns);
        EventSchema output = EventSchema.derived("out", columns, EventSchema.NO_COLUMN);
        WindowAssignSpec spec = new WindowAssignSpec("q", INPUT, 1, window, output);
        return new WindowAssignOperator(spec, pool, (r, b, row, d) -> refuse(r, b, row), collector);
    }

    private void refuse(Object reason, EventBatch batch, int row) {
        refused.add(reason + " #" + Position.seq(batch.position(row)));
    }

    private void feed(Operator operator, EventBatch batch, SymbolDictionary symbols, int from, int to) {
        batch.layout(INPUT, symbols, null, Math.max(1, to - from));
        batch.seq(from);
        batch.ensureWatermarks();
        int selected = 0;
        for (Row row : rows.subList(from, to)) {
            int at = batch.nextRow();
            write(batch, at, row);
            batch.commitRow();
            if (row.isSelected()) {
                batch.selectionBuffer()[selected++] = at;
            }
        }
        batch.select(selected);
        batch.watermarkAfterNs(to == 0 ? Watermarks.NONE : rows.get(to - 1).watermarkNs());
        operator.onBatch(0, batch);
        operator.flush();
    }

    private static void write(EventBatch batch, int at, Row row) {
        if (row.key() == null) {
            batch.column(0).setNull(at);
        } else {
            batch.column(0).putString(at, row.key());
        }
        if (row.timeNs() == null) {
            batch.column(1).setNull(at);
        } else {
            batch.column(1).putLong(at, row.timeNs());
        }
        batch.column(2).putLong(at, row.value());
        batch.positions(at, Position.of(row.number(), 0), Position.of(row.number(), 0));
        batch.watermarks()[at] = row.watermarkNs();
    }

    /** Collects lines and checks what every output must keep: time never goes back, and no row comes behind it. */
    private final class Collector implements Operator {
        private long watermarkNs = Watermarks.NONE;

        @Override
        public void onBatch(int input, EventBatch batch) {
            for (int row = 0; row < batch.rows(); row++) {
                raise(batch.watermarks()[row]);
                if (isAssignment) {
                    assigned(batch, row);
                } else if (window instanceof WindowSpec.Global) {
                    aggregated(batch, row, "", 1);
                } else {
                    assertThat(batch.column(3).getLong(row))
                            .isEqualTo(batch.column(2).getLong(row) - 1);
                    assertThat(batch.column(3).getLong(row)).isGreaterThanOrEqualTo(watermarkNs);
                    aggregated(batch, row, bounds(batch, row, 1), 4);
                }
            }
            raise(batch.watermarkAfterNs());
        }

        private void raise(long newWatermarkNs) {
            assertThat(newWatermarkNs).isGreaterThanOrEqualTo(watermarkNs);
            watermarkNs = newWatermarkNs;
        }

        private void assigned(EventBatch batch, int row) {
            String time = String.valueOf(batch.column(1).getLong(row));
            fired.add(key(batch, row) + "@" + time + bounds(batch, row, 3) + " "
                    + batch.column(2).getLong(row) + at(batch, row));
        }

        private void aggregated(EventBatch batch, int row, String bounds, int results) {
            fired.add(key(batch, row) + bounds + " " + batch.column(results + 1).getLong(row) + " from "
                    + Position.seq(batch.firstPosition(row)) + at(batch, row));
            sums.add(batch.column(results).getLong(row) + " "
                    + Double.toHexString(batch.column(results + 2).getDouble(row)) + " after "
                    + batch.watermarks()[row]);
        }

        private static String key(EventBatch batch, int row) {
            return batch.column(0).isNull(row) ? "null" : batch.column(0).getString(row);
        }

        private static String bounds(EventBatch batch, int row, int column) {
            return " [" + batch.column(column).getLong(row) + ","
                    + batch.column(column + 1).getLong(row) + ")";
        }

        private static String at(EventBatch batch, int row) {
            return WindowRun.at(batch.position(row) == Position.NONE ? null : Position.seq(batch.position(row)));
        }

        @Override
        public void onWatermark(int input, long newWatermarkNs, long position) {
            raise(newWatermarkNs);
        }

        @Override
        public void onEnd(int input, long position) {}
    }

    private static String at(Long trigger) {
        return trigger == null ? " at end" : " at " + trigger;
    }

    /** The same by definition; without the sums. */
    static Result expected(WindowSpec window, List<Row> rows) {
        NaiveWindows<String, Row> naive = new NaiveWindows<>(window, String::compareTo);
        for (Row row : rows) {
            if (row.isSelected()) {
                naive.row(row.key(), row.timeNs(), row.watermarkNs(), row);
            } else {
                naive.watermark(row.watermarkNs(), row);
            }
        }
        naive.end();
        List<String> refused = new ArrayList<>();
        for (Row row : rows) {
            if (naive.late().contains(row)) {
                refused.add("LATE #" + row.number());
            } else if (naive.refused().contains(row)) {
                refused.add("EXPRESSION_FAILED #" + row.number());
            }
        }
        return new Result(naive.fired().stream().map(WindowRun::line).toList(), List.of(), refused);
    }

    private static String line(NaiveWindows.Fired<String, Row> window) {
        boolean isGlobal = window.window().endNs() == Long.MAX_VALUE;
        String bounds = isGlobal
                ? ""
                : " [" + window.window().startNs() + "," + window.window().endNs() + ")";
        int first = window.rows().stream().mapToInt(Row::number).min().orElseThrow();
        return window.key() + bounds + " "
                + TraceKernel.trace(window.rows().stream().map(Row::value).toList()) + " from " + first
                + at(window.trigger() == null ? null : (long) window.trigger().number());
    }
}
