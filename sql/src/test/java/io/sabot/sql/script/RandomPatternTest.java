package io.sabot.sql.script;

import static org.assertj.core.api.Assertions.fail;

import io.sabot.sql.script.PatternCase.Outcome;
import io.sabot.sql.script.PatternCase.Verdict;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random patterns against the naive one. {@code -Dsabot.patterns.cases}, {@code -Dsabot.patterns.seed} (of the first
 * case; the next ones count up), {@code -Dsabot.patterns.features} ("ALL,-TIMEOUTS"), {@code -Dsabot.patterns.failures}
 * (how many to shrink and show, 1), {@code -Dsabot.patterns.shrink} (milliseconds for each) say what is done.
 */
class RandomPatternTest {
    /** What the engine can do and does right; take away a name when it does. */
    private static final String OFFERED = "ALL,-NUMBER_IN_NAVIGATION,-FINAL_OUTSIDE,-CLASSIFIER_SEMANTICS";

    private static final int CASES = Integer.getInteger("sabot.patterns.cases", 200);
    private static final long SEED = Long.getLong("sabot.patterns.seed", System.nanoTime());
    private static final int FAILURES = Integer.getInteger("sabot.patterns.failures", 1);
    private static final Set<PatternFeature> FEATURES =
            PatternFeature.parse(System.getProperty("sabot.patterns.features", OFFERED));
    private static final long SHRINK_MS = Long.getLong("sabot.patterns.shrink", 60_000);

    @Test
    void shouldFindWhatTheNaivePatternFinds() {
        StringBuilder failures = new StringBuilder();
        int count = 0;
        for (long seed = SEED; seed < SEED + CASES && count < FAILURES; seed++) {
            PatternCase whole = new RandomPattern(new Random(seed), FEATURES).next();
            Verdict verdict = whole.verdict();
            if (verdict.outcome() == Outcome.DIFFERENT || verdict.outcome() == Outcome.REFUSED) {
                failures.append("\n\n==== seed ").append(seed).append(' ').append(told(whole, verdict));
                count++;
            }
        }
        if (count > 0) {
            fail(failures.toString());
        }
    }

    private static String told(PatternCase whole, Verdict verdict) {
        PatternCase small = whole.shrunk(verdict, SHRINK_MS);
        return verdict.outcome() + "\n" + small.text() + "\n" + small.verdict().text() + "\n---- before shrinking\n"
                + whole.text() + "\n" + verdict.text();
    }
}
