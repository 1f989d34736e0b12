package io.sabot.ops.demo;

import io.sabot.core.error.SabotException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A simulated market. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "A simulated market and its alerts: a trading day in a minute, then the proof that replay gives the same.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot demo",
            "  sabot demo --quick                  as fast as the machine can",
            "  sabot demo --crash                  kills it, restarts it, compares",
            "  sabot demo --cluster --seconds 30   three servers, and the leader dies",
            "  sabot demo --sql > rules.sql        the rules that it runs"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final long QUICK_EVENTS = 3_000_000;
    private static final long CRASH_EVENTS = 500_000;
    private static final long CLUSTER_RATE = 4_000;
    private static final int MAX_SECONDS = 86_400;
    private static final long MAX_RATE = 100_000_000;
    private static final long MAX_EVENTS = 1_000_000_000;
    private static final int MAX_KILLS = 100;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long the day takes. Default: ${DEFAULT-VALUE}.",
            defaultValue = "60")
    private int seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Events a second on average; less if the machine cannot. Default: ${DEFAULT-VALUE}.",
            defaultValue = "200000")
    private long rate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Another market. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private long seed;

    @Option(names = "--quick", description = "As fast as the machine can, a fixed number of events.")
    private boolean isQuick;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "Events with --quick and --crash. Default: 3,000,000 and 500,000.")
    private Long events;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Keeps the data there. Default: it is removed at the end.")
    private Path directory;

    @Option(
            names = "--crash",
            description = "Kills the process at random moments, starts it again, and compares all results.")
    private boolean isCrash;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "How often, with --crash. Default: ${DEFAULT-VALUE}.",
            defaultValue = "3")
    private int kills;

    @Option(
            names = "--cluster",
            description = "Three servers on this machine; kills the one that leads, and compares all alerts.")
    private boolean isCluster;

    @Option(names = "--sql", description = "Prints the rules.")
    private boolean isSqlWanted;

    @Override
    public Integer call() throws Exception {
        if (isSqlWanted) {
            System.out.print(DemoSql.embedded());
            return 0;
        }
        checkOptions();
        try (Interrupt interrupt = new Interrupt()) {
            Screen screen = Screen.ofStandardOutput();
            BooleanSupplier isStopped = () -> interrupt.isAsked() || screen.isGone();
            if (isCrash) {
                long crashEvents = events == null ? CRASH_EVENTS : events;
                return new CrashDemo(new MarketSpec(seed, crashEvents), kills, directory, screen, isStopped).run()
                        ? 0
                        : 1;
            }
            if (isCluster) {
                long clusterRate = Math.min(rate, CLUSTER_RATE);
                MarketSpec spec = new MarketSpec(seed, MarketSpec.MIN_EVENTS);
                return new ClusterDemo(spec, seconds, clusterRate, directory, screen, isStopped).run() ? 0 : 1;
            }
            long quickEvents = events == null ? QUICK_EVENTS : events;
            DemoOptions options = new DemoOptions(seconds, rate, seed, isQuick, quickEvents, directory);
            new LiveDemo(options, screen, isStopped).run();
            return 0;
        }
    }

    private void checkOptions() {
        require(seconds >= 1 && seconds <= MAX_SECONDS, "--seconds", "1 to " + MAX_SECONDS);
        require(rate >= LiveDemo.MIN_RATE && rate <= MAX_RATE, "--rate", LiveDemo.MIN_RATE + " to " + MAX_RATE);
        require(kills >= 1 && kills <= MAX_KILLS, "--kills", "1 to " + MAX_KILLS);
        require(
                events == null || events >= MarketSpec.MIN_EVENTS && events <= MAX_EVENTS,
                "--events",
                MarketSpec.MIN_EVENTS + " to " + MAX_EVENTS);
    }

    private static void require(boolean isGood, String option, String expected) {
        if (!isGood) {
            throw SabotException.configuration("OPS-0204", option + " takes a number from " + expected, null);
        }
    }
}
