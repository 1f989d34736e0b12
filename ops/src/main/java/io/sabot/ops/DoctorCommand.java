package io.sabot.ops;

import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks the machine. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks what Sabot needs of this machine, and runs one row through everything.")
final class DoctorCommand implements Callable<Integer> {
    private static final long MIN_FREE_BYTES = 1L << 30;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where data will be kept. Default: the directory for temporary files.")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    private boolean isWell = true;

    @Override
    public Integer call() throws Exception {
        check("Java", Runtime.version().feature() >= 17, Runtime.version() + ", 17 or newer is needed");
        check(
                "processors",
                Runtime.getRuntime().availableProcessors() >= 2,
                Runtime.getRuntime().availableProcessors() + ", 2 or more are wanted");
        check("flags", areFlagsSet(), "access to the JDK's internals, set by the launcher");
        disk();
        wholePath();
        System.out.println(isWell ? "all is well" : "something is wrong");
        return isWell ? 0 : 1;
    }

    private void check(String what, boolean isGood, String detail) {
        isWell &= isGood;
        System.out.printf(Locale.ROOT, "%-6s %-12s %s%n", isGood ? "ok" : "WRONG", what, detail);
    }

    private static boolean areFlagsSet() {
        return Object.class.getModule().isOpen("jdk.internal.misc", DoctorCommand.class.getModule());
    }

    private void disk() throws IOException {
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        FileStore store = Files.getFileStore(existing);
        check(
                "disk",
                store.getUsableSpace() >= MIN_FREE_BYTES && Files.isWritable(existing),
                existing + " (" + store.type() + "): " + (store.getUsableSpace() >> 20) + " MiB free"
                        + (Files.isWritable(existing) ? "" : ", not writable"));
    }

    private void wholePath() throws Exception {
        Path data = Files.createTempDirectory("sabot-doctor-");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long startNs = System.nanoTime();
        try (Sabot sabot = Sabot.open(SabotConfig.in(data)
                .withReserveBytes(0)
                .withConsole(new SabotConfig.Console(
                        InputStream.nullInputStream(), out, io.sabot.ingest.sink.OutputFormat.csv())))) {
            sabot.execute("SELECT x + 1 AS y FROM (VALUES (1)) AS t(x)");
            boolean hasEnded = sabot.awaitEnd(Duration.ofSeconds(30));
            check(
                    "engine",
                    hasEnded && out.toString(StandardCharsets.UTF_8).equals("y\n2\n"),
                    "one row from SQL to output in " + (System.nanoTime() - startNs) / 1_000_000 + " ms");
        } finally {
            TemporaryDirectory.delete(data);
        }
    }
}
