package io.sabot.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowGridTest {
    @Test
    void shouldNumberTheWindowsOfAnyTimeOnAnyScale() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            long unitNs = 1L << random.nextInt(50);
            WindowSpec window = randomWindow(random, unitNs);
            long timeNs = (random.nextInt(2001) - 1000) * unitNs / 8 + random.nextInt(3) - 1;
            compareOnce(window, timeNs, "seed " + seed + ": " + window + " at " + timeNs);
        }
    }

    private static WindowSpec randomWindow(Random random, long unitNs) {
        long stepNs = unitNs + random.nextInt(3);
        long offsetNs = (random.nextInt(41) - 20) * unitNs / 4;
        return switch (random.nextInt(3)) {
            case 0 -> new WindowSpec.Tumble(stepNs, offsetNs);
            case 1 -> new WindowSpec.Hop(1 + random.nextInt(12) * unitNs / 2, stepNs, offsetNs);
            default -> new WindowSpec.Cumulate(stepNs * (1 + random.nextInt(9)), stepNs, offsetNs);
        };
    }

    private static void compareOnce(WindowSpec window, long timeNs, String what) {
        WindowGrid grid = WindowGrid.of(window);
        long pane = grid.paneOf(timeNs);
        assertThat(timeNs).as(what).isBetween(grid.paneStartNs(pane), grid.paneStartNs(pane + 1) - 1);
        List<NaiveWindows.Bounds> windows = new ArrayList<>();
        for (long w = grid.firstWindowOf(pane); grid.isCovered(pane) && w <= grid.lastWindowOf(pane); w++) {
            windows.add(new NaiveWindows.Bounds(grid.startNs(w), grid.endNs(w)));
            assertThat(pane).as(what).isBetween(grid.firstPane(w), grid.endPane(w) - 1);
        }
        assertThat(windows).as(what).isEqualTo(NaiveWindows.windowsOf(window, timeNs));
        long open = grid.firstOpenWindow(timeNs);
        assertThat(grid.endNs(open)).as(what).isGreaterThan(timeNs);
        assertThat(grid.endNs(open - 1)).as(what).isLessThanOrEqualTo(timeNs);
    }
}
