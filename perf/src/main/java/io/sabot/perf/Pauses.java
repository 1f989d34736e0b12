package io.sabot.perf;

import java.util.Arrays;
import java.util.Locale;

/**
 * Pauses of one thread, each in elapsed time and in time that the thread had the processor: where the first is much more
 * than the second, others had it.
 */
final class Pauses {
    private long[] elapsedNs = new long[16];
    private long[] processorNs = new long[16];
    private int count;

    void add(long pauseElapsedNs, long pauseProcessorNs) {
        if (count == elapsedNs.length) {
            elapsedNs = Arrays.copyOf(elapsedNs, 2 * count);
            processorNs = Arrays.copyOf(processorNs, 2 * count);
        }
        elapsedNs[count] = pauseElapsedNs;
        processorNs[count++] = pauseProcessorNs;
    }

    int count() {
        return count;
    }

    void addAll(Pauses other) {
        for (int i = 0; i < other.count; i++) {
            add(other.elapsedNs[i], other.processorNs[i]);
        }
    }

    @Override
    public String toString() {
        return count == 0
                ? "none"
                : distribution(elapsedNs) + " elapsed, " + distribution(processorNs) + " of processor time";
    }

    private String distribution(long[] ns) {
        long[] sorted = Arrays.copyOf(ns, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%,.0f / %,.0f / %,.0f µs",
                sorted[0] / 1e3,
                sorted[count / 2] / 1e3,
                sorted[count - 1] / 1e3);
    }
}
