package io.sabot.ops.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The episodes of a day, and when they happen. */
final class Episodes {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    /** Two episodes of one company keep so far apart. */
    private static final long APART_NS = 12 * MINUTE;

    private static final long FIRST_NS = 3 * MINUTE;
    private static final long LAST_NS = 12 * MINUTE; // before the close

    private interface Maker {
        Episode at(int number, int symbol, long startNs);
    }

    private final Dice dice;
    private final List<Episode> planted = new ArrayList<>();
    private final List<long[]> taken = new ArrayList<>(); // symbol, start

    private Episodes(Dice dice) {
        this.dice = dice;
    }

    static List<Episode> plant(Dice dice) {
        Episodes episodes = new Episodes(dice);
        episodes.spread(2, Halt::new);
        episodes.spread(12, Trend::new);
        episodes.spread(10, FlashDip::new);
        episodes.spread(14, Ignition::new);
        episodes.spread(16, Layering::new);
        episodes.spread(20, Burst::new);
        return episodes.planted;
    }

    /** One in each of as many equal parts of the day. */
    private void spread(int count, Maker maker) {
        long spanNs = MarketSpec.DAY_NS - FIRST_NS - LAST_NS;
        for (int i = 0; i < count; i++) {
            long startNs = MarketSpec.OPEN_NS + FIRST_NS + (long) (spanNs * (i + dice.unit()) / count);
            planted.add(maker.at(planted.size(), freeSymbol(startNs), startNs));
        }
    }

    private int freeSymbol(long startNs) {
        while (true) {
            int symbol = dice.below(Companies.SYMBOLS.size());
            if (taken.stream().noneMatch(t -> t[0] == symbol && Math.abs(t[1] - startNs) < APART_NS)) {
                taken.add(new long[] {symbol, startNs});
                return symbol;
            }
        }
    }
}
