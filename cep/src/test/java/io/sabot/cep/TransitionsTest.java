package io.sabot.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.schema.EventSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    private static final int A = 1;
    private static final int B = 2;
    private static final int C = 4;

    private static Transitions of(String pattern, PatternSpec.SkipMode mode, boolean isPastCondition) {
        PatternSpec spec = new PatternSpec(
                "q",
                PatternProgram.of(PatternText.parse(pattern)),
                new PatternSpec.Skip(mode, 0, false),
                new int[0],
                EventSchema.NO_COLUMN,
                PatternSpec.NO_WITHIN,
                false,
                false,
                PatternSpec.Rows.one(),
                PatternLimits.ofPartialMatches(PatternLimits.PARTIAL_MATCHES),
                EventSchema.derived("out", List.of(), EventSchema.NO_COLUMN));
        return Transitions.of(spec, new LetterKernel(isPastCondition, true));
    }

    private static Transitions of(String pattern) {
        return of(pattern, PatternSpec.SkipMode.PAST_LAST_ROW, false);
    }

    @Test
    void shouldFollowAPatternFromRowToRow() {
        Transitions transitions = of("A B+ C");
        Transitions.Transition first = transitions.of(0, A);
        assertThat(first.count()).isEqualTo(1);
        assertThat(Transitions.Transition.parent(first.thread(0))).isEqualTo(Transitions.NEW);
        Transitions.Transition second = transitions.of(first.list(), A | B);
        assertThat(second.count()).isEqualTo(2);
        assertThat(Transitions.Transition.parent(second.thread(0))).isZero();
        assertThat(Transitions.Transition.variable(second.thread(0))).isEqualTo(1);
        assertThat(Transitions.Transition.parent(second.thread(1))).isEqualTo(Transitions.NEW);
        Transitions.Transition third = transitions.of(second.list(), A | C);
        assertThat(third.isMatch()).isTrue();
        assertThat(third.count()).isEqualTo(1);
        assertThat(Transitions.Transition.variable(third.thread(0))).isEqualTo(2);
    }

    @Test
    void shouldFindEachTransitionOnce() {
        Transitions transitions = of("A B");
        assertThat(transitions.of(0, A)).isSameAs(transitions.of(0, A));
    }

    @Test
    void shouldLeaveAMatchThatMayGrowToTheMatcher() {
        Transitions transitions = of("A B+");
        assertThat(transitions.of(transitions.of(0, A).list(), B)).isNull();
    }

    @Test
    void shouldLeaveListsLongerThanAChunkToTheMatcher() {
        int list = 0;
        for (int i = 0; i < ThreadStore.PER_CHUNK; i++) {
            list = Transitions.listWith(list, i, i);
        }
        assertThat(Transitions.listWith(list, ThreadStore.PER_CHUNK, 0)).isEqualTo(Transitions.NO_LIST);
    }

    @Test
    void shouldNotBeThereForPatternsThatNeedMore() {
        assertThat(of("A B", PatternSpec.SkipMode.TO_NEXT_ROW, false)).isNull();
        assertThat(of("A B", PatternSpec.SkipMode.PAST_LAST_ROW, true)).isNull();
        assertThat(of("A*")).isNull();
    }
}
