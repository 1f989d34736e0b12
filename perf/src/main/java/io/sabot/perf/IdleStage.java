package io.sabot.perf;

import io.sabot.ingest.ring.Slot;
import io.sabot.ingest.ring.SlotKind;
import io.sabot.ingest.ring.Stage;
import java.util.concurrent.CountDownLatch;

/** Takes everything and does nothing. */
final class IdleStage implements Stage {
    private final CountDownLatch ended;

    IdleStage(CountDownLatch ended) {
        this.ended = ended;
    }

    @Override
    public void onSlot(Slot slot, long ringSequence, boolean endOfBatch) {
        if (slot.kind() == SlotKind.END) {
            ended.countDown();
        }
    }
}
