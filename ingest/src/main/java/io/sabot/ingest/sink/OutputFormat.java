package io.sabot.ingest.sink;

import java.util.Objects;

/**
 * What a user may say about the notation of rows.
 *
 * @param hasHeader whether CSV begins with a line of column names; a TABLE always does
 * @param delimiter between CSV fields, ASCII
 */
public record OutputFormat(RowFormat format, boolean hasHeader, char delimiter) {
    /** @throws IllegalArgumentException if the delimiter cannot be told from what is between delimiters */
    public OutputFormat {
        Objects.requireNonNull(format);
        if (delimiter == 0 || delimiter > 126 || delimiter == '"' || delimiter == '\n' || delimiter == '\r') {
            throw new IllegalArgumentException("delimiter must be an ASCII character, no quote and no line break");
        }
    }

    public static OutputFormat csv() {
        return new OutputFormat(RowFormat.CSV, true, ',');
    }

    public static OutputFormat json() {
        return new OutputFormat(RowFormat.JSON, false, ',');
    }

    public static OutputFormat table() {
        return new OutputFormat(RowFormat.TABLE, true, ',');
    }

    public OutputFormat withHeader(boolean isWanted) {
        return new OutputFormat(format, isWanted, delimiter);
    }

    public OutputFormat withDelimiter(char newDelimiter) {
        return new OutputFormat(format, hasHeader, newDelimiter);
    }
}
