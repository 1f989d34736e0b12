package io.sabot.cep;

import io.sabot.core.batch.RawMemory;
import java.util.Arrays;

/**
 * Finds, in the list after the row, a thread with the state and condition registers of another: by looking at each while
 * they are few, with a hash table when they are many. Owned by the operator's thread.
 *
 * <pre>
 *  entry: 32 bits generation | 32 bits index in the list; entries of other generations are free
 * </pre>
 */
final class SeenThreads {
    private static final int FEW = 16;

    private final ThreadStore threads; // not owned
    private final int conditionBytes;
    private long[] table = {};
    private int generation;
    private int first;

    /** Threads before this place are in the table. */
    private int enteredUpTo;

    SeenThreads(ThreadStore threads, int conditionBytes) {
        this.threads = threads;
        this.conditionBytes = conditionBytes;
    }

    /** Only threads from this place on are looked for from now on. */
    void lookFrom(int place) {
        first = place;
        enteredUpTo = place;
        if (++generation == 0) {
            Arrays.fill(table, 0);
            generation = 1;
        }
    }

    /**
     * Whether a thread before {@code self} is in the state and has the registers of that at {@code self}. Those before stay
     * as they are until the list is begun anew.
     */
    boolean hasLike(int self, int state) {
        if (self - first > FEW) {
            return isEntered(state, self);
        }
        long registers = registers(self);
        for (int i = first; i < self; i++) {
            if (isEqual(i, state, registers)) {
                return true;
            }
        }
        return false;
    }

    private boolean isEntered(int state, int self) {
        ensureRoom(self + 1);
        for (; enteredUpTo < self; enteredUpTo++) {
            table[freeSlot(enteredUpTo)] = (long) generation << Integer.SIZE | enteredUpTo;
        }
        long registers = registers(self);
        int slot = slot(state, registers);
        while (isTaken(slot)) {
            if (isEqual((int) table[slot], state, registers)) {
                return true;
            }
            slot = slot + 1 & table.length - 1;
        }
        return false;
    }

    private int freeSlot(int index) {
        int slot = slot(ThreadDescriptor.state(threads.after(index)), registers(index));
        while (isTaken(slot)) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    private int slot(int state, long registers) {
        int hash = RawMemory.hash(registers, conditionBytes) + state * 0x9E3779B9;
        return (hash ^ hash >>> 15) & table.length - 1;
    }

    private boolean isTaken(int slot) {
        return (int) (table[slot] >>> Integer.SIZE) == generation;
    }

    /** A larger table is empty: everything is entered again. */
    private void ensureRoom(int count) {
        if (count * 2 > table.length) {
            table = new long[Integer.highestOneBit(count) * 8];
            enteredUpTo = first;
        }
    }

    private boolean isEqual(int index, int state, long registers) {
        return ThreadDescriptor.state(threads.after(index)) == state
                && RawMemory.equal(registers(index), registers, conditionBytes);
    }

    private long registers(int index) {
        return threads.after(index) + ThreadDescriptor.REGISTERS;
    }
}
