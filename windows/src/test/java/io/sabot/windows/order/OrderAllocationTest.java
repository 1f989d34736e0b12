package io.sabot.windows.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.state.StateSpace;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderAllocationTest {
    private static final int ROWS = 1000;
    private static final int WARM_UP = 200;
    private static final int MEASURED = 500;
    private static final long JITTER_NS = 5000;

    private static final class Counter implements Operator {
        long rows;

        @Override
        public void onBatch(int input, EventBatch batch) {
            rows += batch.selectedCount();
        }

        @Override
        public void onWatermark(int input, long watermarkNs, long position) {}

        @Override
        public void onEnd(int input, long position) {}
    }

    private final Counter counter = new Counter();
    private final Input downstream = new Input(counter, 0);

    @Test
    void shouldSortByTimeWithoutAllocating() {
        measure((space, pool, deadLetters, next) -> new TimeSortOperator(
                "q",
                OrderRun.SCHEMA,
                OrderRun.TIME,
                List.of(new OrderKey(OrderRun.TEXT, true, false)),
                space,
                pool,
                deadLetters,
                next));
        assertThat(counter.rows).isGreaterThan((WARM_UP + MEASURED - 100L) * ROWS);
    }

    @Test
    void shouldKeepTheBestRowsWithoutAllocating() {
        measure((space, pool, deadLetters, next) -> new SortLimitOperator(
                "q",
                OrderRun.SCHEMA,
                List.of(new OrderKey(OrderRun.TEXT, true, false), new OrderKey(OrderRun.TIME, true, false)),
                0,
                100,
                space,
                pool,
                deadLetters,
                next));
    }

    @Test
    void shouldUniteWithoutAllocating() {
        measure((space, pool, deadLetters, next) -> new UnionOperator("q", OrderRun.SCHEMA, 1, pool, next));
        assertThat(counter.rows).isEqualTo((WARM_UP + MEASURED) * (long) ROWS);
    }

    private void measure(OrderRun.Maker maker) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace space = new StateSpace(pool, 1 << 28);
                EventBatch batch = EventBatch.growable(pool);
                Operator operator = maker.make(space, pool, (reason, from, row, detail) -> {}, downstream)) {
            layOut(batch);
            long before = 0;
            for (int i = 0; i < WARM_UP + MEASURED; i++) {
                if (i == WARM_UP) {
                    before = threads.getCurrentThreadAllocatedBytes();
                }
                setTimes(batch, (long) i * ROWS);
                operator.onBatch(0, batch);
                operator.flush();
            }
            long perRow = (threads.getCurrentThreadAllocatedBytes() - before) / ((long) MEASURED * ROWS);
            assertThat(perRow).as("bytes a row").isZero();
        }
    }

    private static void layOut(EventBatch batch) {
        boolean[] isPlain = new boolean[OrderRun.SCHEMA.columnCount()];
        isPlain[OrderRun.TEXT] = true;
        batch.layout(OrderRun.SCHEMA, new SymbolDictionary(), isPlain, ROWS);
        batch.ensureWatermarks();
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < OrderRun.SCHEMA.columnCount(); column++) {
                batch.column(column).setNull(row);
            }
            batch.column(OrderRun.TEXT).putString(row, "a text longer than twelve bytes " + row);
            batch.commitRow();
        }
    }

    private static void setTimes(EventBatch batch, long fromNs) {
        for (int row = 0; row < ROWS; row++) {
            long ns = fromNs + row;
            batch.column(OrderRun.TIME).putLong(row, ns - ns * 7919 % JITTER_NS);
            batch.watermarks()[row] = ns - JITTER_NS;
        }
        batch.seq(fromNs);
        batch.watermarkAfterNs(fromNs + ROWS - JITTER_NS);
    }
}
