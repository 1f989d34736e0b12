package io.sabot.journal;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import java.nio.file.Path;
import org.agrona.UnsafeApi;

/** A process that ends inside a document: appends some frames, begins another one, and is no more. */
final class HalfDocument {
    static final int HALTED = 137;

    private HalfDocument() {}

    /** @param arguments the data directory, frames to append, bytes of the last one, how many of them to write */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        DirectoryLock lock = DirectoryLock.acquire(directory);
        assert lock.isHeld();
        ChronicleFrames store =
                ChronicleFrames.open(ReopenAfterKillTest.config(directory), Numbering.LOG, DiskSync.DISK);
        FrameLog log = FrameLog.open(store);
        FrameHeader fields = FrameHeader.create();
        EventBatch batch = EventBatch.growable(MemoryPool.unbounded());
        for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
            long seq = log.lastSeq() + 1;
            TestBatches.ticks(batch, 10, seq);
            log.appender()
                    .append(
                            fields.clear()
                                    .seq(seq)
                                    .timeNs(log.lastTimeNs() + AppendLoop.STEP_NS)
                                    .sourceOffset(seq),
                            batch);
        }
        long address = store.reserve(Integer.parseInt(arguments[2]), log.lastTimeNs() + AppendLoop.STEP_NS);
        UnsafeApi.setMemory(address, Long.parseLong(arguments[3]), (byte) 0x5A);
        Runtime.getRuntime().halt(HALTED);
    }
}
