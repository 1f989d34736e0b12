package io.sabot.core.time;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time for people. */
public final class Durations {
    private static final long[] UNITS_NS = {
        86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L
    };
    private static final Pattern FORM = Pattern.compile("(\\d{1,15}) ?(ms|s|min|m|h|d)", Pattern.CASE_INSENSITIVE);
    private static final String[] NAMES = {"d", "h", "min", "s", "ms", "µs", "ns"};

    private Durations() {}

    /**
     * Reads a number with a unit: {@code 500 ms}, {@code 5s}, {@code 1 min}; h and d too.
     *
     * @return nanoseconds, or −1 if it is nothing of the kind
     */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.trim());
        if (!matcher.matches()) {
            return -1;
        }
        long unitNs =
                switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "d" -> UNITS_NS[0];
                    case "h" -> UNITS_NS[1];
                    case "min", "m" -> UNITS_NS[2];
                    case "s" -> UNITS_NS[3];
                    default -> UNITS_NS[4];
                };
        long count = Long.parseLong(matcher.group(1));
        return count > Long.MAX_VALUE / unitNs ? -1 : count * unitNs;
    }

    /** Exact, largest units first: {@code 1 h 30 min}. */
    public static String text(long ns) {
        if (ns == 0) {
            return "0 s";
        }
        StringBuilder text = new StringBuilder(ns < 0 ? "-" : "");
        long rest = ns;
        for (int unit = 0; unit < UNITS_NS.length; unit++) {
            long count = Math.abs(rest / UNITS_NS[unit]);
            rest %= UNITS_NS[unit];
            if (count != 0) {
                text.append(text.length() > 1 ? " " : "")
                        .append(count)
                        .append(' ')
                        .append(NAMES[unit]);
            }
        }
        return text.toString();
    }
}
