package io.sabot.ops;

import io.sabot.core.error.Problem;
import io.sabot.engine.EngineListener;
import io.sabot.engine.Sabot;
import io.sabot.ingest.Reject;
import io.sabot.ingest.ring.IngestAgent;
import io.sabot.journal.LogCut;
import io.sabot.state.CheckpointInfo;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What happens, on standard error: notes at once, one line that is redrawn on a terminal, a summary at the end. */
final class Progress implements EngineListener {
    private static final long DRAW_INTERVAL_NS = 500_000_000L;

    private final boolean isQuiet;
    private final Path dataDirectory;
    private final boolean isDrawn;
    private final Set<String> told = new HashSet<>();
    private Sabot sabot;
    private long startedNs;
    private long lastDrawNs;
    private long lastRows;
    private long replayedSeq;
    private long firstSeq;
    private long replayStartNs;
    private boolean hasLine;

    /** @param dataDirectory that stays, or null */
    Progress(boolean isQuiet, Path dataDirectory) {
        this.isQuiet = isQuiet;
        this.dataDirectory = dataDirectory;
        this.isDrawn = !isQuiet && Main.isTerminal("stderr");
    }

    synchronized void note(String text) {
        clearLine();
        System.err.println("sabot: " + text);
    }

    void starting() {
        startedNs = System.nanoTime();
        lastDrawNs = startedNs;
    }

    synchronized void watch(Sabot running) {
        sabot = running;
        lastRows = running.rows();
        if (replayedSeq > 0 && !isQuiet) {
            note("replayed " + Counted.of(replayedSeq - firstSeq, "log entry", "log entries") + ", "
                    + Counted.rows(running.replayedRows()));
        }
    }

    // ---- from the engine ----

    @Override
    public void onRecovery(CheckpointInfo checkpoint, long lastSeq) {
        firstSeq = checkpoint == null ? 0 : checkpoint.seq();
        replayStartNs = System.nanoTime();
        if (checkpoint != null && !isQuiet) {
            note("state loaded from checkpoint " + checkpoint.epoch() + ", log entry " + count(checkpoint.seq())
                    + " of " + count(lastSeq));
        }
    }

    @Override
    public void onLogCut(LogCut cut) {
        note("the log lost its end: entries from " + count(cut.fromSeq()) + " on, at least " + count(cut.frames())
                + " of them (" + cut.reason() + "); nothing of them had been promised to survive. It goes on in "
                + cut.generation());
    }

    @Override
    public void onCheckpointRefused(String problem) {
        note(problem);
    }

    @Override
    public void onReplay(long seq, long lastSeq) {
        replayedSeq = seq;
        if (isDrawn && System.nanoTime() - lastDrawNs > DRAW_INTERVAL_NS) {
            lastDrawNs = System.nanoTime();
            line(replay(seq - firstSeq, lastSeq - firstSeq, (lastDrawNs - replayStartNs) / 1e9));
        }
    }

    private static String replay(long done, long all, double seconds) {
        double perSecond = done / Math.max(seconds, 1e-3);
        return String.format(
                Locale.ROOT,
                "replaying the log: %,d of %,d entries, %,.0f/s, %.0f s left",
                done,
                all,
                perSecond,
                (all - done) / perSecond);
    }

    @Override
    public void onReject(String table, String source, Reject reject) {
        once(
                "reject " + table,
                "bad record in " + source + (reject.line() > 0 ? ", line " + reject.line() : "") + ": " + reject.cause()
                        + " (more of '" + table + "' are only counted"
                        + (dataDirectory == null
                                ? "; with --data-dir, sabot dlq list shows them)"
                                : "; sabot dlq list --data-dir " + dataDirectory + " shows them)"));
    }

    @Override
    public void onDeadLetter(String query, String reason, String detail) {
        once(
                "letter " + query + reason,
                "query '" + query + "' cannot use a row (" + reason + "): " + detail + " (more are only counted)");
    }

    @Override
    public void onViewFull(String view, Problem problem) {
        note(problem.message());
    }

    @Override
    public void onStalled(Problem problem) {
        note(problem.message() + "; waiting");
    }

    @Override
    public void onCheckpointWaits(Problem problem) {
        note(problem.message() + "; waiting");
    }

    @Override
    public void onSinkAway(String sink, Problem problem) {
        note(problem.message() + "; its results wait");
    }

    @Override
    public void onSinkBack(String sink) {
        note("'" + sink + "' is written to again");
    }

    @Override
    public void onRefused(String sink, long rows) {
        once("refused " + sink, "'" + sink + "' has refused rows (more are only counted; sabot dlq list shows them)");
    }

    /** What an earlier run has told already, when the log is replayed, is not told again. */
    private synchronized void once(String key, String text) {
        if (sabot != null && told.add(key)) {
            note(text);
        }
    }

    // ---- drawing ----

    synchronized void draw() {
        long now = System.nanoTime();
        if (!isDrawn || now - lastDrawNs < DRAW_INTERVAL_NS) {
            return;
        }
        long rows = sabot.rows();
        double perSecond = (rows - lastRows) * 1e9 / (now - lastDrawNs);
        lastRows = rows;
        lastDrawNs = now;
        line(Counted.rows(rows) + ", " + count((long) perSecond) + "/s" + share(now) + outputs());
    }

    /** Percent and time left, where the inputs' sizes are known. */
    private String share(long now) {
        long done = 0;
        long total = 0;
        for (IngestAgent source : sabot.sources()) {
            if (source.totalBytes() <= 0) {
                return "";
            }
            done += source.offsetBytes();
            total += source.totalBytes();
        }
        if (total == 0 || done == 0) {
            return "";
        }
        double part = Math.min(1.0, (double) done / total);
        long leftSeconds = (long) ((now - startedNs) / 1e9 * (1 - part) / part);
        return String.format(Locale.ROOT, ", %.0f %%, %d s left", part * 100, leftSeconds);
    }

    private String outputs() {
        long outputs =
                sabot.outputs().values().stream().mapToLong(Long::longValue).sum();
        long bad = sabot.rejects() + sabot.deadLetters() + sabot.refused();
        return ", " + Counted.of(outputs, "result", "results")
                + (bad == 0 ? "" : ", " + Counted.of(bad, "dead letter", "dead letters"));
    }

    private void line(String text) {
        System.err.print("\r\u001b[2K" + text);
        System.err.flush();
        hasLine = true;
    }

    private void clearLine() {
        if (hasLine) {
            System.err.print("\r\u001b[2K");
            hasLine = false;
        }
    }

    synchronized void summary(boolean hasEnded) {
        clearLine();
        if (isQuiet) {
            return;
        }
        if (sabot == null) {
            System.err.println("sabot: stopped while the log was read again");
            return;
        }
        double seconds = (System.nanoTime() - startedNs) / 1e9;
        StringBuilder text = new StringBuilder(hasEnded ? "done: " : "stopped: ");
        boolean isOfConstants = sabot.sources().isEmpty() && sabot.rows() == 0;
        text.append(isOfConstants ? "no table to read" : Counted.rows(sabot.rows()));
        for (Map.Entry<String, Long> output : sabot.outputs().entrySet()) {
            text.append(", ").append(output.getKey()).append(" ").append(count(output.getValue()));
        }
        if (sabot.rejects() > 0) {
            text.append(", ").append(Counted.of(sabot.rejects(), "bad record", "bad records"));
        }
        if (sabot.deadLetters() > 0) {
            text.append(", ").append(Counted.rows(sabot.deadLetters())).append(" not usable");
        }
        if (sabot.droppedPartials() > 0) {
            text.append(", ")
                    .append(Counted.of(sabot.droppedPartials(), "partial match", "partial matches"))
                    .append(" given up");
        }
        if (sabot.refused() > 0) {
            text.append(", ").append(Counted.rows(sabot.refused())).append(" refused by sinks");
        }
        text.append(String.format(Locale.ROOT, ", %.1f s", seconds));
        System.err.println("sabot: " + text);
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
