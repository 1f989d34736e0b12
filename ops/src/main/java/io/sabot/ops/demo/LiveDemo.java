package io.sabot.ops.demo;

import io.sabot.core.error.SabotException;
import io.sabot.engine.DataDirectory;
import io.sabot.engine.EngineListener;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import io.sabot.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A trading day in a minute: feeds a market into a node, shows what the rules find, and proves it afterwards. */
final class LiveDemo {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long WARM_UP_NS = TimeUnit.MILLISECONDS.toNanos(2_500);

    /** The open is twice as busy as the day on average, and latency wants room besides. */
    private static final double SHARE_OF_CAPACITY = 0.35;

    static final long MIN_RATE = 10_000;
    private static final int BYTES_PER_EVENT = 100;

    /** What the disk keeps free; below, the market waits. */
    static final long RESERVE_BYTES = 2 * JournalConfig.BLOCK_BYTES;

    private final DemoOptions options;
    private final Screen screen;
    private final Style style;
    private final BooleanSupplier isStopped;

    LiveDemo(DemoOptions options, Screen screen, BooleanSupplier isStopped) {
        this.options = options;
        this.screen = screen;
        this.style = screen.style();
        this.isStopped = isStopped;
    }

    /** @return results of each query */
    Map<String, Long> run() throws IOException, InterruptedException {
        screen.status(List.of(" starting …"));
        try (DemoDirectory directory = DemoDirectory.open(options.directory())) {
            DemoOptions fitted = options.isQuick() ? options : fitted(directory.path());
            Path data = directory.isKept() ? directory.path() : directory.path().resolve("data");
            introduce(fitted);
            Map<String, Long> outputs = play(fitted, data);
            if (!isStopped.getAsBoolean()) {
                check(outputs, data);
            }
            suggest(directory);
            return outputs;
        }
    }

    // ---- how fast ----

    /** Plays a market at full speed for a moment: compiles the hot code, and finds what the machine can do. */
    private DemoOptions fitted(Path directory) throws IOException, InterruptedException {
        screen.status(List.of(" warming up …"));
        Path data = directory.resolve("warm-up");
        long perSecond = warmUp(data);
        DemoDirectory.delete(data);
        long free = Files.getFileStore(directory).getUsableSpace() / 2;
        long rate = Math.min(options.rate(), (long) (perSecond * SHARE_OF_CAPACITY));
        rate = Math.max(MIN_RATE, Math.min(rate, free / BYTES_PER_EVENT / options.seconds()));
        screen.line(String.format(
                Locale.ROOT,
                "warmed up: this machine takes %,d events/s here; the market brings %,d/s on average%s",
                perSecond,
                rate,
                rate < options.rate() ? String.format(Locale.ROOT, " instead of %,d", options.rate()) : ""));
        return options.withRate(rate);
    }

    private long warmUp(Path data) throws InterruptedException {
        Market market = new Market(new MarketSpec(options.seed(), MarketSpec.MIN_EVENTS * 50));
        Findings findings = new Findings(null);
        try (Sabot sabot =
                Sabot.open(SabotConfig.in(data).withReserveBytes(RESERVE_BYTES).withListener(findings))) {
            findings.subscribe(sabot);
            sabot.execute(DemoSql.embedded());
            try (Feed feed = new Feed(sabot)) {
                long beginNs = System.nanoTime();
                long halfNs = beginNs + WARM_UP_NS / 2;
                feed.rush(market, () -> isStopped.getAsBoolean() || System.nanoTime() > halfNs);
                long rows = sabot.rows();
                long midNs = System.nanoTime();
                feed.rush(market, () -> isStopped.getAsBoolean() || System.nanoTime() > beginNs + WARM_UP_NS);
                long perSecond = (long) ((sabot.rows() - rows) * 1e9 / Math.max(1, System.nanoTime() - midNs));
                feed.end();
                awaitEnd(sabot);
                return perSecond;
            }
        }
    }

    // ---- the day ----

    private void introduce(DemoOptions fitted) {
        screen.clearStatus();
        screen.line(String.format(
                Locale.ROOT,
                "%s  %d companies, 09:30 to 16:00%s, %,d events to come; 6 rules in SQL (sabot demo --sql); Ctrl-C ends it",
                style.bold("A trading day"),
                Companies.SYMBOLS.size(),
                fitted.isQuick() ? "" : " in " + fitted.seconds() + " s",
                fitted.market().events()));
        screen.line("");
    }

    private Map<String, Long> play(DemoOptions fitted, Path data) throws InterruptedException {
        MarketClock clock = fitted.isQuick() ? null : new MarketClock(TimeUnit.SECONDS.toNanos(fitted.seconds()));
        Findings findings = new Findings(clock);
        Market market = new Market(fitted.market());
        try (Sabot sabot =
                Sabot.open(SabotConfig.in(data).withReserveBytes(RESERVE_BYTES).withListener(findings))) {
            findings.subscribe(sabot);
            sabot.execute(DemoSql.embedded());
            long startNs = System.nanoTime();
            Path log = DataDirectory.log(data);
            try (Feed feed = new Feed(sabot);
                    Ticker ticker =
                            new Ticker(screen, sabot, findings, feed::marketNs, () -> DemoDirectory.bytes(log))) {
                ticker.start();
                if (clock == null) {
                    feed.rush(market, isStopped);
                } else {
                    feed.play(market, clock, isStopped);
                }
                feed.end();
                awaitEnd(sabot);
            }
            summary(sabot, findings, clock, System.nanoTime() - startNs);
            return sabot.outputs();
        }
    }

    private static void awaitEnd(Sabot sabot) throws InterruptedException {
        if (!sabot.awaitEnd(PATIENCE)) {
            throw SabotException.configuration("OPS-0203", "the engine has not finished within " + PATIENCE, null);
        }
    }

    // ---- afterwards ----

    private void summary(Sabot sabot, Findings findings, MarketClock clock, long tookNs) {
        screen.line("");
        screen.line(String.format(
                Locale.ROOT,
                "%s  %,d events in %.1f s (%,d events/s), %,d alerts (%,d shown), %,d bars, %,d averages",
                style.bold(isStopped.getAsBoolean() ? "stopped  " : "closed   "),
                sabot.rows(),
                tookNs / 1e9,
                (long) (sabot.rows() * 1e9 / tookNs),
                findings.count(),
                findings.shownCount(),
                sabot.outputs().get("bars"),
                sabot.outputs().get("vwap")));
        for (Rule rule : Rule.values()) {
            screen.line(String.format(
                    Locale.ROOT,
                    "             %s %,5d   %s",
                    style.in(rule.colour(), String.format("%-9s", rule.title())),
                    findings.count(rule),
                    style.dim(rule.meaning())));
        }
        screen.line(style.bold("latency  ") + "  event handed in → in the log, every rule decided: "
                + findings.decided().text());
        if (clock == null) {
            screen.line("             (at full speed most of it is waiting in the queue; without --quick it is not)");
        } else {
            screen.line("             event due in the market → alert in the program's hands: "
                    + findings.inHand().text());
            screen.line("             (both from the fourth second on, when the rules' new code is compiled)");
            if (clock.heldBackNs() > 0) {
                screen.line("             the machine was busy: the market was held back for "
                        + Latency.duration(clock.heldBackNs()) + " in all, which is not counted above");
            }
        }
    }

    private void check(Map<String, Long> outputs, Path data) {
        LogCheck check = new LogCheck(data);
        screen.line(style.bold("log      ") + "  " + check.verified());
        EngineListener progress = new EngineListener() {
            private long lastNs;

            @Override
            public void onReplay(long seq, long lastSeq) {
                long now = System.nanoTime();
                if (now - lastNs > TimeUnit.MILLISECONDS.toNanos(200)) {
                    lastNs = now;
                    screen.status(List.of(" replaying the log: " + seq * 100 / Math.max(1, lastSeq) + " %"));
                }
            }
        };
        String replayed = check.replayed(outputs, progress);
        screen.clearStatus();
        screen.line(style.bold("replayed ") + "  " + replayed);
    }

    private void suggest(DemoDirectory directory) {
        screen.line("");
        screen.line(style.bold("next     ") + "  sabot demo --crash                 kill it, restart it, compare");
        screen.line("             sabot demo --sql > rules.sql       the rules; then: sabot explain rules.sql");
        screen.line(
                directory.isKept()
                        ? "             sabot journal ls --data-dir " + directory.path()
                        : "             sabot demo --data-dir market       keeps the log; then: sabot journal ls --data-dir market");
    }
}
