package io.sabot.cep;

import java.util.Arrays;

/** The states that the rows of one thread entered, in the order of the rows. */
final class MatchedRows {
    private final PathStore paths; // not owned
    private int[] states = new int[16];
    private int count;

    MatchedRows(PathStore paths) {
        this.paths = paths;
    }

    void read(long thread) {
        count = (int) (ThreadDescriptor.endRow(thread) - ThreadDescriptor.startRow(thread) + 1);
        if (count > states.length) {
            states = Arrays.copyOf(states, Math.max(count, states.length * 2));
        }
        paths.read(ThreadDescriptor.path(thread), count, states);
    }

    int count() {
        return count;
    }

    int state(int index) {
        return states[index];
    }
}
