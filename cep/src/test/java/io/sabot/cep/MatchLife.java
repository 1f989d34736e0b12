package io.sabot.cep;

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
import java.util.ArrayList;
import java.util.List;

/** An operator over rows whose variables are bits, which may go on as another one from a checkpoint. */
final class MatchLife implements AutoCloseable {
    static final EventSchema INPUT = EventSchema.derived(
            "in",
            List.of(
                    new ColumnSpec("symbol", SqlType.of(TypeKind.VARCHAR)),
                    new ColumnSpec("bits", SqlType.of(TypeKind.INT)),
                    new ColumnSpec("ts", SqlType.of(TypeKind.TIMESTAMP))),
            2);
    private static final EventSchema OUTPUT = EventSchema.derived(
            "out",
            List.of(
                    new ColumnSpec("symbol", SqlType.of(TypeKind.VARCHAR)),
                    new ColumnSpec("n", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("path", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("empty", SqlType.of(TypeKind.BOOLEAN))),
            EventSchema.NO_COLUMN);

    /** One input row. */
    record Row(String symbol, int bits, long timeNs) {}

    /**
     * What is looked for.
     *
     * @param sharesFrom how many groups of starts there must be before some are joined
     */
    record Query(
            String pattern,
            PatternSpec.SkipMode mode,
            long withinNs,
            boolean isPastCondition,
            PatternSpec.Rows held,
            boolean showsTimeouts,
            boolean isInOrder,
            PatternLimits limits,
            int sharesFrom) {
        static final int NEVER = 0;

        Query(String pattern, PatternSpec.SkipMode mode, long withinNs, boolean isPast, PatternSpec.Rows held) {
            this(
                    pattern,
                    mode,
                    withinNs,
                    isPast,
                    held,
                    false,
                    mode == PatternSpec.SkipMode.TO_NEXT_ROW,
                    PatternLimits.ofPartialMatches(10_000),
                    2);
        }

        /** The same with threads of their own for every start. */
        Query apart() {
            return new Query(pattern, mode, withinNs, isPastCondition, held, showsTimeouts, isInOrder, limits, NEVER);
        }

        private PatternSpec spec() {
            return new PatternSpec(
                    "q",
                    PatternProgram.of(PatternText.parse(pattern)),
                    new PatternSpec.Skip(mode, 0, false),
                    new int[] {0},
                    2,
                    withinNs,
                    showsTimeouts,
                    isInOrder,
                    held,
                    limits,
                    OUTPUT);
        }
    }

    private final Query query;
    private final List<String> output = new ArrayList<>();
    private final SymbolDictionary symbols = new SymbolDictionary();
    private MemoryPool pool;
    private StateSpace space;
    private CheckpointStore store = CheckpointStores.memory();
    private Checkpointer checkpointer;
    private MatchOperator operator;

    MatchLife(Query query) {
        this.query = query;
        open(null);
    }

    private void open(CheckpointInfo from) {
        pool = MemoryPool.unbounded();
        space = new StateSpace(pool, 1 << 28);
        operator = new MatchOperator(
                query.spec(),
                new LetterKernel(query.isPastCondition(), query.sharesFrom() != Query.NEVER),
                query.held().input() == null ? null : new LetterMeasures(),
                null,
                new SqlType[] {SqlType.of(TypeKind.VARCHAR)},
                space,
                pool,
                (reason, batch, row, detail) -> output.add("refused " + reason),
                new Input(new Collector(), 0));
        operator.joinFrom(query.sharesFrom());
        checkpointer = new Checkpointer(space, () -> store, () -> {}, Clock.system(), step -> {});
        if (from != null) {
            StateInput in = new StateInput(store.root(from), symbols);
            checkpointer.load(from, in);
            operator.load(in);
        }
    }

    private final class Collector implements Operator {
        @Override
        public void onBatch(int input, EventBatch batch) {
            for (int row = 0; row < batch.rows(); row++) {
                long first = batch.firstPosition(row);
                output.add(batch.column(0).getString(row) + " #"
                        + batch.column(1).getLong(row) + " from "
                        + Position.seq(first) + " path " + batch.column(2).getLong(row)
                        + (batch.column(3).getBoolean(row) ? " empty" : "") + " at "
                        + (batch.position(row) == Position.NONE ? "end" : Position.seq(batch.position(row))));
            }
        }

        @Override
        public void onWatermark(int input, long watermarkNs, long position) {}

        @Override
        public void onEnd(int input, long position) {}
    }

    /** What came out so far. */
    List<String> output() {
        return output;
    }

    /** Rows {@code from} up to {@code to} of the list, as one batch. */
    void feed(List<Row> rows, int from, int to) {
        try (EventBatch batch = EventBatch.growable(pool)) {
            batch.layout(INPUT, symbols, null, Math.max(1, to - from));
            batch.seq(from);
            long[] watermarks = batch.ensureWatermarks();
            for (int i = from; i < to; i++) {
                int row = batch.nextRow();
                batch.column(0).putString(row, rows.get(i).symbol());
                batch.column(1).putInt(row, rows.get(i).bits());
                batch.column(2).putLong(row, rows.get(i).timeNs());
                batch.positions(row, Position.of(i, 0), Position.of(i, 0));
                watermarks[row] = rows.get(i).timeNs();
                batch.commitRow();
            }
            batch.watermarkAfterNs(to > from ? rows.get(to - 1).timeNs() : Watermarks.NONE);
            operator.onBatch(0, batch);
            operator.flush();
        }
    }

    /**
     * Goes on with another operator from a checkpoint of now. The one there is has the next row first, while the checkpoint is not
     * written yet: it must not show.
     */
    void restore(List<Row> rows, int at) {
        StateOutput root = new StateOutput();
        checkpointer.save(root);
        operator.save(root);
        checkpointer.begin(at + 1L, at + 1L, root.toBytes(), 0);
        int told = output.size();
        if (at < rows.size()) {
            feed(rows, at, at + 1);
        }
        CheckpointInfo checkpoint = null;
        while (checkpoint == null) {
            checkpointer.doWork();
            checkpoint = checkpointer.poll();
        }
        output.subList(told, output.size()).clear();
        close();
        open(checkpoint);
    }

    /** Partial matches given up at the limit. */
    long dropped() {
        return operator.droppedPartials();
    }

    /** Records of what starts share. */
    int sharedRecords() {
        return operator.sharedRecords();
    }

    /** Chunks of threads and what is held for them. */
    int liveRecords() {
        return operator.liveRecords();
    }

    /** @return records and bytes of state that are left, which should be none */
    long end() {
        operator.onEnd(0, Position.NONE);
        return operator.liveRecords() + space.usedBytes();
    }

    @Override
    public void close() {
        operator.close();
        space.close();
        pool.close();
    }
}
