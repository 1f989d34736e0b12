package io.sabot.ops;

import io.sabot.engine.DataDirectory;
import io.sabot.engine.ReplayPoint;
import io.sabot.journal.JournalPrinter;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
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
            "  sabot journal verify --data-dir data",
            "  sabot journal export --data-dir data --table ticks --out ticks.arrow --from 2026-01-05T09:30"
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

    private final OutputStream standard;

    JournalCommand() {
        this(Standard.out());
    }

    JournalCommand(OutputStream standard) {
        this.standard = standard;
    }

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

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Writes the rows of a table, or with --outbox results, for other programs.")
    int export(
            @Option(names = "--table", paramLabel = "NAME", description = "Whose rows.") String table,
            @Option(
                            names = "--format",
                            paramLabel = "csv|ndjson|arrow|arrow_stream",
                            description = "Default: by the ending of --out, else csv.")
                    RowFile.Form format,
            @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output.") Path file,
            @Option(names = "--gzip", description = "Compressed; so is what ends in .gz.") boolean isZipped,
            @Option(
                            names = "--from",
                            paramLabel = "POS",
                            description = "First log entry: its number, or a time of the log (UTC).")
                    String from,
            @Option(names = "--to", paramLabel = "POS", description = "Last log entry.") String to) {
        if ((table == null) == (outbox == null)) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(), "name either a --table of the log or an --outbox");
        }
        Path log = DataDirectory.existingLog(directory);
        String name = file == null ? "" : file.toString();
        RowFile.Form form = format == null ? RowFile.Form.of(name) : format;
        JournalExport.Opener opener = JournalExport.opener(file, isZipped || name.endsWith(".gz"), standard);
        try (JournalExport export = new JournalExport(
                table,
                from == null ? null : ReplayPoint.parse(from),
                to == null ? null : ReplayPoint.parse(to),
                form,
                opener)) {
            long rows = table == null ? export.outbox(DataDirectory.outbox(directory, outbox)) : export.log(log);
            System.err.println("sabot: " + Counted.rows(rows));
        }
        return 0;
    }

    private JournalPrinter printer(PrintStream out) {
        Path log = DataDirectory.existingLog(directory);
        Path path = outbox == null ? log : DataDirectory.outbox(directory, outbox);
        return new JournalPrinter(path, out);
    }

    private PrintStream out() {
        return new PrintStream(new BufferedOutputStream(standard, 1 << 16), false, StandardCharsets.UTF_8);
    }
}
