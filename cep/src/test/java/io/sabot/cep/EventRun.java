package io.sabot.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.cep.api.EventMatch;
import io.sabot.cep.api.EventPattern;
import io.sabot.cep.api.MatchFunction;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Clock;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStore;
import io.sabot.state.CheckpointStores;
import io.sabot.state.Checkpointer;
import io.sabot.state.StateSpace;
import io.sabot.state.keyed.RowCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs a pattern over rows that are cut into batches, and goes on from a checkpoint where it is told to. */
final class EventRun implements AutoCloseable {
    static final EventSchema INPUT = EventSchema.derived(
            "in",
            List.of(
                    new ColumnSpec("symbol", SqlType.of(TypeKind.VARCHAR)),
                    new ColumnSpec("name", SqlType.of(TypeKind.VARCHAR)),
                    new ColumnSpec("bits", SqlType.of(TypeKind.INT)),
                    new ColumnSpec("size", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("price", SqlType.of(TypeKind.DOUBLE)),
                    new ColumnSpec("ts", SqlType.of(TypeKind.TIMESTAMP))),
            5);
    static final EventSchema OUTPUT = EventSchema.derived(
            "out",
            List.of(
                    new ColumnSpec("symbol", SqlType.of(TypeKind.VARCHAR)),
                    new ColumnSpec("rows", SqlType.of(TypeKind.VARCHAR)),
                    new ColumnSpec("number", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("timed_out", SqlType.of(TypeKind.BOOLEAN))),
            EventSchema.NO_COLUMN);

    /** One input row. */
    record Row(String symbol, String name, int bits, long size, long timeNs, long watermarkNs) {}

    private final EventPattern pattern;
    private final MatchFunction function;
    private final List<Row> rows;
    private final List<String> out = new ArrayList<>();
    private final SymbolDictionary symbols = new SymbolDictionary();
    private MemoryPool pool;
    private StateSpace space;
    private EventPatternOperator operator;

    EventRun(EventPattern pattern, MatchFunction function, List<Row> rows) {
        this.pattern = pattern;
        this.function = function;
        this.rows = rows;
        open(null, null);
    }

    private void open(CheckpointStore store, CheckpointInfo from) {
        pool = MemoryPool.unbounded();
        space = new StateSpace(pool, 1 << 28);
        EventPatternSpec spec = new EventPatternSpec("q", pattern, INPUT, OUTPUT);
        operator = new EventPatternOperator(
                spec,
                function,
                space,
                pool,
                (reason, batch, row, detail) -> out.add("refused " + reason + ": " + detail),
                new Input(new Collector(), 0));
        if (from != null) {
            StateInput in = new StateInput(store.root(from), symbols);
            checkpointer(store).load(from, in);
            operator.load(in);
            assertThat(in.isAtEnd()).isTrue();
        }
    }

    private Checkpointer checkpointer(CheckpointStore store) {
        return new Checkpointer(space, () -> store, () -> {}, Clock.system(), step -> {});
    }

    private final class Collector implements Operator {
        @Override
        public void onBatch(int input, EventBatch batch) {
            for (int row = 0; row < batch.rows(); row++) {
                String kind = batch.column(3).getBoolean(row)
                        ? " timed out"
                        : " #" + batch.column(2).getLong(row);
                out.add(batch.column(0).getString(row) + " " + batch.column(1).getString(row) + kind + " at "
                        + (batch.position(row) == Position.NONE ? "end" : Position.seq(batch.position(row))));
            }
        }

        @Override
        public void onWatermark(int input, long watermarkNs, long position) {}

        @Override
        public void onEnd(int input, long position) {}
    }

    /** Writes a match as {@code name:place name:place …}, places being those of the rows in the input. */
    static void describe(EventMatch match, RowCollector out) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < match.count(); i++) {
            text.append(i == 0 ? "" : " ")
                    .append(match.name(i))
                    .append(':')
                    .append(Position.seq(match.row(i).position()));
        }
        out.putString(0, match.row(0).string("symbol"));
        out.putString(1, text.toString());
        out.putLong(2, match.number());
        out.putBoolean(3, match.isTimedOut());
        out.emit();
    }

    /** Writes a match as the names of its rows. */
    static void name(EventMatch match, RowCollector out) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < match.count(); i++) {
            names.add(match.row(i).string("name"));
        }
        out.putString(0, match.row(0).string("symbol"));
        out.putString(1, String.join(" ", names));
        out.putLong(2, match.number());
        out.putBoolean(3, match.isTimedOut());
        out.emit();
    }

    static List<String> run(EventPattern pattern, MatchFunction function, List<Row> rows, int[] cuts, int restoreAt) {
        try (EventRun run = new EventRun(pattern, function, rows)) {
            int at = 0;
            for (int cut : cuts) {
                run.feed(at, cut);
                at = cut;
                if (cut == restoreAt) {
                    run.restore();
                }
            }
            run.feed(at, rows.size());
            run.end();
            return run.out;
        }
    }

    static List<String> run(EventPattern pattern, MatchFunction function, List<Row> rows) {
        return run(pattern, function, rows, new int[0], -1);
    }

    void feed(int from, int to) {
        try (EventBatch batch = EventBatch.growable(pool)) {
            batch.layout(INPUT, symbols, null, Math.max(1, to - from));
            batch.seq(from);
            long[] watermarks = batch.ensureWatermarks();
            for (int i = from; i < to; i++) {
                put(batch, watermarks, i);
            }
            batch.watermarkAfterNs(to > from ? watermarks[to - from - 1] : Watermarks.NONE);
            operator.onBatch(0, batch);
            operator.flush();
        }
    }

    private void put(EventBatch batch, long[] watermarks, int i) {
        int at = batch.nextRow();
        Row row = rows.get(i);
        batch.column(0).putString(at, row.symbol());
        batch.column(1).putString(at, row.name());
        batch.column(2).putInt(at, row.bits());
        batch.column(3).putLong(at, row.size());
        batch.column(4).putDouble(at, row.size());
        batch.column(5).putLong(at, row.timeNs());
        batch.positions(at, Position.of(i, 0), Position.of(i, 0));
        watermarks[at] = row.watermarkNs();
        batch.commitRow();
    }

    void restore() {
        CheckpointStore store = CheckpointStores.memory();
        Checkpointer checkpointer = checkpointer(store);
        StateOutput root = new StateOutput();
        checkpointer.save(root);
        operator.save(root);
        checkpointer.begin(1, 1, root.toBytes(), 0);
        CheckpointInfo done = null;
        while (done == null) {
            checkpointer.doWork();
            done = checkpointer.poll();
        }
        close();
        open(store, done);
    }

    List<String> end() {
        operator.onEnd(0, Position.NONE);
        assertThat(operator.liveRecords()).as("threads, rows and paths left").isZero();
        assertThat(space.usedBytes()).as("state left").isZero();
        return out;
    }

    List<String> out() {
        return out;
    }

    EventPatternOperator operator() {
        return operator;
    }

    @Override
    public void close() {
        operator.close();
        space.close();
        pool.close();
    }

    /** Rows of one key, a second apart: {@code a c b1 b2}; {@code b@7} comes at second 7, and the next one a second later. */
    static List<Row> rows(String text) {
        List<Row> rows = new ArrayList<>();
        long second = 0;
        for (String word : text.split(" ")) {
            String[] parts = word.split("@");
            second = parts.length > 1 ? Long.parseLong(parts[1]) : second;
            long timeNs = second * 1_000_000_000L;
            String digits = parts[0].replaceAll("\\D", "");
            rows.add(new Row("X", parts[0], 0, digits.isEmpty() ? 0 : Long.parseLong(digits), timeNs, timeNs));
            second++;
        }
        return rows;
    }

    /** Matches over {@link #rows(String)} as the names of their rows, timed-out ones with a {@code !}. */
    static List<String> match(EventPattern pattern, String input) {
        List<String> lines = run(pattern, EventRun::name, rows(input));
        int[] each = new int[rows(input).size()];
        Arrays.setAll(each, i -> i + 1);
        for (int restoreAt : each) {
            assertThat(run(pattern, EventRun::name, rows(input), each, restoreAt))
                    .as("row by row, and from a checkpoint behind row %d", restoreAt)
                    .isEqualTo(lines);
        }
        return lines.stream().map(EventRun::plain).toList();
    }

    private static String plain(String line) {
        return line.substring(2)
                .replaceFirst(" at \\S+$", "")
                .replaceFirst(" #\\d+$", "")
                .replaceFirst(" timed out$", "!");
    }
}
