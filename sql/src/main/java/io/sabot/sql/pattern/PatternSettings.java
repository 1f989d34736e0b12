package io.sabot.sql.pattern;

import io.sabot.cep.PatternLimits;
import io.sabot.cep.PatternProgram;
import io.sabot.cep.api.LimitPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What {@code SET 'pattern.…'} says for the patterns behind it. They decide about results, so they belong to what an
 * application is, as its statements do.
 *
 * @param partialMatches of a key; {@link #NOT_SET} for what suits the pattern
 * @param total of all keys, or {@link PatternLimits#NONE}
 * @param rows of a partial match where rows are held; likewise
 * @param atLimit what happens beyond
 * @param instructions that a pattern may be compiled to; PERMUTE has one for each part of each order
 */
public record PatternSettings(int partialMatches, long total, long rows, LimitPolicy atLimit, int instructions) {
    private static final int NOT_SET = 0;

    public static final PatternSettings DEFAULT = new PatternSettings(
            NOT_SET,
            PatternLimits.NONE,
            PatternLimits.NONE,
            LimitPolicy.ERROR,
            PatternProgram.DEFAULT_MAX_INSTRUCTIONS);

    public static final String PREFIX = "pattern.";
    public static final String INSTRUCTIONS = "pattern.instructions";
    private static final String PARTIAL_MATCHES = "pattern.partial-matches";
    private static final String TOTAL = "pattern.total-partial-matches";
    private static final String ROWS = "pattern.rows";
    private static final String AT_LIMIT = "pattern.at-limit";
    private static final int MAX_INSTRUCTIONS = 1_000_000;

    public static final Set<String> NAMES = Set.of(PARTIAL_MATCHES, TOTAL, ROWS, AT_LIMIT, INSTRUCTIONS);

    /**
     * @param name one of {@link #NAMES}
     * @throws IllegalArgumentException saying what the setting takes
     */
    public PatternSettings with(String name, String value) {
        return switch (name) {
            case PARTIAL_MATCHES ->
                new PatternSettings((int) number(value, Integer.MAX_VALUE), total, rows, atLimit, instructions);
            case TOTAL -> new PatternSettings(partialMatches, limit(value), rows, atLimit, instructions);
            case ROWS -> new PatternSettings(partialMatches, total, limit(value), atLimit, instructions);
            case AT_LIMIT -> new PatternSettings(partialMatches, total, rows, policy(value), instructions);
            case INSTRUCTIONS ->
                new PatternSettings(partialMatches, total, rows, atLimit, (int) number(value, MAX_INSTRUCTIONS));
            default -> throw new IllegalArgumentException("a setting of patterns");
        };
    }

    /** @param suitable partial matches of a key, if that is not set */
    PatternLimits limits(int suitable) {
        return new PatternLimits(partialMatches == NOT_SET ? suitable : partialMatches, total, rows, atLimit);
    }

    private static long limit(String value) {
        return value.equalsIgnoreCase("none") ? PatternLimits.NONE : number(value, PatternLimits.NONE);
    }

    private static long number(String value, long max) {
        if (!value.matches("[1-9]\\d{0,17}") || Long.parseLong(value) > max) {
            throw new IllegalArgumentException(
                    "a whole number from 1" + (max == PatternLimits.NONE ? ", or none" : " to " + max));
        }
        return Long.parseLong(value);
    }

    private static LimitPolicy policy(String value) {
        for (LimitPolicy policy : LimitPolicy.values()) {
            if (policy.name().equalsIgnoreCase(value)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("error, drop_oldest or drop_newest");
    }

    /** Limits for people. */
    public static String text(PatternLimits limits) {
        List<String> parts = new ArrayList<>(List.of(limits.partialMatches() + " partial matches of a key"));
        if (limits.totalPartialMatches() != PatternLimits.NONE) {
            parts.add(limits.totalPartialMatches() + " in all");
        }
        if (limits.rows() != PatternLimits.NONE) {
            parts.add(limits.rows() + " rows of a partial match where rows are held");
        }
        String policy = limits.policy() == LimitPolicy.ERROR
                ? ""
                : ", then " + limits.policy().name().toLowerCase(Locale.ROOT);
        return String.join(", ", parts) + policy;
    }
}
