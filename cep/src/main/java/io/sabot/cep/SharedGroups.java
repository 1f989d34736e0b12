package io.sabot.cep;

import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import org.agrona.UnsafeApi;

/**
 * What is kept of groups of several starts, in pages, by ids from 1 on; threads name them. Used by the operator's thread only.
 *
 * <pre>
 *  record: 0 int tree, see {@link StartTree} | 4 int starts | 8 long row of the last start
 * </pre>
 */
final class SharedGroups {
    /** Id of a start alone. */
    static final int NONE = 0;

    private static final int BYTES = 16;
    private static final int STARTS = 4;
    private static final int LAST_ROW = 8;

    private final StateRegion groups;

    SharedGroups(StateSpace space, String name) {
        this.groups = new StateRegion(space, name + ".shared", BYTES);
    }

    int liveCount() {
        return groups.liveCount();
    }

    int allocate() {
        return groups.allocate() + 1;
    }

    void free(int id) {
        groups.free(id - 1);
    }

    int tree(int id) {
        return UnsafeApi.getInt(groups.address(id - 1));
    }

    /** One for {@link #NONE}. */
    int starts(int id) {
        return id == NONE ? 1 : UnsafeApi.getInt(groups.address(id - 1) + STARTS);
    }

    long lastRow(int id) {
        return UnsafeApi.getLong(groups.address(id - 1) + LAST_ROW);
    }

    void put(int id, int tree, int starts) {
        long address = groups.addressForWrite(id - 1);
        UnsafeApi.putInt(address, tree);
        UnsafeApi.putInt(address + STARTS, starts);
    }

    void lastRow(int id, long row) {
        UnsafeApi.putLong(groups.addressForWrite(id - 1) + LAST_ROW, row);
    }
}
