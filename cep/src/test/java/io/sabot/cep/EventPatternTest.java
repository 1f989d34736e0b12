package io.sabot.cep;

import static io.sabot.cep.EventRun.match;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.cep.api.AfterMatchSkip;
import io.sabot.cep.api.EventPattern;
import io.sabot.cep.api.LimitPolicy;
import io.sabot.cep.api.RowCondition;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EventPatternTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    private static RowCondition is(String letters) {
        return row -> letters.indexOf(row.string("name").charAt(0)) >= 0;
    }

    private static EventPattern a() {
        return EventPattern.begin("a").where(is("a"));
    }

    // ---- contiguity ----

    @Test
    void shouldWantTheVeryNextRow() {
        assertThat(match(a().next("b").where(is("b")), "a c b1 b2")).isEmpty();
        assertThat(match(a().next("b").where(is("b")), "a b1 b2")).containsExactly("a b1");
    }

    @Test
    void shouldPassByRowsThatDoNotFit() {
        assertThat(match(a().followedBy("b").where(is("b")), "a c b1 b2")).containsExactly("a b1");
    }

    @Test
    void shouldPassByRowsThatFitAsWell() {
        assertThat(match(a().followedByAny("b").where(is("b")), "a c b1 b2")).containsExactly("a b1", "a b2");
    }

    @Test
    void shouldBeginAtEveryRow() {
        assertThat(match(a().followedBy("b").where(is("b")), "a1 a2 b")).containsExactly("a1 b", "a2 b");
    }

    // ---- loops: "a b+ c" over a b1 d1 b2 d2 b3 c ----

    private static EventPattern anyLoop() {
        return a().followedByAny("b").where(is("b")).oneOrMore();
    }

    @Test
    void shouldRepeatConsecutively() {
        EventPattern pattern = anyLoop().consecutive().next("c").where(is("c"));
        assertThat(match(pattern, "a b1 d1 b2 d2 b3 c")).containsExactly("a b3 c");
    }

    @Test
    void shouldRepeatPassingByWhatDoesNotFit() {
        EventPattern pattern = anyLoop().followedBy("c").where(is("c"));
        assertThat(match(pattern, "a b1 d1 b2 d2 b3 c"))
                .containsExactly("a b1 b2 b3 c", "a b1 b2 c", "a b1 c", "a b2 b3 c", "a b2 c", "a b3 c");
    }

    @Test
    void shouldRepeatInEveryCombination() {
        EventPattern pattern = anyLoop().allowCombinations().followedBy("c").where(is("c"));
        assertThat(match(pattern, "a b1 d1 b2 d2 b3 c"))
                .containsExactly("a b1 b2 b3 c", "a b1 b2 c", "a b1 b3 c", "a b1 c", "a b2 b3 c", "a b2 c", "a b3 c");
    }

    private static EventPattern middle() {
        return EventPattern.begin("start")
                .where(is("c"))
                .followedBy("middle")
                .where(is("a"))
                .oneOrMore();
    }

    @Test
    void shouldTellConsecutiveFromRelaxedLoops() {
        EventPattern relaxed = middle().followedBy("end").where(is("b"));
        EventPattern strict = middle().consecutive().followedBy("end").where(is("b"));
        assertThat(match(strict, "c d a1 a2 a3 d a4 b"))
                .containsExactlyInAnyOrder("c a1 b", "c a1 a2 b", "c a1 a2 a3 b");
        assertThat(match(relaxed, "c d a1 a2 a3 d a4 b"))
                .containsExactlyInAnyOrder("c a1 b", "c a1 a2 b", "c a1 a2 a3 b", "c a1 a2 a3 a4 b");
    }

    @Test
    void shouldMakeFifteenCombinations() {
        EventPattern pattern = EventPattern.begin("start")
                .where(is("c"))
                .followedByAny("middle")
                .where(is("a"))
                .oneOrMore()
                .allowCombinations()
                .followedBy("end")
                .where(is("b"));
        assertThat(match(pattern, "c d a1 a2 a3 d a4 b"))
                .containsExactly(
                        "c a1 a2 a3 a4 b",
                        "c a1 a2 a3 b",
                        "c a1 a2 a4 b",
                        "c a1 a2 b",
                        "c a1 a3 a4 b",
                        "c a1 a3 b",
                        "c a1 a4 b",
                        "c a1 b",
                        "c a2 a3 a4 b",
                        "c a2 a3 b",
                        "c a2 a4 b",
                        "c a2 b",
                        "c a3 a4 b",
                        "c a3 b",
                        "c a4 b");
    }

    @Test
    void shouldCountRounds() {
        assertThat(match(a().times(2), "a1 b a2 a3")).containsExactly("a1 a2", "a2 a3");
        assertThat(match(a().times(2).consecutive(), "a1 b a2 a3")).containsExactly("a2 a3");
        assertThat(match(a().times(2, 3), "a1 a2 a3")).containsExactly("a1 a2", "a1 a2 a3", "a2 a3");
        assertThat(match(a().timesOrMore(2), "a1 a2 a3")).containsExactly("a1 a2", "a1 a2 a3", "a2 a3");
        assertThat(match(a().times(0, 1).next("b").where(is("b")), "a b")).containsExactly("a b", "b");
    }

    @Test
    void shouldLeaveOutWhatIsOptional() {
        EventPattern pattern =
                a().followedBy("b").where(is("b")).optional().followedBy("c").where(is("c"));
        assertThat(match(pattern, "a b c")).containsExactly("a b c", "a c");
        assertThat(match(pattern, "a c")).containsExactly("a c");
    }

    // ---- greedy ----

    @Test
    void shouldNotLeaveToTheNextStageWhatAGreedyOneCanTake() {
        EventPattern pattern =
                a().next("b").where(is("bx")).oneOrMore().greedy().next("c").where(is("xc"));
        assertThat(match(pattern, "a b x c")).containsExactly("a b x c");
    }

    @Test
    void shouldCompleteAGreedyEndAtTheFirstRowItCannotTake() {
        EventPattern pattern =
                a().next("b").where(is("b")).oneOrMore().consecutive().greedy();
        assertThat(match(pattern, "a b1 b2 c")).containsExactly("a b1 b2");
        assertThat(match(pattern, "a b1 b2")).containsExactly("a b1 b2");
    }

    @Test
    void shouldSkipToTheFirstOfAGreedyLoop() {
        EventPattern any = EventPattern.begin("x", AfterMatchSkip.noSkip()).where(is("abc"));
        EventPattern first =
                EventPattern.begin("x", AfterMatchSkip.toFirst("z")).where(is("abc"));
        assertThat(match(greedyTail(any), "a b c1 c2 c3 d"))
                .containsExactly("a b c1 c2 c3 d", "b c1 c2 c3 d", "c1 c2 c3 d");
        assertThat(match(greedyTail(first), "a b c1 c2 c3 d")).containsExactly("a b c1 c2 c3 d", "c1 c2 c3 d");
    }

    private static EventPattern greedyTail(EventPattern start) {
        return start.next("y")
                .where(is("bc"))
                .next("z")
                .where(is("c"))
                .oneOrMore()
                .consecutive()
                .greedy()
                .next("d")
                .where(is("d"));
    }

    // ---- until ----

    @Test
    void shouldTakeNothingBehindTheRowThatEndsALoop() {
        EventPattern pattern = a().oneOrMore().until(is("b"));
        assertThat(match(pattern, "a1 c a2 b a3")).containsExactly("a1", "a1 a2", "a2", "a3");
    }

    @Test
    void shouldGoOnBehindALoopThatWasEnded() {
        EventPattern pattern = a().followedBy("b")
                .where(is("b"))
                .oneOrMore()
                .greedy()
                .until(is("u"))
                .followedBy("c")
                .where(is("c"));
        assertThat(match(pattern, "a b1 u b2 c")).containsExactly("a b1 c");
    }

    // ---- absence ----

    @Test
    void shouldForbidTheVeryNextRow() {
        EventPattern pattern = a().notNext("n").where(is("n")).followedBy("b").where(is("b"));
        assertThat(match(pattern, "a n b")).isEmpty();
        assertThat(match(pattern, "a x n b")).containsExactly("a b");
    }

    @Test
    void shouldForbidARowAnywhereBetween() {
        EventPattern pattern =
                a().notFollowedBy("n").where(is("n")).followedBy("b").where(is("b"));
        assertThat(match(pattern, "a x n b")).isEmpty();
        assertThat(match(pattern, "a x b n")).containsExactly("a b");
    }

    @Test
    void shouldForgetAnAbsenceOnceAnOptionalStageIsTaken() {
        EventPattern pattern = a().notFollowedBy("n")
                .where(is("n"))
                .followedByAny("c")
                .where(is("c"))
                .optional()
                .followedByAny("d")
                .where(is("d"));
        assertThat(match(pattern, "a c n d")).containsExactly("a c d");
        assertThat(match(pattern, "a n d")).isEmpty();
    }

    @Test
    void shouldEndALoopAtARowThatMustNotFollowIt() {
        EventPattern pattern = a().followedBy("b")
                .where(is("b"))
                .oneOrMore()
                .notFollowedBy("n")
                .where(is("n"))
                .followedBy("c")
                .where(is("c"));
        assertThat(match(pattern, "a b1 n b2 c")).isEmpty();
        assertThat(match(pattern, "a b1 b2 c")).containsExactly("a b1 b2 c", "a b1 c");
    }

    @Test
    void shouldTellAnAbsenceWhenItsTimeIsOver() {
        EventPattern pattern = a().notFollowedBy("n").where(is("n")).within(TEN);
        assertThat(match(pattern, "a x@9 n@10")).containsExactly("a");
        assertThat(match(pattern, "a x n@9 y@20")).isEmpty();
        assertThat(match(pattern, "a")).containsExactly("a");
    }

    @Test
    void shouldCountAnAbsenceFromTheRowBefore() {
        EventPattern pattern = a().followedBy("b")
                .where(is("b"))
                .notFollowedBy("n")
                .where(is("n"))
                .withinPrevious(Duration.ofSeconds(3));
        assertThat(match(pattern, "a b@20 n@23")).containsExactly("a b");
        assertThat(match(pattern, "a b@20 n@22 x@30")).isEmpty();
    }

    // ---- time ----

    @Test
    void shouldNotMatchWhatTakesTooLong() {
        EventPattern pattern = a().followedBy("b").where(is("b")).within(TEN);
        assertThat(match(pattern, "a b@9")).containsExactly("a b");
        assertThat(match(pattern, "a b@10")).isEmpty();
    }

    @Test
    void shouldTellPartialMatchesWhoseTimeIsOver() {
        EventPattern pattern = a().followedBy("b")
                .where(is("b"))
                .followedBy("c")
                .where(is("c"))
                .within(TEN)
                .tellTimedOut();
        assertThat(match(pattern, "a1 a2@5 b@9 x@12")).containsExactly("a1 b!");
        assertThat(match(pattern, "a1 x@10")).containsExactly("a1!");
        assertThat(match(pattern, "a1 b c x@20")).containsExactly("a1 b c");
    }

    @Test
    void shouldNotTellAMatchThatCouldHaveGrownAsTimedOut() {
        EventPattern pattern =
                a().followedBy("b").where(is("b")).oneOrMore().within(TEN).tellTimedOut();
        assertThat(match(pattern, "a b1 x@30")).containsExactly("a b1");
    }

    @Test
    void shouldLimitTheTimeBetweenNeighbours() {
        EventPattern pattern = a().followedBy("b")
                .where(is("b"))
                .oneOrMore()
                .withinPrevious(Duration.ofSeconds(3))
                .followedBy("c")
                .where(is("c"));
        assertThat(match(pattern, "a b1@2 b2@4 b3@7 c@30")).containsExactly("a b1 b2 c", "a b1 c");
        assertThat(match(pattern, "a b1@3 c")).isEmpty();
    }

    @Test
    void shouldRefuseLateRows() {
        List<EventRun.Row> rows = List.of(
                new EventRun.Row("X", "a", 0, 0, 10, 10),
                new EventRun.Row("X", "b1", 0, 0, 9, 10),
                new EventRun.Row("X", "b2", 0, 0, 10, 10));
        assertThat(EventRun.run(a().followedBy("b").where(is("b")), EventRun::name, rows))
                .containsExactly("refused LATE: the pattern has gone on to a later time", "X a b2 #1 at 2");
    }

    // ---- iterative conditions ----

    @Test
    void shouldShowConditionsWhatWasMatchedSoFar() {
        EventPattern pattern = a().followedBy("b")
                .where((row, matched) -> row.i64("size") > matched.last("a").i64("size"));
        assertThat(match(pattern, "a5 b3 b7")).containsExactly("a5 b7");
        EventPattern sum = EventPattern.begin("a").oneOrMore().consecutive().where((row, matched) -> {
            long total = row.i64("size");
            for (int i = 0; i < matched.count("a"); i++) {
                total += matched.row("a", i).i64("size");
            }
            return total < 5;
        });
        assertThat(match(sum, "a1 a2 a3 a1")).containsExactly("a1", "a1 a2", "a2", "a3", "a3 a1", "a1");
    }

    @Test
    void shouldCombineConditions() {
        EventPattern pattern = EventPattern.begin("x")
                .where(is("a"))
                .where(row -> row.i64("size") > 1)
                .or(is("z"));
        assertThat(match(pattern, "a1 a2 z")).containsExactly("a2", "z");
    }

    // ---- groups ----

    @Test
    void shouldRepeatAGroup() {
        EventPattern pair = a().followedBy("b").where(is("b"));
        EventPattern pattern = EventPattern.begin("s")
                .where(is("s"))
                .next(pair)
                .times(2)
                .next("e")
                .where(is("e"));
        assertThat(match(pattern, "s a1 b1 x a2 b2 e")).containsExactly("s a1 b1 a2 b2 e");
        assertThat(match(pattern, "s x a1 b1 a2 b2 e")).isEmpty();
        EventPattern strict = EventPattern.begin("s")
                .where(is("s"))
                .next(pair)
                .times(2)
                .consecutive()
                .next("e")
                .where(is("e"));
        assertThat(match(strict, "s a1 b1 x a2 b2 e")).isEmpty();
        assertThat(match(strict, "s a1 x b1 a2 b2 e")).containsExactly("s a1 b1 a2 b2 e");
    }

    @Test
    void shouldLeaveOutAGroup() {
        EventPattern pair = EventPattern.begin("b").where(is("b")).next("c").where(is("c"));
        EventPattern pattern = a().followedBy(pair).optional().followedBy("d").where(is("d"));
        assertThat(match(pattern, "a b c d")).containsExactly("a b c d", "a d");
    }

    @Test
    void shouldBeginWithAGroup() {
        EventPattern pair = a().next("b").where(is("b"));
        assertThat(match(EventPattern.begin(pair).oneOrMore().consecutive(), "a1 b1 a2 b2"))
                .containsExactly("a1 b1", "a1 b1 a2 b2", "a2 b2");
    }

    // ---- after a match ----

    private static EventPattern run(AfterMatchSkip skip) {
        return EventPattern.begin("b", skip)
                .where(is("b"))
                .oneOrMore()
                .next("c")
                .where(is("c"));
    }

    @Test
    void shouldSkipAsItIsTold() {
        String input = "b1 b2 b3 c";
        assertThat(match(run(AfterMatchSkip.noSkip()), input)).containsExactly("b1 b2 b3 c", "b2 b3 c", "b3 c");
        assertThat(match(run(AfterMatchSkip.toNext()), input)).containsExactly("b1 b2 b3 c", "b2 b3 c", "b3 c");
        assertThat(match(run(AfterMatchSkip.pastLast()), input)).containsExactly("b1 b2 b3 c");
        assertThat(match(run(AfterMatchSkip.toFirst("b")), input)).containsExactly("b1 b2 b3 c", "b2 b3 c", "b3 c");
        assertThat(match(run(AfterMatchSkip.toLast("b")), input)).containsExactly("b1 b2 b3 c", "b3 c");
    }

    @Test
    void shouldHaveOneMatchAStartWhenItSkipsToTheNext() {
        EventPattern all = a().next("b").where(is("b")).oneOrMore();
        EventPattern next = EventPattern.begin("a", AfterMatchSkip.toNext())
                .where(is("a"))
                .next("b")
                .where(is("b"))
                .oneOrMore();
        assertThat(match(all, "a b1 b2 b3")).containsExactly("a b1", "a b1 b2", "a b1 b2 b3");
        assertThat(match(next, "a b1 b2 b3")).containsExactly("a b1");
    }

    @Test
    void shouldHoldAMatchBackWhileAnEarlierStartMayRuleItOut() {
        EventPattern pattern = EventPattern.begin("a", AfterMatchSkip.pastLast())
                .where(is("a"))
                .followedBy("b")
                .where((row, matched) -> row.i64("size") == matched.last("a").i64("size"))
                .within(TEN);
        assertThat(match(pattern, "a1 a2 b2 b1")).containsExactly("a1 b1");
        assertThat(match(pattern, "a1 a2 b2 x@30")).containsExactly("a2 b2");
    }

    // ---- limits and errors ----

    @Test
    void shouldLimitPartialMatches() {
        EventPattern pattern = a().followedBy("b").where(is("b"));
        assertThatThrownBy(() -> match(pattern.limit(2, LimitPolicy.ERROR), "a1 a2 a3 b"))
                .hasMessageContaining("CEP-0101");
        assertThat(match(pattern.limit(2, LimitPolicy.DROP_OLDEST), "a1 a2 a3 b"))
                .containsExactly("a2 b", "a3 b");
        assertThat(match(pattern.limit(2, LimitPolicy.DROP_NEWEST), "a1 a2 a3 b"))
                .containsExactly("a1 b", "a2 b");
    }

    @Test
    void shouldCountWhatItDrops() {
        EventPattern pattern = a().followedBy("b").where(is("b")).limit(2, LimitPolicy.DROP_OLDEST);
        try (EventRun run = new EventRun(pattern, EventRun::name, EventRun.rows("a1 a2 a3 a4"))) {
            run.feed(0, 3);
            run.restore();
            run.feed(3, 4);
            assertThat(run.operator().droppedPartials()).isEqualTo(2);
            run.end();
        }
    }

    @Test
    void shouldRefuseARowAtWhichAConditionThrows() {
        EventPattern pattern = a().followedBy("b").where(row -> 10 / row.i64("size") == 5);
        assertThat(EventRun.run(pattern, EventRun::name, EventRun.rows("a b0 b2")))
                .containsExactly("refused EXPRESSION_FAILED: / by zero", "X a b2 #1 at 2");
    }

    @Test
    void shouldRefuseAMatchAtWhichTheFunctionThrows() {
        assertThat(EventRun.run(
                        a(),
                        (match, out) -> {
                            out.putString(1, "never seen");
                            throw new IllegalStateException("odd");
                        },
                        EventRun.rows("a")))
                .containsExactly("refused EXPRESSION_FAILED: java.lang.IllegalStateException: odd");
    }

    @Test
    void shouldSayWhatIsWrongWithAPattern() {
        refuses("CEP-0201", () -> a().next("a").check());
        refuses("CEP-0202", () -> EventPattern.begin(a().within(TEN)));
        refuses("CEP-0202", () -> a().within(Duration.ZERO));
        refuses("CEP-0203", () -> a().notFollowedBy("n").check());
        refuses("CEP-0203", () -> EventPattern.begin(a().notNext("n")));
        refuses("CEP-0203", () -> a().notFollowedBy("n").next("b").optional().check());
        refuses("CEP-0204", () -> a().greedy());
        refuses("CEP-0204", () -> a().notNext("n").oneOrMore());
        refuses("CEP-0204", () -> a().oneOrMore().times(2));
        refuses("CEP-0204", () -> a().times(3).until(is("b")));
        refuses("CEP-0204", () -> a().times(3, 2));
        refuses("CEP-0204", () -> EventPattern.begin(a().optional()).oneOrMore());
        refuses("CEP-0204", () -> EventPattern.begin(a().optional()).optional());
        refuses("CEP-0204", () -> EventPattern.begin(a()).where(is("a")));
        refuses("CEP-0204", () -> a().withinPrevious(TEN));
        refuses("CEP-0205", () -> a().next("b").optional().notNext("n"));
        refuses("CEP-0206", () -> EventPattern.begin("a", AfterMatchSkip.toLast("b"))
                .check());
        refuses("CEP-0207", () -> EventProgram.of(a().times(20_000)));
        refuses("CEP-0208", () -> EventRun.run(a().partitionBy("symbl"), EventRun::name, List.of()));
    }

    private static void refuses(String code, ThrowingCallable call) {
        assertThatThrownBy(call).hasMessageContaining(code);
    }
}
