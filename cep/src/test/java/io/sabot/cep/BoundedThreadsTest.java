package io.sabot.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.cep.MatchLife.Query;
import io.sabot.cep.MatchLife.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Patterns that have broken others: how many partial matches there are must not follow the length of the input. */
class BoundedThreadsTest {
    private static final int SHORT = 100;
    private static final int LONG = 1_000;

    /** A long way between two rows in event time. */
    private static final int STEP_NS = 10;

    /** The most records there are at once while so many rows come. */
    private static int most(Query query, int rows, IntUnaryOperator bits) {
        List<Row> input = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            input.add(new Row("X", bits.applyAsInt(i), (long) i * STEP_NS));
        }
        int most = 0;
        try (MatchLife life = new MatchLife(query)) {
            for (int i = 0; i < rows; i++) {
                life.feed(input, i, i + 1);
                most = Math.max(most, life.liveRecords());
            }
            assertThat(life.end()).as("left behind").isZero();
        }
        return most;
    }

    private static void assertBounded(Query query, IntUnaryOperator bits) {
        int few = most(query, SHORT, bits);
        assertThat(most(query, LONG, bits)).as(query.toString()).isEqualTo(few).isLessThan(SHORT);
    }

    private static Query pastLastRow(String pattern, PatternSpec.Rows rows) {
        return new Query(pattern, PatternSpec.SkipMode.PAST_LAST_ROW, 0, false, rows);
    }

    private static Query pastLastRow(String pattern) {
        return pastLastRow(pattern, PatternSpec.Rows.one());
    }

    @Test
    void shouldNotGrowWithNestedLoops() {
        assertBounded(pastLastRow("((A+)+ B)"), row -> 1);
    }

    @Test
    void shouldNotGrowWithChoicesBetweenEquals() {
        assertBounded(pastLastRow("(A | B)* C"), row -> 3);
    }

    @Test
    void shouldNotGrowWithRepetitionsOfWhatCanBeEmpty() {
        assertBounded(pastLastRow("(A?){2,}"), row -> 1);
        assertBounded(pastLastRow("(A?){2,} B"), row -> 1);
    }

    @Test
    void shouldNotGrowBehindAMatchThatMayBecomeLonger() {
        assertBounded(pastLastRow("A+ | A+ B"), row -> 1);
        assertBounded(pastLastRow("A*"), row -> 1);
    }

    @Test
    void shouldNotGrowWithALongRunOfRowsThatBeginAndGoOn() {
        assertBounded(pastLastRow("A B+ C"), row -> 3);
    }

    @Test
    void shouldFollowOnlyWhatTheTimeLimitLeaves() {
        assertBounded(
                new Query("A B* C", PatternSpec.SkipMode.PAST_LAST_ROW, 50, false, PatternSpec.Rows.one()), row -> 3);
        assertBounded(
                new Query("A B* C", PatternSpec.SkipMode.TO_NEXT_ROW, 50, false, PatternSpec.Rows.one()), row -> 3);
    }

    @Test
    void shouldHoldOnlyRowsOfOpenMatches() {
        PatternSpec.Rows held =
                new PatternSpec.Rows(PatternSpec.Shown.ONE_ROW, MatchLife.INPUT, null, 0, 0, false, false);
        assertBounded(pastLastRow("A B+ C", held), row -> row % 16 == 15 ? 4 : 3);
    }
}
