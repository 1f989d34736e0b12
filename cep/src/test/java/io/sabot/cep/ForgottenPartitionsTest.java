package io.sabot.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.state.StateSpace;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForgottenPartitionsTest {
    private static final int A = 1;
    private static final int B = 2;

    private static final EventSchema INPUT = EventSchema.derived(
            "in",
            List.of(
                    new ColumnSpec("id", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("bits", SqlType.of(TypeKind.INT)),
                    new ColumnSpec("ts", SqlType.of(TypeKind.TIMESTAMP))),
            2);
    private static final EventSchema OUTPUT = EventSchema.derived(
            "out",
            List.of(
                    new ColumnSpec("id", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("n", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("path", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("empty", SqlType.of(TypeKind.BOOLEAN))),
            EventSchema.NO_COLUMN);

    private final Counter counter = new Counter();
    private long timeNs;

    private static final class Counter implements Operator {
        int matches;

        @Override
        public void onBatch(int input, EventBatch batch) {
            matches += batch.rows();
        }

        @Override
        public void onWatermark(int input, long watermarkNs, long position) {}

        @Override
        public void onEnd(int input, long position) {}
    }

    /** Rows A and B of a thousand new partitions after the other, {@code batches} times. @return most bytes in use */
    private long run(long withinNs, boolean readsMatchNumber, int batches) {
        long most = 0;
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace space = new StateSpace(pool, 1 << 30);
                EventBatch batch = EventBatch.growable(pool);
                MatchOperator operator = operator(withinNs, readsMatchNumber, space, pool)) {
            feed(operator, batch, -1, A);
            for (int i = 0; i < batches; i++) {
                feed(operator, batch, i, A);
                feed(operator, batch, i, B);
                most = Math.max(most, space.usedBytes());
            }
            feed(operator, batch, -1, B);
            operator.onEnd(0, Position.NONE);
            assertThat(space.usedBytes()).as("state left").isZero();
        }
        return most;
    }

    private MatchOperator operator(long withinNs, boolean readsMatchNumber, StateSpace space, MemoryPool pool) {
        PatternSpec spec = new PatternSpec(
                "q",
                PatternProgram.of(PatternText.parse("A B")),
                PatternSpec.Skip.pastLastRow(),
                new int[] {0},
                2,
                withinNs,
                false,
                readsMatchNumber,
                PatternSpec.Rows.one(),
                PatternLimits.ofPartialMatches(10),
                OUTPUT);
        return new MatchOperator(
                spec,
                new LetterKernel(false, true),
                null,
                null,
                new SqlType[] {SqlType.of(TypeKind.BIGINT)},
                space,
                pool,
                (reason, batch, row, detail) -> {},
                new Input(counter, 0));
    }

    private void feed(MatchOperator operator, EventBatch batch, int block, int bits) {
        batch.layout(INPUT, null, null, 1_000);
        long[] watermarks = batch.ensureWatermarks();
        for (int i = 0; i < 1_000; i++) {
            int row = batch.nextRow();
            batch.column(0).putLong(row, block * 1_000L + i);
            batch.column(1).putInt(row, bits);
            batch.column(2).putLong(row, timeNs);
            batch.positions(row, Position.of(1, 0), Position.of(1, 0));
            watermarks[row] = timeNs++;
            batch.commitRow();
        }
        batch.watermarkAfterNs(timeNs - 1);
        operator.onBatch(0, batch);
        operator.flush();
    }

    @Test
    void shouldForgetPartitionsWithoutThreads() {
        long bytes = run(PatternSpec.NO_WITHIN, false, 1_000);
        System.out.println("a million partitions: at most " + bytes + " bytes of state");
        assertThat(bytes).isLessThan(24 << 20);
        assertThat(counter.matches).as("those open all the while among them").isEqualTo(1_001_000);
    }

    @Test
    void shouldIgnoreTimersOfForgottenPartitions() {
        long bytes = run(1_000_000, false, 1_000);
        assertThat(bytes).isLessThan(40 << 20);
        assertThat(counter.matches).as("those open too long are no matches").isEqualTo(1_000_000);
    }

    @Test
    void shouldKeepPartitionsWhoseMatchesAreCounted() {
        assertThat(run(PatternSpec.NO_WITHIN, true, 300)).isGreaterThan(30 << 20);
        assertThat(counter.matches).isEqualTo(301_000);
    }
}
