package io.sabot.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.schema.EventSchema;
import io.sabot.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowOperatorTest {
    private static final WindowSpec TUMBLE = new WindowSpec.Tumble(10, 0);
    private static final WindowSpec SESSION = new WindowSpec.Session(5);

    /** Rows as "key@time=digit", with "|w" behind where the watermark moves on to w; "~" is NULL. */
    private static List<WindowRun.Row> rows(String text) {
        List<WindowRun.Row> rows = new ArrayList<>();
        long watermarkNs = Watermarks.NONE;
        for (String part : text.split(" ")) {
            String[] rowAndWatermark = part.split("\\|");
            watermarkNs = rowAndWatermark.length > 1 ? Long.parseLong(rowAndWatermark[1]) : watermarkNs;
            String[] keyAndRest = rowAndWatermark[0].split("@");
            String[] timeAndValue = keyAndRest[1].split("=");
            Long timeNs = timeAndValue[0].equals("~") ? null : Long.valueOf(timeAndValue[0]);
            String key = keyAndRest[0].equals("~") ? null : keyAndRest[0];
            long value = Long.parseLong(timeAndValue[1]);
            rows.add(new WindowRun.Row(rows.size(), key, timeNs, value, watermarkNs, true));
        }
        return rows;
    }

    private static WindowRun.Result run(WindowSpec window, String text) {
        List<WindowRun.Row> rows = rows(text);
        return WindowRun.aggregate(window, rows, rows.size());
    }

    @Test
    void shouldFireATumblingWindowAtTheRowThatMovesTimeToItsEnd() {
        assertThat(run(TUMBLE, "a@0=1|0 a@9=2|9 a@10=3|10").fired())
                .containsExactly("a [0,10) 12 from 0 at 2", "a [10,20) 3 from 2 at end");
    }

    @Test
    void shouldKeepAWindowOpenWhileTheWatermarkIsBeforeItsEnd() {
        assertThat(run(TUMBLE, "a@0=1|0 a@19=2|9 a@9=3|9").fired())
                .containsExactly("a [0,10) 13 from 0 at end", "a [10,20) 2 from 1 at end");
    }

    @Test
    void shouldOrderWindowsByEndAndThenByKeyWithNullFirst() {
        assertThat(run(TUMBLE, "b@11=1 ~@11=2 a@11=3 b@1=4 a@31=5|30").fired())
                .containsExactly(
                        "b [0,10) 4 from 3 at 4",
                        "null [10,20) 2 from 1 at 4",
                        "a [10,20) 3 from 2 at 4",
                        "b [10,20) 1 from 0 at 4",
                        "a [30,40) 5 from 4 at end");
    }

    @Test
    void shouldRefuseARowWhoseWindowsAreAllClosedAndARowWithoutTime() {
        WindowRun.Result result = run(TUMBLE, "a@5=1|0 a@12=2|10 a@9=3|10 a@~=4|10 a@10=5|10");
        assertThat(result.refused()).containsExactly("LATE #2", "EXPRESSION_FAILED #3");
        assertThat(result.fired()).containsExactly("a [0,10) 1 from 0 at 1", "a [10,20) 25 from 1 at end");
    }

    @Test
    void shouldSayWhatALateRowWasLateFor() {
        try (Fixture fixture = new Fixture(TUMBLE)) {
            fixture.feed(0, 1_000_000_000L);
            fixture.feed(1, 5);
            assertThat(fixture.details)
                    .containsExactly("window [1970-01-01 00:00:00, 1970-01-01 00:00:00.00000001) closed, "
                            + "watermark 1970-01-01 00:00:01");
        }
    }

    @Test
    void shouldShiftWindowsByTheOffset() {
        assertThat(run(new WindowSpec.Tumble(10, 3), "a@2=1|2 a@3=2|3").fired())
                .containsExactly("a [-7,3) 1 from 0 at 1", "a [3,13) 2 from 1 at end");
    }

    @Test
    void shouldPutARowIntoEveryWindowOfAHop() {
        assertThat(run(new WindowSpec.Hop(10, 5, 0), "a@7=1|7 a@12=2|12").fired())
                .containsExactly("a [0,10) 1 from 0 at 1", "a [5,15) 12 from 0 at end", "a [10,20) 2 from 1 at end");
    }

    @Test
    void shouldHopBySlidesThatDoNotDivideTheSize() {
        assertThat(run(new WindowSpec.Hop(5, 3, 0), "a@2=1 a@4=2 a@6=3").fired())
                .containsExactly("a [0,5) 12 from 0 at end", "a [3,8) 23 from 1 at end", "a [6,11) 3 from 2 at end");
    }

    @Test
    void shouldIgnoreRowsBetweenWindowsThatAreShorterThanTheirSlide() {
        WindowRun.Result result = run(new WindowSpec.Hop(2, 5, 0), "a@1=1 a@3=2 a@6=3");
        assertThat(result.fired()).containsExactly("a [0,2) 1 from 0 at end", "a [5,7) 3 from 2 at end");
        assertThat(result.refused()).isEmpty();
    }

    @Test
    void shouldTakeALateRowIntoTheWindowsStillOpen() {
        WindowRun.Result result = run(new WindowSpec.Hop(10, 5, 0), "a@12=1|10 a@7=2|10 a@4=3|10");
        assertThat(result.fired()).containsExactly("a [5,15) 21 from 0 at end", "a [10,20) 1 from 0 at end");
        assertThat(result.refused()).containsExactly("LATE #2");
    }

    @Test
    void shouldCumulateUntilTheMaximalSize() {
        assertThat(run(new WindowSpec.Cumulate(9, 3, 0), "a@1=1|1 a@7=2|7 a@9=3|9")
                        .fired())
                .containsExactly(
                        "a [0,3) 1 from 0 at 1",
                        "a [0,6) 1 from 0 at 1",
                        "a [0,9) 12 from 0 at 2",
                        "a [9,12) 3 from 2 at end",
                        "a [9,15) 3 from 2 at end",
                        "a [9,18) 3 from 2 at end");
    }

    @Test
    void shouldCumulateARowThatIsBehindInTheOrderOfTime() {
        assertThat(run(new WindowSpec.Cumulate(9, 3, 0), "a@1=1 a@4=2|4 b@6=3|6 a@2=4|6 a@7=5|6")
                        .fired())
                .containsExactly(
                        "a [0,3) 1 from 0 at 1",
                        "a [0,6) 12 from 0 at 2",
                        "a [0,9) 1425 from 0 at end",
                        "b [0,9) 3 from 2 at end");
    }

    @Test
    void shouldSplitSessionsThatAreExactlyTheGapApart() {
        assertThat(run(SESSION, "a@0=1|0 a@4=2|4 a@9=3|9").fired())
                .containsExactly("a [0,9) 12 from 0 at 2", "a [9,14) 3 from 2 at end");
    }

    @Test
    void shouldMergeTwoSessionsThroughARowBetweenThem() {
        assertThat(run(SESSION, "a@8=1|0 a@0=2|0 a@4=3|0 a@13=4|8").fired())
                .containsExactly("a [0,13) 213 from 0 at end", "a [13,18) 4 from 3 at end");
    }

    @Test
    void shouldTakeALateRowIntoASessionThatIsStillOpen() {
        WindowRun.Result result = run(SESSION, "a@8=1|0 b@20=2|10 a@5=3|10 b@5=4|10");
        assertThat(result.fired()).containsExactly("a [5,13) 13 from 0 at end", "b [20,25) 2 from 1 at end");
        assertThat(result.refused()).containsExactly("LATE #3");
    }

    @Test
    void shouldFireSessionsByEndAndThenByKey() {
        assertThat(run(SESSION, "b@0=1 a@0=2 c@0=3 a@1=4 d@50=5|50").fired())
                .containsExactly(
                        "b [0,5) 1 from 0 at 4",
                        "c [0,5) 3 from 2 at 4",
                        "a [0,6) 24 from 1 at 4",
                        "d [50,55) 5 from 4 at end");
    }

    @Test
    void shouldDecideAGlobalWindowAtTheEndOnly() {
        assertThat(run(new WindowSpec.Global(), "b@5=1|5 a@~=2|5 b@1=3|90").fired())
                .containsExactly("a 2 from 1 at end", "b 13 from 0 at end");
    }

    @Test
    void shouldAssignARowToEachOfItsWindowsByEnd() {
        List<WindowRun.Row> rows = rows("a@7=1|7 b@~=2|7 a@1=3|7");
        WindowRun.Result result = WindowRun.assign(new WindowSpec.Hop(10, 5, 0), rows, 3);
        assertThat(result.fired())
                .containsExactly("a@7 [0,10) 1 at 0", "a@7 [5,15) 1 at 0", "a@1 [-5,5) 3 at 2", "a@1 [0,10) 3 at 2");
        assertThat(result.refused()).containsExactly("EXPRESSION_FAILED #1");
    }

    @Test
    void shouldAssignTheSameHoweverRowsAreCutAndMoreThanABatchOfThem() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 700; i++) {
            text.append("k")
                    .append(i % 7)
                    .append('@')
                    .append(i)
                    .append("=1|")
                    .append(i)
                    .append(' ');
        }
        List<WindowRun.Row> rows = rows(text.toString().trim());
        WindowSpec cumulate = new WindowSpec.Cumulate(12, 3, 0);
        List<String> whole = WindowRun.assign(cumulate, rows, 700).fired();
        assertThat(WindowRun.assign(cumulate, rows, 1, 13, 13, 500, 700).fired())
                .isEqualTo(whole);
        List<String> expected = new ArrayList<>();
        for (WindowRun.Row row : rows) {
            for (NaiveWindows.Bounds window : NaiveWindows.windowsOf(cumulate, row.timeNs())) {
                expected.add(row.key() + "@" + row.timeNs() + " [" + window.startNs() + "," + window.endNs() + ") 1 at "
                        + row.number());
            }
        }
        assertThat(whole).isEqualTo(expected);
    }

    @Test
    void shouldRefuseToAssignSessions() {
        assertThatThrownBy(() -> WindowRun.assign(SESSION, rows("a@1=1"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs an aggregate");
    }

    @Test
    void shouldRefuseTimesWhoseWindowsWouldOverflow() {
        for (WindowSpec window : List.of(TUMBLE, SESSION)) {
            WindowRun.Result result = run(window, "a@9223372036854775807=1 a@-9223372036854775808=2 a@3=3");
            assertThat(result.refused()).containsExactly("EXPRESSION_FAILED #0", "EXPRESSION_FAILED #1");
            assertThat(result.fired()).hasSize(1);
        }
    }

    @Test
    void shouldFireWhenTimeGoesOnWithoutRows() {
        try (Fixture fixture = new Fixture(SESSION)) {
            fixture.feed(0, 3);
            fixture.operator.onWatermark(0, 7, Position.of(1, 0));
            assertThat(fixture.firedRows).isZero();
            fixture.operator.onWatermark(0, 8, Position.of(2, 0));
            assertThat(fixture.firedRows).isEqualTo(1);
            assertThat(fixture.watermarkNs).isEqualTo(8);
            assertThat(fixture.space.usedBytes()).as("only the key is left").isPositive();
        }
    }

    /** An operator fed with one row a batch; the watermark is the row's time. */
    private static final class Fixture implements AutoCloseable {
        final MemoryPool pool = MemoryPool.unbounded();
        final StateSpace space = new StateSpace(pool, 1 << 24);
        final TraceKernel kernel = new TraceKernel(2);
        final List<String> details = new ArrayList<>();
        final Operator operator;
        int firedRows;
        long watermarkNs = Watermarks.NONE;
        private final EventBatch batch = EventBatch.growable(pool);
        private final SymbolDictionary symbols = new SymbolDictionary();
        private long latestNs = Watermarks.NONE;

        Fixture(WindowSpec window) {
            DeadLetters deadLetters = (reason, refused, row, detail) -> details.add(detail);
            operator = WindowAggregates.create(
                    WindowRun.aggregateSpec(window), kernel, space, pool, deadLetters, new Input(new Counter(), 0));
        }

        void feed(int number, long timeNs) {
            batch.layout(WindowRun.INPUT, symbols, null, 1);
            batch.seq(number);
            batch.column(0).putString(0, "k" + number % 3);
            batch.column(1).putLong(0, timeNs);
            batch.column(2).putLong(0, 1);
            latestNs = Math.max(latestNs, timeNs);
            batch.ensureWatermarks()[0] = latestNs;
            batch.commitRow();
            batch.watermarkAfterNs(latestNs);
            operator.onBatch(0, batch);
            operator.flush();
        }

        private final class Counter implements Operator {
            @Override
            public void onBatch(int input, EventBatch fired) {
                firedRows += fired.rows();
                watermarkNs = fired.watermarkAfterNs();
            }

            @Override
            public void onWatermark(int input, long newWatermarkNs, long position) {
                watermarkNs = newWatermarkNs;
            }

            @Override
            public void onEnd(int input, long position) {}
        }

        @Override
        public void close() {
            operator.close();
            batch.close();
            space.close();
            pool.close();
        }
    }

    @Test
    void shouldCheckAWindowSpecWhenItIsMade() {
        assertThatThrownBy(() -> new WindowSpec.Tumble(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WindowSpec.Hop(5, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WindowSpec.Cumulate(10, 3, 0)).hasMessageContaining("multiple of step");
        assertThatThrownBy(() -> new WindowAggregateSpec(
                        "q", WindowRun.INPUT, EventSchema.NO_COLUMN, new int[] {0}, TUMBLE, WindowRun.INPUT, false))
                .hasMessageContaining("event-time column");
    }
}
