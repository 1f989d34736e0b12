package io.sabot.ingest.ring;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.Reject;

/**
 * One entry of the ring. Written by the publisher that claimed it, until it publishes; then read by the stages, during
 * the call only.
 */
public final class Slot {
    /** Number of no producer: of rows that are not told apart from a repetition. */
    public static final long NO_PRODUCER = 0;

    private SlotKind kind = SlotKind.CONTROL;
    private EventBatch batch; // owned, swapped with the publisher's
    private int sourceId;
    private long sourceOffset = RecordReader.NO_OFFSET;
    private EventSchema schema;
    private Reject reject;
    private NumberedBatch numbered;
    private ProducerHello hello;
    private long handedInNs;

    Slot(EventBatch batch) {
        this.batch = batch;
    }

    public SlotKind kind() {
        return kind;
    }

    /** The rows, of DATA and BATCH; the content is undefined for other kinds. */
    public EventBatch batch() {
        return batch;
    }

    public int sourceId() {
        return sourceId;
    }

    /** Where the source goes on behind this slot, or {@link RecordReader#NO_OFFSET}. */
    public long sourceOffset() {
        return sourceOffset;
    }

    /** Of the stream that the rows, the reject or the end belong to. */
    public EventSchema schema() {
        return schema;
    }

    /** The bad record, of REJECT, else null. */
    public Reject reject() {
        return reject;
    }

    /** What the producer says of a BATCH, else null. */
    public NumberedBatch numbered() {
        return numbered;
    }

    /** Of HELLO, else null. */
    public ProducerHello hello() {
        return hello;
    }

    /** {@link System#nanoTime()} when the first of the rows was handed in; 0 if not measured. */
    public long handedInNs() {
        return handedInNs;
    }

    /** Puts rows in; the buffer that was there is the caller's from then on. */
    EventBatch swap(EventBatch full) {
        EventBatch former = batch;
        batch = full;
        return former;
    }

    Slot describe(SlotKind newKind, int newSourceId, long newSourceOffset, EventSchema newSchema, Reject newReject) {
        kind = newKind;
        sourceId = newSourceId;
        sourceOffset = newSourceOffset;
        schema = newSchema;
        reject = newReject;
        return producer(null, null).handedInNs(0);
    }

    Slot producer(NumberedBatch newNumbered, ProducerHello newHello) {
        numbered = newNumbered;
        hello = newHello;
        return this;
    }

    Slot handedInNs(long ns) {
        handedInNs = ns;
        return this;
    }
}
