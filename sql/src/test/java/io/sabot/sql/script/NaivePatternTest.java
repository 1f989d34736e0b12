package io.sabot.sql.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.sql.script.MatchQuery.Input;
import io.sabot.sql.script.MatchQuery.RowMode;
import io.sabot.sql.script.MatchQuery.Skip;
import io.sabot.sql.script.MatchQuery.SkipMode;
import io.sabot.sql.script.PatternExpression.Cell;
import io.sabot.sql.script.PatternExpression.Classifier;
import io.sabot.sql.script.PatternExpression.Comparison;
import io.sabot.sql.script.PatternExpression.Literal;
import io.sabot.sql.script.PatternExpression.Semantics;
import io.sabot.sql.script.PatternExpression.Status;
import io.sabot.sql.script.PatternNode.Choice;
import io.sabot.sql.script.PatternNode.Exclusion;
import io.sabot.sql.script.PatternNode.Loop;
import io.sabot.sql.script.PatternNode.NotNext;
import io.sabot.sql.script.PatternNode.Permutation;
import io.sabot.sql.script.PatternNode.Sequence;
import io.sabot.sql.script.PatternNode.Variable;
import io.sabot.sql.script.PatternRow.Order;
import io.sabot.sql.script.PatternScope.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The twin itself, computed by hand: rows are letters, one a second from 0; A to D are the rows with their letter, X is
 * any. A line is measures, then {@code w} and {@code id} if it is not ONE ROW.
 */
class NaivePatternTest {
    private static final Owner A = Owner.variable("A");
    private static final Owner B = Owner.variable("B");
    private static final PatternExpression ID = new Cell(Owner.ALL, "id");
    private static final PatternExpression FIRST = PatternNavigation.logical("FIRST", Owner.ALL, 0, ID);
    private static final PatternExpression LAST = PatternNavigation.logical("LAST", Owner.ALL, 0, ID);
    private static final PatternExpression NUMBER = new PatternExpression.Number();
    private static final PatternExpression CLASSIFIER = new Classifier(Owner.ALL, Semantics.DEFAULT);
    private static final PatternExpression COUNT = PatternAggregate.of("COUNT", Owner.ALL, null);

    private RowMode mode = RowMode.ONE_ROW;
    private Skip skip = Skip.PAST_LAST_ROW;
    private int within;
    private final Map<String, PatternExpression> conditions = new TreeMap<>();

    private static PatternNode v(String name) {
        return new Variable(name);
    }

    private static PatternNode seq(PatternNode... parts) {
        return new Sequence(List.of(parts));
    }

    private static PatternNode star(String name) {
        return new Loop(v(name), 0, Loop.UNLIMITED, false);
    }

    private static PatternNode plus(String name) {
        return new Loop(v(name), 1, Loop.UNLIMITED, false);
    }

    private static PatternNode skipped(String name) {
        return new Exclusion(new Loop(v(name), 0, Loop.UNLIMITED, true));
    }

    private List<String> find(String letters, PatternNode pattern, PatternExpression... measures) {
        List<PatternRow> rows = new ArrayList<>();
        for (int i = 0; i < letters.length(); i++) {
            rows.add(new PatternRow("y", i, letters.charAt(i) - 'a' + 1, null, i));
        }
        for (String name : List.of("A", "B", "C", "D")) {
            conditions.putIfAbsent(
                    name, new Comparison("=", new Cell(Owner.ALL, "v"), new Literal(name.charAt(0) - 'A' + 1)));
        }
        Input input = new Input(false, 0, false, List.of(new Order("ts", false), new Order("v", false)));
        MatchQuery query = new MatchQuery(input, List.of(measures), mode, skip, pattern, within, null, conditions);
        return NaiveMatches.of(query, rows).getOrDefault("", List.of()).stream()
                .map(line -> line.replaceFirst("^1970-01-01 00:00:\\d\\d,\\d,", ""))
                .map(line -> line.replaceFirst(",y,", ","))
                .toList();
    }

    @Test
    void shouldPreferAsWritten() {
        assertThat(find("abbab", seq(v("A"), plus("B")), FIRST, LAST, NUMBER)).containsExactly("0,2,1", "3,4,2");
        assertThat(find("abb", seq(v("A"), new Loop(v("B"), 1, 3, true)), LAST)).containsExactly("1");
        assertThat(find("ab", new Choice(List.of(v("A"), seq(v("A"), v("B")))), LAST))
                .containsExactly("0");
        assertThat(find("cab", new Permutation(List.of(v("A"), v("B"), v("C"))), FIRST, LAST))
                .containsExactly("0,2");
    }

    @Test
    void shouldGoOnWhereTheSkipSays() {
        skip = new Skip(SkipMode.TO_NEXT_ROW, null);
        assertThat(find("aaa", seq(v("A"), v("A")), FIRST, NUMBER)).containsExactly("0,1", "1,2");
        skip = new Skip(SkipMode.TO_LAST, A);
        assertThat(find("abbaba", seq(v("A"), plus("B"), v("A")), FIRST, LAST)).containsExactly("0,3", "3,5");
        skip = new Skip(SkipMode.TO_FIRST, B);
        assertThat(find("abbab", seq(v("A"), plus("B")), FIRST, LAST)).containsExactly("0,2", "3,4");
    }

    @Test
    void shouldFailWithoutARowToSkipTo() {
        skip = new Skip(SkipMode.TO_LAST, B);
        assertThatThrownBy(() -> find("ac", seq(v("A"), star("B"), v("C")), FIRST))
                .isInstanceOf(NaiveMatches.NoRowToSkipTo.class);
        skip = new Skip(SkipMode.TO_FIRST, A);
        assertThatThrownBy(() -> find("ab", seq(v("A"), v("B")), FIRST)).isInstanceOf(NaiveMatches.NoRowToSkipTo.class);
    }

    @Test
    void shouldShowAllRows() {
        mode = RowMode.ALL_ROWS;
        PatternExpression last = new PatternNavigation(Semantics.FINAL, "LAST", B, 0, "", 1, false, ID);
        PatternExpression next = PatternNavigation.physical("NEXT", Owner.ALL, 1, ID);
        assertThat(find("cabbab", seq(v("A"), plus("B")), CLASSIFIER, COUNT, last, next, NUMBER))
                .containsExactly("A,1,3,2,1,,1", "B,2,3,3,1,,2", "B,3,3,4,1,,3", "A,1,5,5,2,,4", "B,2,5,,2,,5");
    }

    @Test
    void shouldCountRowsThatAreNotShown() {
        mode = RowMode.ALL_ROWS;
        assertThat(find("addb", seq(v("A"), skipped("X"), v("B")), CLASSIFIER, COUNT))
                .containsExactly("A,1,,0", "B,4,,3");
        assertThat(find("ab", new Exclusion(seq(v("A"), v("B"))), COUNT)).isEmpty();
    }

    @Test
    void shouldShowEmptyMatchesAndUnmatchedRows() {
        PatternExpression sum = PatternAggregate.of("SUM", Owner.ALL, ID);
        assertThat(find("aba", star("A"), NUMBER, CLASSIFIER, COUNT, sum))
                .containsExactly("1,A,1,0", "2,,0,", "3,A,1,2");
        mode = RowMode.SHOW_EMPTY;
        assertThat(find("aba", star("A"), NUMBER, COUNT, sum)).containsExactly("1,1,0,,0", "2,0,,,1", "3,1,2,,2");
        mode = RowMode.OMIT_EMPTY;
        assertThat(find("aba", star("A"), NUMBER, COUNT)).containsExactly("1,1,,0", "3,1,,2");
        mode = RowMode.UNMATCHED;
        assertThat(find("abcb", seq(v("A"), v("B")), NUMBER, COUNT))
                .containsExactly("1,1,,0", "1,2,,1", ",,,2", ",,,3");
    }

    @Test
    void shouldForbidTheNextRow() {
        assertThat(find("abacad", seq(v("A"), new NotNext("B")), FIRST)).containsExactly("2", "4");
        assertThat(find("a", seq(v("A"), new NotNext("B")), FIRST)).containsExactly("0");
        PatternNode between = seq(v("A"), skipped("X"), new NotNext("C"), v("B"));
        assertThat(find("addb", between, FIRST, LAST)).containsExactly("0,3");
        assertThat(find("adcb", between, FIRST, LAST)).isEmpty();
        assertThat(find("acdb", between, FIRST, LAST)).isEmpty();
    }

    @Test
    void shouldWaitForAbsence() {
        within = 3;
        PatternNode absence = seq(v("A"), skipped("X"), new NotNext("C"));
        assertThat(find("addd", absence, FIRST, LAST)).containsExactly("0,2");
        assertThat(find("addc", absence, FIRST, LAST)).containsExactly("0,2");
        assertThat(find("adc", absence, FIRST, LAST)).isEmpty();
        assertThat(find("ad", absence, FIRST, LAST)).containsExactly("0,1");
    }

    @Test
    void shouldShowWhatRanOutOfTime() {
        mode = RowMode.TIMEOUTS;
        within = 3;
        PatternNode pattern = seq(v("A"), star("B"), v("C"));
        assertThat(find("abbbc", pattern, new Status(), NUMBER, LAST)).containsExactly("TIMEOUT,,2");
        assertThat(find("abdddabc", pattern, new Status(), NUMBER, LAST)).containsExactly("MATCH,1,7");
        assertThat(find("abb", pattern, LAST)).isEmpty();
        assertThat(find("aaad", seq(plus("A"), v("B")), FIRST, LAST)).containsExactly("0,2");
    }

    @Test
    void shouldTakeTheCandidateForTheLastRow() {
        PatternExpression ahead = PatternNavigation.physical("NEXT", Owner.ALL, 1, new Cell(Owner.ALL, "v"));
        conditions.put("X", new Comparison(">", ahead, new Cell(Owner.variable("X"), "v")));
        assertThat(find("abcb", plus("X"), FIRST, LAST)).containsExactly("0,1");
        conditions.put("X", new Comparison("<", PatternAggregate.of("COUNT", Owner.ALL, null), new Literal(3)));
        assertThat(find("ddd", plus("X"), FIRST, LAST)).containsExactly("0,1", "2,2");
    }

    @Test
    void shouldAggregate() {
        PatternExpression value = new Cell(Owner.ALL, "v");
        PatternExpression distinct =
                new PatternAggregate(Semantics.DEFAULT, "COUNT", Owner.ALL, true, value, null, null, false);
        PatternExpression filtered = new PatternAggregate(
                Semantics.DEFAULT,
                "SUM",
                Owner.ALL,
                false,
                value,
                new Comparison("<>", new Classifier(Owner.ALL, Semantics.DEFAULT), new Literal("B")),
                null,
                false);
        PatternExpression array =
                new PatternAggregate(Semantics.DEFAULT, "ARRAY_AGG", Owner.ALL, false, ID, null, value, true);
        assertThat(find("abba", seq(v("A"), star("B"), v("A")), distinct, filtered, array))
                .containsExactly("2,2,[1,2,0,3]");
    }
}
