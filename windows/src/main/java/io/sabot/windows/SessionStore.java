package io.sabot.windows;

import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import org.agrona.UnsafeApi;

/**
 * Open sessions of all keys: per key a list in the order of time, doubly linked, whose ends are in the key's record.
 *
 * <pre>
 *  session   0 long time of the first row | 8 long time of the last row | 16 int newer + 1 | 20 int older + 1
 *            | 24 long first position | 32 accumulator
 * </pre>
 *
 * References to sessions are ids + 1; 0 is none. Owned by the application's operator thread.
 */
final class SessionStore {
    private static final int FIRST = 0;
    private static final int LAST = 8;
    private static final int NEWER = 16;
    private static final int OLDER = 20;
    private static final int FIRST_POSITION = 24;
    private static final int ACCUMULATOR = 32;

    private final StateRegion sessions;

    SessionStore(StateSpace space, String name, int accumulatorBytes) {
        this.sessions = new StateRegion(space, name + ".sessions", ACCUMULATOR + accumulatorBytes);
    }

    /** A session of no length between two neighbours, of which either may be missing. */
    int insert(long timeNs, int newer, int older, long firstPosition) {
        int session = sessions.allocate() + 1;
        long address = sessions.addressForWrite(session - 1);
        UnsafeApi.putLong(address + FIRST, timeNs);
        UnsafeApi.putLong(address + LAST, timeNs);
        UnsafeApi.putLong(address + FIRST_POSITION, firstPosition);
        link(newer, session);
        link(session, older);
        return session;
    }

    /** Takes a session out of its list and frees it. */
    void remove(int session) {
        link(newer(session), older(session));
        sessions.free(session - 1);
    }

    private void link(int newer, int older) {
        if (newer != 0) {
            UnsafeApi.putInt(sessions.addressForWrite(newer - 1) + OLDER, older);
        }
        if (older != 0) {
            UnsafeApi.putInt(sessions.addressForWrite(older - 1) + NEWER, newer);
        }
    }

    long first(int session) {
        return UnsafeApi.getLong(sessions.address(session - 1) + FIRST);
    }

    long last(int session) {
        return UnsafeApi.getLong(sessions.address(session - 1) + LAST);
    }

    /** Makes the session reach from one time to the other, if it does not yet. */
    void extend(int session, long firstNs, long lastNs) {
        long address = sessions.addressForWrite(session - 1);
        UnsafeApi.putLong(address + FIRST, Math.min(firstNs, UnsafeApi.getLong(address + FIRST)));
        UnsafeApi.putLong(address + LAST, Math.max(lastNs, UnsafeApi.getLong(address + LAST)));
    }

    int newer(int session) {
        return UnsafeApi.getInt(sessions.address(session - 1) + NEWER);
    }

    int older(int session) {
        return UnsafeApi.getInt(sessions.address(session - 1) + OLDER);
    }

    long firstPosition(int session) {
        return UnsafeApi.getLong(sessions.address(session - 1) + FIRST_POSITION);
    }

    void firstPosition(int session, long position) {
        UnsafeApi.putLong(sessions.addressForWrite(session - 1) + FIRST_POSITION, position);
    }

    long accumulatorForWrite(int session) {
        return sessions.addressForWrite(session - 1) + ACCUMULATOR;
    }
}
