package io.sabot.journal;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import java.nio.file.Path;
import java.util.Random;

/** A process to be killed: appends frames that say their own seq until it dies. */
final class AppendLoop {
    static final long STEP_NS = 10_000_000_000L;

    private AppendLoop() {}

    public static void main(String[] args) {
        Path directory = Path.of(args[0]);
        Random random = new Random(Long.parseLong(args[1]));
        DirectoryLock lock = DirectoryLock.acquire(directory);
        EventLog log = Journals.open(ReopenAfterKillTest.config(directory), lock);
        System.out.println("appending after " + log.lastSeq());
        System.out.flush();
        FrameHeader fields = FrameHeader.create();
        EventBatch batch = EventBatch.growable(MemoryPool.unbounded());
        while (true) {
            long seq = log.lastSeq() + 1;
            if (seq % 500 == 0) {
                log.force();
            }
            log.symbols().idOf("symbol " + seq / 100);
            // Mostly small frames, some of the largest, and a new file now and then.
            TestBatches.ticks(batch, random.nextInt(20) == 0 ? 9000 : random.nextInt(50), seq);
            log.appender()
                    .append(
                            fields.clear()
                                    .seq(seq)
                                    .timeNs(log.lastTimeNs() + STEP_NS)
                                    .sourceOffset(seq),
                            batch);
        }
    }
}
