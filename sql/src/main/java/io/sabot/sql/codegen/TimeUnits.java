package io.sabot.sql.codegen;

import io.sabot.core.error.SabotException;
import io.sabot.core.time.Timestamps;
import java.util.Map;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/**
 * Length of a unit of time.
 *
 * @param ns of a unit of fixed length, else 0
 * @param months of a unit of the calendar, else 0
 */
record TimeUnits(long ns, int months) {
    private static final Map<String, TimeUnits> BY_NAME = Map.ofEntries(
            Map.entry("NANOSECOND", fixed(1)),
            Map.entry("MICROSECOND", fixed(1_000)),
            Map.entry("MILLISECOND", fixed(1_000_000)),
            Map.entry("SECOND", fixed(Timestamps.NS_PER_SECOND)),
            Map.entry("MINUTE", fixed(60 * Timestamps.NS_PER_SECOND)),
            Map.entry("HOUR", fixed(3600 * Timestamps.NS_PER_SECOND)),
            Map.entry("DAY", fixed(Timestamps.NS_PER_DAY)),
            Map.entry("WEEK", fixed(7 * Timestamps.NS_PER_DAY)),
            Map.entry("MONTH", calendar(1)),
            Map.entry("QUARTER", calendar(3)),
            Map.entry("YEAR", calendar(12)),
            Map.entry("DECADE", calendar(120)),
            Map.entry("CENTURY", calendar(1200)),
            Map.entry("MILLENNIUM", calendar(12_000)));

    private static TimeUnits fixed(long ns) {
        return new TimeUnits(ns, 0);
    }

    private static TimeUnits calendar(int months) {
        return new TimeUnits(0, months);
    }

    boolean isCalendar() {
        return months != 0;
    }

    static String name(RexNode flag) {
        return flag instanceof RexLiteral literal ? String.valueOf(literal.getValue()) : flag.toString();
    }

    static TimeUnits of(RexNode flag) {
        TimeUnits unit = BY_NAME.get(name(flag));
        if (unit == null) {
            throw unknown(name(flag));
        }
        return unit;
    }

    static SabotException unknown(String name) {
        return SabotException.configuration("SQL-0307", "the unit of time " + name + " cannot be used here", null);
    }
}
