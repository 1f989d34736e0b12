package io.sabot.windows.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.Watermarks;
import io.sabot.core.type.Storage;
import io.sabot.windows.order.OrderRun.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnionOperatorTest {
    private static OrderRun run(int inputs) {
        return new OrderRun((space, pool, deadLetters, downstream) ->
                new UnionOperator("q", OrderRun.SCHEMA, inputs, pool, downstream));
    }

    private static Row row(int arrival, long watermarkNs) {
        return new Row(arrival, "t" + arrival, watermarkNs, 0, null, null, watermarkNs, true);
    }

    @Test
    void shouldTakeTheLeastWatermarkOfInputsThatHaveNotEnded() {
        try (OrderRun run = run(2)) {
            run.feed(0, 0, List.of(row(0, 10)));
            run.flush();
            assertThat(run.watermarkNs).isEqualTo(Watermarks.NONE);
            run.feed(1, 0, List.of(row(1, 5), row(2, 7), row(3, 20)));
            run.flush();
            assertThat(run.watermarks).containsExactly(Watermarks.NONE, 5L, 7L, 10L);
            run.watermark(0, 15);
            assertThat(run.watermarkNs).isEqualTo(15);
            run.end(0);
            assertThat(run.watermarkNs).isEqualTo(20);
            assertThat(run.ends).isZero();
            run.feed(1, 0, List.of(row(4, 30)));
            run.flush();
            assertThat(run.watermarkNs).isEqualTo(30);
            run.end(1);
            assertThat(run.ends).isEqualTo(1);
            assertThat(run.rows).hasSize(5);
        }
    }

    @Test
    void shouldHaveNoWatermarksWhereInputsHaveNone() {
        try (OrderRun run = run(2)) {
            run.feed(0, 0, List.of(row(0, Watermarks.NONE)));
            run.feed(1, 1, List.of(row(1, Watermarks.NONE)));
            run.flush();
            run.end(1);
            run.feed(0, 0, List.of(row(2, Watermarks.NONE)));
            run.flush();
            run.end(0);
            assertThat(run.rows).hasSize(3);
            assertThat(run.watermarkNs).isEqualTo(Watermarks.NONE);
            assertThat(run.watermarkCalls).isZero();
        }
    }

    @Test
    void shouldHandOnSymbolsOfOneDictionaryOnly() {
        try (OrderRun run = run(3)) {
            run.feed(0, 0, List.of(row(0, 1)));
            run.flush();
            assertThat(run.lastStorage).isEqualTo(Storage.SYMBOL32);
            run.feed(1, 1, List.of(row(1, 1)));
            int symbols = run.symbolCount();
            run.flush();
            assertThat(run.lastStorage).isEqualTo(Storage.VIEW128);
            run.feed(2, -1, List.of(row(2, 1)));
            run.flush();
            assertThat(run.lastStorage).isEqualTo(Storage.VIEW128);
            assertThat(run.symbolCount()).isEqualTo(symbols);
            run.feed(0, 0, List.of(row(3, 1)));
            run.flush();
            assertThat(run.lastStorage).isEqualTo(Storage.SYMBOL32);
            assertThat(run.rows).hasSize(4);
        }
    }

    @Test
    void shouldRefuseToGoOnAfterTheEndOfAnInput() {
        try (OrderRun run = run(2)) {
            run.end(0);
            assertThatThrownBy(() -> run.feed(0, 0, List.of(row(0, 1))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("input 0");
        }
    }

    /** What happens to one input: rows, or its end where there are none. */
    private record Step(int input, List<Row> rows) {}

    @Test
    void shouldHandOnTheSameRowsAndWatermarksWhateverTheCuts() {
        long seed = System.nanoTime();
        System.out.println("UnionOperatorTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int inputs = 1 + random.nextInt(3);
            List<Step> steps = randomSteps(random, inputs);
            List<String> expectedRows = new ArrayList<>();
            List<Long> expectedWatermarks = new ArrayList<>();
            List<Long> after = new ArrayList<>();
            define(steps, inputs, expectedRows, expectedWatermarks, after);
            try (OrderRun run = run(inputs)) {
                for (int i = 0; i < steps.size(); i++) {
                    feed(run, steps.get(i), random);
                    assertThat(run.watermarkNs).isEqualTo(after.get(i));
                }
                assertThat(run.rows).isEqualTo(expectedRows);
                assertThat(run.watermarks).isEqualTo(expectedWatermarks);
                assertThat(run.ends).isEqualTo(1);
            }
        }
    }

    private static List<Step> randomSteps(Random random, int inputs) {
        List<List<Row>> streams = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            streams.add(OrderRun.randomRows(random, random.nextInt(i == 0 ? 2500 : 50), 10));
            open.add(i);
        }
        List<Step> steps = new ArrayList<>();
        while (!open.isEmpty()) {
            int input = open.get(random.nextInt(open.size()));
            List<Row> stream = streams.get(input);
            int count = Math.min(stream.size(), 1 + random.nextInt(random.nextInt(5) == 0 ? 2000 : 20));
            steps.add(new Step(input, List.copyOf(stream.subList(0, count))));
            stream.subList(0, count).clear();
            if (count == 0) {
                open.remove((Integer) input);
            }
        }
        return steps;
    }

    private static void feed(OrderRun run, Step step, Random random) {
        if (step.rows().isEmpty()) {
            run.end(step.input());
            return;
        }
        int from = 0;
        for (int cut : OrderRun.randomCuts(random, step.rows().size())) {
            run.feed(step.input(), random.nextInt(3) - 1, step.rows().subList(from, cut));
            if (random.nextBoolean()) {
                run.flush();
            }
            from = cut;
        }
        run.flush();
    }

    private static void define(
            List<Step> steps, int inputs, List<String> rows, List<Long> watermarks, List<Long> afterStep) {
        long[] each = new long[inputs];
        Arrays.fill(each, Watermarks.NONE);
        int ended = 0;
        long watermarkNs = Watermarks.NONE;
        for (Step step : steps) {
            for (Row row : step.rows()) {
                each[step.input()] = row.watermarkNs();
                watermarkNs = Arrays.stream(each).min().orElseThrow();
                if (row.isSelected()) {
                    rows.add(row.line());
                    watermarks.add(watermarkNs);
                }
            }
            if (step.rows().isEmpty()) {
                each[step.input()] = Watermarks.END;
                ended++;
                watermarkNs = ended == inputs
                        ? watermarkNs
                        : Arrays.stream(each).min().orElseThrow();
            }
            afterStep.add(watermarkNs);
        }
    }
}
