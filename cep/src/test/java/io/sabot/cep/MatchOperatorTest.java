package io.sabot.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.cep.MatchLife.Query;
import io.sabot.cep.MatchLife.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatchOperatorTest {
    private static final int ROUNDS = Integer.getInteger("sabot.matches.rounds", 10_000);

    /** So that 300 of the rounds try all cuts and restores. */
    private static final int EXHAUSTIVE_ONE_IN = 33;

    /** Beyond so many rows cuts are not all tried: they double with each. */
    private static final int MAX_CUT_ROWS = 6;

    private static List<String> run(Query query, List<Row> rows, int[] cuts) {
        try (MatchLife life = new MatchLife(query)) {
            int at = 0;
            for (int cut : cuts) {
                life.feed(rows, at, cut);
                at = cut;
            }
            assertThat(life.end()).as("left behind").isZero();
            return life.output();
        }
    }

    /** As a whole batch up to the row and one behind it, with another operator from there on. */
    private static List<String> runRestored(Query query, List<Row> rows, int at) {
        try (MatchLife life = new MatchLife(query)) {
            life.feed(rows, 0, at);
            life.restore(rows, at);
            life.feed(rows, at, rows.size());
            assertThat(life.end()).as("left behind").isZero();
            return life.output();
        }
    }

    private static List<String> match(String pattern, String input) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < input.length(); i++) {
            rows.add(new Row("X", 1 << input.charAt(i) - 'A', i));
        }
        return run(plain(pattern), rows, new int[] {input.length()});
    }

    private static Query plain(String pattern) {
        return new Query(pattern, PatternSpec.SkipMode.PAST_LAST_ROW, 0, false, PatternSpec.Rows.one());
    }

    private static long path(String variables) {
        long path = 0;
        for (char c : variables.toCharArray()) {
            path = path * 31 + (c - 'A' + 1);
        }
        return path;
    }

    @Test
    void shouldEmitAtTheRowThatDecides() {
        assertThat(match("A B+ C", "ABBC")).containsExactly("X #1 from 0 path " + path("ABBC") + " at 3");
    }

    @Test
    void shouldEmitATrailingGreedyLoopWhenItsRunEnds() {
        assertThat(match("A B+", "ABBD")).containsExactly("X #1 from 0 path " + path("ABB") + " at 3");
    }

    @Test
    void shouldEmitAReluctantLoopAtItsFirstRow() {
        assertThat(match("A B+?", "ABBD")).containsExactly("X #1 from 0 path " + path("AB") + " at 1");
    }

    @Test
    void shouldDecideAnEndAnchorAtTheEnd() {
        assertThat(match("A B$", "ABAB")).containsExactly("X #1 from 2 path " + path("AB") + " at end");
    }

    @Test
    void shouldEndALoopWhoseIterationIsEmpty() {
        assertThat(match("(A??)* B", "AAB")).containsExactly("X #1 from 0 path " + path("AAB") + " at 2");
    }

    @Test
    void shouldGiveARowForAnEmptyMatch() {
        assertThat(match("A*", "AB"))
                .containsExactly("X #1 from 0 path " + path("A") + " at 1", "X #2 from 1 path 0 empty at 1");
    }

    @Test
    void shouldStayLinearWhereBacktrackingIsExponential() {
        assertThat(match("((A+)+ B)", "A".repeat(2_000) + "B")).hasSize(1);
    }

    /** Found at random: the start at row 4 must not be merged away by row 0's, whose shorter match may yet win. */
    @Test
    void shouldKeepTheStartBehindAMatchThatMayWin() {
        int[] bits = {5, 7, 9, 13, 6, 5, 15};
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < bits.length; i++) {
            rows.add(new Row("X", bits[i], i));
        }
        String pattern = "((A){2,}?){0,3} D";
        assertThat(run(plain(pattern), rows, new int[] {bits.length}).stream()
                        .map(row -> row.substring(0, row.indexOf(" at ")))
                        .toList())
                .isEqualTo(expected(pattern, rows, "X", PatternSpec.SkipMode.PAST_LAST_ROW, 0));
    }

    @Test
    void shouldAgreeWithTheNaiveMatcherWhateverTheBatches() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            compareOnce(random, i);
        }
    }

    private static void compareOnce(Random random, int round) {
        String pattern = RandomPatterns.text(random, 3);
        int length = random.nextInt(12);
        List<Row> rows = new ArrayList<>();
        long timeNs = 0;
        for (int i = 0; i < length; i++) {
            timeNs += random.nextInt(3);
            rows.add(new Row(random.nextInt(4) == 0 ? "Y" : "X", random.nextInt(16), timeNs));
        }
        PatternSpec.SkipMode mode =
                random.nextBoolean() ? PatternSpec.SkipMode.PAST_LAST_ROW : PatternSpec.SkipMode.TO_NEXT_ROW;
        long withinNs = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 0;
        boolean pastCondition = random.nextInt(3) == 0;
        int[] cuts = new int[1 + random.nextInt(4)];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = random.nextInt(length + 1);
        }
        cuts[cuts.length - 1] = length;
        Arrays.sort(cuts);
        Query query = new Query(pattern, mode, withinNs, pastCondition, randomHolding(random));
        List<String> actual = run(query, rows, cuts);
        String what = round + ": " + query + " over " + rows;
        assertThat(actual).as("%s cut at %s", what, Arrays.toString(cuts)).isEqualTo(run(query, rows, new int[] {length
        }));
        int restored = random.nextInt(length + 1);
        assertThat(runRestored(query, rows, restored))
                .as("%s restored before row %d", what, restored)
                .isEqualTo(actual);
        if (round % EXHAUSTIVE_ONE_IN == 0) {
            everyCutAndRestore(query, rows, actual, what);
        }
        for (String symbol : List.of("X", "Y")) {
            List<String> found = actual.stream()
                    .filter(row -> row.startsWith(symbol))
                    .map(row -> row.substring(0, row.indexOf(" at ")))
                    .toList();
            assertThat(found).as("%s of %s", what, symbol).isEqualTo(expected(pattern, rows, symbol, mode, withinNs));
        }
    }

    private static void everyCutAndRestore(Query query, List<Row> rows, List<String> expected, String what) {
        int length = rows.size();
        for (int cuts = 0; cuts < 1 << Math.max(0, Math.min(length, MAX_CUT_ROWS) - 1); cuts++) {
            int chosen = cuts;
            int[] at = IntStream.rangeClosed(1, length)
                    .filter(row -> row == length || (chosen >>> row - 1 & 1) != 0)
                    .toArray();
            assertThat(run(query, rows, at))
                    .as("%s cut at %s", what, Arrays.toString(at))
                    .isEqualTo(expected);
        }
        for (int row = 0; row <= length; row++) {
            assertThat(runRestored(query, rows, row))
                    .as("%s restored before row %d", what, row)
                    .isEqualTo(expected);
        }
    }

    /** Of registers, or of rows that are held; conditions asked about the batch's rows or, later, about those held. */
    private static PatternSpec.Rows randomHolding(Random random) {
        if (random.nextInt(3) != 0) {
            return PatternSpec.Rows.one();
        }
        boolean isFromWindow = random.nextBoolean();
        return new PatternSpec.Rows(
                PatternSpec.Shown.ONE_ROW,
                MatchLife.INPUT,
                null,
                random.nextInt(3),
                isFromWindow ? random.nextInt(3) : 0,
                isFromWindow && random.nextBoolean(),
                isFromWindow);
    }

    private static List<String> expected(
            String pattern, List<Row> rows, String symbol, PatternSpec.SkipMode mode, long withinNs) {
        List<Integer> own = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).symbol().equals(symbol)) {
                own.add(i);
            }
        }
        int[] bits = own.stream().mapToInt(i -> rows.get(i).bits()).toArray();
        long[] times = own.stream().mapToLong(i -> rows.get(i).timeNs()).toArray();
        List<String> expected = new ArrayList<>();
        for (NaiveMatcher.Found found :
                new NaiveMatcher(PatternText.parse(pattern), bits, times, withinNs).findAll(mode)) {
            long path = 0;
            for (int variable : found.variables()) {
                path = path * 31 + variable + 1;
            }
            expected.add(symbol + " #" + (expected.size() + 1) + " from " + own.get(found.first()) + " path " + path
                    + (found.variables().isEmpty() ? " empty" : ""));
        }
        return expected;
    }
}
