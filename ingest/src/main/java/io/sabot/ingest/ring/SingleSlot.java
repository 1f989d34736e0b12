package io.sabot.ingest.ring;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;

/**
 * A slot of no ring, for a stage whose input has an order already: it is filled and given to the stage by the same thread.
 */
public final class SingleSlot implements AutoCloseable {
    private final Slot slot;

    public SingleSlot(MemoryPool pool) {
        this.slot = new Slot(EventBatch.slot(pool));
    }

    /** The rows to fill before {@link #rows} or {@link #batch}. */
    public EventBatch batch() {
        return slot.batch();
    }

    /** What is in {@link #batch()}, as rows of a source. */
    public Slot rows(int sourceId, long sourceOffset) {
        return slot.describe(SlotKind.DATA, sourceId, sourceOffset, slot.batch().schema(), null);
    }

    /** What is in {@link #batch()}, as a producer's. */
    public Slot batch(int sourceId, NumberedBatch numbered) {
        return slot.describe(
                        SlotKind.BATCH,
                        sourceId,
                        RecordReader.NO_OFFSET,
                        slot.batch().schema(),
                        null)
                .producer(numbered, null);
    }

    public Slot hello(int sourceId, EventSchema schema, ProducerHello hello) {
        return slot.describe(SlotKind.HELLO, sourceId, RecordReader.NO_OFFSET, schema, null)
                .producer(null, hello);
    }

    public Slot end(int sourceId, long sourceOffset, EventSchema schema) {
        return slot.describe(SlotKind.END, sourceId, sourceOffset, schema, null);
    }

    @Override
    public void close() {
        slot.batch().close();
    }
}
