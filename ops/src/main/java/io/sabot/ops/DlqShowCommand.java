package io.sabot.ops;

import io.sabot.core.time.Timestamps;
import io.sabot.engine.DeadLetter;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** All there is to know of dead letters. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows dead letters with all that is known of them. The node may be running.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot dlq show 42 --data-dir data",
            "  sabot dlq show --all --format json --data-dir data > letters.ndjson"
        })
final class DlqShowCommand implements Callable<Integer> {
    private static final int HEX_BYTES = 16;

    @Parameters(arity = "0..*", paramLabel = "ID", description = "As sabot dlq list prints it.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--all", description = "All of them.")
    private boolean isAll;

    @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "Data directory of the run.")
    private Path directory;

    @Option(names = "--hex", description = "Bytes as hex digits; so are those that are no text.")
    private boolean isHex;

    @Option(names = "--format", paramLabel = "text|json", description = "Default: text. JSON is one object a line.")
    private Format format = Format.TEXT;

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    private final OutputStream out;

    /** Notation. */
    enum Format {
        TEXT,
        JSON
    }

    DlqShowCommand() {
        this(Standard.out());
    }

    DlqShowCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        if (isAll != ids.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name dead letters, or --all");
        }
        PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
        String separator = "";
        for (DeadLetter letter : DlqCommand.chosen(directory, ids, isAll)) {
            print.print(format == Format.JSON ? DeadLetterJson.line(letter) : separator + text(letter));
            separator = "\n";
        }
        print.flush();
        return 0;
    }

    private String text(DeadLetter letter) {
        StringBuilder text = new StringBuilder();
        line(text, "id", letter.id());
        line(text, kindOf(letter), letter.table());
        line(text, "entry", letter.seq() + (letter.timeNs() == 0 ? "" : ", " + time(letter.timeNs())));
        line(text, "place", letter.place());
        line(text, "reason", letter.reason());
        line(text, "cause", letter.cause());
        line(text, "replayed", letter.replays() == 0 ? "no" : "as entry " + letter.replayedSeq() + times(letter));
        line(
                text,
                "bytes",
                letter.isWhole()
                        ? String.valueOf(letter.lengthBytes())
                        : letter.bytes().length + " of " + letter.lengthBytes());
        byte[] bytes = letter.bytes();
        String content = new String(bytes, StandardCharsets.UTF_8);
        if (isHex || content.indexOf('\uFFFD') >= 0) {
            hex(text, bytes);
        } else {
            content.lines().forEach(line -> text.append("  | ").append(line).append('\n'));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-9s %s%n", name, value));
    }

    private static String kindOf(DeadLetter letter) {
        return switch (letter.kind()) {
            case RECORD -> "table";
            case ROW -> "query";
            case RESULT -> "sink";
        };
    }

    private static String times(DeadLetter letter) {
        return letter.replays() == 1 ? "" : ", " + letter.replays() + " times in all";
    }

    private static String time(long timeNs) {
        return Timestamps.appendTimestamp(new StringBuilder(), timeNs).toString();
    }

    /** As hexdump prints it. */
    private static void hex(StringBuilder text, byte[] bytes) {
        for (int line = 0; line < bytes.length; line += HEX_BYTES) {
            StringBuilder digits = new StringBuilder();
            StringBuilder letters = new StringBuilder();
            for (int i = line; i < Math.min(bytes.length, line + HEX_BYTES); i++) {
                digits.append(String.format(Locale.ROOT, "%02x ", bytes[i]));
                letters.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
            }
            text.append(String.format(Locale.ROOT, "  %06x  %-48s |%s|%n", line, digits, letters));
        }
    }
}
