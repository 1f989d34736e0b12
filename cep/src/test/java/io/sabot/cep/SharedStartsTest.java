package io.sabot.cep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.cep.MatchLife.Query;
import io.sabot.cep.MatchLife.Row;
import io.sabot.cep.api.LimitPolicy;
import io.sabot.core.error.SabotException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Starts that share threads give what starts with threads of their own do, row by row and in the same order. */
class SharedStartsTest {
    private static final int ROUNDS = Integer.getInteger("sabot.matches.rounds", 5_000);
    private static final int STEP_NS = 10;

    private static List<String> run(Query query, List<Row> rows, Random cuts, long[] told) {
        try (MatchLife life = new MatchLife(query)) {
            int restored = cuts.nextInt(rows.size() + 1);
            int at = 0;
            while (at < rows.size()) {
                int to = Math.min(rows.size(), at + 1 + cuts.nextInt(8));
                if (at < restored && restored <= to) {
                    to = restored;
                }
                life.feed(rows, at, to);
                if (to == restored) {
                    life.restore(rows, restored);
                }
                at = to;
                told[0] = Math.max(told[0], life.sharedRecords());
            }
            told[1] = life.dropped();
            assertThat(life.end()).as("left behind by %s over %s", query, rows).isZero();
            return life.output();
        } catch (SabotException e) {
            return List.of(e.getMessage());
        }
    }

    @Test
    void shouldGiveWhatStartsWithTheirOwnThreadsGive() {
        long seed = System.nanoTime();
        System.out.println("SharedStartsTest seed " + seed);
        Random random = new Random(seed);
        int shared = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Query query = randomQuery(random);
            List<Row> rows = randomRows(random);
            long cuts = random.nextLong();
            long[] apart = new long[2];
            long[] together = new long[2];
            List<String> expected = run(query.apart(), rows, new Random(cuts), apart);
            assertThat(run(query, rows, new Random(cuts), together))
                    .as("%d: %s over %s, cuts %d", round, query, rows, cuts)
                    .isEqualTo(expected);
            assertThat(together[1]).as("given up: %s over %s", query, rows).isEqualTo(apart[1]);
            assertThat(apart[0]).isZero();
            shared += together[0] > 0 ? 1 : 0;
        }
        assertThat(shared).as("rounds in which starts shared").isGreaterThan(ROUNDS / 5);
    }

    private static Query randomQuery(Random random) {
        boolean isToNext = random.nextBoolean();
        long withinNs = !isToNext || random.nextBoolean() ? 1 + random.nextInt(30) : 0;
        LimitPolicy policy = LimitPolicy.values()[random.nextInt(LimitPolicy.values().length)];
        PatternLimits limits = random.nextInt(3) > 0
                ? PatternLimits.ofPartialMatches(10_000)
                : new PatternLimits(
                        1 + random.nextInt(20),
                        random.nextBoolean() ? PatternLimits.NONE : 1 + random.nextInt(30),
                        PatternLimits.NONE,
                        policy);
        return new Query(
                randomPattern(random),
                isToNext ? PatternSpec.SkipMode.TO_NEXT_ROW : PatternSpec.SkipMode.PAST_LAST_ROW,
                withinNs,
                random.nextInt(6) == 0,
                PatternSpec.Rows.one(),
                withinNs > 0 && random.nextInt(3) == 0,
                random.nextBoolean(),
                limits,
                2 + random.nextInt(4));
    }

    /** Mostly with a loop that starts of many rows come to. */
    private static String randomPattern(Random random) {
        if (random.nextInt(5) == 0) {
            return RandomPatterns.text(random, 3);
        }
        String loop = new String[] {"B*", "B*?", "(B C?)*", "(B|C D)*?", "B+", "(B+ C*?)+"}[random.nextInt(6)];
        String first = random.nextBoolean() ? "A" : RandomPatterns.text(random, 1);
        return first + " " + loop + " " + RandomPatterns.text(random, 2);
    }

    /** Runs of equal rows among others: starts come together, fork and part again. */
    private static List<Row> randomRows(Random random) {
        int length = 1 + random.nextInt(60);
        List<Row> rows = new ArrayList<>();
        long timeNs = 0;
        int bits = 0;
        for (int i = 0; i < length; i++) {
            timeNs += random.nextInt(4);
            bits = random.nextInt(4) == 0 ? random.nextInt(16) | (random.nextInt(4) == 0 ? 0 : 3) : bits;
            rows.add(new Row(random.nextInt(6) == 0 ? "Y" : "X", bits, timeNs));
        }
        return rows;
    }

    // ---- how much there is ----

    private static int mostThreads(Query query, int rows, IntUnaryOperator bits) {
        List<Row> input = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            input.add(new Row("X", bits.applyAsInt(i), (long) i * STEP_NS));
        }
        int most = 0;
        try (MatchLife life = new MatchLife(query)) {
            for (int i = 0; i < rows; i++) {
                life.feed(input, i, i + 1);
                most = Math.max(most, life.liveRecords() - life.sharedRecords());
            }
            assertThat(life.end()).as("left behind").isZero();
        }
        return most;
    }

    private static void assertFewThreads(String pattern, IntUnaryOperator bits) {
        for (PatternSpec.SkipMode mode :
                List.of(PatternSpec.SkipMode.TO_NEXT_ROW, PatternSpec.SkipMode.PAST_LAST_ROW)) {
            Query query = new Query(pattern, mode, 1_000_000, false, PatternSpec.Rows.one());
            int few = mostThreads(query, 100, bits);
            assertThat(mostThreads(query, 1_000, bits))
                    .as("chunks of threads: %s, %s", pattern, mode)
                    .isEqualTo(few)
                    .isLessThan(6);
        }
    }

    @Test
    void shouldFollowEveryRowsStartWithOneThread() {
        assertFewThreads("A B* C", row -> 3);
    }

    @Test
    void shouldShareWhereAStartHasSeveralThreads() {
        assertFewThreads("A D*? B D*? C", row -> row % 5 == 4 ? 10 : 9);
    }

    @Test
    void shouldShareWhereNeighboursDiffer() {
        assertFewThreads("A (B D)* C", row -> 11);
    }

    @Test
    void shouldTakeAllStartsAsPartialMatchesOfTheLimit() {
        Query query = new Query(
                "A B* C",
                PatternSpec.SkipMode.TO_NEXT_ROW,
                0,
                false,
                PatternSpec.Rows.one(),
                false,
                false,
                PatternLimits.ofPartialMatches(20),
                2);
        assertThatThrownBy(() -> mostThreads(query, 21, row -> 3)).hasMessageContaining("21 partial matches");
        assertThat(mostThreads(query, 20, row -> 3)).isPositive();
    }

    @Test
    void shouldLimitWhatDiffers() {
        Query query = new Query(
                "A B* C | A D",
                PatternSpec.SkipMode.TO_NEXT_ROW,
                0,
                false,
                PatternSpec.Rows.one(),
                false,
                false,
                new PatternLimits(1_000, 20, PatternLimits.NONE, PatternLimits.NONE, LimitPolicy.ERROR),
                2);
        // What each start has found, and may not keep, ended at another row.
        assertThatThrownBy(() -> mostThreads(query, 30, row -> 11)).hasMessageContaining("partial matches that differ");
        assertThat(mostThreads(query, 30, row -> 3)).isPositive();
    }
}
