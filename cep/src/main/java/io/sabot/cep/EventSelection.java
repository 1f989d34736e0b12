package io.sabot.cep;

import io.sabot.cep.api.AfterMatchSkip;
import io.sabot.cep.api.EventPattern;
import io.sabot.cep.api.LimitPolicy;
import io.sabot.core.error.SabotException;

/**
 * Decides which of the list after a row come out, and which partial matches are given up: what a match rules out, and what
 * exceeds the limit.
 *
 * <p>Unless every match comes out, one that has matched stays in the list, as {@link PatternProgram#ACCEPTED}, while a
 * partial match that began earlier is alive.
 */
final class EventSelection {
    private final String queryName;
    private final AfterMatchSkip skip;
    private final boolean tellsTimedOut;
    private final int maxPartials;
    private final LimitPolicy limitPolicy;
    private final ThreadStore threads;
    private final PathRows match;
    private final EventMatchOutput output;
    /** Written by the operator's thread only. */
    private volatile long dropped;

    EventSelection(
            String queryName, EventPattern pattern, ThreadStore threads, PathRows match, EventMatchOutput output) {
        this.queryName = queryName;
        this.skip = pattern.skip();
        this.tellsTimedOut = pattern.tellsTimedOut();
        this.maxPartials = pattern.maxPartials();
        this.limitPolicy = pattern.limitPolicy();
        this.threads = threads;
        this.match = match;
        this.output = output;
    }

    /** Partial matches given up because a key had too many. */
    long dropped() {
        return dropped;
    }

    void dropped(long count) {
        dropped = count;
    }

    /** Emits what is decided and leaves the rest in the list. */
    void settle(long watermarkNs, long position) {
        if (skip.mode() == AfterMatchSkip.Mode.NO_SKIP) {
            emitAll(watermarkNs, position);
        } else {
            emitTimedOut(watermarkNs, position);
            emitFirsts(watermarkNs, position);
        }
        if (threads.afterCount() > maxPartials) {
            limit(watermarkNs, position);
        }
    }

    private void emitAll(long watermarkNs, long position) {
        int kept = 0;
        for (int i = 0; i < threads.afterCount(); i++) {
            int state = ThreadDescriptor.state(threads.after(i));
            if (state >= 0) {
                threads.move(i, kept++);
            } else if (state == PatternProgram.ACCEPTED || tellsTimedOut) {
                output.emit(threads.after(i), watermarkNs, position);
            }
        }
        threads.truncate(kept);
    }

    private void emitTimedOut(long watermarkNs, long position) {
        int kept = 0;
        for (int i = 0; i < threads.afterCount(); i++) {
            if (ThreadDescriptor.state(threads.after(i)) != PatternProgram.TIMED_OUT) {
                threads.move(i, kept++);
            } else if (tellsTimedOut) {
                output.emit(threads.after(i), watermarkNs, position);
            }
        }
        threads.truncate(kept);
    }

    /** Emits matches before which no partial match began. */
    private void emitFirsts(long watermarkNs, long position) {
        int first = firstAccepted();
        while (first >= 0) {
            long thread = threads.after(first);
            long startRow = ThreadDescriptor.startRow(thread);
            output.emit(thread, watermarkNs, position);
            long behind = resumeRow(thread);
            int kept = 0;
            for (int i = 0; i < threads.afterCount(); i++) {
                long start = ThreadDescriptor.startRow(threads.after(i));
                boolean isRuledOut = skip.mode() == AfterMatchSkip.Mode.TO_NEXT ? start == startRow : start < behind;
                if (i != first && !isRuledOut) {
                    threads.move(i, kept++);
                }
            }
            threads.truncate(kept);
            first = firstAccepted();
        }
    }

    /** Place of the first match, or −1 if there is none that may come out. */
    private int firstAccepted() {
        long liveStart = Long.MAX_VALUE;
        for (int i = 0; i < threads.afterCount(); i++) {
            long thread = threads.after(i);
            if (ThreadDescriptor.startRow(thread) > liveStart) {
                return -1;
            }
            if (ThreadDescriptor.state(thread) == PatternProgram.ACCEPTED) {
                return i;
            }
            liveStart = ThreadDescriptor.startRow(thread);
        }
        return -1;
    }

    /** The first row that a match beside this one may begin with. */
    private long resumeRow(long thread) {
        return switch (skip.mode()) {
            case PAST_LAST -> ThreadDescriptor.endRow(thread) + 1;
            case TO_FIRST, TO_LAST -> {
                match.bind(thread, 0, false);
                yield match.rowNumber(skip.name(), skip.mode() == AfterMatchSkip.Mode.TO_FIRST);
            }
            default -> 0;
        };
    }

    private void limit(long watermarkNs, long position) {
        switch (limitPolicy) {
            case ERROR ->
                throw SabotException.failed(
                        "CEP-0101",
                        "query '" + queryName + "': one key has " + threads.afterCount()
                                + " partial matches, more than " + maxPartials,
                        "bound the pattern with within or until, make its first condition rarer, or let it drop some",
                        null);
            case DROP_OLDEST -> dropOldest(watermarkNs, position);
            case DROP_NEWEST -> {
                dropped += threads.afterCount() - maxPartials;
                threads.truncate(maxPartials);
            }
        }
    }

    /** A start at a time: with it may go what kept back matches that began later. */
    private void dropOldest(long watermarkNs, long position) {
        while (threads.afterCount() > maxPartials) {
            long start = ThreadDescriptor.startRow(threads.after(0));
            int most = threads.afterCount() - maxPartials;
            int count = 1;
            while (count < most && ThreadDescriptor.startRow(threads.after(count)) == start) {
                count++;
            }
            threads.drop(0, count);
            dropped += count;
            if (skip.mode() != AfterMatchSkip.Mode.NO_SKIP) {
                emitFirsts(watermarkNs, position);
            }
        }
    }
}
