package io.sabot.windows.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.Watermarks;
import io.sabot.windows.order.OrderRun.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SortLimitOperatorTest {
    private static final OrderKey BY_NUMBER = new OrderKey(OrderRun.NUMBER, false, false);

    private static OrderRun run(List<OrderKey> keys, long offset, long limit) {
        return new OrderRun((space, pool, deadLetters, downstream) ->
                new SortLimitOperator("q", OrderRun.SCHEMA, keys, offset, limit, space, pool, deadLetters, downstream));
    }

    private static List<Row> numbered(Integer... numbers) {
        List<Row> rows = new ArrayList<>();
        for (Integer number : numbers) {
            rows.add(new Row(rows.size(), "t", 0L, number, null, null, Watermarks.NONE, true));
        }
        return rows;
    }

    private static List<String> numbers(OrderRun run) {
        return run.rows.stream().map(line -> line.split(" ")[3]).toList();
    }

    @Test
    void shouldHandAllRowsOnInOrderAtTheEnd() {
        try (OrderRun run = run(List.of(BY_NUMBER), 0, SortLimitOperator.NO_LIMIT)) {
            run.feed(numbered(3, 1, null, 2, 1));
            assertThat(run.rows).isEmpty();
            run.end();
            assertThat(numbers(run)).containsExactly("1", "1", "2", "3", "null");
            assertThat(run.rows.get(0)).startsWith("#1 ");
            assertThat(run.rows.get(1)).startsWith("#4 ");
            assertThat(run.watermarkNs).isEqualTo(Watermarks.NONE);
            assertThat(run.ends).isEqualTo(1);
        }
    }

    @Test
    void shouldKeepTheFirstOfEqualRows() {
        try (OrderRun run = run(List.of(BY_NUMBER), 1, 2)) {
            run.feed(numbered(5, 5, 5, 5, 1));
            run.end();
            assertThat(run.rows.stream().map(line -> line.substring(0, 2))).containsExactly("#0", "#1");
        }
    }

    @Test
    void shouldHandOnNothingWithALimitOfZeroOrAnOffsetBeyondTheEnd() {
        for (long[] bounds : new long[][] {{0, 0}, {9, 1}, {Long.MAX_VALUE, Long.MAX_VALUE}}) {
            for (List<OrderKey> keys : List.of(List.of(BY_NUMBER), List.<OrderKey>of())) {
                try (OrderRun run = run(keys, bounds[0], bounds[1])) {
                    run.feed(numbered(1, 2, 3));
                    run.end();
                    assertThat(run.rows).isEmpty();
                    assertThat(run.ends).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void shouldLetTheFirstRowsPassAtOnceWithoutKeys() {
        try (OrderRun run = run(List.of(), 1, 3)) {
            run.feed(numbered(9, 8));
            assertThat(numbers(run)).containsExactly("8");
            run.feed(numbered(7, 6, 5));
            assertThat(numbers(run)).containsExactly("8", "7", "6");
            int batches = run.batches;
            run.feed(numbered(4));
            assertThat(run.batches).isEqualTo(batches);
            run.end();
        }
    }

    @Test
    void shouldSortAsAListDoesWhateverTheCuts() {
        long seed = System.nanoTime();
        System.out.println("SortLimitOperatorTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Row> rows = OrderRun.randomRows(random, 1 + random.nextInt(300), 10);
            List<OrderKey> keys = OrderRun.randomKeys(random, random.nextInt(4));
            long offset = random.nextBoolean() ? 0 : random.nextInt(40);
            long limit = random.nextInt(3) == 0 ? SortLimitOperator.NO_LIMIT : random.nextInt(60);
            List<String> expected = OrderRun.lines(rows.stream()
                    .filter(Row::isSelected)
                    .sorted(OrderRun.comparator(keys))
                    .skip(offset)
                    .limit(limit)
                    .toList());
            try (OrderRun run = run(keys, offset, limit)) {
                int from = 0;
                for (int cut : OrderRun.randomCuts(random, rows.size())) {
                    run.feed(0, random.nextInt(3) - 1, rows.subList(from, cut));
                    run.flush();
                    from = cut;
                }
                run.end();
                assertThat(run.rows).isEqualTo(expected);
                assertThat(run.refused).isEmpty();
            }
        }
    }
}
