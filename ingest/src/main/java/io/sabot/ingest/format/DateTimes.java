package io.sabot.ingest.format;

import io.sabot.core.time.Timestamps;

/** Dates and times of day from ASCII bytes, without objects. */
final class DateTimes {
    static final long INVALID = Long.MIN_VALUE;

    private DateTimes() {}

    /** Days since the epoch of {@code yyyy-MM-dd}. */
    static long parseDate(byte[] text, int offset, int length) {
        if (length != 10 || text[offset + 4] != '-' || text[offset + 7] != '-') {
            return INVALID;
        }
        int year = digits(text, offset, 4);
        int month = digits(text, offset + 5, 2);
        int day = digits(text, offset + 8, 2);
        boolean isDate = year >= 0 && month >= 0 && day >= 0 && Timestamps.isValidDate(year, month, day);
        return isDate ? Timestamps.daysFromCivil(year, month, day) : INVALID;
    }

    /** Nanoseconds since midnight of {@code HH:mm[:ss[.f]]}. */
    static long parseTime(byte[] text, int offset, int length) {
        if (length < 5 || text[offset + 2] != ':') {
            return INVALID;
        }
        int hour = digits(text, offset, 2);
        int minute = digits(text, offset + 3, 2);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
            return INVALID;
        }
        long minutes = hour * 60L + minute;
        if (length == 5) {
            return minutes * 60 * Timestamps.NS_PER_SECOND;
        }
        int second = length < 8 || text[offset + 5] != ':' ? -1 : digits(text, offset + 6, 2);
        long fraction = length == 8 ? 0 : parseFraction(text, offset + 8, offset + length);
        if (second < 0 || second > 59 || fraction < 0) {
            return INVALID;
        }
        return (minutes * 60 + second) * Timestamps.NS_PER_SECOND + fraction;
    }

    /** Nanoseconds of {@code .f} with one to nine digits, or -1. */
    private static long parseFraction(byte[] text, int at, int end) {
        int count = end - at - 1;
        if (count < 1 || count > 9 || text[at] != '.') {
            return -1;
        }
        long value = digits(text, at + 1, count);
        for (int i = count; i < 9; i++) {
            value *= 10;
        }
        return value;
    }

    private static int digits(byte[] text, int offset, int count) {
        int value = 0;
        for (int i = offset; i < offset + count; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
