package io.sabot.ops.demo;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs the same market twice from files to files, once in peace and once killed again and again, and compares what was
 * written.
 */
final class CrashDemo {
    private static final long LOOK_MS = 2;
    private static final int SHOWN_OF_HASH = 12;

    private final MarketSpec spec;
    private final int kills;
    private final Path asked;
    private final Screen screen;
    private final Style style;
    private final BooleanSupplier isStopped;
    private final SplittableRandom random = new SplittableRandom();

    /** @param asked directory to keep everything in; null for one that goes away */
    CrashDemo(MarketSpec spec, int kills, Path asked, Screen screen, BooleanSupplier isStopped) {
        this.spec = spec;
        this.kills = kills;
        this.asked = asked;
        this.screen = screen;
        this.style = screen.style();
        this.isStopped = isStopped;
    }

    /** @return whether the results are the same, or nobody wanted to know in the end */
    boolean run() throws IOException, InterruptedException {
        try (DemoDirectory directory = DemoDirectory.open(asked)) {
            screen.line(style.bold("The same trading day twice")
                    + ", from CSV files to CSV files: once in peace, once killed " + kills
                    + (kills == 1 ? " time" : " times") + " with SIGKILL.");
            screen.line("");
            market(directory.path());
            Path calm = application(directory.path(), "calm");
            Path killed = application(directory.path(), "killed");
            if (!calm(calm) || !killed(killed, new Results(calm).bytes())) {
                say("stopped", "nothing was compared");
                return true;
            }
            boolean isSame = compare(new Results(calm), new Results(killed));
            suggest(directory);
            return isSame;
        }
    }

    private void say(String what, String text) {
        screen.line(style.bold(String.format("%-9s", what)) + "  " + text);
    }

    private void market(Path directory) throws IOException {
        screen.status(List.of(" writing the market …"));
        Market market = new Market(spec);
        try (CsvTape tape = new CsvTape(directory)) {
            while (!market.isClosed()) {
                market.step(tape);
            }
            screen.clearStatus();
            say("market", String.format(Locale.ROOT, "%,d events in trades.csv and orders.csv", tape.rows()));
        }
    }

    private static Path application(Path directory, String name) throws IOException {
        Path application = Files.createDirectory(directory.resolve(name));
        Files.writeString(application.resolve(ChildRun.SQL), DemoSql.overFiles());
        return application;
    }

    private boolean calm(Path directory) throws IOException, InterruptedException {
        try (ChildRun child = new ChildRun(directory)) {
            Results results = new Results(directory);
            while (child.isAlive()) {
                if (isStopped.getAsBoolean()) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(50);
                screen.status(List.of(String.format(
                        Locale.ROOT, " in peace: %.1f s, %,d results", child.ageNs() / 1e9, results.rows())));
            }
            screen.clearStatus();
            child.await();
            if (isStopped.getAsBoolean()) {
                return false; // the child was told to stop by the same Ctrl-C
            }
            requireSuccess(child);
            say(
                    "in peace",
                    String.format(
                            Locale.ROOT,
                            "sabot run rules.sql: done after %.1f s, %,d results in %d files",
                            child.ageNs() / 1e9,
                            results.rows(),
                            Results.files().size()));
            return true;
        }
    }

    private static void requireSuccess(ChildRun child) throws InterruptedException {
        int code = child.await();
        if (code != 0) {
            throw new SabotException(
                    ExitCode.FAILED,
                    List.of(Problem.of("OPS-0205", "sabot run ended with " + code + ":\n" + child.output(), null)));
        }
    }

    // ---- kills ----

    /** @param expectedBytes of all results, by which the moments are chosen */
    private boolean killed(Path directory, long expectedBytes) throws IOException, InterruptedException {
        Results results = new Results(directory);
        int done = 0;
        while (true) {
            try (ChildRun child = new ChildRun(directory)) {
                // Somewhere in the next part of the work, so that every kill hits something new.
                double share = (done + random.nextDouble(0.15, 1)) / (kills + 1);
                long target = done < kills ? (long) (share * expectedBytes) : Long.MAX_VALUE;
                if (!awaitBytes(child, results, target)) {
                    return false;
                }
                boolean isHit = done < kills && child.isAlive();
                if (isHit) {
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
                    child.kill();
                }
                screen.clearStatus();
                child.await();
                if (isStopped.getAsBoolean()) {
                    return false;
                }
                child.replayed().ifPresent(text -> say("", "restarted: " + text));
                if (!isHit) {
                    requireSuccess(child);
                    say(
                            "",
                            String.format(
                                    Locale.ROOT,
                                    "done: after %.1f s, %,d results%s",
                                    child.ageNs() / 1e9,
                                    results.rows(),
                                    done < kills ? " (before the next kill came)" : ""));
                    return true;
                }
                done++;
                say(
                        "kill -9",
                        String.format(
                                Locale.ROOT,
                                "no. %d after %.1f s, with %,d results written",
                                done,
                                child.ageNs() / 1e9,
                                results.rows()));
            }
        }
    }

    private boolean awaitBytes(ChildRun child, Results results, long target) throws IOException, InterruptedException {
        long drawnNs = 0;
        while (child.isAlive() && results.bytes() < target) {
            if (isStopped.getAsBoolean()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            if (System.nanoTime() - drawnNs > TimeUnit.MILLISECONDS.toNanos(100)) {
                drawnNs = System.nanoTime();
                screen.status(List.of(String.format(
                        Locale.ROOT, " running: %.1f s, %,d results", child.ageNs() / 1e9, results.rows())));
            }
        }
        return true;
    }

    // ---- the verdict ----

    private boolean compare(Results calm, Results killed) throws IOException {
        screen.line("");
        boolean isAllSame = true;
        for (String file : Results.files()) {
            String expected = calm.sha256(file);
            boolean isSame = killed.sha256(file).equals(expected);
            isAllSame &= isSame;
            say(
                    file.equals(Results.files().get(0)) ? "compared" : "",
                    String.format(
                            Locale.ROOT,
                            "%-15s %,7d rows  sha256 %s…  %s",
                            file,
                            killed.rows(file),
                            expected.substring(0, SHOWN_OF_HASH),
                            isSame
                                    ? style.in("32", "same")
                                    : style.in("1;31", "DIFFERENT, in peace " + calm.rows(file) + " rows")));
        }
        screen.line("");
        say(
                isAllSame ? "identical" : "WRONG",
                isAllSame
                        ? "byte for byte: no result lost, none doubled, nothing to clean up by hand"
                        : "the results differ: this must not happen, please report it");
        return isAllSame;
    }

    private void suggest(DemoDirectory directory) {
        screen.line("");
        if (directory.isKept()) {
            Path calm = directory.path().resolve("calm");
            say("next", "sabot explain " + calm.resolve(ChildRun.SQL));
            say("", "sabot journal ls --data-dir " + calm.resolve(ChildRun.DATA));
        } else {
            say("next", "sabot demo --crash --data-dir crash    keeps files and logs, to try your own rules on");
            say("", "sabot demo --sql                       the rules");
        }
    }
}
