package io.sabot.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.schema.EventSchema;
import io.sabot.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowsWithoutKeysTest {
    private static final WindowSpec GLOBAL = new WindowSpec.Global();

    /** Counts as they come out; rows have times 0, 1, 2, … and move the watermark along. */
    private static List<Long> counts(WindowSpec window, boolean emitsEmpty, int rows) {
        WindowAggregateSpec keyed = WindowRun.aggregateSpec(window);
        EventSchema output = EventSchema.derived(
                "out", keyed.output().columns().subList(1, keyed.output().columnCount()), EventSchema.NO_COLUMN);
        WindowAggregateSpec spec = new WindowAggregateSpec(
                "q", WindowRun.INPUT, keyed.eventTimeColumn(), new int[0], window, output, emitsEmpty);
        Counts counts = new Counts(spec.firstResultColumn());
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace space = new StateSpace(pool, 1 << 24);
                EventBatch batch = EventBatch.growable(pool);
                Operator operator = WindowAggregates.create(
                        spec, new TraceKernel(2), space, pool, (r, b, row, d) -> {}, new Input(counts, 0))) {
            batch.layout(WindowRun.INPUT, new SymbolDictionary(), null, Math.max(1, rows));
            batch.ensureWatermarks();
            for (int row = 0; row < rows; row++) {
                batch.column(0).setNull(row);
                batch.column(1).putLong(row, row);
                batch.column(2).putLong(row, 1);
                batch.watermarks()[row] = row;
                batch.commitRow();
            }
            batch.watermarkAfterNs(rows);
            operator.onBatch(0, batch);
            operator.onEnd(0, Position.NONE);
            assertThat(space.usedBytes()).isZero();
        }
        return counts.found;
    }

    private static final class Counts implements Operator {
        private final int column;
        private final List<Long> found = new ArrayList<>();

        Counts(int column) {
            this.column = column;
        }

        @Override
        public void onBatch(int input, EventBatch batch) {
            for (int row = 0; row < batch.rows(); row++) {
                found.add(batch.column(column).getLong(row));
            }
        }

        @Override
        public void onWatermark(int input, long watermarkNs, long position) {}

        @Override
        public void onEnd(int input, long position) {}
    }

    @Test
    void shouldPutAllRowsOfAWindowTogether() {
        assertThat(counts(new WindowSpec.Tumble(4, 0), false, 10)).containsExactly(4L, 4L, 2L);
        assertThat(counts(new WindowSpec.Session(2), false, 10)).containsExactly(10L);
        assertThat(counts(GLOBAL, false, 10)).containsExactly(10L);
    }

    @Test
    void shouldGiveARowForAnInputWithoutRowsIfAsked() {
        assertThat(counts(GLOBAL, true, 0)).containsExactly(0L);
        assertThat(counts(GLOBAL, false, 0)).isEmpty();
        assertThat(counts(GLOBAL, true, 3)).containsExactly(3L);
    }
}
