package io.sabot.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.Watermarks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomWindowsTest {
    private static final int ROUNDS = 6_000;

    @Test
    void shouldAgreeWithTheNaiveWindowsWhateverTheBatches() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            compareOnce(random, "seed " + seed + " round " + round, 60, 1 + random.nextInt(5));
        }
    }

    @Test
    void shouldAgreeWithTheNaiveWindowsWithMoreKeysThanAreKept() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 4; round++) {
            compareOnce(random, "seed " + seed + " round " + round, 12_000, 5_000);
        }
    }

    private static void compareOnce(Random random, String name, int maxRows, int keyCount) {
        WindowSpec window = randomWindow(random);
        List<WindowRun.Row> rows = randomRows(random, maxRows, keyCount, window instanceof WindowSpec.Global);
        int[] cuts = randomCuts(random, rows.size());
        String what = name + ": " + window + " over "
                + (rows.size() > 60 ? rows.size() + " rows" : rows + " cut at " + Arrays.toString(cuts));
        WindowRun.Result actual = WindowRun.aggregate(window, rows, cuts);
        WindowRun.Result whole = WindowRun.aggregate(window, rows, wholeCuts(rows.size()));
        assertThat(actual).as(what).isEqualTo(whole);
        WindowRun.Result expected = WindowRun.expected(window, rows);
        assertThat(actual.fired()).as(what).isEqualTo(expected.fired());
        assertThat(actual.refused()).as(what).isEqualTo(expected.refused());
    }

    private static WindowSpec randomWindow(Random random) {
        long offset = random.nextInt(21) - 10L;
        long step = 1L + random.nextInt(8);
        return switch (random.nextInt(9)) {
            case 0, 1 -> new WindowSpec.Tumble(1 + random.nextInt(12), offset);
            case 2, 3, 4 -> new WindowSpec.Hop(1 + random.nextInt(12), step, offset);
            case 5, 6 -> new WindowSpec.Cumulate(step * (1 + random.nextInt(6)), step, offset);
            case 7 -> new WindowSpec.Session(1 + random.nextInt(8));
            default -> random.nextInt(4) == 0 ? new WindowSpec.Global() : new WindowSpec.Session(step);
        };
    }

    /** Rows around a clock that mostly goes on; the watermark is a delay behind it, and some rows are behind that. */
    private static List<WindowRun.Row> randomRows(Random random, int maxRows, int keyCount, boolean isBounded) {
        int count = random.nextInt(maxRows / 2) + (maxRows > 1_000 ? maxRows / 2 : 0);
        boolean hasWatermarks = !isBounded && random.nextInt(8) != 0;
        int delay = random.nextInt(12);
        int disorder = 1 + random.nextInt(20);
        int pace = 1 + random.nextInt(4);
        long clock = random.nextInt(41) - 20L;
        long latest = clock;
        List<WindowRun.Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clock += random.nextInt(20) == 0 ? random.nextInt(40) : random.nextInt(pace);
            long timeNs = clock - (random.nextInt(3) == 0 ? random.nextInt(disorder) : 0);
            boolean isNull = random.nextInt(40) == 0;
            latest = isNull ? latest : Math.max(latest, timeNs);
            int key = random.nextInt(keyCount + 1);
            rows.add(new WindowRun.Row(
                    i,
                    key == keyCount ? null : "K" + key,
                    isNull ? null : timeNs,
                    1 + random.nextInt(9),
                    hasWatermarks ? latest - delay : Watermarks.NONE,
                    random.nextInt(6) != 0));
        }
        return rows;
    }

    private static int[] randomCuts(Random random, int length) {
        int[] cuts = new int[1 + random.nextInt(8)];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = random.nextInt(length + 1);
        }
        cuts[cuts.length - 1] = length;
        Arrays.sort(cuts);
        return cuts;
    }

    private static int[] wholeCuts(int length) {
        return new int[] {length};
    }
}
