package io.sabot.cep;

import io.sabot.cep.api.EventPattern;
import io.sabot.cep.api.MatchFunction;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.EventTime;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.state.KeyIndex;
import io.sabot.state.KeyTable;
import io.sabot.state.StateSpace;
import io.sabot.state.TimerQueue;
import java.util.Arrays;
import org.agrona.collections.IntArrayList;

/**
 * Finds all matches of an {@link EventPattern} in its input, which must come in the order of event time, and has a {@link
 * MatchFunction} make rows of them. A row older than the watermark is late and refused, as is a row at which a condition
 * throws; for the pattern it has never come.
 *
 * <p>State, in pages: the key table with a {@linkplain PartitionRecord record} per key, the threads, the paths of rows they
 * have taken, these rows, the timers. Keys without threads are idle, and forgotten when they become many.
 *
 * <p>Owned by the application's operator thread.
 */
public final class EventPatternOperator implements Operator, PartialMatches {
    private static final long NOT_ARMED = 0;

    private final DeadLetters deadLetters; // not owned
    private final KeyTable keys;
    private final ThreadStore threads;
    private final TakenRows taken;
    private final PathStore paths;
    private final TimerQueue timers;
    private final PathRows matchedSoFar;
    private final PathRows match;
    private final EventConditions conditions;
    private final EventMatcher matcher;
    private final EventMatchOutput output;
    private final EventSelection decisions;
    private final EventTime time; // null: rows have none
    private final RowInPartition current = new RowInPartition();

    private long watermarkNs = Watermarks.NONE;
    private long lastPosition = Position.NONE;
    private int[] dueKeys = new int[16];

    /**
     * @param space where state is kept; outlives the operator
     * @param pool for batches
     */
    public EventPatternOperator(
            EventPatternSpec spec,
            MatchFunction function,
            StateSpace space,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        this.deadLetters = deadLetters;
        EventPattern pattern = spec.pattern();
        EventProgram program = EventProgram.of(pattern);
        String name = spec.queryName();
        int recordBytes = PartitionRecord.FIXED_BYTES - KeyTable.HEADER_BYTES;
        this.keys = new KeyTable(space, name, recordBytes, spec.keyColumns(), pool);
        this.threads = new ThreadStore(space, pool, name, EventMatcher.REGISTER_BYTES);
        this.taken = new TakenRows(space, name, spec.input());
        this.paths = new PathStore(space, name, taken);
        this.timers = new TimerQueue(space, name + ".within");
        this.matchedSoFar = new PathRows(program, paths, taken, spec.input(), pool);
        this.match = new PathRows(program, paths, taken, spec.input(), pool);
        this.conditions = new EventConditions(program.conditions(), spec.input(), matchedSoFar);
        this.matcher = new EventMatcher(program, pattern.withinNs(), conditions, threads, paths);
        this.output = new EventMatchOutput(spec.output(), function, match, pool, deadLetters, downstream);
        this.decisions = new EventSelection(name, pattern, threads, match, output);
        this.time = spec.input().hasEventTime() ? new EventTime(spec.input().eventTimeColumn()) : null;
    }

    /** What went wrong in a user's code, for people. */
    static String detail(RuntimeException e) {
        return e instanceof ArithmeticException ? e.getMessage() : e.toString();
    }

    @Override
    public long droppedPartials() {
        return decisions.dropped();
    }

    // ---- rows ----

    @Override
    public void onBatch(int input, EventBatch batch) {
        output.seq(batch.seq(), watermarkNs);
        if (time != null) {
            time.bind(batch);
        }
        boolean hasWatermarks = batch.watermarkAfterNs() != Watermarks.NONE;
        int[] selection = batch.selection();
        int selected = batch.selectedCount();
        int rows = hasWatermarks ? batch.rows() : 0;
        int next = 0;
        for (int row = 0; row < rows; row++) {
            long beforeNs = watermarkNs;
            advance(batch.watermarks()[row], batch.position(row));
            if (next < selected && selection[next] == row) {
                onRow(batch, row, beforeNs);
                next++;
            }
        }
        while (next < selected) {
            onRow(batch, selection[next++], watermarkNs);
        }
        if (batch.rows() > 0) {
            lastPosition = batch.position(batch.rows() - 1);
        }
        advance(batch.watermarkAfterNs(), lastPosition);
        keys.forgetIdleKeys(MatchOperator.LIKELY_TO_RETURN);
    }

    private void onRow(EventBatch batch, int row, long watermarkBeforeNs) {
        if (isRefused(batch, row, watermarkBeforeNs)) {
            return;
        }
        long timeNs = time == null ? 0 : time.ns(row);
        int key = keys.keyOf(batch, row);
        expireUntil(key, timeNs, batch.position(row));
        long record = keys.address(key);
        current.index = row;
        current.number = PartitionRecord.rows(record);
        current.timeNs = timeNs;
        current.position = batch.position(row);
        current.firstPosition = batch.firstPosition(row);
        taken.begin(batch, row, current.number);
        conditions.begin(batch, row);
        threads.load(PartitionRecord.firstChunk(record), PartitionRecord.threads(record));
        try {
            matcher.advance(current);
        } catch (SabotException e) {
            throw e;
        } catch (RuntimeException e) {
            deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, detail(e));
            return;
        }
        if (matcher.isTaken() && !taken.keepCurrent()) {
            deadLetters.refuse(
                    DeadLetters.Reason.LIMIT, batch, row, "a value is too long to be kept until the match is decided");
            return;
        }
        if (threads.beforeCount() > 0 || matcher.isTaken()) {
            long partition = keys.addressForWrite(key);
            PartitionRecord.rows(partition, current.number + 1);
        }
        if (matcher.isChanged()) {
            settle(key, batch.position(row));
        }
        taken.end();
    }

    private boolean isRefused(EventBatch batch, int row, long watermarkBeforeNs) {
        if (time == null) {
            return false;
        }
        if (time.isNull(row)) {
            deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, EventTime.NULL_DETAIL);
            return true;
        }
        if (time.ns(row) < watermarkBeforeNs) {
            deadLetters.refuse(DeadLetters.Reason.LATE, batch, row, "the pattern has gone on to a later time");
            return true;
        }
        return false;
    }

    /** Emits what is decided in the list after the row and stores the rest. */
    private void settle(int key, long position) {
        decisions.settle(watermarkNs, position);
        int count = threads.afterCount();
        for (int i = 0; i < count; i++) {
            long thread = threads.after(i);
            ThreadDescriptor.path(thread, paths.hold(ThreadDescriptor.path(thread)));
        }
        for (int i = 0; i < threads.beforeCount(); i++) {
            paths.release(ThreadDescriptor.path(threads.before(i)));
        }
        long partition = keys.addressForWrite(key);
        int before = PartitionRecord.threads(partition);
        PartitionRecord.firstChunk(partition, threads.store(PartitionRecord.firstChunk(partition)));
        PartitionRecord.threads(partition, count);
        if (before == 0 && count > 0) {
            keys.markActive(key);
        } else if (before > 0 && count == 0) {
            keys.markIdle(key);
        }
        arm(key);
    }

    // ---- time ----

    /** Asks for the moment at which the key that was looked at last has something to decide. */
    private void arm(int key) {
        long deadlineNs = matcher.nextDeadlineNs();
        if (deadlineNs < armedNs(key)) {
            PartitionRecord.armedNs(keys.addressForWrite(key), armed(deadlineNs));
            timers.add(deadlineNs, key);
        }
    }

    /** As it is stored: 0 is none. */
    private static long armed(long deadlineNs) {
        return deadlineNs + (deadlineNs >= 0 ? 1 : 0);
    }

    /** The moment asked for, or {@link Long#MAX_VALUE}. */
    private long armedNs(int key) {
        long armed = PartitionRecord.armedNs(keys.address(key));
        return armed == NOT_ARMED ? Long.MAX_VALUE : armed - (armed > 0 ? 1 : 0);
    }

    private void advance(long newWatermarkNs, long position) {
        if (newWatermarkNs <= watermarkNs) {
            return;
        }
        while (!timers.isEmpty() && timers.nextDeadlineNs() <= newWatermarkNs) {
            fireNext(position);
        }
        watermarkNs = newWatermarkNs;
    }

    private void fireNext(long position) {
        long deadlineNs = timers.nextDeadlineNs();
        int count = 0;
        while (!timers.isEmpty() && timers.nextDeadlineNs() == deadlineNs) {
            int key = (int) timers.nextOwner();
            timers.removeNext();
            if (armedNs(key) == deadlineNs) {
                if (count == dueKeys.length) {
                    dueKeys = Arrays.copyOf(dueKeys, count * 2);
                }
                dueKeys[count++] = key;
                PartitionRecord.armedNs(keys.addressForWrite(key), NOT_ARMED);
            }
        }
        keys.sort(dueKeys, count);
        for (int i = 0; i < count; i++) {
            expire(dueKeys[i], deadlineNs, position);
        }
    }

    /** Time has come to that of a row, although the watermark may not say so yet: the key has none that is earlier. */
    private void expireUntil(int key, long timeNs, long position) {
        for (long deadlineNs = armedNs(key); deadlineNs <= timeNs; deadlineNs = armedNs(key)) {
            expire(key, deadlineNs, position);
        }
    }

    private void expire(int key, long nowNs, long position) {
        long record = keys.addressForWrite(key);
        PartitionRecord.armedNs(record, NOT_ARMED);
        taken.begin(null, 0, 0);
        threads.load(PartitionRecord.firstChunk(record), PartitionRecord.threads(record));
        matcher.expire(nowNs);
        if (matcher.isChanged()) {
            settle(key, position);
        } else {
            arm(key);
        }
    }

    @Override
    public void onWatermark(int input, long newWatermarkNs, long position) {
        output.seq(Position.seq(position), watermarkNs);
        advance(newWatermarkNs, position);
        lastPosition = position;
        flush();
    }

    @Override
    public void onEnd(int input, long position) {
        output.seq(Position.seq(position), watermarkNs);
        for (int key : sortedKeys()) {
            long record = keys.address(key);
            if (PartitionRecord.threads(record) > 0) {
                threads.load(PartitionRecord.firstChunk(record), PartitionRecord.threads(record));
                matcher.end();
                settle(key, position);
            }
        }
        timers.clear();
        keys.clear();
        output.onEnd(watermarkNs, position);
    }

    private int[] sortedKeys() {
        IntArrayList ids = new IntArrayList(keys.size(), KeyIndex.NO_KEY);
        keys.index().forEach(ids::addInt);
        int[] sorted = ids.toIntArray();
        keys.sort(sorted, sorted.length);
        return sorted;
    }

    @Override
    public void flush() {
        output.flush(watermarkNs, lastPosition);
    }

    @Override
    public void save(StateOutput state) {
        state.putLong(watermarkNs);
        state.putLong(lastPosition);
        state.putLong(decisions.dropped());
        output.save(state);
    }

    @Override
    public void load(StateInput state) {
        watermarkNs = state.getLong();
        lastPosition = state.getLong();
        decisions.dropped(state.getLong());
        output.load(state);
    }

    /** Chunks of threads, rows taken and steps of paths, of all keys: zero when nothing is pending. */
    int liveRecords() {
        return threads.liveChunks() + taken.size() + paths.liveNodes();
    }

    @Override
    public void close() {
        keys.close();
        threads.close();
        matchedSoFar.close();
        match.close();
        output.close();
    }
}
