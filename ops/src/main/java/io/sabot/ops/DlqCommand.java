package io.sabot.ops;

import io.sabot.engine.DeadLetterList;
import java.nio.file.Path;
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
        subcommands = DlqCommand.ListCommand.class)
final class DlqCommand implements Callable<Integer> {
    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return 2;
    }

    /** Prints them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists them in the order of the log.",
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
            List<DeadLetterList.Letter> letters = DeadLetterList.of(directory);
            StringBuilder text = new StringBuilder();
            for (DeadLetterList.Letter letter : letters) {
                text.append(String.format(
                        Locale.ROOT,
                        "%8d  %-10s  %-17s  %s: %s%n          | %s%n",
                        letter.seq(),
                        letter.table(),
                        letter.reason(),
                        letter.place(),
                        letter.cause(),
                        shown(letter.content())));
            }
            Standard.print(text.toString());
            System.err.println("sabot: " + letters.size() + " dead letters");
            return 0;
        }

        private String shown(String content) {
            String line = content.replace("\r", "\\r").replace("\n", "\\n");
            return isFull || line.length() <= CONTENT_CHARS ? line : line.substring(0, CONTENT_CHARS) + " …";
        }
    }
}
