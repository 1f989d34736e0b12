package io.sabot.ops.demo;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.engine.DataDirectory;
import io.sabot.engine.EngineListener;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import io.sabot.journal.JournalPrinter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Proves that the results are a function of the log: reads it again, and compares every result with what is stored. */
final class LogCheck {
    private static final Pattern INTACT = Pattern.compile("intact: (\\d+) frames, \\d+ rows, (\\d+) bytes");

    private final Path directory;

    LogCheck(Path directory) {
        this.directory = directory;
    }

    /** Entries and bytes of the log, every checksum verified. */
    String verified() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean isIntact;
        try (PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8)) {
            isIntact = new JournalPrinter(DataDirectory.log(directory), out).verify();
        }
        String report = text.toString(StandardCharsets.UTF_8).strip();
        Matcher matcher = INTACT.matcher(report);
        if (!isIntact || !matcher.find()) {
            throw failed("the log is damaged: " + report);
        }
        return String.format(
                Locale.ROOT,
                "%,d entries, %,.1f MiB, all checksums good",
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)) / 1048576.0);
    }

    /**
     * Reads the log again.
     *
     * @param expected results of each query
     * @throws SabotException if one result is not the same
     */
    String replayed(Map<String, Long> expected, EngineListener listener) {
        long startNs = System.nanoTime();
        try (Sabot sabot = Sabot.open(SabotConfig.in(directory)
                .withReserveBytes(LiveDemo.RESERVE_BYTES)
                .withListener(listener))) {
            sabot.execute(DemoSql.embedded());
            double seconds = (System.nanoTime() - startNs) / 1e9;
            if (!sabot.outputs().equals(expected)) {
                throw failed("replay gives " + sabot.outputs() + " instead of " + expected);
            }
            long results = expected.values().stream().mapToLong(Long::longValue).sum();
            return String.format(
                    Locale.ROOT,
                    "%,d events again in %.1f s (%,d events/s): same alerts, byte for byte (%,d results compared by checksum)",
                    sabot.rows(),
                    seconds,
                    (long) (sabot.rows() / seconds),
                    results);
        }
    }

    private static SabotException failed(String message) {
        return new SabotException(ExitCode.FAILED, List.of(Problem.of("OPS-0202", message, "please report it")));
    }
}
