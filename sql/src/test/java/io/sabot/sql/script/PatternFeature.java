package io.sabot.sql.script;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** What random patterns may use; to find out which feature differs, leave some out. */
enum PatternFeature {
    // input
    BOUNDED,
    DELAY,
    ORDER_KEYS,
    UNPARTITIONED,
    NULL_KEYS,
    // pattern
    RELUCTANT,
    PERMUTE,
    EMPTY,
    START_ANCHOR,
    END_ANCHOR,
    EXCLUSION,
    NOT_NEXT,
    ABSENCE,
    SUBSET,
    WITHIN,
    // rows and skips
    ALL_ROWS,
    OMIT_EMPTY,
    UNMATCHED,
    TIMEOUTS,
    /** {@code $} in a pattern that shows what ran out of time. */
    END_ANCHOR_IN_TIMEOUTS,
    SKIP_TO_NEXT,
    SKIP_TO_VARIABLE,
    // conditions
    AGGREGATE_IN_DEFINE,
    CLASSIFIER_IN_DEFINE,
    NUMBER_IN_DEFINE,
    NEXT_IN_DEFINE,
    // measures
    NUMBER,
    STATUS,
    ROWTIME,
    NEXT,
    /** RUNNING and FINAL. */
    SEMANTICS,
    /** {@code PREV(FINAL LAST(x))}. */
    FINAL_INSIDE,
    /** {@code FINAL PREV(LAST(x))}. */
    FINAL_OUTSIDE,
    // expressions
    CLASSIFIER,
    CLASSIFIER_IN_NAVIGATION,
    /** In PREV and NEXT. */
    CLASSIFIER_IN_JUMP,
    /** {@code FINAL CLASSIFIER()}. */
    CLASSIFIER_SEMANTICS,
    CLASSIFIER_IN_AGGREGATE,
    NUMBER_IN_NAVIGATION,
    TEXT_AGGREGATE,
    DISTINCT,
    FILTER,
    VARIANCE,
    NUMBER_IN_AGGREGATE,
    ARRAY_AGG,
    /** {@code CARDINALITY(ARRAY_AGG(x))} and {@code ARRAY_AGG(x)[2]}. */
    ARRAY_EXPRESSION;

    /** "ALL", or names with commas; "-NAME" takes one away from all. */
    static Set<PatternFeature> parse(String text) {
        Set<PatternFeature> features = EnumSet.noneOf(PatternFeature.class);
        for (String name : text.split(",")) {
            if (name.equals("ALL")) {
                features.addAll(Arrays.asList(values()));
            } else if (name.startsWith("-")) {
                features.remove(valueOf(name.substring(1)));
            } else if (!name.isEmpty()) {
                features.add(valueOf(name));
            }
        }
        return features;
    }
}
