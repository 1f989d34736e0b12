package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.engine.DeadLetter;
import io.sabot.engine.DeadLetterReplay;
import io.sabot.engine.DeadLetterReplay.Correction;
import io.sabot.engine.DeadLetterReplay.Outcome;
import io.sabot.engine.SabotConfig;
import io.sabot.ingest.sink.OutputFormat;
import io.sabot.journal.Journals;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Brings dead letters back. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads bad records again, corrected or under another program, and gives their rows to the application that",
            "the data directory has, each once: what was replayed is left alone. The node must not be running.",
            "Exit codes: 0 all are in the log now, 65 some are still bad or cannot be; others as of all commands."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot dlq replay 42 --data-dir data --with 's/,soon,/,2026-01-05 09:30:00,/'",
            "  sabot dlq show --all --format json --data-dir data > letters.ndjson    (then correct it)",
            "  sabot dlq replay --file letters.ndjson --data-dir data"
        })
final class DlqReplayCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "ID", description = "As sabot dlq list prints it.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--all", description = "All records that were not replayed.")
    private boolean isAll;

    @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "Data directory of the run.")
    private Path directory;

    @Option(
            names = "--with",
            paramLabel = "s/REGEX/TEXT/[g]",
            description =
                    "Corrects records; several are applied in their order. As of java.util.regex: $$1 is a group.")
    private List<String> edits = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Corrected records: lines of sabot dlq show --format json with another 'record'.")
    private Path file;

    @Option(
            names = "--header",
            paramLabel = "LINE",
            description =
                    "Names of a CSV record's fields. Default: as in the table's file if it is there, else its columns.")
    private String header;

    @Option(names = "--again", description = "Also what was replayed before: its rows are in the log twice then.")
    private boolean isAgain;

    @Option(names = "--dry-run", description = "Only says what could be read.")
    private boolean isTrial;

    @Option(
            names = "--sql-dir",
            paramLabel = "DIR",
            description = "Where relative paths of the recorded file start. Default: here.")
    private Path sqlDirectory = Path.of("");

    @Mixin
    private ConfigurationOptions options = new ConfigurationOptions();

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    private final OutputStream out;

    DlqReplayCommand() {
        this(Standard.out());
    }

    DlqReplayCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws java.io.IOException {
        Journals.load();
        Map<String, String> corrected = file == null ? Map.of() : DeadLetterJson.read(file);
        List<String> wanted = ids.isEmpty() ? List.copyOf(corrected.keySet()) : ids;
        if (isAll != wanted.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name dead letters, or a --file of them, or --all");
        }
        List<RecordEdit> parsed = edits.stream().map(RecordEdit::parse).toList();
        List<Correction> corrections = new ArrayList<>();
        for (DeadLetter letter : DlqCommand.chosen(directory, wanted, isAll)) {
            if (!isAll || letter.kind() == DeadLetter.Kind.RECORD) {
                corrections.add(correction(letter, corrected.get(letter.id()), parsed));
            }
        }
        List<Outcome> outcomes = DeadLetterReplay.run(config(), corrections, header, isAgain, isTrial);
        StringBuilder text = new StringBuilder();
        outcomes.forEach(outcome -> text.append(line(outcome)));
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        return code(outcomes).code();
    }

    /** Bytes that are not changed stay as they are, UTF-8 or not. */
    private static Correction correction(DeadLetter letter, String corrected, List<RecordEdit> edits) {
        String before = corrected != null ? corrected : new String(letter.bytes(), StandardCharsets.UTF_8);
        String text = before;
        for (RecordEdit edit : edits) {
            text = edit.apply(text);
        }
        boolean isKept = text.equals(new String(letter.bytes(), StandardCharsets.UTF_8));
        return new Correction(letter, isKept ? letter.bytes() : text.getBytes(StandardCharsets.UTF_8));
    }

    private SabotConfig config() {
        SabotConfig.Console console =
                new SabotConfig.Console(System.in, OutputStream.nullOutputStream(), OutputFormat.csv());
        SabotConfig config = SabotConfig.in(directory)
                .withSqlDirectory(sqlDirectory)
                .withConsole(console)
                .withContinuedConsole(true);
        return options.builder().build().applyTo(config);
    }

    private static String line(Outcome outcome) {
        String state =
                switch (outcome.state()) {
                    case REPLAYED -> "replayed";
                    case REPLAYED_BEFORE ->
                        "was replayed before, as entry " + outcome.letter().replayedSeq();
                    case READABLE -> "can be read";
                    case UNREADABLE -> "still bad: " + outcome.cause();
                    case REFUSED -> "not replayed: " + outcome.cause();
                };
        return String.format(
                Locale.ROOT,
                "%8s  %-10s  %s%n",
                outcome.letter().id(),
                outcome.letter().table(),
                state);
    }

    private static ExitCode code(List<Outcome> outcomes) {
        boolean isBad = outcomes.stream()
                .anyMatch(outcome -> outcome.state() == DeadLetterReplay.State.UNREADABLE
                        || outcome.state() == DeadLetterReplay.State.REFUSED);
        return isBad ? ExitCode.BAD_DATA : ExitCode.DONE;
    }

    /** {@code s/regex/text/}, with any character for the slash. */
    private record RecordEdit(java.util.regex.Pattern pattern, String replacement, boolean isGlobal) {
        static RecordEdit parse(String text) {
            String[] parts = text.length() < 2
                    ? new String[0]
                    : text.substring(2).split(java.util.regex.Pattern.quote(text.substring(1, 2)), -1);
            boolean isEdit = text.startsWith("s") && parts.length == 3 && (parts[2].isEmpty() || parts[2].equals("g"));
            if (!isEdit) {
                throw SabotException.configuration(
                        "OPS-0603", "'" + text + "' is no correction", "such as 's/N.A//' or 's|,|;|g'");
            }
            try {
                return new RecordEdit(java.util.regex.Pattern.compile(parts[0]), parts[1], parts[2].equals("g"));
            } catch (java.util.regex.PatternSyntaxException e) {
                throw SabotException.configuration(
                        "OPS-0603", "'" + parts[0] + "' is no regular expression: " + e.getDescription(), null);
            }
        }

        String apply(String record) {
            try {
                return isGlobal
                        ? pattern.matcher(record).replaceAll(replacement)
                        : pattern.matcher(record).replaceFirst(replacement);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw SabotException.configuration(
                        "OPS-0603",
                        "'" + replacement + "' cannot be put in: " + e.getMessage(),
                        "$1 is a group, \\$ a dollar");
            }
        }
    }
}
