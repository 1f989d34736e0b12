package io.sabot.windows;

import io.sabot.state.StateSpace;
import io.sabot.state.TimerQueue;
import java.util.Arrays;

/**
 * Which keys fire with which window of a grid: a plain list for the next window, since most keys are in it, and a heap
 * for the windows after it.
 *
 * <p>The list is derived: the same can be told from the keys' records. Owned by the application's operator thread.
 */
final class DueKeys {
    private final TimerQueue later;
    private int[] keys = new int[64];
    private int[] taken = new int[64];
    private int count;

    DueKeys(StateSpace space, String name) {
        this.later = new TimerQueue(space, name + ".later-windows");
    }

    boolean isEmpty() {
        return count == 0 && later.size() == 0;
    }

    int nextCount() {
        return count;
    }

    /** Adds to the list of the next window. */
    void addNext(int key) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, count * 2);
        }
        keys[count++] = key;
    }

    void addLater(long window, int key) {
        later.add(window, key);
    }

    /** Keys of the next window, not sorted; the list is then empty and is filled for the window after it. */
    int[] take() {
        int[] full = keys;
        keys = taken;
        taken = full;
        count = 0;
        return full;
    }

    /** Soonest window in the heap, {@link Long#MAX_VALUE} if there is none. */
    long laterWindow() {
        return later.nextDeadlineNs();
    }

    /** Removes and returns a key of {@link #laterWindow()}; it may have been scheduled anew since. */
    int removeLater() {
        int key = (int) later.nextOwner();
        later.removeNext();
        return key;
    }
}
