package io.sabot.ingest.ring;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.Reject;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * A source thread's way into the ring: what one publisher hands in comes out in that order. {@code publish…} waits for
 * room, {@code tryPublish…} does not; both throw a {@link SabotException} (ING-0401, ING-0402) when the ring takes
 * nothing any more, and what was to be published is still the caller's then. Allocates nothing. One thread; never one
 * of the ring's own, which would wait for itself.
 */
public final class RingPublisher {
    private static final long NO_ROOM = -1;

    private final IngestRing ring; // not owned
    private final RingBuffer<Slot> buffer; // not owned
    private final MemoryPool pool; // not owned
    private final IdleStrategy idleStrategy = new BackoffIdleStrategy(20, 20, 1_000, 100_000);

    RingPublisher(IngestRing ring, RingBuffer<Slot> buffer, MemoryPool pool) {
        this.ring = ring;
        this.buffer = buffer;
        this.pool = pool;
    }

    /** A first buffer to fill and to swap from then on; the caller's to close. */
    public EventBatch newBatch() {
        return EventBatch.slot(pool);
    }

    /**
     * Hands rows on by swapping buffers: {@code full} is the ring's from then on.
     *
     * @param full a {@link EventBatch#slot} with at least one row
     * @param sourceOffset where the source goes on behind these rows, or
     *     {@link io.sabot.ingest.RecordReader#NO_OFFSET}
     * @param handedInNs {@link System#nanoTime()} of the first row, 0 if not measured
     * @return the buffer that was in the slot, to be laid out by the caller, whose it is now
     */
    public EventBatch publish(EventBatch full, int sourceId, long sourceOffset, long handedInNs) {
        requireRows(full);
        return put(claim(), full, sourceId, sourceOffset, handedInNs);
    }

    /** As {@link #publish}, or null if there is no room: {@code full} stays the caller's. */
    public EventBatch tryPublish(EventBatch full, int sourceId, long sourceOffset, long handedInNs) {
        requireRows(full);
        long sequence = tryClaim();
        return sequence == NO_ROOM ? null : put(sequence, full, sourceId, sourceOffset, handedInNs);
    }

    private static void requireRows(EventBatch full) {
        if (full.isEmpty()) {
            throw new IllegalArgumentException("a batch without rows");
        }
    }

    private EventBatch put(long sequence, EventBatch full, int sourceId, long sourceOffset, long handedInNs) {
        Slot slot = buffer.get(sequence);
        slot.describe(SlotKind.DATA, sourceId, sourceOffset, full.schema(), null)
                .handedInNs(handedInNs);
        EventBatch former = slot.swap(full);
        buffer.publish(sequence);
        return former;
    }

    /** As {@link #publish}, of rows that a producer has numbered; there may be none. */
    public EventBatch publishNumbered(EventBatch rows, int sourceId, NumberedBatch numbered, long handedInNs) {
        return putNumbered(claim(), rows, sourceId, numbered, handedInNs);
    }

    /** As {@link #publishNumbered}, or null if there is no room: {@code rows} stays the caller's. */
    public EventBatch tryPublishNumbered(EventBatch rows, int sourceId, NumberedBatch numbered, long handedInNs) {
        long sequence = tryClaim();
        return sequence == NO_ROOM ? null : putNumbered(sequence, rows, sourceId, numbered, handedInNs);
    }

    private EventBatch putNumbered(
            long sequence, EventBatch rows, int sourceId, NumberedBatch numbered, long handedInNs) {
        Slot slot = buffer.get(sequence);
        slot.describe(SlotKind.BATCH, sourceId, RecordReader.NO_OFFSET, rows.schema(), null)
                .producer(numbered, null)
                .handedInNs(handedInNs);
        EventBatch former = slot.swap(rows);
        buffer.publish(sequence);
        return former;
    }

    public void publishHello(int sourceId, EventSchema schema, ProducerHello hello) {
        putHello(claim(), sourceId, schema, hello);
    }

    public boolean tryPublishHello(int sourceId, EventSchema schema, ProducerHello hello) {
        long sequence = tryClaim();
        if (sequence == NO_ROOM) {
            return false;
        }
        putHello(sequence, sourceId, schema, hello);
        return true;
    }

    private void putHello(long sequence, int sourceId, EventSchema schema, ProducerHello hello) {
        buffer.get(sequence)
                .describe(SlotKind.HELLO, sourceId, RecordReader.NO_OFFSET, schema, null)
                .producer(null, hello);
        buffer.publish(sequence);
    }

    public void publishReject(int sourceId, long sourceOffset, EventSchema schema, Reject reject) {
        put(claim(), SlotKind.REJECT, sourceId, sourceOffset, schema, reject);
    }

    public boolean tryPublishReject(int sourceId, long sourceOffset, EventSchema schema, Reject reject) {
        return tryPut(SlotKind.REJECT, sourceId, sourceOffset, schema, reject);
    }

    public void publishEnd(int sourceId, long sourceOffset, EventSchema schema) {
        put(claim(), SlotKind.END, sourceId, sourceOffset, schema, null);
    }

    public boolean tryPublishEnd(int sourceId, long sourceOffset, EventSchema schema) {
        return tryPut(SlotKind.END, sourceId, sourceOffset, schema, null);
    }

    private boolean tryPut(SlotKind kind, int sourceId, long sourceOffset, EventSchema schema, Reject reject) {
        long sequence = tryClaim();
        if (sequence == NO_ROOM) {
            return false;
        }
        put(sequence, kind, sourceId, sourceOffset, schema, reject);
        return true;
    }

    private void put(long sequence, SlotKind kind, int sourceId, long offset, EventSchema schema, Reject reject) {
        buffer.get(sequence).describe(kind, sourceId, offset, schema, reject);
        buffer.publish(sequence);
    }

    /** @throws SabotException if nothing is taken any more */
    public void requireTaking() {
        ring.requireTaking();
    }

    private long claim() {
        long sequence = tryClaim();
        if (sequence == NO_ROOM) {
            idleStrategy.reset();
            while (sequence == NO_ROOM) {
                idleStrategy.idle();
                sequence = tryClaim();
            }
        }
        return sequence;
    }

    private long tryClaim() {
        ring.requireTaking();
        try {
            return buffer.tryNext();
        } catch (InsufficientCapacityException e) {
            return NO_ROOM;
        }
    }
}
