package io.sabot.sql.function;

import io.sabot.core.time.Timestamps;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.IsoFields;

/** The calendar: timestamps in nanoseconds since the epoch (UTC), dates in days, times in nanoseconds of the day. */
public final class TimeMath {
    private static final long NS_PER_SECOND = Timestamps.NS_PER_SECOND;
    private static final long NS_PER_DAY = Timestamps.NS_PER_DAY;

    private TimeMath() {}

    // ---- between kinds ----

    public static long dateToTimestamp(int days) {
        long ns = days * NS_PER_DAY;
        if (Math.multiplyHigh(days, NS_PER_DAY) != ns >> 63) {
            throw outOfRange();
        }
        return ns;
    }

    public static int timestampToDate(long ns) {
        return (int) Math.floorDiv(ns, NS_PER_DAY);
    }

    public static long timestampToTime(long ns) {
        return Math.floorMod(ns, NS_PER_DAY);
    }

    /** Cuts to a multiple of the unit, towards the past. */
    public static long floor(long ns, long unitNs) {
        long floored = Math.floorDiv(ns, unitNs) * unitNs;
        if (floored > ns) {
            throw outOfRange();
        }
        return floored;
    }

    public static long ceil(long ns, long unitNs) {
        long rest = Math.floorMod(ns, unitNs);
        return rest == 0 ? ns : plus(ns, unitNs - rest);
    }

    private static RowFailure outOfRange() {
        return new RowFailure("a timestamp is out of range (years 1677 to 2262)");
    }

    // ---- arithmetic ----

    public static long plus(long timestampNs, long intervalNs) {
        long sum = timestampNs + intervalNs;
        if (((timestampNs ^ sum) & (intervalNs ^ sum)) < 0) {
            throw outOfRange();
        }
        return sum;
    }

    public static long minus(long timestampNs, long intervalNs) {
        long difference = timestampNs - intervalNs;
        if (((timestampNs ^ intervalNs) & (timestampNs ^ difference)) < 0) {
            throw outOfRange();
        }
        return difference;
    }

    public static int datePlus(int days, long intervalNs) {
        return Casts.toInt(days + Math.floorDiv(intervalNs, NS_PER_DAY));
    }

    public static int dateMinus(int days, long intervalNs) {
        return Casts.toInt(days + Math.floorDiv(-intervalNs, NS_PER_DAY));
    }

    /** Goes round at midnight. */
    public static long timePlus(long nsOfDay, long intervalNs) {
        return Math.floorMod(nsOfDay + intervalNs % NS_PER_DAY, NS_PER_DAY);
    }

    public static long timeMinus(long nsOfDay, long intervalNs) {
        return Math.floorMod(nsOfDay - intervalNs % NS_PER_DAY, NS_PER_DAY);
    }

    /** The same day of another month, or that month's last. */
    public static int datePlusMonths(int days, int months) {
        return Casts.toInt(daysPlusMonths(days, months));
    }

    public static long timestampPlusMonths(long ns, int months) {
        long days = Math.floorDiv(ns, NS_PER_DAY);
        long moved = daysPlusMonths(days, months);
        if (Math.abs(moved) > 106_750) {
            throw outOfRange();
        }
        return moved * NS_PER_DAY + (ns - days * NS_PER_DAY);
    }

    private static long daysPlusMonths(long days, int months) {
        return LocalDate.ofEpochDay(days).plusMonths(months).toEpochDay();
    }

    public static long multiply(long interval, double by) {
        return Casts.toLong(interval * by);
    }

    public static long multiply(long interval, BigDecimal by) {
        return DecimalMath.toLong(by.multiply(BigDecimal.valueOf(interval)));
    }

    public static long divide(long interval, double by) {
        return Casts.toLong(DoubleMath.divide(interval, by));
    }

    public static long divide(long interval, BigDecimal by) {
        if (by.signum() == 0) {
            throw IntegerMath.divisionByZero();
        }
        return DecimalMath.toLong(BigDecimal.valueOf(interval).divide(by, 0, RoundingMode.HALF_UP));
    }

    /** Whole months from one to the other, negative if that is earlier. */
    public static int monthsBetween(long fromNs, long toNs) {
        long fromDay = Math.floorDiv(fromNs, NS_PER_DAY);
        long toDay = Math.floorDiv(toNs, NS_PER_DAY);
        long from = Timestamps.civilFromDays(fromDay);
        long to = Timestamps.civilFromDays(toDay);
        long months = (to / 10_000 - from / 10_000) * 12 + (to / 100 % 100 - from / 100 % 100);
        long fromRest = from % 100 * NS_PER_DAY + (fromNs - fromDay * NS_PER_DAY);
        long toRest = to % 100 * NS_PER_DAY + (toNs - toDay * NS_PER_DAY);
        boolean isPartial = months > 0 ? toRest < fromRest : months < 0 && toRest > fromRest;
        return (int) (isPartial ? months - Long.signum(months) : months);
    }

    // ---- fields ----

    /** year × 10,000 + month × 100 + day. */
    private static long civil(long ns) {
        return Timestamps.civilFromDays(Math.floorDiv(ns, NS_PER_DAY));
    }

    public static long year(long ns) {
        return civil(ns) / 10_000;
    }

    public static long month(long ns) {
        return civil(ns) / 100 % 100;
    }

    public static long quarter(long ns) {
        return (month(ns) + 2) / 3;
    }

    public static long day(long ns) {
        return civil(ns) % 100;
    }

    /** 1 to 366. */
    public static long dayOfYear(long ns) {
        long days = Math.floorDiv(ns, NS_PER_DAY);
        return days - Timestamps.daysFromCivil((int) year(ns), 1, 1) + 1;
    }

    /** 1 for Sunday to 7 for Saturday. */
    public static long dayOfWeek(long ns) {
        return Math.floorMod(Math.floorDiv(ns, NS_PER_DAY) + 4, 7) + 1L;
    }

    /** 1 for Monday to 7 for Sunday. */
    public static long isoDayOfWeek(long ns) {
        return Math.floorMod(Math.floorDiv(ns, NS_PER_DAY) + 3, 7) + 1L;
    }

    /** Of ISO 8601. */
    public static long week(long ns) {
        return date(ns).get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    }

    /** Of ISO 8601. */
    public static long weekYear(long ns) {
        return date(ns).get(IsoFields.WEEK_BASED_YEAR);
    }

    private static LocalDate date(long ns) {
        return LocalDate.ofEpochDay(Math.floorDiv(ns, NS_PER_DAY));
    }

    public static long hour(long ns) {
        return Math.floorMod(ns, NS_PER_DAY) / (3600 * NS_PER_SECOND);
    }

    public static long minute(long ns) {
        return Math.floorMod(ns, 3600 * NS_PER_SECOND) / (60 * NS_PER_SECOND);
    }

    public static long second(long ns) {
        return Math.floorMod(ns, 60 * NS_PER_SECOND) / NS_PER_SECOND;
    }

    /** Nanoseconds since the minute began. */
    public static long nanosOfMinute(long ns) {
        return Math.floorMod(ns, 60 * NS_PER_SECOND);
    }

    public static long decade(long ns) {
        return Math.floorDiv(year(ns), 10);
    }

    public static long century(long ns) {
        return Math.floorDiv(year(ns) + 99, 100);
    }

    public static long millennium(long ns) {
        return Math.floorDiv(year(ns) + 999, 1000);
    }

    // ---- calendar units ----

    /** Monday of the week. */
    public static long floorWeek(long ns) {
        long days = Math.floorDiv(ns, NS_PER_DAY);
        return atDay(days - Math.floorMod(days + 3, 7));
    }

    public static long ceilWeek(long ns) {
        long floor = floorWeek(ns);
        return floor == ns ? ns : plus(floor, 7 * NS_PER_DAY);
    }

    /** First day of the group of months: 1, 3 for quarters, 12 for years, 120 for decades. */
    public static long floorMonths(long ns, int months) {
        long civil = civil(ns);
        long index = Math.floorDiv(civil / 10_000 * 12 + civil / 100 % 100 - 1, (long) months) * months;
        return firstOfMonth(index);
    }

    public static long ceilMonths(long ns, int months) {
        long floor = floorMonths(ns, months);
        return floor == ns ? ns : timestampPlusMonths(floor, months);
    }

    private static long firstOfMonth(long index) {
        int year = (int) Math.floorDiv(index, 12L);
        return atDay(Timestamps.daysFromCivil(year, (int) (index - year * 12L) + 1, 1));
    }

    private static long atDay(long days) {
        if (Math.abs(days) > 106_751) {
            throw outOfRange();
        }
        return days * NS_PER_DAY;
    }

    /** Of a number of seconds (precision 0), milliseconds (3), microseconds (6) or nanoseconds (9) since the epoch. */
    public static long ofEpoch(long value, int precision) {
        if (precision < 0 || precision > 9) {
            throw new RowFailure("a timestamp's precision is 0 to 9, not " + precision);
        }
        long unit = DecimalMath.power(9 - precision);
        long ns = value * unit;
        if (Math.multiplyHigh(value, unit) != ns >> 63) {
            throw outOfRange();
        }
        return ns;
    }
}
