package io.sabot.sql.catalog;

import java.util.List;

/**
 * What WITH may say for a connector.
 *
 * @param isSource whether tables can be read
 * @param isSink whether they can be written
 * @param isBounded whether what is read has an end
 */
public record ConnectorSpec(
        String name, boolean isSource, boolean isSink, boolean isBounded, List<OptionSpec> options) {
    public ConnectorSpec {
        options = List.copyOf(options);
    }

    /**
     * One option.
     *
     * @param values allowed, in lower case; empty for any text
     */
    public record OptionSpec(String name, boolean isRequired, Kind kind, List<String> values) {
        public OptionSpec {
            values = List.copyOf(values);
        }

        /** Form of an option's value. */
        public enum Kind {
            TEXT,
            CHARACTER,
            NUMBER,
            BOOLEAN,
            DURATION,
            CHOICE
        }

        public static OptionSpec text(String name) {
            return new OptionSpec(name, false, Kind.TEXT, List.of());
        }

        public static OptionSpec character(String name) {
            return new OptionSpec(name, false, Kind.CHARACTER, List.of());
        }

        public static OptionSpec number(String name) {
            return new OptionSpec(name, false, Kind.NUMBER, List.of());
        }

        /** As {@link io.sabot.core.time.Durations#parse} reads it. */
        public static OptionSpec duration(String name) {
            return new OptionSpec(name, false, Kind.DURATION, List.of());
        }

        public static OptionSpec bool(String name) {
            return new OptionSpec(name, false, Kind.BOOLEAN, List.of("true", "false"));
        }

        public static OptionSpec choice(String name, String... values) {
            return new OptionSpec(name, false, Kind.CHOICE, List.of(values));
        }

        public OptionSpec required() {
            return new OptionSpec(name, true, kind, values);
        }
    }
}
