package io.sabot.journal;

import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;

/** How much logical time one file of a queue holds. Must stay what it was when the directory was made. */
public enum RollPeriod {
    FIVE_MINUTELY(RollCycles.FIVE_MINUTELY),
    HOURLY(RollCycles.FAST_HOURLY),
    DAILY(RollCycles.FAST_DAILY);

    private final RollCycle cycle;

    RollPeriod(RollCycle cycle) {
        this.cycle = cycle;
    }

    RollCycle cycle() {
        return cycle;
    }

    /** Number of the file for a time. */
    int cycleOf(long timeNs) {
        return (int) (timeNs / 1_000_000 / cycle.lengthInMillis());
    }
}
