package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import io.sabot.engine.StoppedException;
import io.sabot.ingest.sink.OutputFormat;
import io.sabot.ingest.sink.RowFormat;
import io.sabot.journal.JournalConfig;
import io.sabot.journal.Journals;
import io.sabot.ops.config.Configuration;
import io.sabot.ops.config.ConfigurationKeys;
import io.sabot.sql.script.ApplicationPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one SQL file. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a SQL file.",
            "Ends when all inputs have ended and were read; else runs until it is told to stop (Ctrl-C, SIGTERM),",
            "and then finishes what it has taken. Results go to standard output, everything else to standard error."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot run rules.sql",
            "  sabot run rules.sql --data-dir data       again after a crash: goes on where it was",
            "  sabot run rules.sql --format json | jq .",
            "  sabot run rules.sql --param day=2026-01-05"
        })
final class RunCommand implements Callable<Integer> {
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
    private static final String OUTPUT_CLOSED = "SNK-0103";

    @Parameters(paramLabel = "FILE.sql", description = "The file to run.")
    private Path file;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where log, results and state are kept. Default: a temporary directory, removed at the end.")
    private Path dataDirectory;

    @Option(
            names = "--durability",
            paramLabel = "process|power",
            description =
                    "What rows survive once they are taken: the end of the process, or loss of power. Default: process.")
    private SabotConfig.Durability durability;

    @Option(
            names = "--format",
            paramLabel = "table|csv|json",
            description = "Form of standard output. Default: table on a terminal, else csv.")
    private RowFormat format;

    @Mixin
    private ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--param", paramLabel = "name=value", description = "Value for $${name} in the file.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--from-last", description = "Standard output goes on behind what earlier runs have printed.")
    private boolean isFromLast;

    @Option(
            names = "--upgrade",
            description =
                    "Takes over a data directory of another version of the file: results so far stay, new ones are this version's.")
    private boolean isUpgrading;

    @Option(
            names = "--replace",
            description =
                    "Takes over a data directory of another version of the file: results are made anew from its log, and"
                            + " output files that are there are overwritten.")
    private boolean isReplacing;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no summary.")
    private boolean isQuiet;

    @Override
    public Integer call() {
        Journals.load();
        Stop stop = new Stop(STOP_DEADLINE);
        int code = ExitCode.FAILED.code();
        try {
            code = run(stop);
        } catch (Exception e) {
            code = Main.report(e);
        } finally {
            stop.done(code);
        }
        return code;
    }

    private int run(Stop stop) throws IOException, InterruptedException {
        SqlFile sql = SqlFile.read(file, parameters);
        ApplicationPlan plan = sql.plan();
        Configuration settings = options.builder()
                .script(file.toString(), plan.settings())
                .option(
                        ConfigurationKeys.DURABILITY,
                        durability == null ? null : durability.name().toLowerCase(Locale.ROOT),
                        "--durability")
                .build();
        boolean isTemporary = dataDirectory == null;
        Path directory = isTemporary ? Files.createTempDirectory("sabot-") : dataDirectory;
        try {
            return run(sql, plan, config(directory, isTemporary, settings), stop);
        } finally {
            if (isTemporary) {
                TemporaryDirectory.delete(directory);
            }
        }
    }

    private SabotConfig config(Path directory, boolean isTemporary, Configuration settings) {
        RowFormat chosen = format != null ? format : Main.isTerminal("stdout") ? RowFormat.TABLE : RowFormat.CSV;
        OutputFormat output =
                switch (chosen) {
                    case TABLE -> OutputFormat.table();
                    case CSV -> OutputFormat.csv();
                    case JSON -> OutputFormat.json();
                };
        SabotConfig config = SabotConfig.in(directory)
                .withReserveBytes(isTemporary ? 2 * JournalConfig.BLOCK_BYTES : JournalConfig.DEFAULT_RESERVE)
                .withConsole(new SabotConfig.Console(System.in, Standard.out(), output))
                .withTakeover(takeover())
                .withContinuedConsole(isFromLast);
        // Nobody comes back to a temporary directory: state is stored only if it does not fit into memory.
        SabotConfig kept = isTemporary
                ? config.withCheckpointLogBytes(Long.MAX_VALUE).withCheckpointIntervalNs(Long.MAX_VALUE)
                : config;
        return settings.applyTo(kept);
    }

    private SabotConfig.Takeover takeover() {
        if (isReplacing && isUpgrading) {
            throw SabotException.configuration(
                    "OPS-0104", "--upgrade keeps the results so far, --replace makes them anew", "choose one of them");
        }
        if (isReplacing || dataDirectory == null) {
            return SabotConfig.Takeover.REPLACE; // nothing is kept of a run without a data directory: its files are new
        }
        return isUpgrading ? SabotConfig.Takeover.UPGRADE : SabotConfig.Takeover.REFUSE;
    }

    private int run(SqlFile sql, ApplicationPlan plan, SabotConfig config, Stop stop) throws InterruptedException {
        Progress progress = new Progress(isQuiet, dataDirectory);
        if (dataDirectory == null && !isQuiet && plan.queries().stream().anyMatch(query -> query.target() != null)) {
            progress.note(
                    "no --data-dir: the log is in a temporary directory and will be removed; a crash starts over");
        }
        plan.explained().forEach(text -> Standard.print(text));
        if (plan.queries().isEmpty()) {
            if (plan.explained().isEmpty()) {
                throw new SabotException(
                        ExitCode.CONFIGURATION,
                        List.of(Problem.inFile(
                                "OPS-0103", "there is nothing to run", file.toString(), "add a SELECT or an INSERT")));
            }
            return ExitCode.DONE.code();
        }
        if (stop.isAsked()) {
            return ExitCode.DONE.code();
        }
        try {
            boolean hasEnded =
                    runUntilStopped(sql, plan, config.withListener(progress).withStop(stop::isAsked), progress, stop);
            progress.summary(hasEnded);
        } catch (SabotException e) {
            boolean isReaderGone = e.problems().get(0).code().equals(OUTPUT_CLOSED);
            if (!isReaderGone || plan.queries().stream().anyMatch(query -> query.target() != null)) {
                throw e;
            }
            // Whoever read standard output, such as head, has enough: that is no failure.
        }
        return ExitCode.DONE.code();
    }

    /** @return whether all inputs have ended; either way everything that was taken has gone through */
    private static boolean runUntilStopped(
            SqlFile sql, ApplicationPlan plan, SabotConfig config, Progress progress, Stop stop)
            throws InterruptedException {
        try (Sabot sabot = Sabot.open(config)) {
            progress.starting();
            if (!hasStarted(sabot, plan, sql)) {
                return false;
            }
            // What nobody can append to has no rows.
            sabot.appendableTables().forEach(sabot::end);
            progress.watch(sabot);
            boolean hasEnded = false;
            while (!hasEnded && !stop.isAsked()) {
                hasEnded = sabot.awaitEnd(STEP);
                progress.draw();
            }
            return hasEnded;
        }
    }

    /** @return false if it was to stop while it read its log again, so that nothing was taken */
    private static boolean hasStarted(Sabot sabot, ApplicationPlan plan, SqlFile sql) {
        try {
            sabot.execute(plan, sql.text(), sql.directory());
            return true;
        } catch (StoppedException e) {
            return false;
        }
    }
}
