package io.sabot.ops.demo;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** How long things took: recorded by one thread, read by another. */
final class Latency {
    private static final long MAX_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int DIGITS = 3;

    private final Recorder recorder = new Recorder(MAX_NS, DIGITS);
    private final Histogram total = new Histogram(MAX_NS, DIGITS);
    private Histogram recycled;

    void record(long ns, long count) {
        recorder.recordValueWithCount(Math.min(MAX_NS, Math.max(1, ns)), count);
    }

    private synchronized Histogram total() {
        recycled = recorder.getIntervalHistogram(recycled);
        total.add(recycled);
        return total;
    }

    synchronized String text() {
        Histogram all = total();
        return all.getTotalCount() == 0
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "p50 %s  p99 %s  p99.9 %s  max %s",
                        duration(all.getValueAtPercentile(50)),
                        duration(all.getValueAtPercentile(99)),
                        duration(all.getValueAtPercentile(99.9)),
                        duration(all.getMaxValue()));
    }

    synchronized long count() {
        return total().getTotalCount();
    }

    static String duration(long ns) {
        if (ns < 1_000_000) {
            return String.format(Locale.ROOT, "%.0f µs", ns / 1e3);
        }
        return ns < 1_000_000_000
                ? String.format(Locale.ROOT, ns < 10_000_000 ? "%.1f ms" : "%.0f ms", ns / 1e6)
                : String.format(Locale.ROOT, "%.1f s", ns / 1e9);
    }
}
