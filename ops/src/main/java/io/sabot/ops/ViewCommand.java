package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.engine.DataDirectory;
import io.sabot.state.view.ViewKey;
import io.sabot.state.view.ViewReader;
import io.sabot.state.view.ViewRow;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads materialized views. */
@Command(
        name = "view",
        mixinStandardHelpOptions = true,
        description = "Reads the materialized views of a node, whether it runs or not.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot view ls --data-dir data",
            "  sabot view get --data-dir data vwap AAPL",
            "  sabot view dump --data-dir data vwap"
        })
final class ViewCommand implements Callable<Integer> {
    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "DIR",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Data directory.")
    private Path directory;

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return ExitCode.USAGE.code();
    }

    @Command(name = "ls", mixinStandardHelpOptions = true, description = "One line per view.")
    int ls() {
        StringBuilder text = new StringBuilder();
        for (Path view : views()) {
            try (ViewReader reader = ViewReader.open(view)) {
                List<String> key = reader.spec().keyColumns().stream()
                        .map(column -> reader.spec().columns().get(column).name())
                        .toList();
                text.append(String.format(
                        Locale.ROOT,
                        "%-20s  %10d of %d keys  %10d refused  results to %d  generation %d  key %s%n",
                        reader.spec().name(),
                        reader.keys(),
                        reader.spec().maxKeys(),
                        reader.refused(),
                        reader.lastOutput(),
                        reader.generation(),
                        key));
            }
        }
        Standard.print(text.toString());
        return ExitCode.DONE.code();
    }

    private List<Path> views() {
        DataDirectory.existingLog(directory); // a mistyped path is not a node without views
        Path views = DataDirectory.views(directory);
        if (!Files.isDirectory(views)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(views)) {
            return files.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw SabotException.configuration("OPS-0206", "cannot list " + views + ": " + e.getMessage(), null);
        }
    }

    @Command(
            name = "get",
            mixinStandardHelpOptions = true,
            description = "The row of a key, a column a line. Exit code 1 if there is none.")
    int get(
            @Parameters(paramLabel = "NAME", description = "The view.") String name,
            @Parameters(
                            paramLabel = "KEY",
                            arity = "0..*",
                            description = "Values of the key's columns, as results show them; NULL for none.")
                    List<String> values) {
        try (ViewReader reader = open(name)) {
            ViewKey key = reader.key().reset();
            if (values != null) {
                values.forEach(key::text);
            }
            ViewRow row = reader.get(key);
            if (row == null) {
                System.err.println("sabot: no such key");
                return ExitCode.FAILED.code();
            }
            StringBuilder text = new StringBuilder();
            List<ColumnSpec> columns = row.columns();
            for (int i = 0; i < columns.size(); i++) {
                text.append(columns.get(i).name()).append(": ");
                row.appendText(i, text);
                text.append('\n');
            }
            Standard.print(text.toString());
            return ExitCode.DONE.code();
        }
    }

    @Command(name = "dump", mixinStandardHelpOptions = true, description = "All rows as CSV, in no order.")
    int dump(@Parameters(paramLabel = "NAME", description = "The view.") String name) {
        try (ViewReader reader = open(name);
                PrintStream out = new PrintStream(
                        new BufferedOutputStream(Standard.out(), 1 << 16), false, StandardCharsets.UTF_8)) {
            List<ColumnSpec> columns = reader.spec().columns();
            StringBuilder line = new StringBuilder();
            for (ColumnSpec column : columns) {
                field(column.name(), line);
            }
            out.println(line);
            StringBuilder value = new StringBuilder();
            reader.forEach(row -> {
                line.setLength(0);
                for (int i = 0; i < columns.size(); i++) {
                    value.setLength(0);
                    row.appendText(i, value);
                    field(row.isNull(i) ? null : value.toString(), line);
                }
                out.println(line);
            });
        }
        return ExitCode.DONE.code();
    }

    /** RFC 4180; nothing for NULL, quotes for an empty text. */
    private static void field(String value, StringBuilder line) {
        line.append(line.length() == 0 ? "" : ",");
        if (value == null) {
            return;
        }
        boolean isQuoted =
                value.isEmpty() || value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        line.append(isQuoted ? '"' + value.replace("\"", "\"\"") + '"' : value);
    }

    private ViewReader open(String name) {
        return ViewReader.open(DataDirectory.view(directory, name));
    }
}
