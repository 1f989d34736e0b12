package io.sabot.cep;

import io.sabot.cep.api.LimitPolicy;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;

/** Keeps a query's partial matches within its {@link PatternLimits}. Owned by the operator thread. */
final class StartLimit {
    private final PatternLimits limits;
    private final ThreadStore threads; // not owned
    private final StartGroups groups; // not owned; null: starts share nothing
    private final boolean areRowsHeld;
    private final boolean hasWithin;
    private long total;
    private volatile long dropped;

    StartLimit(PatternSpec spec, ThreadStore threads, StartGroups groups) {
        this.limits = spec.limits();
        this.threads = threads;
        this.groups = groups;
        this.areRowsHeld = spec.rows().areHeld();
        this.hasWithin = spec.withinNs() != PatternSpec.NO_WITHIN;
    }

    /** A partition has now so many more, or fewer. */
    void add(int more) {
        total += more;
    }

    void clear() {
        total = 0;
    }

    long dropped() {
        return dropped;
    }

    /**
     * Gives up one start of the list after the row if there is too much.
     *
     * @param before partial matches the partition had
     * @param seen rows of it that were looked at
     * @return whether something was given up
     * @throws PatternFailure CEP-0101, 0103 or 0104 if nothing may be given up
     */
    boolean giveUp(int before, long seen) {
        long count = groups == null ? threads.afterCount() : groups.partialMatches();
        if (count == 0) {
            return false;
        }
        if (count > limits.partialMatches()) {
            giveUp(
                    "CEP-0101",
                    "one partition has " + count + " partial matches",
                    limits.partialMatches(),
                    "partial-matches");
            return true;
        }
        if (groups != null && groups.count() > limits.groups()) {
            giveUp(
                    "CEP-0101",
                    "one partition has " + groups.count() + " partial matches that differ",
                    limits.groups(),
                    "partial-matches");
            return true;
        }
        if (total - before + count > limits.totalPartialMatches()) {
            giveUp(
                    "CEP-0103",
                    "there are " + (total - before + count) + " partial matches",
                    limits.totalPartialMatches(),
                    "total-partial-matches");
            return true;
        }
        if (!areRowsHeld) {
            return false;
        }
        long rows = seen - ThreadDescriptor.startRow(threads.after(0));
        if (rows > limits.rows()) {
            if (limits.policy() == LimitPolicy.ERROR) {
                throw exceeded("CEP-0104", "a partial match has come to " + rows + " rows", limits.rows(), "rows");
            }
            dropOldest();
            return true;
        }
        return false;
    }

    private void giveUp(String code, String what, long limit, String setting) {
        switch (limits.policy()) {
            case ERROR -> throw exceeded(code, what, limit, setting);
            case DROP_OLDEST -> dropOldest();
            case DROP_NEWEST -> dropNewest();
        }
    }

    private PatternFailure exceeded(String code, String what, long limit, String setting) {
        return new PatternFailure(
                code,
                what + ", more than " + limit,
                "the oldest of the partition began at",
                ThreadDescriptor.startTimeNs(groups == null ? threads.after(0) : groups.head(0)),
                (hasWithin ? "shorten WITHIN" : "bound the pattern with WITHIN")
                        + ", or make its first condition rarer; SET 'pattern." + setting
                        + "' = '…' raises the limit, SET 'pattern.at-limit' = 'drop_oldest' lets the query go on");
    }

    private void dropOldest() {
        if (groups != null) {
            dropped += groups.threads(0);
            groups.removeFirst();
            return;
        }
        long start = ThreadDescriptor.startRow(threads.after(0));
        int count = 1;
        while (count < threads.afterCount() && ThreadDescriptor.startRow(threads.after(count)) == start) {
            count++;
        }
        dropped += count;
        threads.drop(0, count);
    }

    private void dropNewest() {
        if (groups != null) {
            dropped += groups.removeLast();
            return;
        }
        int kept = threads.afterCount() - 1;
        long start = ThreadDescriptor.startRow(threads.after(kept));
        while (kept > 0 && ThreadDescriptor.startRow(threads.after(kept - 1)) == start) {
            kept--;
        }
        dropped += threads.afterCount() - kept;
        threads.truncate(kept);
    }

    void save(StateOutput out) {
        if (limits.areCounted()) {
            out.putLong(total);
            out.putLong(dropped);
        }
    }

    void load(StateInput in) {
        if (limits.areCounted()) {
            total = in.getLong();
            dropped = in.getLong();
        }
    }
}
