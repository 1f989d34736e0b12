package io.sabot.core.time;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/**
 * Reads timestamps of one declared format. The formats: {@code SQL} (the default; {@code yyyy-MM-dd HH:mm:ss[.f]}, a
 * {@code T} between and a trailing {@code Z} or offset allowed, the time may be missing), {@code epoch-seconds},
 * {@code epoch-millis}, {@code epoch-micros}, {@code epoch-nanos}, or a pattern of {@link DateTimeFormatter}. Patterns of
 * fixed-width digits are read without a formatter.
 */
public final class TimestampParser {
    /** Answer for text that is no timestamp of the format. */
    public static final long INVALID = Long.MIN_VALUE;

    private enum Kind {
        SQL,
        EPOCH,
        DIGITS,
        FORMATTER
    }

    private final String format;
    private final Kind kind;
    private final long unitNs;
    private final DateTimeFormatter formatter;

    /** @throws IllegalArgumentException if the format is none of the above */
    public TimestampParser(String format) {
        this.format = format;
        long unit = 0;
        DateTimeFormatter made = null;
        switch (format.toLowerCase(Locale.ROOT)) {
            case "sql", "iso-8601" -> kind = Kind.SQL;
            case "epoch-seconds" -> {
                kind = Kind.EPOCH;
                unit = 1_000_000_000L;
            }
            case "epoch-millis" -> {
                kind = Kind.EPOCH;
                unit = 1_000_000L;
            }
            case "epoch-micros" -> {
                kind = Kind.EPOCH;
                unit = 1_000L;
            }
            case "epoch-nanos" -> {
                kind = Kind.EPOCH;
                unit = 1L;
            }
            default -> {
                kind = isDigitsPattern(format) ? Kind.DIGITS : Kind.FORMATTER;
                made = formatterOf(format);
            }
        }
        this.unitNs = unit;
        this.formatter = made;
    }

    public String format() {
        return format;
    }

    private static DateTimeFormatter formatterOf(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .parseDefaulting(ChronoField.NANO_OF_DAY, 0)
                .toFormatter(Locale.ROOT);
    }

    /** Only y M d H m s S and separators that are no letters, every field at most once and contiguous. */
    private static boolean isDigitsPattern(String pattern) {
        String fields = "yMdHmsS";
        int seen = 0;
        for (int i = 0; i < pattern.length(); ) {
            char c = pattern.charAt(i);
            int field = fields.indexOf(c);
            if (field < 0) {
                if (Character.isLetter(c) || c == '\'' || c == '[' || c == ']' || c == '{' || c == '}' || c == '#') {
                    return false;
                }
                i++;
                continue;
            }
            int end = i;
            while (end < pattern.length() && pattern.charAt(end) == c) {
                end++;
            }
            int width = end - i;
            boolean fits = c == 'y' ? width == 4 : c == 'S' ? width <= 9 : width == 2;
            if (!fits || (seen & 1 << field) != 0) {
                return false;
            }
            seen |= 1 << field;
            i = end;
        }
        return (seen & 7) == 7;
    }

    /** Nanoseconds since the epoch, or {@link #INVALID}; ASCII bytes, no spaces around. */
    public long parse(byte[] text, int offset, int length) {
        return switch (kind) {
            case SQL -> parseSql(text, offset, length);
            case EPOCH -> parseEpoch(text, offset, length);
            case DIGITS -> parseDigits(text, offset, length);
            case FORMATTER ->
                parseWithFormatter(new String(text, offset, length, java.nio.charset.StandardCharsets.UTF_8));
        };
    }

    public long parse(String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    private long parseEpoch(byte[] text, int offset, int length) {
        int i = offset;
        int end = offset + length;
        boolean negative = length > 0 && text[i] == '-';
        if (negative) {
            i++;
        }
        if (i == end) {
            return INVALID;
        }
        long value = 0;
        for (; i < end && text[i] != '.'; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || value > Long.MAX_VALUE / 10 - 1) {
                return INVALID;
            }
            value = value * 10 + digit;
        }
        if (Math.multiplyHigh(value, unitNs) != 0 || value * unitNs < 0) {
            return INVALID;
        }
        long ns = value * unitNs;
        if (i < end) {
            long unit = unitNs;
            for (i++; i < end; i++) {
                int digit = text[i] - '0';
                unit /= 10;
                if (digit < 0 || digit > 9) {
                    return INVALID;
                }
                ns += digit * unit;
            }
        }
        return negative ? -ns : ns;
    }

    private long parseDigits(byte[] text, int offset, int length) {
        if (length != format.length()) {
            return INVALID;
        }
        int year = 0;
        int month = 0;
        int day = 0;
        int hour = 0;
        int minute = 0;
        int second = 0;
        int fraction = 0;
        int fractionDigits = 0;
        for (int i = 0; i < length; i++) {
            char field = format.charAt(i);
            int digit = text[offset + i] - '0';
            if (digit < 0 || digit > 9) {
                if ("yMdHmsS".indexOf(field) >= 0 || text[offset + i] != field) {
                    return INVALID;
                }
                continue;
            }
            switch (field) {
                case 'y' -> year = year * 10 + digit;
                case 'M' -> month = month * 10 + digit;
                case 'd' -> day = day * 10 + digit;
                case 'H' -> hour = hour * 10 + digit;
                case 'm' -> minute = minute * 10 + digit;
                case 's' -> second = second * 10 + digit;
                case 'S' -> {
                    fraction = fraction * 10 + digit;
                    fractionDigits++;
                }
                default -> {
                    if (text[offset + i] != field) {
                        return INVALID;
                    }
                }
            }
        }
        for (int i = fractionDigits; i < 9; i++) {
            fraction *= 10;
        }
        return combine(year, month, day, hour, minute, second, fraction);
    }

    private static long combine(int year, int month, int day, int hour, int minute, int second, int nanos) {
        if (!Timestamps.isValidDate(year, month, day) || hour > 23 || minute > 59 || second > 59) {
            return INVALID;
        }
        long days = Timestamps.daysFromCivil(year, month, day);
        long secondsOfDay = hour * 3600L + minute * 60L + second;
        if (days > 106_750 || days < -106_750) {
            return INVALID; // beyond what 64 bits of nanoseconds hold: years 1677 to 2262
        }
        return (days * 86_400L + secondsOfDay) * 1_000_000_000L + nanos;
    }

    private static int digits(byte[] text, int offset, int count, int end) {
        if (offset + count > end) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            int digit = text[offset + i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static long parseSql(byte[] text, int offset, int length) {
        int end = offset + length;
        int year = digits(text, offset, 4, end);
        int month = digits(text, offset + 5, 2, end);
        int day = digits(text, offset + 8, 2, end);
        if (year < 0 || month < 0 || day < 0 || text[offset + 4] != '-' || text[offset + 7] != '-') {
            return INVALID;
        }
        int i = offset + 10;
        if (i == end) {
            return combine(year, month, day, 0, 0, 0, 0);
        }
        if (text[i] != ' ' && text[i] != 'T' && text[i] != 't') {
            return INVALID;
        }
        int hour = digits(text, i + 1, 2, end);
        int minute = digits(text, i + 4, 2, end);
        if (hour < 0 || minute < 0 || text[i + 3] != ':') {
            return INVALID;
        }
        i += 6;
        int second = 0;
        int nanos = 0;
        if (i < end && text[i] == ':') {
            second = digits(text, i + 1, 2, end);
            if (second < 0) {
                return INVALID;
            }
            i += 3;
            if (i < end && (text[i] == '.' || text[i] == ',')) {
                int unit = 100_000_000;
                int start = ++i;
                for (; i < end && text[i] >= '0' && text[i] <= '9'; i++) {
                    if (unit == 0) {
                        return INVALID;
                    }
                    nanos += (text[i] - '0') * unit;
                    unit /= 10;
                }
                if (i == start) {
                    return INVALID;
                }
            }
        }
        long local = combine(year, month, day, hour, minute, second, nanos);
        return local == INVALID || i == end ? local : withOffset(local, text, i, end);
    }

    private static long withOffset(long local, byte[] text, int start, int end) {
        byte sign = text[start];
        if ((sign == 'Z' || sign == 'z') && start + 1 == end) {
            return local;
        }
        if (sign != '+' && sign != '-') {
            return INVALID;
        }
        int hours = digits(text, start + 1, 2, end);
        int minutesAt = start + 3 < end && text[start + 3] == ':' ? start + 4 : start + 3;
        int minutes = minutesAt == end ? 0 : digits(text, minutesAt, 2, end);
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || minutesAt != end && minutesAt + 2 != end) {
            return INVALID;
        }
        long offsetNs = (hours * 3600L + minutes * 60L) * 1_000_000_000L;
        return sign == '+' ? local - offsetNs : local + offsetNs;
    }

    private long parseWithFormatter(String text) {
        try {
            TemporalAccessor parsed = formatter.parse(text);
            LocalDateTime local = LocalDateTime.of(LocalDate.from(parsed), java.time.LocalTime.from(parsed));
            ZoneOffset offset = parsed.query(TemporalQueries.offset());
            long seconds = local.toEpochSecond(offset == null ? ZoneOffset.UTC : offset);
            return Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), local.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            return INVALID;
        }
    }
}
