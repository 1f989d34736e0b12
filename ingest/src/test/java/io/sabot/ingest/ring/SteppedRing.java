package io.sabot.ingest.ring;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A ring without threads: whoever publishes also steps it. Publishers are the real ones; there must be room for what they do. */
public final class SteppedRing implements AutoCloseable {
    private final MemoryPool pool = MemoryPool.unbounded();
    private final List<EventBatch> buffers = new ArrayList<>();
    private final IngestRing gate; // never started: takes until it is closed
    private final RingBuffer<Slot> buffer;
    private final EventPoller<Slot> poller;

    /** @param slotCount a power of two */
    public SteppedRing(int slotCount) {
        gate = new IngestRing(pool, 1, WaitMode.BACKOFF, List.of((slot, sequence, isLast) -> {}), "never-started");
        for (int i = 0; i < slotCount; i++) {
            buffers.add(EventBatch.slot(pool));
        }
        Iterator<EventBatch> fresh = buffers.iterator();
        buffer = RingBuffer.createMultiProducer(() -> new Slot(fresh.next()), slotCount, new BusySpinWaitStrategy());
        poller = buffer.newPoller();
        buffer.addGatingSequences(poller.getSequence());
    }

    public RingPublisher newPublisher() {
        return new RingPublisher(gate, buffer, pool);
    }

    public boolean hasRoom() {
        return buffer.hasAvailableCapacity(1);
    }

    public boolean isEmpty() {
        return buffer.getCursor() == poller.getSequence().get();
    }

    /** Lets the stage take one slot. @return whether there was one */
    public boolean step(Stage stage) {
        boolean[] hasTaken = new boolean[1];
        try {
            poller.poll((slot, sequence, endOfBatch) -> {
                hasTaken[0] = true;
                stage.onSlot(slot, sequence, endOfBatch);
                return false;
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return hasTaken[0];
    }

    /** Forgets what was published and not taken, as the end of a process does. */
    public void clear() {
        while (step((slot, sequence, isLast) -> {})) {
            // until nothing is left
        }
    }

    @Override
    public void close() {
        clear();
        for (int i = 0; i < buffer.getBufferSize(); i++) {
            buffer.get(i).batch().close();
        }
        gate.close();
        pool.close();
    }
}
