package io.sabot.core.time;

/** Dates and times of the proleptic Gregorian calendar as numbers and text; no zone, no allocation on the way out. */
public final class Timestamps {
    public static final long NS_PER_SECOND = 1_000_000_000L;
    public static final long NS_PER_DAY = 86_400L * NS_PER_SECOND;

    private Timestamps() {}

    /** Days since the epoch. */
    public static long daysFromCivil(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468L;
    }

    /** year × 10,000 + month × 100 + day. */
    public static long civilFromDays(long days) {
        long z = days + 719_468L;
        long era = Math.floorDiv(z, 146_097L);
        int dayOfEra = (int) (z - era * 146_097L);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int mp = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * mp + 2) / 5 + 1;
        int month = mp < 10 ? mp + 3 : mp - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return year * 10_000 + month * 100L + day;
    }

    public static boolean isValidDate(int year, int month, int day) {
        return month >= 1 && month <= 12 && day >= 1 && day <= lengthOfMonth(year, month);
    }

    private static int lengthOfMonth(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** {@code yyyy-MM-dd HH:mm:ss[.fffffffff]}, trailing zeros cut. */
    public static StringBuilder appendTimestamp(StringBuilder out, long ns) {
        long days = Math.floorDiv(ns, NS_PER_DAY);
        appendDate(out, days).append(' ');
        return appendTime(out, ns - days * NS_PER_DAY);
    }

    public static StringBuilder appendDate(StringBuilder out, long days) {
        long civil = civilFromDays(days);
        long year = civil / 10_000;
        int monthDay = (int) (civil % 10_000);
        if (year < 1000 && year >= 0) {
            out.append(year < 10 ? "000" : year < 100 ? "00" : "0");
        }
        out.append(year).append('-');
        append2(out, monthDay / 100).append('-');
        return append2(out, monthDay % 100);
    }

    /** {@code HH:mm:ss[.fffffffff]}. */
    public static StringBuilder appendTime(StringBuilder out, long nsOfDay) {
        int seconds = (int) (nsOfDay / NS_PER_SECOND);
        append2(out, seconds / 3600).append(':');
        append2(out, seconds / 60 % 60).append(':');
        append2(out, seconds % 60);
        int fraction = (int) (nsOfDay % NS_PER_SECOND);
        if (fraction != 0) {
            out.append('.');
            for (int digit = 100_000_000; fraction != 0; digit /= 10) {
                out.append((char) ('0' + fraction / digit));
                fraction %= digit;
            }
        }
        return out;
    }

    /** {@code [-]d HH:mm:ss[.f]} as Postgres and Flink print a day-time interval. */
    public static StringBuilder appendInterval(StringBuilder out, long ns) {
        if (ns < 0) {
            out.append('-');
        }
        long days = Math.abs(ns / NS_PER_DAY);
        out.append(days).append(' ');
        return appendTime(out, Math.abs(ns % NS_PER_DAY));
    }

    private static StringBuilder append2(StringBuilder out, int value) {
        return out.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }
}
