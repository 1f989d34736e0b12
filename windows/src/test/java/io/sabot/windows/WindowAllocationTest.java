package io.sabot.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.state.StateSpace;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowAllocationTest {
    private static final int ROWS = 1024;
    private static final int KEYS = 100;
    private static final int BATCHES = 500;

    static WindowSpec[] windows() {
        return new WindowSpec[] {
            new WindowSpec.Tumble(ROWS / 2, 0),
            new WindowSpec.Hop(ROWS, ROWS / 4, 0),
            new WindowSpec.Cumulate(ROWS, ROWS / 4, 0),
            new WindowSpec.Session(150)
        };
    }

    @ParameterizedTest
    @MethodSource("windows")
    void shouldNotAllocateForRowsNorForWindowsThatFire(WindowSpec window) {
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace space = new StateSpace(pool, 1 << 26);
                EventBatch batch = EventBatch.growable(pool)) {
            Counter counter = new Counter();
            try (Operator operator = WindowAggregates.create(
                    WindowRun.aggregateSpec(window),
                    new TraceKernel(2),
                    space,
                    pool,
                    (reason, refused, row, detail) -> {
                        throw new AssertionError(detail);
                    },
                    new Input(counter, 0))) {
                fill(batch);
                feed(operator, batch, 0);
                ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                long thread = Thread.currentThread().getId();
                long firedBefore = counter.rows;
                long before = threads.getThreadAllocatedBytes(thread);
                feed(operator, batch, BATCHES);
                long allocatedBytes = threads.getThreadAllocatedBytes(thread) - before;
                assertThat(counter.rows - firedBefore).as("windows fired").isGreaterThan(1_000);
                assertThat(allocatedBytes)
                        .as("bytes for %d rows", BATCHES * ROWS)
                        .isLessThan(20_000);
            }
        }
    }

    private static void fill(EventBatch batch) {
        batch.layout(WindowRun.INPUT, new SymbolDictionary(), null, ROWS);
        batch.ensureWatermarks();
        for (int row = 0; row < ROWS; row++) {
            batch.column(0).putString(row, "key " + row % KEYS);
            batch.column(2).putLong(row, 1);
            batch.commitRow();
        }
    }

    /** One row a nanosecond; every key rests longer than the session's gap once in two batches. */
    private static void feed(Operator operator, EventBatch batch, int firstBatch) {
        for (int i = firstBatch; i < firstBatch + BATCHES; i++) {
            long startNs = (long) i * ROWS + (i >> 1) * 200L;
            for (int row = 0; row < ROWS; row++) {
                batch.column(1).putLong(row, startNs + row);
                batch.watermarks()[row] = startNs + row;
            }
            batch.seq(i);
            batch.watermarkAfterNs(startNs + ROWS - 1);
            operator.onBatch(0, batch);
            operator.flush();
        }
    }

    private static final class Counter implements Operator {
        private long rows;

        @Override
        public void onBatch(int input, EventBatch batch) {
            rows += batch.rows();
        }

        @Override
        public void onWatermark(int input, long watermarkNs, long position) {}

        @Override
        public void onEnd(int input, long position) {}
    }
}
