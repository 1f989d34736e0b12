package io.sabot.windows.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.Watermarks;
import io.sabot.core.type.Storage;
import io.sabot.state.BlobStore;
import io.sabot.windows.order.OrderRun.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeSortOperatorTest {
    private static final OrderKey NUMBER_DESCENDING = new OrderKey(OrderRun.NUMBER, true, false);

    private static OrderRun run(OrderKey... furtherKeys) {
        return run(List.of(furtherKeys));
    }

    private static OrderRun run(List<OrderKey> furtherKeys) {
        return new OrderRun((space, pool, deadLetters, downstream) -> new TimeSortOperator(
                "q", OrderRun.SCHEMA, OrderRun.TIME, furtherKeys, space, pool, deadLetters, downstream));
    }

    private static Row at(int arrival, Long timeNs, Integer number, long watermarkNs) {
        return new Row(arrival, "t" + arrival, timeNs, number, null, null, watermarkNs, true);
    }

    @Test
    void shouldHoldRowsUntilTheWatermarkHasPassedThem() {
        try (OrderRun run = run()) {
            Row second = at(0, 20L, 1, 5);
            Row first = at(1, 10L, 2, 10);
            Row third = at(2, 30L, 3, 20);
            run.feed(List.of(second, first));
            assertThat(run.rows).as("10 is not below 10").isEmpty();
            assertThat(run.watermarkNs).isEqualTo(10);
            run.feed(List.of(third));
            assertThat(run.rows).containsExactly(first.line());
            assertThat(run.watermarks).containsExactly(10L);
            assertThat(run.watermarkNs).isEqualTo(20);
            run.watermark(0, 25);
            assertThat(run.rows).containsExactly(first.line(), second.line());
            assertThat(run.watermarkNs).isEqualTo(25);
            run.end();
            assertThat(run.rows).containsExactlyElementsOf(OrderRun.lines(List.of(first, second, third)));
            assertThat(run.ends).isEqualTo(1);
        }
    }

    @Test
    void shouldOrderRowsOfEqualTimeByFurtherKeysAndThenByArrival() {
        try (OrderRun run = run(NUMBER_DESCENDING)) {
            Row low = at(0, 7L, 1, 0);
            Row high = at(1, 7L, 2, 0);
            Row highAgain = at(2, 7L, 2, 0);
            Row none = at(3, 7L, null, 0);
            run.feed(List.of(none, low, high, highAgain));
            run.end();
            assertThat(run.rows).containsExactlyElementsOf(OrderRun.lines(List.of(high, highAgain, low, none)));
        }
    }

    @Test
    void shouldRefuseRowsBelowTheWatermarkOfTheRowBefore() {
        try (OrderRun run = run()) {
            run.feed(List.of(at(0, 100L, 0, 50), at(1, 50L, 1, 50), at(2, 49L, 2, 50)));
            run.feed(List.of(at(3, 49L, 3, 50), at(4, null, 4, 50)));
            assertThat(run.refused).containsExactly("LATE #2", "LATE #3", "EXPRESSION_FAILED #4");
            assertThat(run.details.get(0)).contains("00:00:00.00000005").contains("00:00:00.000000049");
            run.end();
            assertThat(run.rows).hasSize(2);
        }
    }

    @Test
    void shouldNotHoldARowLateForTheWatermarkItBrings() {
        try (OrderRun run = run()) {
            run.feed(List.of(at(0, 20L, 0, 5), at(1, 10L, 1, 15), at(2, 14L, 2, 15)));
            assertThat(run.refused).containsExactly("LATE #2");
            assertThat(run.rows).hasSize(1);
            run.end();
            assertThat(run.rows).hasSize(2);
        }
    }

    @Test
    void shouldCountWatermarksOfRowsThatWereFilteredAway() {
        try (OrderRun run = run()) {
            Row filtered = new Row(0, null, 100L, 0, null, null, 90, false);
            run.feed(List.of(filtered, at(1, 89L, 1, 90), at(2, 90L, 2, 90)));
            assertThat(run.refused).containsExactly("LATE #1");
            run.end();
            assertThat(run.rows).hasSize(1);
        }
    }

    @Test
    void shouldHandOnAWatermarkAloneOncePerFrame() {
        try (OrderRun run = run()) {
            run.feed(List.of(at(0, 100L, 0, 10), at(1, 100L, 0, 20)));
            run.flush();
            assertThat(run.watermarkCalls).isEqualTo(1);
            run.feed(List.of(at(2, 100L, 0, 20)));
            assertThat(run.watermarkCalls).as("no news").isEqualTo(1);
            run.end();
        }
    }

    @Test
    void shouldKeepSymbolsUntilTextComesPlain() {
        try (OrderRun run = run()) {
            run.feed(0, 0, List.of(at(0, 1L, 0, 1), at(1, 2L, 0, 2), at(2, 3L, 0, 2)));
            run.flush();
            assertThat(run.lastStorage).isEqualTo(Storage.SYMBOL32);
            int symbols = run.symbolCount();
            run.feed(0, -1, List.of(at(3, 4L, 0, 4)));
            run.flush();
            assertThat(run.lastStorage).isEqualTo(Storage.VIEW128);
            assertThat(run.symbolCount()).isEqualTo(symbols);
            run.end();
            assertThat(run.rows).hasSize(4);
        }
    }

    @Test
    void shouldMakeNoSymbolsOfPlainTextThatWaited() {
        try (OrderRun run = run()) {
            run.feed(0, 0, List.of(at(0, 1L, 0, 1), at(1, 3L, 0, 3)));
            run.feed(0, -1, List.of(at(2, 4L, 0, 3)));
            run.feed(0, 0, List.of(at(3, 5L, 0, 5)));
            int symbols = run.symbolCount();
            run.flush();
            assertThat(run.rows).hasSize(3);
            assertThat(run.lastStorage).isEqualTo(Storage.VIEW128);
            assertThat(run.symbolCount()).isEqualTo(symbols);
            run.end();
        }
    }

    @Test
    void shouldRefuseATextThatFitsNoPage() {
        try (OrderRun run = run()) {
            String text = "x".repeat(BlobStore.MAX_BYTES + 1);
            run.feed(0, -1, List.of(new Row(0, text, 1L, 0, null, null, 0, true)));
            assertThat(run.refused).containsExactly("LIMIT #0");
            run.end();
        }
    }

    @Test
    void shouldSortMoreRowsThanABatchHolds() {
        try (OrderRun run = run()) {
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                rows.add(at(i, 5000L - i, i, 0));
            }
            run.feed(rows);
            run.watermark(0, Watermarks.END);
            assertThat(run.batches).isEqualTo(5);
            run.end();
            assertThat(run.rows).hasSize(5000).startsWith(rows.get(4999).line());
        }
    }

    @Test
    void shouldSortAsAListDoesWhateverTheCuts() {
        long seed = System.nanoTime();
        System.out.println("TimeSortOperatorTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int jitterNs = random.nextInt(20);
            List<Row> rows = OrderRun.randomRows(random, 1 + random.nextInt(200), jitterNs);
            List<OrderKey> keys = OrderRun.randomKeys(random, random.nextInt(3));
            compare(rows, keys, OrderRun.randomCuts(random, rows.size()), random);
            compare(rows, keys, OrderRun.randomCuts(random, rows.size()), random);
        }
    }

    private static void compare(List<Row> rows, List<OrderKey> keys, int[] cuts, Random random) {
        List<OrderKey> allKeys = new ArrayList<>(List.of(new OrderKey(OrderRun.TIME, false, false)));
        allKeys.addAll(keys);
        List<Row> accepted = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        try (OrderRun run = run(keys)) {
            int from = 0;
            for (int cut : cuts) {
                int pieces = 1 + random.nextInt(2);
                int middle = pieces == 1 ? cut : from + random.nextInt(cut - from + 1);
                run.feed(0, random.nextInt(3) - 1, rows.subList(from, middle));
                run.feed(0, random.nextInt(3) - 1, rows.subList(middle, cut));
                run.flush();
                judge(rows, from, cut, accepted, refused);
                from = cut;
                long watermarkNs =
                        cut == 0 ? Watermarks.NONE : rows.get(cut - 1).watermarkNs();
                assertThat(run.watermarkNs).isEqualTo(watermarkNs);
                assertThat(run.rows)
                        .isEqualTo(OrderRun.lines(accepted.stream()
                                .filter(row -> row.timeNs() < watermarkNs)
                                .sorted(OrderRun.comparator(allKeys))
                                .toList()));
            }
            run.end();
            accepted.sort(OrderRun.comparator(allKeys));
            assertThat(run.rows).isEqualTo(OrderRun.lines(accepted));
            assertThat(run.watermarks)
                    .isEqualTo(accepted.stream().map(Row::timeNs).toList());
            assertThat(run.refused).isEqualTo(refused);
        }
    }

    private static void judge(List<Row> rows, int from, int to, List<Row> accepted, List<String> refused) {
        for (int i = from; i < to; i++) {
            Row row = rows.get(i);
            long beforeNs = i == 0 ? Watermarks.NONE : rows.get(i - 1).watermarkNs();
            if (!row.isSelected()) {
                continue;
            }
            if (row.timeNs() == null) {
                refused.add("EXPRESSION_FAILED #" + i);
            } else if (row.timeNs() < beforeNs) {
                refused.add("LATE #" + i);
            } else {
                accepted.add(row);
            }
        }
    }
}
