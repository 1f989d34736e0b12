package io.sabot.sql.parser;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;

/** The exact length of interval literals. */
public final class Intervals {
    private static final List<TimeUnit> UNITS = List.of(TimeUnit.DAY, TimeUnit.HOUR, TimeUnit.MINUTE, TimeUnit.SECOND);
    private static final long[] NANOS = {86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L};

    /** How many of a unit make one of the next larger, which bounds every field but the first. */
    private static final int[] LIMITS = {Integer.MAX_VALUE, 24, 60, 60};

    private static final String[] SEPARATORS = {"", " +", ":", ":"};
    private static final int DIGITS = 9;

    private Intervals() {}

    /**
     * The length of a day-time interval in nanoseconds, negative if the literal is.
     *
     * @throws IllegalArgumentException if the literal is of years or months or weeks, does not fit its qualifier, has
     *     more than nine digits of a second's fraction, or is too long for a {@code long}
     */
    public static long nanos(SqlIntervalLiteral literal) {
        SqlIntervalLiteral.IntervalValue value = literal.getValueAs(SqlIntervalLiteral.IntervalValue.class);
        SqlIntervalQualifier qualifier = value.getIntervalQualifier();
        int first = UNITS.indexOf(qualifier.getStartUnit());
        int last = qualifier.timeUnitRange.endUnit == null ? first : UNITS.indexOf(qualifier.getEndUnit());
        if (first < 0 || last < 0) {
            throw new IllegalArgumentException(
                    "the interval " + literal + " has no fixed length; use days, hours, minutes and seconds");
        }
        Matcher fields = format(first, last).matcher(value.getIntervalLiteral());
        if (!fields.matches()) {
            throw new IllegalArgumentException("the interval " + literal + " does not have the form of its qualifier, "
                    + (first == last ? "" : UNITS.get(first) + " TO ") + UNITS.get(last));
        }
        try {
            long nanos = 0;
            for (int unit = first; unit <= last; unit++) {
                long field = Long.parseLong(fields.group(unit - first + 2));
                if (unit > first && field >= LIMITS[unit]) {
                    throw new IllegalArgumentException("the interval " + literal + " has "
                            + UNITS.get(unit).name().toLowerCase(Locale.ROOT) + " " + field
                            + ", which must be below " + LIMITS[unit]);
                }
                nanos = Math.addExact(nanos, Math.multiplyExact(field, NANOS[unit]));
            }
            nanos = Math.addExact(nanos, fraction(literal, last, fields));
            boolean negative = value.getSign() < 0 != "-".equals(fields.group(1));
            return negative ? -nanos : nanos;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("the interval " + literal + " is longer than can be represented", e);
        }
    }

    private static long fraction(SqlIntervalLiteral literal, int last, Matcher fields) {
        String digits = UNITS.get(last) == TimeUnit.SECOND ? fields.group(fields.groupCount()) : null;
        if (digits == null) {
            return 0;
        }
        if (digits.length() > DIGITS) {
            throw new IllegalArgumentException(
                    "the interval " + literal + " is finer than a nanosecond, the finest there is");
        }
        return Long.parseLong((digits + "0".repeat(DIGITS)).substring(0, DIGITS));
    }

    private static Pattern format(int first, int last) {
        StringBuilder format = new StringBuilder(" *([+-]?)");
        for (int unit = first; unit <= last; unit++) {
            format.append(unit == first ? "" : SEPARATORS[unit]).append("(\\d+)");
        }
        return Pattern.compile(format.append(UNITS.get(last) == TimeUnit.SECOND ? "(?:\\.(\\d+))?" : "")
                .append(" *")
                .toString());
    }
}
