package io.sabot.ops;

import io.sabot.core.time.Timestamps;
import io.sabot.engine.ReplayListener;
import io.sabot.engine.ReplayResult;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** What a replay says on standard error: warnings, one line that is redrawn, and what it came to. */
final class ReplayProgress implements ReplayListener {
    private static final long DRAW_INTERVAL_NS = 500_000_000L;
    private static final int LOOK_ENTRIES = 256;

    private final PrintStream err; // not owned
    private final boolean isQuiet;
    private final boolean isDrawn;
    private final long startedNs = System.nanoTime();
    private long lastDrawNs = startedNs;
    private int entries;
    private boolean hasLine;

    ReplayProgress(PrintStream err, boolean isQuiet, boolean isDrawn) {
        this.err = err;
        this.isQuiet = isQuiet;
        this.isDrawn = isDrawn && !isQuiet;
    }

    @Override
    public void onProgress(long seq, long timeNs, long rows) {
        if (!isDrawn || ++entries % LOOK_ENTRIES != 0) {
            return;
        }
        long now = System.nanoTime();
        if (now - lastDrawNs > DRAW_INTERVAL_NS) {
            lastDrawNs = now;
            err.print("\r\u001b[2Kentry " + Progress.count(seq) + " of "
                    + Timestamps.appendTimestamp(new StringBuilder(), timeNs) + ", " + Counted.rows(rows) + ", "
                    + Progress.count(perSecond(rows, now - startedNs)) + "/s");
            err.flush();
            hasLine = true;
        }
    }

    private static long perSecond(long rows, long ns) {
        return (long) (rows * 1e9 / Math.max(1, ns));
    }

    @Override
    public void onWarning(String text) {
        if (!isQuiet) {
            note(text);
        }
    }

    private void note(String text) {
        if (hasLine) {
            err.print("\r\u001b[2K");
            hasLine = false;
        }
        err.println("sabot: " + text);
    }

    /** @param printed lines on standard output */
    void summary(ReplayResult result, long printed) {
        if (isQuiet) {
            return;
        }
        long outputs =
                result.outputs().values().stream().mapToLong(Long::longValue).sum();
        note(String.format(
                Locale.ROOT,
                "%s in %.2f s (%,d rows/s), %s in the range, %s",
                Counted.rows(result.rows()),
                result.elapsedNs() / 1e9,
                perSecond(result.rows(), result.elapsedNs()),
                Counted.of(result.entries(), "entry", "entries"),
                Counted.of(outputs, "result", "results")));
        for (Map.Entry<String, ReplayResult.Count> table : result.differences().entrySet()) {
            ReplayResult.Count count = table.getValue();
            if (count.gained() + count.lost() + count.unchanged() > 0) {
                note(table.getKey() + ": " + Progress.count(count.gained()) + " gained, "
                        + Progress.count(count.lost()) + " lost, " + Progress.count(count.unchanged())
                        + " unchanged");
            }
        }
        if (result.unrecorded() > 0) {
            note(Counted.of(result.unrecorded(), "result", "results") + " of entry " + result.lastSeq()
                    + ", the last, not recorded yet and not counted");
        }
        long lines = result.differences().isEmpty() ? 0 : result.gained() + result.lost();
        if (lines > printed) {
            note(Counted.of(lines - printed, "difference", "differences") + " more than --limit");
        }
    }
}
