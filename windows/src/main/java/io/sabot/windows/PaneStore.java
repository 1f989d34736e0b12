package io.sabot.windows;

import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import org.agrona.UnsafeApi;

/**
 * Panes of all keys: per key a list in the order of time, doubly linked, whose ends are in the key's record.
 *
 * <pre>
 *  pane   0 long number | 8 int newer + 1 | 12 int older + 1 | 16 long first position | 24 accumulator
 * </pre>
 *
 * References to panes are ids + 1; 0 is none. Owned by the application's operator thread.
 */
final class PaneStore {
    static final int ACCUMULATOR = 24;

    private static final int NUMBER = 0;
    private static final int NEWER = 8;
    private static final int OLDER = 12;
    private static final int FIRST_POSITION = 16;

    private final StateRegion panes;

    PaneStore(StateSpace space, String name, int accumulatorBytes) {
        this.panes = new StateRegion(space, name + ".panes", ACCUMULATOR + accumulatorBytes);
    }

    /** A pane between two neighbours, of which either may be missing. */
    int insert(long number, int newer, int older, long firstPosition) {
        int pane = panes.allocate() + 1;
        long address = panes.addressForWrite(pane - 1);
        UnsafeApi.putLong(address + NUMBER, number);
        UnsafeApi.putInt(address + NEWER, newer);
        UnsafeApi.putInt(address + OLDER, older);
        UnsafeApi.putLong(address + FIRST_POSITION, firstPosition);
        if (newer != 0) {
            UnsafeApi.putInt(panes.addressForWrite(newer - 1) + OLDER, pane);
        }
        if (older != 0) {
            UnsafeApi.putInt(panes.addressForWrite(older - 1) + NEWER, pane);
        }
        return pane;
    }

    /** Frees the oldest pane of a key. @return the next newer one, which is now the oldest */
    int removeOldest(int pane) {
        int newer = newer(pane);
        if (newer != 0) {
            UnsafeApi.putInt(panes.addressForWrite(newer - 1) + OLDER, 0);
        }
        panes.free(pane - 1);
        return newer;
    }

    long addressForWrite(int pane) {
        return panes.addressForWrite(pane - 1);
    }

    /** Number of the pane at an address. */
    static long numberAt(long address) {
        return UnsafeApi.getLong(address + NUMBER);
    }

    long number(int pane) {
        return UnsafeApi.getLong(panes.address(pane - 1) + NUMBER);
    }

    int newer(int pane) {
        return UnsafeApi.getInt(panes.address(pane - 1) + NEWER);
    }

    int older(int pane) {
        return UnsafeApi.getInt(panes.address(pane - 1) + OLDER);
    }

    long firstPosition(int pane) {
        return UnsafeApi.getLong(panes.address(pane - 1) + FIRST_POSITION);
    }

    long accumulator(int pane) {
        return panes.address(pane - 1) + ACCUMULATOR;
    }

    long accumulatorForWrite(int pane) {
        return panes.addressForWrite(pane - 1) + ACCUMULATOR;
    }
}
