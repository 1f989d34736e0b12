package io.sabot.windows;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.EventTime;
import io.sabot.core.operator.DeadLetters;
import io.sabot.state.KeyTable;
import io.sabot.state.TimerQueue;
import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * SESSION: per key a list of open sessions, usually one. A row finds the session it is less than the gap away from; a
 * row between two sessions makes one of them.
 *
 * <p>A key has one timer, at or before the end of its oldest session: rows that extend a session leave the timer alone,
 * and when it fires too early it is armed again.
 *
 * <pre>
 *  key record: 16 int newest session | 20 int oldest session | 24 long deadline of the timer that counts
 * </pre>
 *
 * <p>Owned by the application's operator thread.
 */
final class SessionAggregateOperator extends AggregateOperator {
    private static final int NEWEST = KeyTable.HEADER_BYTES;
    private static final int OLDEST = NEWEST + 4;
    private static final int ARMED = NEWEST + 8;
    private static final int RECORD_BYTES = 16;

    private final long gapNs;
    private final EventTime time;
    private final SessionStore sessions;
    private final TimerQueue timers;
    private int[] due = new int[64];

    SessionAggregateOperator(AggregateContext context, WindowSpec.Session window) {
        super(context, RECORD_BYTES);
        WindowAggregateSpec spec = context.spec();
        this.gapNs = window.gapNs();
        this.time = new EventTime(spec.input(), spec.eventTimeColumn());
        this.sessions = new SessionStore(context.space(), spec.queryName(), kernel.accumulatorBytes());
        this.timers = new TimerQueue(context.space(), spec.queryName() + ".session-ends");
    }

    @Override
    long deadlineNs() {
        return timers.nextDeadlineNs();
    }

    @Override
    void bind(EventBatch batch) {
        time.bind(batch);
    }

    @Override
    int accumulate(EventBatch batch, int from, int endRow, long deadlineNs) {
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        int i = from;
        while (i < count && selection[i] < endRow) {
            accumulate(batch, selection[i++]);
            if (timers.nextDeadlineNs() < deadlineNs) {
                break;
            }
        }
        return i;
    }

    private void accumulate(EventBatch batch, int row) {
        if (time.isNull(row)) {
            refuseNull(batch, row);
            return;
        }
        long timeNs = time.ns(row);
        if (timeNs < Long.MIN_VALUE + 2 * gapNs || timeNs > Long.MAX_VALUE - 2 * gapNs) {
            refuseOutOfRange(batch, row, timeNs);
            return;
        }
        int key = keys.keyOf(batch, row);
        int newer = 0;
        int at = newest(key);
        while (at != 0 && sessions.first(at) - timeNs >= gapNs) {
            newer = at;
            at = sessions.older(at);
        }
        if (at != 0 && timeNs - sessions.last(at) < gapNs) {
            accumulateNear(batch, row, key, at, timeNs);
        } else if (timeNs + gapNs <= watermarkAt(batch, row)) {
            refuseLate(batch, row, time, timeNs, timeNs + gapNs);
            keys.forgetIdleKeys(0);
        } else if (canOpen(batch, row)) {
            int session = open(key, newer, at, timeNs, batch.firstPosition(row));
            accumulate(sessions.accumulatorForWrite(session), batch, row);
        }
    }

    /** A row that is not added neither extends the session nor joins it to another. */
    private void accumulateNear(EventBatch batch, int row, int key, int session, long timeNs) {
        int older = sessions.older(session);
        boolean joins = older != 0 && timeNs - sessions.last(older) < gapNs;
        if ((!joins || canJoin(batch, row, older, session))
                && accumulate(sessions.accumulatorForWrite(session), batch, row)) {
            extend(key, session, timeNs);
        }
    }

    /** Whether two sessions and the row between them can be one; if not the row is refused. */
    private boolean canJoin(EventBatch batch, int row, int older, int session) {
        long trial = emptyScratch();
        try {
            kernel.merge(trial, sessions.accumulatorForWrite(older));
            kernel.merge(trial, sessions.accumulatorForWrite(session));
            kernel.accumulate(trial, row);
            return true;
        } catch (ArithmeticException e) {
            refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, e.getMessage());
            return false;
        } finally {
            kernel.release(trial);
        }
    }

    /** Makes the session reach to the time, and joins it to the older one if that is near then. */
    private void extend(int key, int session, long timeNs) {
        int older = sessions.older(session);
        sessions.extend(session, timeNs, timeNs);
        if (older == 0 || timeNs - sessions.last(older) >= gapNs) {
            return;
        }
        kernel.merge(sessions.accumulatorForWrite(older), sessions.accumulatorForWrite(session));
        sessions.extend(older, sessions.first(session), sessions.last(session));
        sessions.firstPosition(older, Math.min(sessions.firstPosition(older), sessions.firstPosition(session)));
        remove(key, session);
    }

    private int open(int key, int newer, int older, long timeNs, long firstPosition) {
        if (keys.isIdle(key)) {
            keys.markActive(key);
            UnsafeApi.putLong(keys.addressForWrite(key) + ARMED, TimerQueue.NO_DEADLINE);
        }
        int session = sessions.insert(timeNs, newer, older, firstPosition);
        long record = keys.addressForWrite(key);
        if (newer == 0) {
            UnsafeApi.putInt(record + NEWEST, session);
        }
        if (older == 0) {
            UnsafeApi.putInt(record + OLDEST, session);
            if (timeNs + gapNs < UnsafeApi.getLong(record + ARMED)) {
                arm(key, timeNs + gapNs);
            }
        }
        return session;
    }

    private void remove(int key, int session) {
        kernel.release(sessions.accumulatorForWrite(session));
        long record = keys.addressForWrite(key);
        if (UnsafeApi.getInt(record + NEWEST) == session) {
            UnsafeApi.putInt(record + NEWEST, sessions.older(session));
        }
        if (UnsafeApi.getInt(record + OLDEST) == session) {
            UnsafeApi.putInt(record + OLDEST, sessions.newer(session));
        }
        sessions.remove(session);
    }

    private void arm(int key, long deadlineNs) {
        UnsafeApi.putLong(keys.addressForWrite(key) + ARMED, deadlineNs);
        timers.add(deadlineNs, key);
    }

    @Override
    void fireUntil(long newWatermarkNs) {
        while (timers.size() > 0 && timers.nextDeadlineNs() <= newWatermarkNs) {
            fireAt(timers.nextDeadlineNs());
        }
    }

    @Override
    void fireAll() {
        fireUntil(Long.MAX_VALUE);
    }

    private void fireAt(long deadlineNs) {
        int count = 0;
        while (timers.size() > 0 && timers.nextDeadlineNs() == deadlineNs) {
            int key = (int) timers.nextOwner();
            timers.removeNext();
            if (isDue(key, deadlineNs)) {
                if (count == due.length) {
                    due = Arrays.copyOf(due, count * 2);
                }
                due[count++] = key;
            }
        }
        keys.sort(due, count);
        for (int i = 0; i < count; i++) {
            fireOldest(due[i]);
        }
        keys.forgetIdleKeys(count);
    }

    /** Tells timers that count from those that were replaced, and arms a timer again that fired too early. */
    private boolean isDue(int key, long deadlineNs) {
        if (keys.isIdle(key) || UnsafeApi.getLong(keys.address(key) + ARMED) != deadlineNs) {
            return false;
        }
        long endNs = endNs(oldest(key));
        if (endNs > deadlineNs) {
            arm(key, endNs);
            return false;
        }
        UnsafeApi.putLong(keys.addressForWrite(key) + ARMED, TimerQueue.NO_DEADLINE);
        return true;
    }

    private void fireOldest(int key) {
        int session = oldest(key);
        output.emitWindow(
                key,
                sessions.first(session),
                endNs(session),
                sessions.accumulatorForWrite(session),
                sessions.firstPosition(session));
        remove(key, session);
        int next = oldest(key);
        if (next == 0) {
            keys.markIdle(key);
        } else {
            arm(key, endNs(next));
        }
    }

    private long endNs(int session) {
        return sessions.last(session) + gapNs;
    }

    private int newest(int key) {
        return UnsafeApi.getInt(keys.address(key) + NEWEST);
    }

    private int oldest(int key) {
        return UnsafeApi.getInt(keys.address(key) + OLDEST);
    }
}
