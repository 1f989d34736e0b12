package io.sabot.ingest.format;

import io.sabot.core.time.TimestampParser;
import io.sabot.ingest.ReadLimits;
import java.util.Objects;

/**
 * How records are written.
 *
 * @param delimiter between CSV fields, ASCII
 * @param quote around CSV fields, ASCII
 * @param nullLiteral an unquoted CSV field equal to it is NULL; empty by default. An empty unquoted field is NULL in
 *     every column but VARCHAR whatever the literal is
 * @param timestampFormat one of {@link TimestampParser}'s
 */
public record FormatSpec(
        Format format,
        Header header,
        char delimiter,
        char quote,
        String nullLiteral,
        String timestampFormat,
        ReadLimits limits) {

    /** The notation. */
    public enum Format {
        CSV,
        /** One object a line. */
        JSON
    }

    /** Whether the first CSV record names the columns. */
    public enum Header {
        /** It does if every column of the schema is among its fields. */
        AUTO,
        YES,
        NO
    }

    public static final String DEFAULT_TIMESTAMP_FORMAT = "SQL";

    /** @throws IllegalArgumentException if characters collide, are not ASCII, or the timestamp format is unknown */
    public FormatSpec {
        Objects.requireNonNull(format);
        Objects.requireNonNull(header);
        Objects.requireNonNull(nullLiteral);
        Objects.requireNonNull(limits);
        requireSeparator("delimiter", delimiter);
        requireSeparator("quote", quote);
        if (delimiter == quote) {
            throw new IllegalArgumentException("delimiter and quote are both '" + quote + "'");
        }
        new TimestampParser(timestampFormat);
    }

    public static FormatSpec csv() {
        return new FormatSpec(Format.CSV, Header.AUTO, ',', '"', "", DEFAULT_TIMESTAMP_FORMAT, ReadLimits.DEFAULT);
    }

    public static FormatSpec json() {
        return new FormatSpec(Format.JSON, Header.NO, ',', '"', "", DEFAULT_TIMESTAMP_FORMAT, ReadLimits.DEFAULT);
    }

    public FormatSpec withHeader(Header newHeader) {
        return new FormatSpec(format, newHeader, delimiter, quote, nullLiteral, timestampFormat, limits);
    }

    public FormatSpec withDelimiter(char newDelimiter) {
        return new FormatSpec(format, header, newDelimiter, quote, nullLiteral, timestampFormat, limits);
    }

    public FormatSpec withNullLiteral(String newLiteral) {
        return new FormatSpec(format, header, delimiter, quote, newLiteral, timestampFormat, limits);
    }

    public FormatSpec withTimestampFormat(String newFormat) {
        return new FormatSpec(format, header, delimiter, quote, nullLiteral, newFormat, limits);
    }

    public FormatSpec withLimits(ReadLimits newLimits) {
        return new FormatSpec(format, header, delimiter, quote, nullLiteral, timestampFormat, newLimits);
    }

    private static void requireSeparator(String what, char c) {
        if (c == 0 || c > 126 || c == '\n' || c == '\r') {
            throw new IllegalArgumentException(what + " must be an ASCII character and no line break");
        }
    }
}
