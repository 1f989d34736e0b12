package io.sabot.journal;

import java.util.Arrays;

/** First frame of each file. Grows at a roll; read when a source is opened. Thread-safe. */
final class RollIndex {
    private int[] cycles = new int[16];
    private long[] firstOrdinals = new long[16];
    private int count;

    synchronized void add(int cycle, long firstOrdinal) {
        if (count == cycles.length) {
            cycles = Arrays.copyOf(cycles, count * 2);
            firstOrdinals = Arrays.copyOf(firstOrdinals, count * 2);
        }
        cycles[count] = cycle;
        firstOrdinals[count++] = firstOrdinal;
    }

    /** Number of the file that has the frame, counted from 0; -1 before the first. */
    synchronized int find(long ordinal) {
        int index = Arrays.binarySearch(firstOrdinals, 0, count, ordinal);
        return index >= 0 ? index : -index - 2;
    }

    synchronized int cycle(int index) {
        return cycles[index];
    }

    synchronized long firstOrdinal(int index) {
        return firstOrdinals[index];
    }

    synchronized int count() {
        return count;
    }
}
