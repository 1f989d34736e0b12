package io.sabot.ops.demo;

import io.sabot.engine.Sabot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** The thread that shows what happens while a market is played. */
final class Ticker implements AutoCloseable {
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long TAPE_NS = TimeUnit.SECONDS.toNanos(6);
    private static final long PLAIN_STATUS_NS = TimeUnit.SECONDS.toNanos(5);
    private static final double SMOOTHING = 0.15;
    private static final int BAR_CELLS = 24;

    private final Screen screen;
    private final Style style;
    private final Sabot sabot; // not owned
    private final Findings findings;
    private final LongSupplier marketNs;
    private final LongSupplier logBytes;
    private final Thread thread = new Thread(this::run, "sabot-demo-screen");
    private volatile boolean isStopping;
    private long lastTapeNs = System.nanoTime();
    private long lastStatusNs = lastTapeNs;
    private long lastStepNs = lastTapeNs;
    private long lastRows;
    private double perSecond;

    Ticker(Screen screen, Sabot sabot, Findings findings, LongSupplier marketNs, LongSupplier logBytes) {
        this.screen = screen;
        this.style = screen.style();
        this.sabot = sabot;
        this.findings = findings;
        this.marketNs = marketNs;
        this.logBytes = logBytes;
        thread.setDaemon(true);
    }

    Ticker start() {
        thread.start();
        return this;
    }

    private void run() {
        while (!isStopping) {
            LockSupport.parkNanos(STEP_NS);
            step(System.nanoTime());
        }
    }

    private void step(long now) {
        long rows = sabot.rows();
        double rate = (rows - lastRows) * 1e9 / (now - lastStepNs);
        perSecond = lastRows == 0 ? rate : perSecond + SMOOTHING * (rate - perSecond);
        lastRows = rows;
        lastStepNs = now;
        showAlerts();
        if (now - lastTapeNs > TAPE_NS) {
            lastTapeNs = now;
            String tape = findings.quotes().line(style);
            if (tape != null) {
                screen.line(tape);
            }
        }
        if (screen.isTerminal()) {
            screen.status(List.of(bar(), latencies(), alerts()));
        } else if (now - lastStatusNs > PLAIN_STATUS_NS) {
            lastStatusNs = now;
            screen.line(flow() + "; " + latencies().strip() + "; " + alerts().strip());
        }
    }

    private void showAlerts() {
        for (String notice = findings.pollNotice(); notice != null; notice = findings.pollNotice()) {
            screen.line(notice);
        }
        for (Alert alert = findings.poll(); alert != null; alert = findings.poll()) {
            screen.line(alert.line(style));
        }
    }

    private String bar() {
        int done = (int) (MarketSpec.share(marketNs.getAsLong()) * BAR_CELLS);
        String bar = style.in("32", "█".repeat(done)) + style.dim("░".repeat(BAR_CELLS - done));
        return " " + style.bold(Alert.clock(marketNs.getAsLong()).substring(0, 8)) + " " + bar + "  " + flow();
    }

    private String flow() {
        return String.format(
                Locale.ROOT,
                "%,d events/s, %,d events, log %,d MiB",
                (long) perSecond,
                sabot.rows(),
                logBytes.getAsLong() >> 20);
    }

    private String latencies() {
        return " event → logged, every rule decided: " + findings.decided().text();
    }

    private String alerts() {
        List<String> parts = new ArrayList<>();
        for (Rule rule : Rule.values()) {
            parts.add(style.in(rule.colour(), rule.title().toLowerCase(Locale.ROOT)) + " " + findings.count(rule));
        }
        return " alerts: " + String.join("  ", parts);
    }

    /** Shows what is left. */
    @Override
    public void close() {
        isStopping = true;
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        showAlerts();
        screen.clearStatus();
    }
}
