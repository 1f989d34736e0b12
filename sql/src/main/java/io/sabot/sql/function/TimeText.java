package io.sabot.sql.function;

import io.sabot.core.time.TimestampParser;
import io.sabot.core.time.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times of one pattern of {@link DateTimeFormatter} as text and back; made once for a pattern that is constant. */
public final class TimeText {
    static final long INVALID = TimestampParser.INVALID;

    private static final TimestampParser SQL = new TimestampParser("SQL");

    private String pattern;
    private DateTimeFormatter formatter;
    private TimestampParser parser;

    /** Any pattern; the last one is remembered. Owned by one thread. */
    public TimeText() {}

    /** As SQL writes it; {@link #INVALID} if it does not. */
    static long parse(String text) {
        return SQL.parse(text);
    }

    public String format(long timestampNs, String toPattern) {
        use(toPattern);
        try {
            long seconds = Math.floorDiv(timestampNs, Timestamps.NS_PER_SECOND);
            Instant instant = Instant.ofEpochSecond(seconds, timestampNs - seconds * Timestamps.NS_PER_SECOND);
            return formatter.format(instant.atOffset(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw new RowFailure("the pattern '" + toPattern + "' does not fit a timestamp: " + e.getMessage());
        }
    }

    public long toTimestamp(String text, String ofPattern) {
        use(ofPattern);
        long ns = parser.parse(text.strip());
        if (ns == INVALID) {
            throw new RowFailure("'" + text + "' does not have the pattern '" + ofPattern + "'");
        }
        return ns;
    }

    public int toDate(String text, String ofPattern) {
        return (int) Math.floorDiv(toTimestamp(text, ofPattern), Timestamps.NS_PER_DAY);
    }

    /** @throws RowFailure if it is no pattern */
    public static void check(String pattern) {
        new TimeText().use(pattern);
    }

    private void use(String newPattern) {
        if (newPattern.equals(pattern)) {
            return;
        }
        try {
            formatter = DateTimeFormatter.ofPattern(newPattern, Locale.ROOT);
            parser = new TimestampParser(newPattern);
            pattern = newPattern;
        } catch (IllegalArgumentException e) {
            throw new RowFailure("'" + newPattern + "' is no pattern of times: " + e.getMessage());
        }
    }
}
