package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.core.time.Durations;
import io.sabot.engine.Replay;
import io.sabot.engine.ReplayPoint;
import io.sabot.engine.ReplayRequest;
import io.sabot.engine.ReplayResult;
import io.sabot.engine.ReplaySql;
import io.sabot.ingest.sink.RowFormat;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a rule would have done. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Gives a recorded log, or a part of it, to a SQL file, and prints what comes out, or what is different.",
            "The node may be running; nothing in its data directory is changed.",
            "Exit codes: 0 done, with --diff: no difference; 3 there are differences; others as of all commands."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot replay --data-dir data --diff               same results as recorded?",
            "  sabot replay --data-dir data --sql new.sql --diff what new.sql gains, loses",
            "  sabot replay --data-dir data --sql new.sql --against old.sql",
            "  sabot replay --data-dir data --from 2026-01-05T09:30 --warm-up 1h"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final String OUTPUT_CLOSED = "SNK-0103";

    @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "Data directory with the log.")
    private Path dataDirectory;

    @Option(names = "--sql", paramLabel = "FILE", description = "What to replay. Default: what was recorded.")
    private Path sql;

    @Option(
            names = "--diff",
            description = "Prints only what is different from the recorded results: + gained, - lost.")
    private boolean isComparing;

    @Option(
            names = "--against",
            paramLabel = "FILE",
            description = "With this file's results instead of the recorded ones; means --diff.")
    private Path against;

    @Option(
            names = "--from",
            paramLabel = "POS",
            description = "First log entry: its number, or a time of the log such as 2026-01-05T09:30:00 (UTC).")
    private String from;

    @Option(names = "--to", paramLabel = "POS", description = "Last log entry.")
    private String to;

    @Option(
            names = "--warm-up",
            paramLabel = "DURATION|all",
            description = "How much before --from operators are given as well, in time of the log. Default: all.")
    private String warmUp = "all";

    @Option(names = "--table", paramLabel = "NAME", arity = "1..*", description = "Only these results.")
    private Set<String> tables = new LinkedHashSet<>();

    @Option(
            names = "--format",
            paramLabel = "table|csv|json",
            description = "Form of standard output. Default: table on a terminal, else csv.")
    private RowFormat format;

    @Option(names = "--limit", paramLabel = "N", description = "Prints so many lines; all are counted.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--param", paramLabel = "name=value", description = "Value for $${name} in --sql.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--against-param", paramLabel = "name=value", description = "Value for $${name} in --against.")
    private Map<String, String> againstParameters = new LinkedHashMap<>();

    @Option(
            names = "--sql-dir",
            paramLabel = "DIR",
            description = "Where relative paths of the recorded file start. Default: here.")
    private Path sqlDirectory = Path.of("");

    @Option(names = "--progress", description = "Shows progress although standard error is no terminal.")
    private boolean hasProgress;

    @Option(
            names = {"-q", "--quiet"},
            description = "No warnings, no progress and no summary.")
    private boolean isQuiet;

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    private final OutputStream out;
    private final PrintStream err;

    ReplayCommand() {
        this(Standard.out(), System.err);
    }

    ReplayCommand(OutputStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        if (limit < 0) {
            throw SabotException.configuration(
                    "OPS-0105", "--limit " + limit + " is below zero", "leave it out for all");
        }
        boolean compares = isComparing || against != null;
        ReplayRequest request = request();
        ReplayProgress progress = new ReplayProgress(err, isQuiet, hasProgress || Main.isTerminal("stderr"));
        RowFormat chosen = format != null ? format : Main.isTerminal("stdout") ? RowFormat.TABLE : RowFormat.CSV;
        try (ReplayPrinter printer = new ReplayPrinter(out, chosen, compares, limit, progress)) {
            ReplayResult result = compares ? Replay.compare(request, printer) : Replay.run(request, printer);
            printer.end();
            progress.summary(result, printer.printedRows());
            return (result.isDifferent() ? ExitCode.DIFFERENT : ExitCode.DONE).code();
        } catch (SabotException e) {
            if (!e.problems().get(0).code().equals(OUTPUT_CLOSED)) {
                throw e;
            }
            // Whoever read standard output, such as head, has enough: a difference was among it.
            return (compares ? ExitCode.DIFFERENT : ExitCode.DONE).code();
        }
    }

    private ReplayRequest request() {
        return ReplayRequest.of(dataDirectory)
                .withSql(sql(sql, parameters, "--param without --sql"))
                .withAgainst(sql(against, againstParameters, "--against-param without --against"))
                .withRange(from == null ? null : ReplayPoint.parse(from), to == null ? null : ReplayPoint.parse(to))
                .withWarmUpNs(warmUpNs())
                .withTables(tables)
                .withSqlDirectory(sqlDirectory);
    }

    private ReplaySql sql(Path path, Map<String, String> values, String problem) {
        if (path == null) {
            if (!values.isEmpty()) {
                throw new ParameterException(spec.commandLine(), problem);
            }
            return null;
        }
        SqlFile file = SqlFile.read(path, values);
        return new ReplaySql(path.toString(), file.text(), file.directory());
    }

    private long warmUpNs() {
        if (warmUp.equalsIgnoreCase("all")) {
            return ReplayRequest.WHOLE_LOG;
        }
        long ns = warmUp.trim().equals("0") ? 0 : Durations.parse(warmUp);
        if (ns < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--warm-up takes all, 0, or a length of time such as 30min, not '" + warmUp + "'");
        }
        return ns;
    }
}
