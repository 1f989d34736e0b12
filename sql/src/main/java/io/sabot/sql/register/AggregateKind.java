package io.sabot.sql.register;

import java.util.Locale;

/** The aggregate functions. */
public enum AggregateKind {
    COUNT,
    SUM,
    AVG,
    MIN,
    MAX,
    FIRST_VALUE,
    LAST_VALUE,
    STDDEV_POP,
    STDDEV_SAMP,
    VAR_POP,
    VAR_SAMP;

    /** Null if Sabot has no such function. */
    public static AggregateKind of(String functionName) {
        String name = functionName.toUpperCase(Locale.ROOT);
        return switch (name) {
            case "STDDEV" -> STDDEV_SAMP;
            case "VARIANCE" -> VAR_SAMP;
            case "$SUM0" -> null;
            default -> {
                for (AggregateKind kind : values()) {
                    if (kind.name().equals(name)) {
                        yield kind;
                    }
                }
                yield null;
            }
        };
    }
}
