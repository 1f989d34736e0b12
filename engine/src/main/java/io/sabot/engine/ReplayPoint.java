package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.core.time.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** A place in the log, as a person names it. */
public sealed interface ReplayPoint {
    /** An entry. */
    record Entry(long seq) implements ReplayPoint {}

    /** A moment of the log's time, in nanoseconds since the epoch: as a start all entries at or after it are meant, as an
     * end all at or before it. */
    record Moment(long timeNs) implements ReplayPoint {}

    /**
     * Reads a number of an entry, or a date, or a date with time and perhaps zone; without zone it is UTC.
     *
     * @throws SabotException ENG-0119 if it is nothing of the kind
     */
    static ReplayPoint parse(String text) {
        String trimmed = text.trim();
        try {
            if (trimmed.matches("\\d{1,18}")) {
                return new Entry(Long.parseLong(trimmed));
            }
            return new Moment(ns(instant(trimmed)));
        } catch (DateTimeException | ArithmeticException e) {
            throw SabotException.configuration(
                    "ENG-0119",
                    "'" + text + "' is no place in the log",
                    "the number of an entry, as sabot journal ls prints it, or a time such as 2026-01-05T09:30:00");
        }
    }

    private static Instant instant(String text) {
        String iso = text.replace(' ', 'T');
        if (!iso.contains("T")) {
            return LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        return iso.matches(".*T.*(Z|[+-]\\d\\d:?\\d\\d)")
                ? java.time.OffsetDateTime.parse(iso).toInstant()
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }

    private static long ns(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), Timestamps.NS_PER_SECOND), instant.getNano());
    }
}
