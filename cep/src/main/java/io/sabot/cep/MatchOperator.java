package io.sabot.cep;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.EventTime;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
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
import org.agrona.UnsafeApi;
import org.agrona.collections.IntArrayList;

/**
 * MATCH_RECOGNIZE: finds matches of one pattern in every partition of its input, which must come in the order of event
 * time (a sorting operator stands before it where the stream does not). A row older than the watermark is late and
 * refused.
 *
 * <p>State, in pages: the key table with a record per partition, the threads, the timers. A partition without threads is
 * <em>idle</em>. Where nothing else is to be remembered of it (no history for PREV, no match number that is read, no
 * pattern that begins with the partition's first row) it is forgotten when idle partitions become many.
 *
 * <pre>
 *  partition: 0 the key table's | 16 long rows seen | 24 long matches so far | 32 long armed deadline, 0 = none
 *             40 int first chunk + 1 | 44 int threads | 48 int short list, see {@link Transitions#listWith}
 *             56 the kernel's own history
 * </pre>
 */
public final class MatchOperator implements Operator {
    private static final int ROWS = KeyTable.HEADER_BYTES;
    private static final int MATCHES = ROWS + 8;
    private static final int ARMED = ROWS + 16;
    private static final int FIRST_CHUNK = ROWS + 24;
    private static final int THREADS = ROWS + 28;
    private static final int SHORT_LIST = ROWS + 32;
    private static final int KERNEL = ROWS + 40;
    private static final long NOT_ARMED = 0;

    /** Idle partitions that rows are expected for: twice as many are kept in any case. */
    public static final int LIKELY_TO_RETURN = 32_768;

    private final PatternSpec spec;
    private final PatternKernel kernel;
    private final DeadLetters deadLetters;
    private final Input downstream;
    private final KeyTable partitions;
    private final KeyDecoder keyDecoder;
    private final boolean forgetsIdle;
    private final ThreadStore threads;
    private final Matcher matcher;
    private final QuickMatcher quickMatcher; // null: the pattern needs the matcher
    private final TimerQueue timers;
    private final EventBatch out;
    private final Match match = new Match();
    private final boolean hasWithin;
    private final EventTime time;
    private final boolean[] plainOutput;

    private long watermarkNs = Watermarks.NONE;
    private int[] dueKeys = new int[16];
    private final int[] keyIds = new int[EventBatch.MAX_ROWS];

    public MatchOperator(
            PatternSpec spec,
            PatternKernel kernel,
            SqlType[] partitionTypes,
            StateSpace space,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        this.spec = spec;
        this.kernel = kernel;
        this.deadLetters = deadLetters;
        this.downstream = downstream;
        int recordBytes = KERNEL - KeyTable.HEADER_BYTES + kernel.keyBytes();
        this.partitions = new KeyTable(space, spec.queryName(), recordBytes, spec.partitionColumns(), pool);
        this.keyDecoder = new KeyDecoder(List.of(partitionTypes));
        this.forgetsIdle = forgetsIdle(spec, kernel);
        this.threads = new ThreadStore(space, pool, spec.queryName(), kernel.registerBytes());
        this.matcher = new Matcher(spec, kernel, threads);
        Transitions transitions = Transitions.of(spec, kernel);
        this.quickMatcher = transitions == null ? null : new QuickMatcher(transitions, kernel, threads);
        this.timers = new TimerQueue(space, spec.queryName() + ".within");
        this.time = spec.eventTimeColumn() == EventSchema.NO_COLUMN ? null : new EventTime(spec.eventTimeColumn());
        this.hasWithin = spec.withinNs() != PatternSpec.NO_WITHIN;
        this.plainOutput = new boolean[spec.output().columnCount()];
        Arrays.fill(plainOutput, true);
        this.out = EventBatch.growable(pool);
        out.layout(spec.output(), null, plainOutput, EventBatch.DEFAULT_ROWS);
    }

    /** Whether a partition without threads is as good as new. */
    private static boolean forgetsIdle(PatternSpec spec, PatternKernel kernel) {
        return kernel.keyBytes() == 0
                && !spec.emitsInOrderOfStart()
                && !spec.program().startsDifferAtFirstRow();
    }

    /** The index of the partitions' keys, for kernels. */
    public KeyIndex keys() {
        return partitions.index();
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        matchRows(batch);
        if (forgetsIdle) {
            partitions.forgetIdleKeys(LIKELY_TO_RETURN);
        }
    }

    private void matchRows(EventBatch batch) {
        out.seq(batch.seq());
        kernel.bind(batch);
        if (time != null) {
            time.bind(batch);
        }
        boolean hasWatermarks = batch.watermarkAfterNs() != Watermarks.NONE;
        long[] watermarks = batch.watermarks();
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        if (!hasWithin && (!hasWatermarks || isInTime(batch))) {
            partitions.keysOf(batch, selection, count, keyIds);
            for (int i = 0; i < count; i++) {
                onRow(batch, selection[i], keyIds[i]);
            }
            watermarkNs = Math.max(watermarkNs, batch.watermarkAfterNs());
            return;
        }
        int previousRow = -1;
        for (int i = 0; i < count; i++) {
            int row = selection[i];
            if (hasWatermarks) {
                if (timers.nextDeadlineNs() <= watermarks[row]) {
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
            onRow(batch, row, partitions.keyOf(batch, row));
        }
        if (hasWatermarks) {
            if (timers.nextDeadlineNs() <= batch.watermarkAfterNs()) {
                fireUpTo(batch, previousRow + 1, batch.rows() - 1);
                fire(batch.watermarkAfterNs(), batch.position(Math.max(0, batch.rows() - 1)));
            }
            watermarkNs = Math.max(watermarkNs, batch.watermarkAfterNs());
        }
    }

    /** Whether no row of the batch, selected or not, is late or without time. */
    private boolean isInTime(EventBatch batch) {
        if (time == null) {
            return true;
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
        long before = row == 0 ? watermarkNs : Math.max(watermarkNs, batch.watermarks()[row - 1]);
        if (timeNs < before) {
            deadLetters.refuse(DeadLetters.Reason.LATE, batch, row, "the pattern has gone on to a later time");
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

    private void onRow(EventBatch batch, int row, int keyId) {
        long partition = partitions.addressForWrite(keyId);
        long key = partition + KERNEL;
        long position = batch.position(row);
        int threadCount = UnsafeApi.getInt(partition + THREADS);
        try {
            long mask = kernel.rowMask(row, key);
            if (threadCount > 0 || matcher.canStart(mask)) {
                match(keyId, row, mask, partition, threadCount, position);
            }
            kernel.remember(row, key);
            UnsafeApi.putLong(partition + ROWS, UnsafeApi.getLong(partition + ROWS) + 1);
        } catch (ArithmeticException e) {
            deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, e.getMessage());
        }
    }

    private void match(int keyId, int row, long mask, long partition, int threadCount, long position) {
        long key = partition + KERNEL;
        long rowNumber = UnsafeApi.getLong(partition + ROWS);
        long timeNs = time == null || time.isNull(row) ? 0 : time.ns(row);
        int firstChunk = UnsafeApi.getInt(partition + FIRST_CHUNK);
        if (quickMatcher != null) {
            int list = UnsafeApi.getInt(partition + SHORT_LIST);
            Transitions.Transition transition =
                    quickMatcher.advance(firstChunk, list, row, key, mask, rowNumber, timeNs, position);
            if (transition != null) {
                settleQuick(keyId, partition, firstChunk, transition, position);
                return;
            }
        }
        threads.load(firstChunk, threadCount);
        matcher.advance(row, key, mask, rowNumber, timeNs, position);
        settle(keyId, partition, position);
    }

    /** Emits or stores what is in the spare chunk. */
    private void settleQuick(
            int keyId, long partition, int firstChunk, Transitions.Transition transition, long position) {
        if (transition.count() > 0 && !transition.isMatch()) {
            UnsafeApi.putInt(partition + FIRST_CHUNK, threads.takeSpare(firstChunk));
            putThreads(keyId, partition, transition.count());
            UnsafeApi.putInt(partition + SHORT_LIST, transition.list());
            return;
        }
        if (transition.isMatch()) {
            long thread = threads.spare();
            emit(keyId, partition, thread, position);
            kernel.release(thread + ThreadDescriptor.REGISTERS);
        }
        threads.free(firstChunk);
        UnsafeApi.putInt(partition + FIRST_CHUNK, 0);
        putThreads(keyId, partition, 0);
        UnsafeApi.putInt(partition + SHORT_LIST, 0);
    }

    private void putThreads(int keyId, long partition, int count) {
        int before = UnsafeApi.getInt(partition + THREADS);
        UnsafeApi.putInt(partition + THREADS, count);
        if (forgetsIdle && before == 0 != (count == 0)) {
            if (count > 0) {
                partitions.markActive(keyId);
            } else {
                partitions.markIdle(keyId);
            }
        }
    }

    /** Emits what is decided in the list after the row and stores the rest. */
    private void settle(int keyId, long partition, long position) {
        switch (spec.skipMode()) {
            case PAST_LAST_ROW, TO_VARIABLE -> settleHeads(keyId, partition, position);
            case TO_NEXT_ROW -> settleEach(keyId, partition, position);
        }
        int count = threads.afterCount();
        if (count > spec.maxThreads()) {
            throw SabotException.failed(
                    "CEP-0101",
                    "query '" + spec.queryName() + "': one partition has " + count + " partial matches, more than "
                            + spec.maxThreads(),
                    "bound the pattern with WITHIN, or make its first condition rarer",
                    null);
        }
        UnsafeApi.putInt(partition + FIRST_CHUNK, threads.store(UnsafeApi.getInt(partition + FIRST_CHUNK)));
        putThreads(keyId, partition, count);
        UnsafeApi.putInt(partition + SHORT_LIST, threads.afterList());
        if (hasWithin && count > 0) {
            arm(keyId, partition);
        }
    }

    /** One match after the other: the next may begin only where the skip mode lets it. */
    private void settleHeads(int keyId, long partition, long position) {
        while (threads.afterCount() > 0 && ThreadDescriptor.state(threads.after(0)) == PatternProgram.ACCEPTED) {
            long head = threads.after(0);
            long resumeRow = resumeRow(head);
            emit(keyId, partition, head, position);
            int from = 0;
            while (from < threads.afterCount() && ThreadDescriptor.startRow(threads.after(from)) < resumeRow) {
                kernel.release(threads.after(from) + ThreadDescriptor.REGISTERS);
                from++;
            }
            threads.dropHead(from);
        }
    }

    private long resumeRow(long thread) {
        long startRow = ThreadDescriptor.startRow(thread);
        long endRow = ThreadDescriptor.endRow(thread);
        if (endRow < startRow) {
            return startRow + 1;
        }
        if (spec.skipMode() == PatternSpec.SkipMode.PAST_LAST_ROW) {
            return endRow + 1;
        }
        long target = ThreadDescriptor.skipRow(thread);
        if (target < 0 || target == startRow) {
            throw SabotException.failed(
                    "CEP-0102",
                    "query '" + spec.queryName() + "': AFTER MATCH SKIP TO "
                            + (target < 0
                                    ? "a variable that no row of the match is mapped to"
                                    : "the match's first row"),
                    "skip to a variable that every match maps behind its first row",
                    null);
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
            boolean mayEmit = !spec.emitsInOrderOfStart() || kept == 0;
            if (isFirst && mayEmit && ThreadDescriptor.state(thread) == PatternProgram.ACCEPTED) {
                emit(keyId, partition, thread, position);
                kernel.release(thread + ThreadDescriptor.REGISTERS);
            } else {
                threads.move(i, kept++);
            }
        }
        threads.truncate(kept);
    }

    private void emit(int keyId, long partition, long thread, long position) {
        long matchNumber = UnsafeApi.getLong(partition + MATCHES) + 1;
        UnsafeApi.putLong(partition + MATCHES, matchNumber);
        if (out.isFull()) {
            flush();
        }
        match.wrap(keyId, partition + KERNEL, thread, matchNumber);
        int row = out.nextRow();
        keyDecoder.decode(partitions.keyAddress(keyId), partitions.keyLength(keyId), out, row, 0);
        out.positions(row, ThreadDescriptor.startPosition(thread), position);
        try {
            kernel.emit(match, out, row);
            out.commitRow();
        } catch (ArithmeticException e) {
            refuseMatch(row, e.getMessage());
        }
    }

    /** A match whose measures cannot be computed becomes a dead letter: the row of output without measures. */
    private void refuseMatch(int row, String detail) {
        for (int i = spec.partitionColumns().length; i < spec.output().columnCount(); i++) {
            out.column(i).setNull(row);
        }
        deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, out, row, detail);
        out.abandonRow();
    }

    // ---- WITHIN ----

    private void arm(int keyId, long partition) {
        int index = 0;
        while (index < threads.afterCount() && ThreadDescriptor.state(threads.after(index)) < 0) {
            index++;
        }
        if (index == threads.afterCount()) {
            return;
        }
        long deadlineNs = saturatedAdd(ThreadDescriptor.startTimeNs(threads.after(index)), spec.withinNs());
        long armedNs = UnsafeApi.getLong(partition + ARMED);
        if (armedNs == NOT_ARMED || deadlineNs < armedNs) {
            UnsafeApi.putLong(partition + ARMED, deadlineNs);
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
                if (UnsafeApi.getLong(partitions.address(keyId) + ARMED) == deadlineNs) {
                    if (count == dueKeys.length) {
                        dueKeys = Arrays.copyOf(dueKeys, count * 2);
                    }
                    dueKeys[count++] = keyId;
                    UnsafeApi.putLong(partitions.addressForWrite(keyId) + ARMED, NOT_ARMED);
                }
            }
            partitions.sort(dueKeys, count);
            for (int i = 0; i < count; i++) {
                expire(dueKeys[i], deadlineNs, position);
            }
        }
    }

    private void expire(int keyId, long nowNs, long position) {
        long partition = partitions.addressForWrite(keyId);
        if (UnsafeApi.getInt(partition + THREADS) == 0) {
            return;
        }
        threads.load(UnsafeApi.getInt(partition + FIRST_CHUNK), UnsafeApi.getInt(partition + THREADS));
        matcher.expire(nowNs, spec.withinNs());
        settle(keyId, partition, position);
    }

    // ---- time and end ----

    @Override
    public void onWatermark(int input, long newWatermarkNs, long position) {
        fire(newWatermarkNs, position);
        watermarkNs = Math.max(watermarkNs, newWatermarkNs);
        flush();
    }

    @Override
    public void onEnd(int input, long position) {
        for (int keyId : sortedPartitions()) {
            long partition = partitions.addressForWrite(keyId);
            int threadCount = UnsafeApi.getInt(partition + THREADS);
            if (threadCount > 0) {
                threads.load(UnsafeApi.getInt(partition + FIRST_CHUNK), threadCount);
                matcher.end();
                settle(keyId, partition, position);
            }
        }
        flush();
        threads.freeSpare();
        timers.clear();
        partitions.clear();
        downstream.onEnd(position);
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
        if (!out.isEmpty()) {
            long seq = out.seq();
            downstream.onBatch(out);
            out.clear();
            out.seq(seq);
        }
    }

    @Override
    public void save(StateOutput state) {
        assert out.isEmpty();
        state.putLong(watermarkNs);
        state.putLong(out.seq());
        kernel.save(state);
    }

    @Override
    public void load(StateInput state) {
        watermarkNs = state.getLong();
        out.seq(state.getLong());
        kernel.load(state);
    }

    /** Threads alive in all partitions, in chunks: zero when nothing is pending. */
    int liveChunks() {
        return threads.liveChunks();
    }

    @Override
    public void close() {
        partitions.close();
        threads.close();
        out.close();
    }
}
