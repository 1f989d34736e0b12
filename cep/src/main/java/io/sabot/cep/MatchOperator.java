package io.sabot.cep;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.EventTime;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Selective;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.state.KeyDecoder;
import io.sabot.state.KeyIndex;
import io.sabot.state.KeyTable;
import io.sabot.state.StateSpace;
import io.sabot.state.TimerQueue;
import java.util.Arrays;
import java.util.List;
import org.agrona.collections.IntArrayList;

/**
 * MATCH_RECOGNIZE: finds matches of one pattern in every partition of its input, which must come in the order of event
 * time (a sorting operator stands before it where the stream does not). A row older than the watermark is late and
 * refused.
 *
 * <p>State, in pages: the key table with a {@linkplain PartitionRecord record} per partition, the threads, the timers, and
 * where a match is made of its rows, the rows held and the paths of threads through them. A partition without threads is
 * <em>idle</em>. Where nothing else is to be remembered of it (no history for PREV, no match number that is read, no
 * pattern that begins with the partition's first row) it is forgotten when idle partitions become many.
 */
public final class MatchOperator implements Selective, PartialMatches {
    private static final long NOT_ARMED = 0;

    /** Idle partitions that rows are expected for: twice as many are kept in any case. */
    public static final int LIKELY_TO_RETURN = 32_768;

    private final PatternSpec spec;
    private final PatternKernel kernel;
    private final DeadLetters deadLetters;
    private final Input downstream;
    private final KeyTable partitions;
    private final KeyDecoder keyDecoder;
    private final MemoryPool pool; // not owned
    private final boolean forgetsIdle;
    private final ThreadStore threads;
    private final StartGroups groups; // null: starts share nothing
    private final StartLimit limit;
    private final HeldRows held; // null unless rows are held
    private final PathStore paths; // null likewise
    private final MatchOutput output;
    private final PartitionSearch search;
    private final OutputTime outputTime; // null: the output has no event time
    private final TimerQueue timers;
    private final boolean hasWithin;
    private final EventTime time;

    private long watermarkNs = Watermarks.NONE;
    private long lastPosition;
    private boolean hasFailed;
    private int[] dueKeys = new int[16];
    private int[] keyIds = {};

    // While rows come of which only some can begin a match; else null.
    private int[] starts;
    private int startCount;

    private final StartFilter filter; // null: any row may begin a match
    private int[] startRows = {};

    /**
     * @param measures of matches whose rows are held; null if they are not
     * @param filter null if rows of partitions without a match in progress are to be seen, too
     */
    public MatchOperator(
            PatternSpec spec,
            PatternKernel kernel,
            MatchKernel measures,
            StartFilter filter,
            SqlType[] partitionTypes,
            StateSpace space,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        this.spec = spec;
        this.kernel = kernel;
        this.filter = filter;
        this.deadLetters = deadLetters;
        this.downstream = downstream;
        boolean isHolding = spec.rows().areHeld();
        boolean isTimed = spec.output().hasEventTime();
        int kernelOffset = isHolding || isTimed ? PartitionRecord.HOLDING_BYTES : PartitionRecord.FIXED_BYTES;
        int recordBytes = kernelOffset - KeyTable.HEADER_BYTES + kernel.keyBytes();
        this.partitions = new KeyTable(space, spec.queryName(), recordBytes, spec.partitionColumns(), pool);
        this.forgetsIdle = forgetsIdle(spec, kernel);
        this.threads = new ThreadStore(space, pool, spec.queryName(), kernel.registerBytes());
        this.groups = StartGroups.areFor(spec, kernel)
                ? new StartGroups(space, pool, spec.queryName(), kernel, threads)
                : null;
        this.limit = new StartLimit(spec, threads, groups);
        this.held = isHolding ? new HeldRows(space, pool, spec.queryName(), spec.rows()) : null;
        this.paths = isHolding ? new PathStore(space, spec.queryName()) : null;
        this.timers = new TimerQueue(space, spec.queryName() + ".within");
        this.time = spec.eventTimeColumn() == EventSchema.NO_COLUMN ? null : new EventTime(spec.eventTimeColumn());
        this.hasWithin = spec.withinNs() != PatternSpec.NO_WITHIN;
        this.keyDecoder = new KeyDecoder(List.of(partitionTypes));
        this.pool = pool;
        this.output = new MatchOutput(
                spec, kernel, measures, partitions, keyDecoder, held, paths, pool, deadLetters, downstream);
        this.outputTime = isTimed ? new OutputTime(space, spec.queryName(), partitions) : null;
        this.search = new PartitionSearch(
                spec,
                kernel,
                kernelOffset,
                partitions,
                forgetsIdle,
                threads,
                groups,
                limit,
                paths,
                held,
                output,
                outputTime,
                deadLetters,
                time);
    }

    /** Whether a partition without threads is as good as new. */
    private static boolean forgetsIdle(PatternSpec spec, PatternKernel kernel) {
        PatternSpec.Rows rows = spec.rows();
        return kernel.keyBytes() == 0
                && !spec.emitsInOrderOfStart()
                && !spec.program().startsDifferAtFirstRow()
                && !rows.isFromWindow()
                && rows.behind() == 0;
    }

    @Override
    public long droppedPartials() {
        return limit.dropped();
    }

    /** The index of the partitions' keys, for kernels. */
    public KeyIndex keys() {
        return partitions.index();
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        if (hasFailed) {
            return;
        }
        try {
            matchRows(batch);
        } catch (PatternFailure e) {
            fail(e);
            return;
        }
        if (forgetsIdle) {
            partitions.forgetIdleKeys(LIKELY_TO_RETURN);
            if (held != null) {
                held.forgetWindow();
            }
        }
    }

    @Override
    public boolean isAsleep() {
        return threads.liveChunks() == 0;
    }

    @Override
    public void passed(long newWatermarkNs, long newLastPosition) {
        watermarkNs = Math.max(watermarkNs, newWatermarkNs);
        lastPosition = newLastPosition;
    }

    @Override
    public void onStarts(EventBatch batch, int[] newStarts, int count) {
        starts = newStarts;
        startCount = count;
        onBatch(0, batch);
        starts = null;
    }

    private void matchRows(EventBatch batch) {
        output.seq(batch.seq());
        if (batch.rows() > 0) {
            lastPosition = batch.position(batch.rows() - 1);
        }
        if (!spec.rows().isFromWindow()) {
            kernel.bind(batch);
        }
        if (time != null) {
            time.bind(batch);
        }
        boolean hasWatermarks = batch.watermarkAfterNs() != Watermarks.NONE;
        // A stream's first rows may say nothing of time yet: they are refused as later ones are.
        boolean isTimed = hasWatermarks || batch.schema().hasEventTime();
        long[] watermarks = batch.watermarks();
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        if (starts == null && !hasWithin && (!isTimed || isInTime(batch))) {
            if (keyIds.length < count) {
                keyIds = new int[batch.rowCapacity()];
            }
            partitions.keysOf(batch, selection, count, keyIds);
            if (filter == null) {
                for (int i = 0; i < count; i++) {
                    search.onRow(batch, selection[i], keyIds[i]);
                }
            } else {
                matchFiltered(batch, selection, count);
            }
            watermarkNs = Math.max(watermarkNs, batch.watermarkAfterNs());
            return;
        }
        int previousRow = -1;
        int start = 0;
        for (int i = 0; i < count; i++) {
            if (starts != null && isAsleep()) {
                while (start < startCount && starts[start] < i) {
                    start++;
                }
                if (start == startCount) {
                    break;
                }
                i = starts[start];
            }
            int row = selection[i];
            if (isTimed) {
                if (hasWatermarks && timers.nextDeadlineNs() <= watermarks[row]) {
                    fireUpTo(batch, previousRow + 1, row);
                }
                if (isLate(batch, row)) {
                    previousRow = row;
                    continue;
                }
            } else if (hasWithin && !time.isNull(row) && timers.nextDeadlineNs() <= time.ns(row)) {
                // A sorted input without watermarks: the rows themselves say how late it is.
                fire(time.ns(row), batch.position(row));
            }
            previousRow = row;
            int keyId = partitions.keyOf(batch, row);
            search.onRow(batch, row, keyId);
            if (hasWithin) {
                arm(keyId, Long.MIN_VALUE);
                if (spec.rows().ahead() > 0) {
                    fireWhatWaited(batch, row, hasWatermarks);
                }
            }
        }
        if (hasWatermarks) {
            if (timers.nextDeadlineNs() <= batch.watermarkAfterNs()) {
                fireUpTo(batch, previousRow + 1, batch.rows() - 1);
                fire(batch.watermarkAfterNs(), batch.position(Math.max(0, batch.rows() - 1)));
            }
            watermarkNs = Math.max(watermarkNs, batch.watermarkAfterNs());
        }
    }

    private void matchFiltered(EventBatch batch, int[] selection, int count) {
        if (startRows.length < count) {
            startRows = new int[batch.rowCapacity()];
        }
        int startRowCount = filter.select(batch, selection, count, startRows);
        int next = 0;
        for (int i = 0; i < count; i++) {
            int row = selection[i];
            boolean canStart = next < startRowCount && startRows[next] == row;
            next += canStart ? 1 : 0;
            if (canStart || !search.isIdle(keyIds[i])) {
                search.onRow(batch, row, keyIds[i]);
            }
        }
    }

    /** Whether no row of the batch, selected or not, is late or without time. */
    private boolean isInTime(EventBatch batch) {
        if (time == null) {
            return true;
        }
        if (batch.watermarkAfterNs() == Watermarks.NONE) {
            return !time.hasNulls();
        }
        long[] watermarks = batch.watermarks();
        boolean isInTime = !time.hasNulls();
        long before = watermarkNs;
        int rows = batch.rows();
        for (int row = 0; isInTime && row < rows; row++) {
            isInTime = time.ns(row) >= before;
            before = Math.max(before, watermarks[row]);
        }
        return isInTime;
    }

    private boolean isLate(EventBatch batch, int row) {
        if (time == null) {
            return false;
        }
        if (time.isNull(row)) {
            deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, "event time is NULL");
            return true;
        }
        long timeNs = time.ns(row);
        boolean isFirst = row == 0 || batch.watermarkAfterNs() == Watermarks.NONE;
        long before = isFirst ? watermarkNs : Math.max(watermarkNs, batch.watermarks()[row - 1]);
        if (timeNs < before) {
            deadLetters.refuse(
                    DeadLetters.Reason.LATE,
                    batch,
                    row,
                    "the pattern has gone on to " + time.format(before) + ", the row is of " + time.format(timeNs));
            return true;
        }
        return false;
    }

    /** Fires what rows {@code from} to {@code to} bring due, each at the row that does. */
    private void fireUpTo(EventBatch batch, int from, int to) {
        long[] watermarks = batch.watermarks();
        for (int row = from; row <= to; row++) {
            if (timers.nextDeadlineNs() <= watermarks[row]) {
                fire(watermarks[row], batch.position(row));
            }
        }
    }

    /** Time that had gone by while rows were not looked at yet. */
    private void fireWhatWaited(EventBatch batch, int row, boolean hasWatermarks) {
        long nowNs = hasWatermarks ? batch.watermarks()[row] : time.isNull(row) ? Watermarks.NONE : time.ns(row);
        if (timers.nextDeadlineNs() <= nowNs) {
            fire(nowNs, batch.position(row));
        }
    }

    // ---- WITHIN ----

    /** Asks for the moment at which the partition that was looked at last has something to decide, if it is later. */
    private void arm(int keyId, long laterThanNs) {
        long startNs = search.oldestStartNs();
        if (startNs == PartitionSearch.NOTHING) {
            return;
        }
        long deadlineNs = saturatedAdd(startNs, spec.withinNs());
        long armedNs = PartitionRecord.armedNs(partitions.address(keyId));
        if (deadlineNs > laterThanNs && (armedNs == NOT_ARMED || deadlineNs < armedNs)) {
            PartitionRecord.armedNs(partitions.addressForWrite(keyId), deadlineNs);
            timers.add(deadlineNs, keyId);
        }
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? Long.MAX_VALUE - 1 : sum;
    }

    private void fire(long nowNs, long position) {
        while (timers.nextDeadlineNs() <= nowNs) {
            long deadlineNs = timers.nextDeadlineNs();
            int count = 0;
            while (timers.nextDeadlineNs() == deadlineNs) {
                int keyId = (int) timers.nextOwner();
                timers.removeNext();
                if (PartitionRecord.armedNs(partitions.address(keyId)) == deadlineNs) {
                    if (count == dueKeys.length) {
                        dueKeys = Arrays.copyOf(dueKeys, count * 2);
                    }
                    dueKeys[count++] = keyId;
                    PartitionRecord.armedNs(partitions.addressForWrite(keyId), NOT_ARMED);
                }
            }
            partitions.sort(dueKeys, count);
            for (int i = 0; i < count; i++) {
                search.expire(dueKeys[i], deadlineNs, position);
                arm(dueKeys[i], deadlineNs); // not again for what waits for a row that is not looked at yet
            }
        }
    }

    // ---- time and end ----

    @Override
    public void onWatermark(int input, long newWatermarkNs, long position) {
        if (hasFailed) {
            return;
        }
        try {
            fire(newWatermarkNs, position);
        } catch (PatternFailure e) {
            fail(e);
        }
        watermarkNs = Math.max(watermarkNs, newWatermarkNs);
        lastPosition = position;
        flush();
    }

    @Override
    public void onEnd(int input, long position) {
        if (hasFailed) {
            return;
        }
        try {
            for (int keyId : sortedPartitions()) {
                if (held != null || PartitionRecord.threads(partitions.address(keyId)) > 0) {
                    search.end(keyId, watermarkNs, position);
                }
            }
        } catch (PatternFailure e) {
            fail(e);
            return;
        }
        output.flush();
        threads.freeSpare();
        timers.clear();
        if (outputTime != null) {
            outputTime.clear();
        }
        partitions.clear();
        limit.clear();
        downstream.onEnd(position);
    }

    /** Matches that came out before are good, and are handed on. */
    private void fail(PatternFailure e) {
        hasFailed = true;
        deadLetters.fail(told(e));
    }

    /** What the rows were doing, with their time and partition. */
    private SabotException told(PatternFailure e) {
        String when = time == null ? "" : "; " + e.timeOf() + " " + time.format(e.timeNs());
        String where = e.keyId() == PatternFailure.NO_PARTITION || spec.partitionColumns().length == 0
                ? ""
                : ", " + PartitionText.of(spec, partitions, keyDecoder, e.keyId(), pool);
        return SabotException.inQuery(spec.queryName(), Problem.of(e.code(), e.getMessage() + when + where, e.hint()));
    }

    private int[] sortedPartitions() {
        IntArrayList ids = new IntArrayList(partitions.size(), KeyIndex.NO_KEY);
        partitions.index().forEach(ids::addInt);
        int[] sorted = ids.toIntArray();
        partitions.sort(sorted, sorted.length);
        return sorted;
    }

    @Override
    public void flush() {
        if (outputTime == null) {
            output.flush();
        } else {
            output.flush(outputTime.watermarkNs(watermarkNs), lastPosition);
        }
    }

    @Override
    public void save(StateOutput state) {
        state.putLong(watermarkNs);
        state.putLong(lastPosition);
        output.save(state);
        limit.save(state);
        kernel.save(state);
    }

    @Override
    public void load(StateInput state) {
        watermarkNs = state.getLong();
        lastPosition = state.getLong();
        output.load(state);
        limit.load(state);
        kernel.load(state);
    }

    /** Chunks of threads, what they share, rows held and steps of paths, of all partitions: zero when nothing is pending. */
    int liveRecords() {
        return threads.liveChunks() + sharedRecords() + (held == null ? 0 : held.size() + paths.liveNodes());
    }

    /** For tests: how many groups of starts there must be before some are joined. */
    void joinFrom(int count) {
        if (groups != null) {
            groups.joinFrom(count);
        }
    }

    /** Of what starts with one future share. */
    int sharedRecords() {
        return groups == null ? 0 : groups.liveRecords();
    }

    @Override
    public void close() {
        partitions.close();
        threads.close();
        if (groups != null) {
            groups.close();
        }
        output.close();
        if (held != null) {
            held.close();
        }
    }
}
