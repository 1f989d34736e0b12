package io.sabot.cep;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sabot.cep.api.EventPattern;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.state.StateSpace;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventAllocationTest {
    private static final int ROWS = 1024;
    private static final int KEYS = 7;
    private static final int BATCHES = 300;

    private long matches;

    @Test
    void shouldNotAllocateForRowsConditionsAndMatches() {
        EventPattern pattern = EventPattern.begin("a")
                .where(row -> row.f64("price") >= 95)
                .followedBy("b")
                .where((row, matched) -> row.f64("price") < matched.first("a").f64("price") - 90)
                .oneOrMore()
                .notFollowedBy("n")
                .where(row -> row.i64("size") == 50)
                .next("c")
                .where(row -> row.f64("price") > 20)
                .within(Duration.ofNanos(600))
                .partitionBy("symbol");
        EventPatternSpec spec = new EventPatternSpec("q", pattern, EventRun.INPUT, EventRun.OUTPUT);
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace space = new StateSpace(pool, 1 << 26);
                EventBatch batch = EventBatch.growable(pool);
                EventPatternOperator operator = new EventPatternOperator(
                        spec,
                        (match, out) -> {
                            matches++;
                            out.putLong(2, match.count("b"));
                            out.emit();
                        },
                        space,
                        pool,
                        (reason, refused, row, detail) -> {
                            throw new AssertionError(detail);
                        },
                        new Input(new Sink(), 0))) {
            fill(batch);
            feed(operator, batch, 0);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = Thread.currentThread().getId();
            long matchesBefore = matches;
            long before = threads.getThreadAllocatedBytes(thread);
            feed(operator, batch, BATCHES);
            long allocatedBytes = threads.getThreadAllocatedBytes(thread) - before;
            assertThat(matches - matchesBefore).as("matches").isGreaterThan(1_000);
            assertThat(allocatedBytes).as("bytes for %d rows", BATCHES * ROWS).isLessThan(20_000);
        }
    }

    private static void fill(EventBatch batch) {
        batch.layout(EventRun.INPUT, new SymbolDictionary(), null, ROWS);
        batch.ensureWatermarks();
        for (int row = 0; row < ROWS; row++) {
            int price = row * 7919 % 100;
            batch.column(0).putString(row, "key " + row % KEYS);
            batch.column(1).putString(row, "n");
            batch.column(2).putInt(row, 0);
            batch.column(3).putLong(row, price);
            batch.column(4).putDouble(row, price);
            batch.commitRow();
        }
    }

    /** One row a nanosecond. */
    private static void feed(Operator operator, EventBatch batch, int firstBatch) {
        for (int i = firstBatch; i < firstBatch + BATCHES; i++) {
            long startNs = (long) i * ROWS;
            for (int row = 0; row < ROWS; row++) {
                batch.column(5).putLong(row, startNs + row);
                batch.watermarks()[row] = startNs + row;
            }
            batch.seq(i);
            batch.watermarkAfterNs(startNs + ROWS - 1);
            operator.onBatch(0, batch);
            operator.flush();
        }
    }

    private static final class Sink implements Operator {
        @Override
        public void onBatch(int input, EventBatch batch) {}

        @Override
        public void onWatermark(int input, long watermarkNs, long position) {}

        @Override
        public void onEnd(int input, long position) {}
    }
}
