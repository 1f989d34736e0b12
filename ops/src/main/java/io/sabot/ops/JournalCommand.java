package io.sabot.ops;

import io.sabot.engine.DataDirectory;
import io.sabot.journal.JournalPrinter;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at the log. */
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        description = "Looks at the log of a data directory, or at the results for one sink.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot journal ls --data-dir data",
            "  sabot journal cat --data-dir data --outbox alerts",
            "  sabot journal verify --data-dir data"
        })
final class JournalCommand implements Callable<Integer> {
    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "DIR",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Data directory. Of a running node, what is there so far.")
    private Path directory;

    @Option(
            names = "--outbox",
            paramLabel = "NAME",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "The results for this sink instead of the log.")
    private String outbox;

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return 2;
    }

    @Command(name = "ls", mixinStandardHelpOptions = true, description = "One line per entry.")
    int ls() {
        try (PrintStream out = out()) {
            printer(out).ls();
        }
        return 0;
    }

    @Command(name = "cat", mixinStandardHelpOptions = true, description = "Every row as text.")
    int cat() {
        try (PrintStream out = out()) {
            printer(out).cat();
        }
        return 0;
    }

    @Command(name = "verify", mixinStandardHelpOptions = true, description = "Checks every entry: CRCs, order, chain.")
    int verify() {
        try (PrintStream out = out()) {
            return printer(out).verify() ? 0 : 1;
        }
    }

    private JournalPrinter printer(PrintStream out) {
        Path log = DataDirectory.existingLog(directory);
        Path path = outbox == null ? log : DataDirectory.outbox(directory, outbox);
        return new JournalPrinter(path, out);
    }

    private static PrintStream out() {
        return new PrintStream(new BufferedOutputStream(Standard.out(), 1 << 16), false, StandardCharsets.UTF_8);
    }
}
