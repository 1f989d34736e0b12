package io.sabot.core.time;

/** Lengths of time for people. */
public final class Durations {
    private static final long[] UNITS_NS = {
        86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L
    };
    private static final String[] NAMES = {"d", "h", "min", "s", "ms", "µs", "ns"};

    private Durations() {}

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
