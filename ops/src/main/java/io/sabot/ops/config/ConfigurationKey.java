package io.sabot.ops.config;

import io.sabot.core.time.Durations;
import java.util.List;

/**
 * A key that may be configured.
 *
 * @param defaultValue null if there is none
 * @param max of a {@link ValueKind#NUMBER}; the least is 0
 * @param choices of a {@link ValueKind#CHOICE}
 * @param meaning for people, one line
 */
public record ConfigurationKey(
        String name, ValueKind kind, String defaultValue, long max, List<String> choices, String meaning) {
    public ConfigurationKey {
        choices = List.copyOf(choices);
    }

    static ConfigurationKey of(String name, ValueKind kind, String defaultValue, String meaning) {
        return new ConfigurationKey(name, kind, defaultValue, Long.MAX_VALUE, List.of(), meaning);
    }

    static ConfigurationKey number(String name, long max, String defaultValue, String meaning) {
        return new ConfigurationKey(name, ValueKind.NUMBER, defaultValue, max, List.of(), meaning);
    }

    static ConfigurationKey choice(String name, String meaning, String defaultValue, String... others) {
        List<String> choices = new java.util.ArrayList<>(List.of(defaultValue));
        choices.addAll(List.of(others));
        return new ConfigurationKey(name, ValueKind.CHOICE, defaultValue, Long.MAX_VALUE, choices, meaning);
    }

    /** Whether {@code SET} in a SQL file may name it. */
    public boolean isOfEngine() {
        return ConfigurationKeys.isOfEngine(name);
    }

    /** What is expected instead of the value, for people; null if the value is right. What the engine checks is right. */
    String complaint(String value) {
        return switch (kind) {
            case NUMBER ->
                isNumber(value) ? null : "a whole number from 0" + (max == Long.MAX_VALUE ? "" : " to " + max);
            case DURATION -> Durations.parse(value) < 0 ? "a length of time such as '30 s', '5 min' or '2 h'" : null;
            case BYTES -> ByteSizes.parse(value) < 0 ? "a number of bytes such as 1048576, '64 MiB' or '2 GiB'" : null;
            case CHOICE -> choices.contains(value) ? null : String.join(" or ", choices);
            case TEXT, LIST, SECRET -> value.isBlank() ? "a value that is not empty" : null;
            case ENGINE -> null;
        };
    }

    private boolean isNumber(String value) {
        return value.matches("\\d{1,18}") && Long.parseLong(value) <= max;
    }
}
