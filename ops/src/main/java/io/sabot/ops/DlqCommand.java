package io.sabot.ops;

import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.engine.DeadLetter;
import io.sabot.engine.DeadLetterArchive;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Dead letters. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = "Records that could not be read, rows that queries could not use, results that sinks refused.",
        subcommands = {DlqCommand.ListCommand.class, DlqShowCommand.class, DlqReplayCommand.class})
final class DlqCommand implements Callable<Integer> {
    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return 2;
    }

    /**
     * Those that are named, in the order of the log.
     *
     * @throws SabotException OPS-0601 for what is none
     */
    static List<DeadLetter> chosen(Path directory, List<String> ids, boolean isAll) {
        List<DeadLetter> letters = DeadLetterArchive.read(directory);
        if (isAll) {
            return letters;
        }
        List<String> known = letters.stream().map(DeadLetter::id).toList();
        List<DeadLetter> chosen = new ArrayList<>();
        for (String id : ids) {
            if (!known.contains(id)) {
                throw SabotException.configuration(
                        "OPS-0601",
                        "there is no dead letter " + id,
                        known.size() <= 10 && !known.isEmpty()
                                ? Nearest.hintOrChoice(id, known)
                                : "see sabot dlq list");
            }
        }
        letters.stream().filter(letter -> ids.contains(letter.id())).forEach(chosen::add);
        return chosen;
    }

    /** Prints them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists them in the order of the log. The node may be running.",
            footerHeading = "%nExample:%n",
            footer = "  sabot dlq list --data-dir data")
    static final class ListCommand implements Callable<Integer> {
        private static final int CONTENT_CHARS = 120;

        @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "Data directory of the run.")
        private Path directory;

        @Option(names = "--full", description = "Whole content, not only its beginning.")
        private boolean isFull;

        @Override
        public Integer call() {
            List<DeadLetter> letters = DeadLetterArchive.read(directory);
            StringBuilder text = new StringBuilder();
            for (DeadLetter letter : letters) {
                text.append(String.format(
                        Locale.ROOT,
                        "%8s  %-10s  %-17s  %s: %s%s%n          | %s%n",
                        letter.id(),
                        letter.table(),
                        letter.reason(),
                        letter.place(),
                        letter.cause(),
                        letter.replays() == 0 ? "" : " (replayed as entry " + letter.replayedSeq() + ")",
                        shown(new String(letter.bytes(), StandardCharsets.UTF_8))));
            }
            Standard.print(text.toString());
            System.err.println("sabot: " + Counted.of(letters.size(), "dead letter", "dead letters"));
            return 0;
        }

        private String shown(String content) {
            String line = content.replace("\r", "\\r").replace("\n", "\\n");
            return isFull || line.length() <= CONTENT_CHARS ? line : line.substring(0, CONTENT_CHARS) + " …";
        }
    }
}
