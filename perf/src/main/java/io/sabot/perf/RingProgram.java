package io.sabot.perf;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.ingest.ring.IngestRing;
import io.sabot.ingest.ring.Stage;
import io.sabot.ingest.ring.WaitMode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Producer and ring alone: the stage does nothing. */
final class RingProgram implements Program {
    private static final String CONSUMER = "perf-consumer";

    private final Workload workload;

    RingProgram(Workload workload) {
        this.workload = workload;
    }

    @Override
    public String name() {
        return "ring alone";
    }

    @Override
    public Run run(Ticks ticks, Path directory) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Feed feed = new Feed(ticks, workload.input(), new SymbolDictionary());
        return drive(feed, new IdleStage(ended), ended);
    }

    /** Feeds a ring with one stage, and times it. */
    static Run drive(Feed feed, Stage stage, CountDownLatch ended) throws InterruptedException {
        try (MemoryPool pool = MemoryPool.unbounded();
                IngestRing ring = new IngestRing(
                        pool, IngestRing.DEFAULT_SLOT_COUNT, WaitMode.BACKOFF, List.of(stage), CONSUMER)) {
            ring.onFailure(e -> ended.countDown());
            ring.start();
            ThreadBytes producer = ThreadBytes.ofCurrent();
            ThreadBytes consumer = ThreadBytes.of(CONSUMER);
            long startNs = System.nanoTime();
            feed.publish(ring.newPublisher());
            long producerBytes = producer.sofar();
            ended.await();
            long elapsedNs = System.nanoTime() - startNs;
            if (ring.failure() != null) {
                throw new IllegalStateException("the stage failed", ring.failure());
            }
            return new Run(elapsedNs, 0, producerBytes, consumer.sofar());
        }
    }
}
