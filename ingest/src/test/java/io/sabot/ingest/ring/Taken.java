package io.sabot.ingest.ring;

import io.sabot.ingest.Decoded;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** A stage that writes down what it is given; may be made to wait or to fail. */
final class Taken implements Stage {
    /** {@code s1 DATA a|1, b|2 @12}: source, kind, rows, offset. */
    final List<String> slots = new ArrayList<>();

    final List<String> rows = new ArrayList<>();
    final Semaphore gate = new Semaphore(0);
    volatile boolean isGated;
    volatile RuntimeException toThrow;
    volatile int idleCalls;
    volatile int closeCalls;
    volatile long lastTakenNs;
    volatile long lastSequence = -1;

    @Override
    public void onSlot(Slot slot, long ringSequence, boolean endOfBatch) {
        if (isGated) {
            gate.acquireUninterruptibly();
        }
        if (toThrow != null) {
            throw toThrow;
        }
        lastSequence = ringSequence;
        lastTakenNs = System.nanoTime();
        synchronized (this) {
            slots.add(text(slot));
        }
    }

    private String text(Slot slot) {
        StringBuilder text = new StringBuilder("s" + slot.sourceId() + " " + slot.kind());
        if (slot.kind() == SlotKind.DATA) {
            for (int i = 0; i < slot.batch().rows(); i++) {
                String row = Decoded.row(slot.batch(), i);
                rows.add(row);
                text.append(i == 0 ? " " : ", ").append(row);
            }
        } else if (slot.kind() == SlotKind.REJECT) {
            text.append(' ').append(slot.reject().cause());
        }
        return text.append(" @").append(slot.sourceOffset()).toString();
    }

    @Override
    public void onIdle(long nowNs) {
        idleCalls++;
    }

    @Override
    public void onClose() {
        closeCalls++;
    }

    synchronized List<String> slots() {
        return List.copyOf(slots);
    }

    synchronized List<String> rows() {
        return List.copyOf(rows);
    }

    void await(int slotCount) {
        long deadlineNs = System.nanoTime() + 10_000_000_000L;
        while (slots().size() < slotCount) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("waited for " + slotCount + " slots, got " + slots());
            }
            LockSupport.parkNanos(10_000); // lets go of the core, on which a thread may have been woken
        }
    }
}
