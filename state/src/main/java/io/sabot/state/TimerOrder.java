package io.sabot.state;

import org.agrona.UnsafeApi;

/** The total order of timers: by deadline, then by owner. */
final class TimerOrder {
    private static final int INSERTED = 8;

    private TimerOrder() {}

    static boolean isBefore(long deadlineNs, long owner, long otherDeadlineNs, long otherOwner) {
        return deadlineNs < otherDeadlineNs || deadlineNs == otherDeadlineNs && owner < otherOwner;
    }

    /** Whether a timer is before the one at an address. */
    static boolean isBefore(long deadlineNs, long owner, long at) {
        return isBefore(deadlineNs, owner, UnsafeApi.getLong(at), UnsafeApi.getLong(at + 8));
    }

    /** Whether the first of two addresses has the earlier timer. */
    static boolean isBefore(long at, long otherAt) {
        return isBefore(UnsafeApi.getLong(at), UnsafeApi.getLong(at + 8), otherAt);
    }

    /** Whether the timer at an address is before another. */
    static boolean isAtBefore(long at, long otherDeadlineNs, long otherOwner) {
        return isBefore(UnsafeApi.getLong(at), UnsafeApi.getLong(at + 8), otherDeadlineNs, otherOwner);
    }

    /** Sorts pairs of deadline and owner: merges from short sorted pieces up, and skips what is in order already. */
    static void sort(long[] pairs, long[] spare, int count) {
        for (int from = 0; from < count; from += INSERTED) {
            insertionSort(pairs, from, Math.min(count, from + INSERTED));
        }
        for (int width = INSERTED; width < count; width *= 2) {
            for (int from = 0; from + width < count; from += 2 * width) {
                merge(pairs, spare, from, from + width, Math.min(count, from + 2 * width));
            }
        }
    }

    private static boolean isBefore(long[] a, int i, long[] b, int j) {
        return isBefore(a[2 * i], a[2 * i + 1], b[2 * j], b[2 * j + 1]);
    }

    private static void insertionSort(long[] pairs, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            long deadlineNs = pairs[2 * i];
            long owner = pairs[2 * i + 1];
            int hole = i;
            while (hole > from && isBefore(deadlineNs, owner, pairs[2 * hole - 2], pairs[2 * hole - 1])) {
                pairs[2 * hole] = pairs[2 * hole - 2];
                pairs[2 * hole + 1] = pairs[2 * hole - 1];
                hole--;
            }
            pairs[2 * hole] = deadlineNs;
            pairs[2 * hole + 1] = owner;
        }
    }

    private static void merge(long[] pairs, long[] spare, int from, int middle, int to) {
        if (!isBefore(pairs, middle, pairs, middle - 1)) {
            return;
        }
        System.arraycopy(pairs, 2 * from, spare, 2 * from, 2 * (middle - from));
        int left = from;
        int right = middle;
        for (int out = from; left < middle; out++) {
            boolean isRight = right < to && isBefore(pairs, right, spare, left);
            long[] source = isRight ? pairs : spare;
            int at = isRight ? right++ : left++;
            pairs[2 * out] = source[2 * at];
            pairs[2 * out + 1] = source[2 * at + 1];
        }
    }
}
