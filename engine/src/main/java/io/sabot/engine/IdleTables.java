package io.sabot.engine;

import io.sabot.core.batch.Watermarks;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.time.Durations;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.operator.IntakeClock;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets time go on where several tables are combined and one of them is silent: after its {@code idle-timeout} its
 * watermark follows the least of those that are not. Goes by the log's time, so that replay gives the same.
 *
 * <p>Owned by the sequencer's thread.
 */
final class IdleTables {
    private static final long NEVER = Long.MAX_VALUE;

    private static final class Watched {
        final String table;
        final IntakeClock clock;
        final long timeoutNs;
        final boolean mayBeIdle;
        long lastRowsNs;
        boolean isEnded;

        Watched(TableSpec table, IntakeClock clock) {
            this.table = table.name();
            this.clock = clock;
            // Tables that are read to their end are merged by event time, and wait for nobody.
            this.mayBeIdle = table.options().containsKey(Connectors.IDLE_TIMEOUT) && !Connectors.isBounded(table);
            this.timeoutNs = mayBeIdle ? Durations.parse(table.option(Connectors.IDLE_TIMEOUT, "")) : NEVER;
        }

        boolean isIdle(long timeNs) {
            return timeNs - lastRowsNs >= timeoutNs;
        }
    }

    private final List<Watched> watched = new ArrayList<>();
    private boolean hasTimeouts;
    private boolean isStarted;

    void add(TableSpec table, IntakeClock clock) {
        if (table.hasWatermark()) {
            Watched one = new Watched(table, clock);
            watched.add(one);
            hasTimeouts |= one.mayBeIdle;
        }
    }

    /** A table has had rows, which the operators have. */
    void onRows(TableSpec table, long timeNs, long position) {
        if (!hasTimeouts) {
            return;
        }
        for (Watched one : watched) {
            if (!isStarted || one.table.equals(table.name())) {
                one.lastRowsNs = timeNs;
            }
        }
        isStarted = true;
        long leastNs = NEVER;
        boolean isAnyIdle = false;
        for (Watched one : watched) {
            if (one.isIdle(timeNs)) {
                isAnyIdle |= !one.isEnded;
            } else if (!one.isEnded) {
                leastNs = Math.min(leastNs, one.clock.watermarkNs());
            }
        }
        if (isAnyIdle && leastNs != NEVER && leastNs != Watermarks.NONE) {
            for (Watched one : watched) {
                if (!one.isEnded && one.isIdle(timeNs)) {
                    one.clock.follow(leastNs, position);
                }
            }
        }
    }

    void save(StateOutput out) {
        out.putBoolean(isStarted);
        for (Watched one : watched) {
            out.putLong(one.lastRowsNs);
            out.putBoolean(one.isEnded);
        }
    }

    void load(StateInput in) {
        isStarted = in.getBoolean();
        for (Watched one : watched) {
            one.lastRowsNs = in.getLong();
            one.isEnded = in.getBoolean();
        }
    }

    void onEnd(TableSpec table) {
        for (Watched one : watched) {
            one.isEnded |= one.table.equals(table.name());
        }
    }
}
