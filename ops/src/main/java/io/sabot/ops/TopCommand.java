package io.sabot.ops;

import com.fasterxml.jackson.databind.JsonNode;
import io.sabot.core.error.ExitCode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a server's applications do, every second. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = "Shows what the applications of a server do, every second.",
        footerHeading = "%nExample:%n",
        footer = "  sabot top --once")
final class TopCommand implements Callable<Integer> {
    private static final long INTERVAL_MS = 1000;
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final String LINE = "%-20s %-10s %12s %12s %10s %8s %10s %8s%n";

    private final PrintStream out;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--once", description = "Measures for a second, and ends.")
    private boolean isOnce;

    /** Figures of an application at a time. */
    private record Sample(long rows, long results, long atNs) {
        static Sample of(JsonNode application) {
            long results = 0;
            for (JsonNode output : application.path("outputs")) {
                results += output.asLong();
            }
            return new Sample(application.at("/status/rows").asLong(), results, System.nanoTime());
        }

        /** Of something that grew. */
        double perSecond(long before, long now, Sample earlier) {
            return Math.max(0, now - before) * 1e9 / Math.max(1, atNs - earlier.atNs);
        }
    }

    TopCommand() {
        this(Standard.out());
    }

    TopCommand(OutputStream out) {
        this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerClient client = server.connect();
        Map<String, Sample> before = sample(client.get("/v1/applications"));
        do {
            TimeUnit.MILLISECONDS.sleep(INTERVAL_MS);
            JsonNode now = client.get("/v1/applications");
            if (!isOnce && Main.isTerminal("stdout")) {
                out.print(CLEAR);
            }
            print(now, before);
            before = sample(now);
        } while (!isOnce && !out.checkError());
        return ExitCode.DONE.code();
    }

    private static Map<String, Sample> sample(JsonNode applications) {
        Map<String, Sample> samples = new HashMap<>();
        applications.forEach(application -> samples.put(application.path("name").asText(), Sample.of(application)));
        return samples;
    }

    private void print(JsonNode applications, Map<String, Sample> before) {
        out.printf(LINE, "NAME", "STATE", "ROWS/S", "RESULTS/S", "LAG", "CPU", "STATE MiB", "RESTARTS");
        for (JsonNode application : applications) {
            Sample now = Sample.of(application);
            Sample earlier = before.getOrDefault(application.path("name").asText(), now);
            long lag = 0;
            for (JsonNode sink : application.at("/status/sinks")) {
                lag += sink.path("lastOutput").asLong() - sink.path("written").asLong();
            }
            out.printf(
                    LINE,
                    application.path("name").asText(),
                    application.path("state").asText().toLowerCase(Locale.ROOT),
                    rate(now.perSecond(earlier.rows(), now.rows(), earlier)),
                    rate(now.perSecond(earlier.results(), now.results(), earlier)),
                    lag,
                    String.format(Locale.ROOT, "%.2f", application.path("cpu").asDouble()),
                    String.format(
                            Locale.ROOT,
                            "%.1f",
                            application.at("/status/state/usedBytes").asLong() / 1048576.0),
                    application.path("restarts").asText());
        }
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%.0f", perSecond);
    }
}
