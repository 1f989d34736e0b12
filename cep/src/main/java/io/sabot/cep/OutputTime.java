package io.sabot.cep;

import io.sabot.core.batch.Watermarks;
import io.sabot.state.KeyTable;
import io.sabot.state.StateSpace;
import io.sabot.state.TimerQueue;

/**
 * How late the rows may be that are yet to come out: no earlier than the watermark, nor than what a partition still has to
 * tell. Entries of a partition that no longer hold are dropped when they are met.
 */
final class OutputTime {
    /** A partition has nothing to tell that is older than what comes in. */
    static final long NOTHING = Long.MAX_VALUE;

    private static final long NOT_HELD = 0;

    private final KeyTable partitions; // not owned
    private final TimerQueue held;

    OutputTime(StateSpace space, String name, KeyTable partitions) {
        this.partitions = partitions;
        this.held = new TimerQueue(space, name + ".untold");
    }

    /** @param earliestNs of the rows that the partition may yet give, {@link #NOTHING} if only later rows decide */
    void partition(int keyId, long partition, long earliestNs) {
        long entry = earliestNs == NOTHING ? NOT_HELD : earliestNs + (earliestNs >= 0 ? 1 : 0);
        if (entry != PartitionRecord.heldNs(partition)) {
            PartitionRecord.heldNs(partition, entry);
            if (entry != NOT_HELD) {
                held.add(earliestNs, keyId);
            }
        }
    }

    /** The watermark downstream. */
    long watermarkNs(long inputWatermarkNs) {
        while (held.nextDeadlineNs() != Watermarks.END) {
            long earliestNs = held.nextDeadlineNs();
            long entry = earliestNs + (earliestNs >= 0 ? 1 : 0);
            if (PartitionRecord.heldNs(partitions.address((int) held.nextOwner())) == entry) {
                return Math.min(inputWatermarkNs, earliestNs);
            }
            held.removeNext();
        }
        return inputWatermarkNs;
    }

    void clear() {
        held.clear();
    }
}
