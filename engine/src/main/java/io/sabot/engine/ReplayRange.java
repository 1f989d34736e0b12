package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.journal.FrameHeader;
import java.util.function.LongUnaryOperator;

/** Which entries of the log a replay gives to the operators, and of which it tells the results. */
record ReplayRange(ReplayPoint from, ReplayPoint to, long warmFromNs) {
    enum Phase {
        /** Before everything that matters. */
        SKIPPED,
        /** For the operators only. */
        WARM_UP,
        REPORTED,
        /** Behind the range. */
        PAST
    }

    /** @param timeOf log time of an entry; asked for if the warm-up is a length of time before an entry */
    static ReplayRange of(ReplayRequest request, LongUnaryOperator timeOf) {
        requireOrder(request.from(), request.to());
        return new ReplayRange(request.from(), request.to(), warmFromNs(request, timeOf));
    }

    /** An entry and a moment are compared by the log only. */
    private static void requireOrder(ReplayPoint from, ReplayPoint to) {
        boolean isBackward = from instanceof ReplayPoint.Entry first
                && to instanceof ReplayPoint.Entry last
                && first.seq() > last.seq();
        isBackward |= from instanceof ReplayPoint.Moment start
                && to instanceof ReplayPoint.Moment end
                && start.timeNs() > end.timeNs();
        if (isBackward) {
            throw SabotException.configuration(
                    "ENG-0124", "the range to replay ends before it begins", "--from names the earlier place");
        }
    }

    private static long warmFromNs(ReplayRequest request, LongUnaryOperator timeOf) {
        if (request.warmUpNs() == ReplayRequest.WHOLE_LOG || request.from() == null) {
            return Long.MIN_VALUE;
        }
        if (request.warmUpNs() == 0) {
            return Long.MAX_VALUE;
        }
        long fromNs = request.from() instanceof ReplayPoint.Moment moment
                ? moment.timeNs()
                : timeOf.applyAsLong(((ReplayPoint.Entry) request.from()).seq());
        return fromNs < Long.MIN_VALUE + request.warmUpNs() ? Long.MIN_VALUE : fromNs - request.warmUpNs();
    }

    Phase phase(FrameHeader header) {
        if (isPast(header)) {
            return Phase.PAST;
        }
        if (isReached(header)) {
            return Phase.REPORTED;
        }
        return header.timeNs() >= warmFromNs && warmFromNs != Long.MAX_VALUE ? Phase.WARM_UP : Phase.SKIPPED;
    }

    private boolean isReached(FrameHeader header) {
        if (from instanceof ReplayPoint.Entry entry) {
            return header.seq() >= entry.seq();
        }
        return from == null || header.timeNs() >= ((ReplayPoint.Moment) from).timeNs();
    }

    private boolean isPast(FrameHeader header) {
        if (to instanceof ReplayPoint.Entry entry) {
            return header.seq() > entry.seq();
        }
        return to != null && header.timeNs() > ((ReplayPoint.Moment) to).timeNs();
    }

    /** Results without input come before the first entry. */
    boolean beginsWithLog() {
        return from == null || from instanceof ReplayPoint.Entry entry && entry.seq() <= 0;
    }
}
