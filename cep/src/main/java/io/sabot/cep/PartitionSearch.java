package io.sabot.cep;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.EventTime;
import io.sabot.core.operator.DeadLetters;
import io.sabot.state.KeyTable;

/**
 * Looks for matches in the rows of one partition at a time: hands rows to the {@link Matcher}, emits what is decided and
 * stores what is not.
 *
 * <p>A row is looked at when it comes, or, where rows behind it are asked for (NEXT), when those have come. Where the
 * number of the match being sought is asked for, one search ends before the next begins, which may look at rows again.
 */
final class PartitionSearch {
    static final long NOTHING = Long.MAX_VALUE;
    private static final String TOO_LONG = "a value is too long to be kept until the match is decided";

    private final PatternSpec spec;
    private final PatternSpec.Rows rows;
    private final PatternKernel kernel;
    private final int kernelOffset;
    private final KeyTable partitions; // not owned
    private final boolean marksIdle;
    private final ThreadStore threads;
    private final StartGroups groups; // null: starts share nothing; not owned
    private final StartLimit limit; // not owned
    private final PathStore paths; // null unless rows are held
    private final HeldRows held; // null unless rows are held
    private final Matcher matcher;
    private final QuickMatcher quickMatcher; // null: the pattern needs the matcher
    private final MatchOutput output;
    private final OutputTime outputTime; // null: the output has no event time
    private final DeadLetters deadLetters;
    private final EventTime time; // null: rows have none
    private final EventTime windowTime; // of held rows; null likewise
    private final boolean hasWithin;
    private final boolean showsUnmatched;
    private final RowInPartition current = new RowInPartition();
    private long oldestStartNs = NOTHING;

    PartitionSearch(
            PatternSpec spec,
            PatternKernel kernel,
            int kernelOffset,
            KeyTable partitions,
            boolean marksIdle,
            ThreadStore threads,
            StartGroups groups,
            StartLimit limit,
            PathStore paths,
            HeldRows held,
            MatchOutput output,
            OutputTime outputTime,
            DeadLetters deadLetters,
            EventTime time) {
        this.spec = spec;
        this.rows = spec.rows();
        this.kernel = kernel;
        this.kernelOffset = kernelOffset;
        this.partitions = partitions;
        this.marksIdle = marksIdle;
        this.threads = threads;
        this.groups = groups;
        this.limit = limit;
        this.paths = paths;
        this.held = held;
        this.output = output;
        this.outputTime = outputTime;
        this.deadLetters = deadLetters;
        this.time = time;
        this.windowTime = time == null || held == null ? null : new EventTime(spec.eventTimeColumn());
        PastConditions past =
                kernel.pastVariables() == 0 ? null : new PastConditions(spec.program(), kernel, held, paths);
        this.matcher = new Matcher(spec, kernel, threads, paths, past);
        Transitions transitions = Transitions.of(spec, kernel);
        this.quickMatcher = transitions == null ? null : new QuickMatcher(transitions, kernel, threads);
        this.hasWithin = spec.withinNs() != PatternSpec.NO_WITHIN;
        this.showsUnmatched = rows.shown() == PatternSpec.Shown.ALL_ROWS_WITH_UNMATCHED;
        if (windowTime != null) {
            windowTime.bind(held.window());
        }
        if (rows.isFromWindow()) {
            kernel.bind(held.window());
        }
    }

    // ---- rows ----

    /** A row of the batch that {@link #time} is bound to, and the kernel unless conditions are asked about held rows. */
    void onRow(EventBatch batch, int row, int keyId) {
        oldestStartNs = NOTHING;
        if (rows.isFromWindow()) {
            keep(batch, row, keyId);
        } else {
            lookAtOnce(batch, row, keyId);
        }
        if (outputTime != null) {
            tellTime(keyId);
        }
    }

    private void tellTime(int keyId) {
        long partition = partitions.addressForWrite(keyId);
        long earliestNs = Math.min(earliestResultNs(partition), firstUnseenNs(keyId, partition));
        outputTime.partition(keyId, partition, earliestNs);
    }

    /** Time of the earliest row that the partition's undecided matches may still give although no further row comes. */
    private long earliestResultNs(long partition) {
        int count = PartitionRecord.threads(partition);
        if (count == 0) {
            return OutputTime.NOTHING;
        }
        if (rows.shown().isAllRows() || spec.showsTimeouts()) {
            return threads.oldestStartNs(PartitionRecord.firstChunk(partition));
        }
        threads.load(PartitionRecord.firstChunk(partition), count);
        long earliestNs = OutputTime.NOTHING;
        for (int i = 0; i < count; i++) {
            long thread = threads.before(i);
            if (matcher.isMatch(ThreadDescriptor.state(thread), true)) {
                earliestNs = Math.min(earliestNs, ThreadDescriptor.endTimeNs(thread));
            }
        }
        return earliestNs;
    }

    /** Whether no match is in progress in a partition. */
    boolean isIdle(int keyId) {
        return PartitionRecord.threads(partitions.address(keyId)) == 0;
    }

    private void lookAtOnce(EventBatch batch, int row, int keyId) {
        long partition = partitions.addressForWrite(keyId);
        long key = partition + kernelOffset;
        long position = batch.position(row);
        int threadCount = PartitionRecord.threads(partition);
        long number = PartitionRecord.rows(partition);
        boolean isKept = false;
        try {
            long mask = kernel.rowMask(row, key);
            boolean concerns = threadCount > 0 || matcher.canStart(mask);
            if (held != null && (concerns || held.behind() > 0 || showsUnmatched)) {
                if (!held.append(partition, batch, row)) {
                    deadLetters.refuse(DeadLetters.Reason.LIMIT, batch, row, TOO_LONG);
                    return;
                }
                isKept = true;
            }
            if (concerns) {
                match(batch, keyId, row, mask, partition, threadCount, number, position);
            }
            kernel.remember(row, key);
            PartitionRecord.rows(partition, number + 1);
        } catch (ArithmeticException e) {
            if (isKept) {
                held.remove(partition, number);
            }
            deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, e.getMessage());
            return;
        }
        if (held != null) {
            if (!isKept) {
                HeldRows.pass(partition);
            }
            trim(keyId, partition, position);
        }
    }

    private void match(
            EventBatch batch,
            int keyId,
            int row,
            long mask,
            long partition,
            int threadCount,
            long number,
            long position) {
        long key = partition + kernelOffset;
        long timeNs = time == null || time.isNull(row) ? 0 : time.ns(row);
        int firstChunk = PartitionRecord.firstChunk(partition);
        if (quickMatcher != null) {
            int list = PartitionRecord.shortList(partition);
            Transitions.Transition transition =
                    quickMatcher.advance(firstChunk, list, row, key, mask, number, timeNs, position);
            if (transition != null) {
                settleQuick(keyId, partition, firstChunk, transition, position);
                return;
            }
        }
        RowInPartition it = current(keyId, partition, number, timeNs, position);
        it.index = row;
        it.mask = mask;
        it.firstPosition = batch.position(row);
        threads.load(firstChunk, threadCount);
        matcher.advance(it, true);
        settle(keyId, partition, number + 1, position);
    }

    private RowInPartition current(int keyId, long partition, long number, long timeNs, long position) {
        current.keyId = keyId;
        current.partition = partition;
        current.key = partition + kernelOffset;
        current.number = number;
        current.timeNs = timeNs;
        current.position = position;
        return current;
    }

    // ---- rows that are looked at later ----

    private void keep(EventBatch batch, int row, int keyId) {
        long partition = partitions.addressForWrite(keyId);
        if (!held.append(partition, batch, row)) {
            deadLetters.refuse(DeadLetters.Reason.LIMIT, batch, row, TOO_LONG);
            return;
        }
        held.window().seq(batch.seq());
        look(keyId, partition, rows.ahead(), batch.position(row));
    }

    /** Looks at the rows that have {@code ahead} rows behind them. */
    private void look(int keyId, long partition, int ahead, long position) {
        long key = partition + kernelOffset;
        while (PartitionRecord.rows(partition) + ahead < HeldRows.nextRow(partition)) {
            long number = PartitionRecord.rows(partition);
            int index = held.indexOf(keyId, partition, number);
            long timeNs = windowTime == null || windowTime.isNull(index) ? 0 : windowTime.ns(index);
            expireBefore(keyId, partition, timeNs, position);
            if (PartitionRecord.rows(partition) != number) {
                continue; // a search has ended, the next one looks at earlier rows
            }
            RowInPartition it = current(keyId, partition, number, timeNs, position);
            it.index = held.indexOf(keyId, partition, number);
            it.firstPosition = held.window().position(it.index);
            try {
                kernel.seek(PartitionRecord.matches(partition) + 1);
                it.mask = kernel.rowMask(it.index, key);
                threads.load(PartitionRecord.firstChunk(partition), PartitionRecord.threads(partition));
                matcher.advance(it, !rows.isOneByOne() || number == PartitionRecord.untold(partition));
            } catch (ArithmeticException e) {
                int refused = held.indexOf(keyId, partition, number);
                deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, held.window(), refused, e.getMessage());
                held.remove(partition, number);
                continue;
            }
            PartitionRecord.rows(partition, number + 1);
            settle(keyId, partition, number + 1, position);
            trim(keyId, partition, position);
        }
    }

    /** Ends what the row, which comes too late for it, can no longer be part of. */
    private void expireBefore(int keyId, long partition, long timeNs, long position) {
        if (hasWithin && PartitionRecord.threads(partition) > 0) {
            threads.load(PartitionRecord.firstChunk(partition), PartitionRecord.threads(partition));
            matcher.expire(timeNs, spec.withinNs(), spec.showsTimeouts());
            settle(keyId, partition, PartitionRecord.rows(partition), position);
        }
    }

    // ---- time and end ----

    /** Time has come to {@code nowNs} in the partition, which has undecided matches. */
    void expire(int keyId, long nowNs, long position) {
        long partition = partitions.addressForWrite(keyId);
        oldestStartNs = NOTHING;
        long untilNs = Math.min(nowNs, firstUnseenNs(keyId, partition));
        if (PartitionRecord.threads(partition) > 0) {
            threads.load(PartitionRecord.firstChunk(partition), PartitionRecord.threads(partition));
            if (groups == null) {
                matcher.expire(untilNs, spec.withinNs(), spec.showsTimeouts());
            } else {
                groups.expire(matcher, untilNs, spec.withinNs(), spec.showsTimeouts());
            }
            settle(keyId, partition, PartitionRecord.rows(partition), position);
            if (rows.isFromWindow()) {
                look(keyId, partition, rows.ahead(), position);
            }
            if (held != null) {
                trim(keyId, partition, position);
            }
            if (outputTime != null) {
                tellTime(keyId);
            }
        }
    }

    /** Time of the first row that has come and was not looked at. */
    private long firstUnseenNs(int keyId, long partition) {
        if (!rows.isFromWindow() || PartitionRecord.rows(partition) == HeldRows.nextRow(partition)) {
            return Long.MAX_VALUE;
        }
        int index = held.indexOf(keyId, partition, PartitionRecord.rows(partition));
        return windowTime.isNull(index) ? Long.MAX_VALUE : windowTime.ns(index);
    }

    /**
     * Of the partition looked at last: time of the oldest start that more rows may change, from which WITHIN counts; {@link
     * #NOTHING} if there is none, or nothing has changed.
     */
    long oldestStartNs() {
        return oldestStartNs;
    }

    /**
     * The partition has no more rows.
     *
     * @param nowNs how far time has come
     */
    void end(int keyId, long nowNs, long position) {
        long partition = partitions.addressForWrite(keyId);
        boolean isLooking = true;
        while (isLooking) {
            if (rows.isFromWindow()) {
                look(keyId, partition, 0, position);
                expireBefore(keyId, partition, nowNs, position);
            }
            threads.load(PartitionRecord.firstChunk(partition), PartitionRecord.threads(partition));
            matcher.end();
            settle(keyId, partition, PartitionRecord.rows(partition), position);
            // One by one: what ended may leave rows for the next search.
            isLooking = rows.isFromWindow() && PartitionRecord.rows(partition) < HeldRows.nextRow(partition);
        }
        if (held != null) {
            trim(keyId, partition, position);
            held.clear(keyId, partition);
        }
    }

    // ---- decisions ----

    /** Emits or stores what is in the spare chunk. */
    private void settleQuick(
            int keyId, long partition, int firstChunk, Transitions.Transition transition, long position) {
        if (transition.count() > 0 && !transition.isMatch()) {
            PartitionRecord.firstChunk(partition, threads.takeSpare(firstChunk));
            putThreads(keyId, partition, transition.count());
            PartitionRecord.shortList(partition, transition.list());
            return;
        }
        if (transition.isMatch()) {
            output.emit(keyId, partition, partition + kernelOffset, threads.spare(), position);
        }
        threads.free(firstChunk);
        PartitionRecord.firstChunk(partition, 0);
        putThreads(keyId, partition, 0);
        PartitionRecord.shortList(partition, 0);
    }

    private void putThreads(int keyId, long partition, int count) {
        putThreads(keyId, partition, count, count - PartitionRecord.threads(partition));
    }

    private void putThreads(int keyId, long partition, int count, int morePartialMatches) {
        int before = PartitionRecord.threads(partition);
        PartitionRecord.threads(partition, count);
        limit.add(morePartialMatches);
        if (marksIdle && before == 0 != (count == 0)) {
            if (count > 0) {
                partitions.markActive(keyId);
            } else {
                partitions.markIdle(keyId);
            }
        }
    }

    /**
     * Emits what is decided in the list after the row and stores the rest.
     *
     * @param seen rows looked at
     */
    private void settle(int keyId, long partition, long seen, long position) {
        if (groups != null) {
            settleGroups(keyId, partition, seen, position);
            return;
        }
        try {
            decide(keyId, partition, seen, position);
            while (limit.giveUp(PartitionRecord.threads(partition), seen)) {
                decide(keyId, partition, seen, position);
            }
        } catch (PatternFailure e) {
            throw e.in(keyId);
        }
        int count = threads.afterCount();
        if (paths != null) {
            for (int i = 0; i < count; i++) {
                long thread = threads.after(i);
                ThreadDescriptor.path(thread, paths.hold(ThreadDescriptor.path(thread)));
            }
            for (int i = 0; i < threads.beforeCount(); i++) {
                paths.release(ThreadDescriptor.path(threads.before(i)));
            }
        }
        PartitionRecord.firstChunk(partition, threads.store(PartitionRecord.firstChunk(partition)));
        putThreads(keyId, partition, count);
        PartitionRecord.shortList(partition, quickMatcher == null ? 0 : threads.afterList());
        if (hasWithin) {
            oldestStartNs = oldestGrowingStartNs();
        }
    }

    /** As {@link #settle}, where starts share threads. */
    private void settleGroups(int keyId, long partition, long seen, long position) {
        groups.read();
        int before = PartitionRecord.partialMatches(partition);
        try {
            decideGroups(keyId, partition, position);
            while (limit.giveUp(before, seen)) {
                decideGroups(keyId, partition, position);
            }
        } catch (PatternFailure e) {
            throw e.in(keyId);
        }
        int partialMatches = (int) groups.partialMatches(); // no more than the limit, which is one
        groups.join();
        groups.write();
        PartitionRecord.firstChunk(partition, threads.store(PartitionRecord.firstChunk(partition)));
        PartitionRecord.partialMatches(partition, partialMatches);
        putThreads(keyId, partition, threads.afterCount(), partialMatches - before);
        if (hasWithin) {
            oldestStartNs = oldestGrowingStartNs();
        }
    }

    private void decide(int keyId, long partition, long seen, long position) {
        if (rows.isOneByOne()) {
            settleSearch(keyId, partition, seen, position);
        } else if (spec.skip().mode() == PatternSpec.SkipMode.TO_NEXT_ROW) {
            settleEach(keyId, partition, position);
        } else {
            settleHeads(keyId, partition, position);
        }
    }

    private long oldestGrowingStartNs() {
        for (int i = 0; i < threads.afterCount(); i++) {
            if (ThreadDescriptor.state(threads.after(i)) >= 0) {
                return ThreadDescriptor.startTimeNs(threads.after(i));
            }
        }
        return NOTHING;
    }

    /** One match after the other: the next may begin only where the skip mode lets it. */
    private void settleHeads(int keyId, long partition, long position) {
        while (threads.afterCount() > 0) {
            long head = threads.after(0);
            int state = ThreadDescriptor.state(head);
            int from = 1;
            if (state == PatternProgram.ACCEPTED) {
                long resumeRow = resumeRow(head);
                emit(keyId, partition, head, position);
                while (from < threads.afterCount() && ThreadDescriptor.startRow(threads.after(from)) < resumeRow) {
                    from++;
                }
            } else if (state == PatternProgram.TIMED_OUT) {
                emit(keyId, partition, head, position);
            } else {
                dropSwallowed();
                return;
            }
            threads.drop(0, from);
        }
    }

    /**
     * The first start has a match and may yet have a longer one. Whichever it will be swallows what began before the end of
     * the one that is there: what is more preferred has taken every row so far.
     */
    private void dropSwallowed() {
        if (spec.skip().mode() != PatternSpec.SkipMode.PAST_LAST_ROW) {
            return;
        }
        int count = threads.afterCount();
        long start = ThreadDescriptor.startRow(threads.after(0));
        for (int i = 1; i < count && ThreadDescriptor.startRow(threads.after(i)) == start; i++) {
            if (ThreadDescriptor.state(threads.after(i)) == PatternProgram.ACCEPTED) {
                long resumeRow = resumeRow(threads.after(i));
                int to = i + 1;
                while (to < count && ThreadDescriptor.startRow(threads.after(to)) < resumeRow) {
                    to++;
                }
                threads.drop(i + 1, to);
                return;
            }
        }
    }

    private long resumeRow(long thread) {
        long startRow = ThreadDescriptor.startRow(thread);
        long endRow = ThreadDescriptor.endRow(thread);
        if (endRow < startRow) {
            return startRow + 1;
        }
        switch (spec.skip().mode()) {
            case PAST_LAST_ROW:
                return endRow + 1;
            case TO_NEXT_ROW:
                return startRow + 1;
            default:
                break;
        }
        long target = ThreadDescriptor.skipRow(thread);
        if (target < 0 || target == startRow) {
            throw PatternFailure.noRowToSkipTo(spec.skip(), thread);
        }
        return target;
    }

    /** Every start has its own match. */
    private void settleEach(int keyId, long partition, long position) {
        int kept = 0;
        long previousStart = -1;
        for (int i = 0; i < threads.afterCount(); i++) {
            long thread = threads.after(i);
            long start = ThreadDescriptor.startRow(thread);
            boolean isFirst = start != previousStart;
            previousStart = start;
            boolean mayEmit = isFirst && (!spec.emitsInOrderOfStart() || kept == 0);
            int state = ThreadDescriptor.state(thread);
            if (mayEmit && (state == PatternProgram.ACCEPTED || state == PatternProgram.TIMED_OUT)) {
                emit(keyId, partition, thread, position);
            } else {
                threads.move(i, kept++);
            }
        }
        threads.truncate(kept);
    }

    private void decideGroups(int keyId, long partition, long position) {
        if (spec.skip().mode() == PatternSpec.SkipMode.TO_NEXT_ROW && !spec.emitsInOrderOfStart()) {
            groups.hideOpen();
            emitDecided(keyId, partition, position);
            groups.showAll();
        } else {
            emitDecided(keyId, partition, position);
        }
    }

    /** As far as first starts are decided. */
    private void emitDecided(int keyId, long partition, long position) {
        boolean skipsMatch = spec.skip().mode() == PatternSpec.SkipMode.PAST_LAST_ROW;
        while (!groups.isEmpty()) {
            long head = groups.head(0);
            int state = ThreadDescriptor.state(head);
            if (state == PatternProgram.TIMED_OUT) {
                emit(keyId, partition, head, position);
                groups.removeHead();
            } else if (state == PatternProgram.ACCEPTED) {
                long resumeRow = resumeRow(head);
                emit(keyId, partition, groups.ofFirst(0, 0), position);
                if (skipsMatch) {
                    groups.removeBefore(resumeRow);
                } else {
                    groups.removeFirst();
                }
            } else {
                if (skipsMatch) {
                    dropSwallowedStarts();
                }
                return;
            }
        }
    }

    /** As {@link #dropSwallowed}, where starts share threads. */
    private void dropSwallowedStarts() {
        for (int i = 1; i < groups.threads(0); i++) {
            long thread = groups.thread(0, i);
            if (ThreadDescriptor.state(thread) == PatternProgram.ACCEPTED) {
                groups.keepFirstBefore(resumeRow(thread));
                return;
            }
        }
    }

    /** The list has threads of one start; with its end the next search begins. */
    private void settleSearch(int keyId, long partition, long seen, long position) {
        long start = PartitionRecord.untold(partition);
        long next = start;
        if (threads.afterCount() == 0) {
            next = Math.min(seen, start + 1);
            if (next > start && showsUnmatched && start >= PartitionRecord.covered(partition)) {
                output.unmatched(keyId, partition, start, position);
            }
        } else {
            long head = threads.after(0);
            int state = ThreadDescriptor.state(head);
            if (state == PatternProgram.ACCEPTED || state == PatternProgram.TIMED_OUT) {
                next = state == PatternProgram.ACCEPTED ? resumeRow(head) : start + 1;
                emit(keyId, partition, head, position);
                threads.truncate(0);
            }
        }
        if (next > start) {
            PartitionRecord.untold(partition, next);
            PartitionRecord.rows(partition, next);
        }
    }

    private void emit(int keyId, long partition, long thread, long position) {
        long start = ThreadDescriptor.startRow(thread);
        if (showsUnmatched && !rows.isOneByOne()) {
            tellUnmatched(keyId, partition, start, position);
        }
        output.emit(keyId, partition, partition + kernelOffset, thread, position);
        if (showsUnmatched) {
            long behind = Math.max(start, ThreadDescriptor.endRow(thread)) + 1;
            if (rows.isOneByOne()) {
                PartitionRecord.covered(partition, Math.max(PartitionRecord.covered(partition), behind));
            } else {
                PartitionRecord.untold(partition, Math.max(PartitionRecord.untold(partition), behind));
            }
        }
    }

    private void tellUnmatched(int keyId, long partition, long until, long position) {
        for (long row = PartitionRecord.untold(partition); row < until; row++) {
            output.unmatched(keyId, partition, row, position);
        }
        PartitionRecord.untold(partition, Math.max(PartitionRecord.untold(partition), until));
    }

    /** Gives up rows that no match can need, and tells those that are in none. */
    private void trim(int keyId, long partition, long position) {
        long needed = PartitionRecord.rows(partition);
        int count = PartitionRecord.threads(partition);
        if (count > 0) {
            needed = Math.min(needed, threads.oldestStart(PartitionRecord.firstChunk(partition)));
        }
        if (rows.isOneByOne()) {
            needed = Math.min(needed, PartitionRecord.untold(partition));
        } else if (showsUnmatched) {
            tellUnmatched(keyId, partition, needed, position);
        }
        held.trim(keyId, partition, needed);
    }
}
