package io.sabot.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.state.StateSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MatchOperatorTest {
    private static final EventSchema INPUT = EventSchema.derived(
            "in",
            List.of(
                    new ColumnSpec("symbol", SqlType.of(TypeKind.VARCHAR)),
                    new ColumnSpec("bits", SqlType.of(TypeKind.INT)),
                    new ColumnSpec("ts", SqlType.of(TypeKind.TIMESTAMP))),
            2);
    private static final EventSchema OUTPUT = EventSchema.derived(
            "out",
            List.of(
                    new ColumnSpec("symbol", SqlType.of(TypeKind.VARCHAR)),
                    new ColumnSpec("n", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("path", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("empty", SqlType.of(TypeKind.BOOLEAN))),
            EventSchema.NO_COLUMN);

    /** One input row. */
    private record Row(String symbol, int bits, long timeNs) {}

    private static final class Collector implements Operator {
        final List<String> rows = new ArrayList<>();

        @Override
        public void onBatch(int input, EventBatch batch) {
            for (int row = 0; row < batch.rows(); row++) {
                long first = batch.firstPosition(row);
                rows.add(batch.column(0).getString(row) + " #" + batch.column(1).getLong(row) + " from "
                        + Position.seq(first) + " path " + batch.column(2).getLong(row)
                        + (batch.column(3).getBoolean(row) ? " empty" : "") + " at "
                        + (batch.position(row) == Position.NONE ? "end" : Position.seq(batch.position(row))));
            }
        }

        @Override
        public void onWatermark(int input, long watermarkNs, long position) {}

        @Override
        public void onEnd(int input, long position) {}
    }

    private static List<String> run(
            String pattern,
            PatternSpec.SkipMode mode,
            long withinNs,
            boolean pastCondition,
            List<Row> rows,
            int[] cuts) {
        return run(pattern, mode, withinNs, pastCondition, PatternSpec.Rows.one(), rows, cuts);
    }

    private static List<String> run(
            String pattern,
            PatternSpec.SkipMode mode,
            long withinNs,
            boolean pastCondition,
            PatternSpec.Rows held,
            List<Row> rows,
            int[] cuts) {
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace space = new StateSpace(pool, 1 << 28)) {
            Collector collector = new Collector();
            PatternSpec spec = new PatternSpec(
                    "q",
                    PatternProgram.of(PatternText.parse(pattern)),
                    new PatternSpec.Skip(mode, 0, false),
                    new int[] {0},
                    2,
                    withinNs,
                    false,
                    mode == PatternSpec.SkipMode.TO_NEXT_ROW,
                    held,
                    10_000,
                    OUTPUT);
            SymbolDictionary symbols = new SymbolDictionary();
            try (MatchOperator operator = new MatchOperator(
                            spec,
                            new LetterKernel(pastCondition),
                            held.input() == null ? null : new LetterMeasures(),
                            new SqlType[] {SqlType.of(TypeKind.VARCHAR)},
                            space,
                            pool,
                            (reason, batch, row, detail) -> collector.rows.add("refused " + reason),
                            new Input(collector, 0));
                    EventBatch batch = EventBatch.growable(pool)) {
                int at = 0;
                for (int cut : cuts) {
                    feed(operator, batch, symbols, rows, at, cut);
                    at = cut;
                }
                operator.onEnd(0, Position.NONE);
                assertThat(operator.liveRecords()).as("threads left").isZero();
                assertThat(space.usedBytes()).as("state left").isZero();
            }
            return collector.rows;
        }
    }

    private static void feed(
            MatchOperator operator, EventBatch batch, SymbolDictionary symbols, List<Row> rows, int from, int to) {
        batch.layout(INPUT, symbols, null, Math.max(1, to - from));
        batch.seq(from);
        long[] watermarks = batch.ensureWatermarks();
        for (int i = from; i < to; i++) {
            int row = batch.nextRow();
            batch.column(0).putString(row, rows.get(i).symbol());
            batch.column(1).putInt(row, rows.get(i).bits());
            batch.column(2).putLong(row, rows.get(i).timeNs());
            batch.positions(row, Position.of(i, 0), Position.of(i, 0));
            watermarks[row] = rows.get(i).timeNs();
            batch.commitRow();
        }
        batch.watermarkAfterNs(to > from ? rows.get(to - 1).timeNs() : Watermarks.NONE);
        operator.onBatch(0, batch);
        operator.flush();
    }

    private static List<String> match(String pattern, String input) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < input.length(); i++) {
            rows.add(new Row("X", 1 << input.charAt(i) - 'A', i));
        }
        return run(pattern, PatternSpec.SkipMode.PAST_LAST_ROW, 0, false, rows, new int[] {input.length()});
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
        assertThat(run(pattern, PatternSpec.SkipMode.PAST_LAST_ROW, 0, false, rows, new int[] {bits.length}).stream()
                        .map(row -> row.substring(0, row.indexOf(" at ")))
                        .toList())
                .isEqualTo(expected(pattern, rows, "X", PatternSpec.SkipMode.PAST_LAST_ROW, 0));
    }

    @Test
    void shouldAgreeWithTheNaiveMatcherWhateverTheBatches() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            compareOnce(random, i);
        }
    }

    private static void compareOnce(Random random, int round) {
        String pattern = randomPattern(random, 3);
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
        PatternSpec.Rows held = randomHolding(random);
        List<String> actual = run(pattern, mode, withinNs, pastCondition, held, rows, cuts);
        List<String> whole = run(pattern, mode, withinNs, pastCondition, held, rows, new int[] {length});
        assertThat(actual)
                .as("%d: %s over %s %s %s cut at %s", round, pattern, rows, mode, held, Arrays.toString(cuts))
                .isEqualTo(whole);
        for (String symbol : List.of("X", "Y")) {
            List<String> found = actual.stream()
                    .filter(row -> row.startsWith(symbol))
                    .map(row -> row.substring(0, row.indexOf(" at ")))
                    .toList();
            assertThat(found)
                    .as("%d: %s over %s of %s %s %s within %d", round, pattern, rows, symbol, mode, held, withinNs)
                    .isEqualTo(expected(pattern, rows, symbol, mode, withinNs));
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
                INPUT,
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

    private static String randomPattern(Random random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            String letter = String.valueOf((char) ('A' + random.nextInt(4)));
            return switch (random.nextInt(28)) {
                case 0 -> "^";
                case 1 -> "$";
                case 2 -> "()";
                case 3, 4 -> "[^" + letter + "]";
                case 5 -> "~" + (char) ('A' + random.nextInt(4)) + letter;
                default -> letter;
            };
        }
        return switch (random.nextInt(5)) {
            case 0, 1 -> randomPattern(random, depth - 1) + " " + randomPattern(random, depth - 1);
            case 2 -> "(" + randomPattern(random, depth - 1) + "|" + randomPattern(random, depth - 1) + ")";
            case 3 ->
                random.nextInt(4) == 0
                        ? "%(" + randomPattern(random, depth - 1) + "," + randomPattern(random, 0) + ")"
                        : "(" + randomPattern(random, depth - 1) + ")";
            default ->
                "(" + randomPattern(random, depth - 1) + ")"
                        + new String[] {"*", "+", "?", "{2}", "{1,2}", "{2,}", "{,2}", "{0,3}"}[random.nextInt(8)]
                        + (random.nextBoolean() ? "?" : "");
        };
    }
}
