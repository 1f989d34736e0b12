package io.sabot.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What a data directory has of records that could not be read, and of rows that a query or a sink could not use. */
public final class DeadLetterList {
    private DeadLetterList() {}

    /**
     * One of them, as text; what is not said here is at {@link DeadLetter}.
     *
     * @param seq log entry that it belongs to
     */
    public record Letter(long seq, String table, String reason, String place, String cause, String content) {}

    /** In the order of the log. */
    public static List<Letter> of(Path directory) {
        return DeadLetterArchive.read(directory).stream()
                .map(letter -> new Letter(
                        letter.seq(),
                        letter.table(),
                        letter.reason(),
                        letter.place(),
                        letter.cause(),
                        new String(letter.bytes(), StandardCharsets.UTF_8)))
                .toList();
    }
}
