package io.sabot.cep;

import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * Which state each row of a partial match entered: lists that grow at their end and share their beginnings, in pages.
 * Rows of a match follow one another, so that a list's length says which rows they are.
 *
 * <p>While a row is being matched, new ends are {@linkplain #step provisional}; they are stored when it is known which
 * threads live on.
 *
 * <pre>
 *  node: 0 int parent's id + 1 | 4 int references | 8 int state
 *        | 12 int row, see {@link TakenRows}; 0 where rows of a match follow one another
 * </pre>
 */
final class PathStore {
    /** A path without rows. */
    static final int EMPTY = 0;

    private static final int NODE_BYTES = 16;
    private static final int REFERENCES = 4;
    private static final int STATE = 8;
    private static final int ROW = 12;

    private final StateRegion nodes;
    private final TakenRows rows; // not owned; null where rows of a match follow one another
    private int[] parents = new int[16];
    private int[] states = new int[16];
    private int[] stored = new int[16];
    private int steps;

    PathStore(StateSpace space, String name) {
        this(space, name, null);
    }

    /** @param rows of which a path refers to those that it takes; a provisional end takes the current one */
    PathStore(StateSpace space, String name, TakenRows rows) {
        this.nodes = new StateRegion(space, name + ".paths", NODE_BYTES);
        this.rows = rows;
    }

    /** Forgets provisional ends. */
    void begin() {
        steps = 0;
    }

    /** The path with one more row: a negative number that is good until {@link #begin}. */
    int step(int path, int state) {
        if (steps == parents.length) {
            parents = Arrays.copyOf(parents, steps * 2);
            states = Arrays.copyOf(states, steps * 2);
            stored = Arrays.copyOf(stored, steps * 2);
        }
        parents[steps] = path;
        states[steps] = state;
        stored[steps] = EMPTY;
        return ~steps++;
    }

    /** The stored path of a thread that lives on, which holds one reference more. */
    int hold(int path) {
        int node = path;
        if (path < 0) {
            int step = ~path;
            if (stored[step] == EMPTY) {
                stored[step] = store(parents[step], states[step]);
            }
            node = stored[step];
        }
        addReference(node, 1);
        return node;
    }

    private int store(int parent, int state) {
        int id = nodes.allocate();
        long node = nodes.addressForWrite(id);
        UnsafeApi.putInt(node, parent);
        UnsafeApi.putInt(node + STATE, state);
        if (rows != null) {
            UnsafeApi.putInt(node + ROW, rows.holdCurrent());
        }
        addReference(parent, 1);
        return id + 1;
    }

    private int addReference(int path, int count) {
        if (path == EMPTY) {
            return 1;
        }
        long node = nodes.addressForWrite(path - 1);
        int references = UnsafeApi.getInt(node + REFERENCES) + count;
        UnsafeApi.putInt(node + REFERENCES, references);
        return references;
    }

    /** Gives one reference back. */
    void release(int path) {
        int node = path;
        while (node != EMPTY && addReference(node, -1) == 0) {
            long address = nodes.address(node - 1);
            int parent = UnsafeApi.getInt(address);
            if (rows != null) {
                rows.release(UnsafeApi.getInt(address + ROW));
            }
            nodes.free(node - 1);
            node = parent;
        }
    }

    /** Writes the states of a path, provisional or stored, into the array's first {@code length} places. */
    void read(int path, int length, int[] into) {
        int node = path;
        int at = length;
        if (path < 0) {
            into[--at] = states[~path];
            node = parents[~path];
        }
        while (node != EMPTY) {
            long address = nodes.address(node - 1);
            into[--at] = UnsafeApi.getInt(address + STATE);
            node = UnsafeApi.getInt(address);
        }
        assert at == 0;
    }

    /** How many rows a path has, provisional or stored. */
    int length(int path) {
        int length = path < 0 ? 1 : 0;
        for (int node = path < 0 ? parents[~path] : path; node != EMPTY; length++) {
            node = UnsafeApi.getInt(nodes.address(node - 1));
        }
        return length;
    }

    /** As {@link #read(int, int, int[])}, with the rows; that of a provisional end is {@link TakenRows#CURRENT}. */
    void read(int path, int length, int[] into, int[] rowsInto) {
        read(path, length, into);
        int at = length;
        if (path < 0) {
            rowsInto[--at] = TakenRows.CURRENT;
        }
        for (int node = path < 0 ? parents[~path] : path; node != EMPTY; ) {
            long address = nodes.address(node - 1);
            rowsInto[--at] = UnsafeApi.getInt(address + ROW);
            node = UnsafeApi.getInt(address);
        }
    }

    int liveNodes() {
        return nodes.liveCount();
    }
}
