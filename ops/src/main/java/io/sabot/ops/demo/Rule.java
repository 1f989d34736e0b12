package io.sabot.ops.demo;

import io.sabot.engine.Row;
import java.util.Locale;

/** What is looked for, and how a finding is told. */
enum Rule {
    FLASH_DIP("flash_dips", "1;31", true, "at least 5 falling prints, 40 bp or more, back within 8 s") {
        @Override
        String sentence(Row row) {
            return String.format(
                    Locale.ROOT,
                    "fell %.0f bp in %.1f s (%.2f → %.2f), back at %.2f after %.1f s and %d prints",
                    row.f64("depth_bp"),
                    row.i64("fall_ms") / 1e3,
                    row.f64("top"),
                    row.f64("low"),
                    row.f64("back"),
                    row.i64("total_ms") / 1e3,
                    row.i64("prints"));
        }
    },
    MOMENTUM("momentum", "1;32", false, "6 or more prints, each higher and none smaller, 15 bp or more") {
        @Override
        String sentence(Row row) {
            return String.format(
                    Locale.ROOT,
                    "%d prints, each higher and none smaller, in %.1f s: %.2f → %.2f (+%.0f bp) on %,d shares",
                    row.i64("prints"),
                    row.i64("run_ms") / 1e3,
                    row.f64("first_price"),
                    row.f64("last_price"),
                    row.f64("rise_bp"),
                    row.i64("volume"));
        }
    },
    LAYERING("layering", "1;35", true, "large orders shown on one side, a trade on the other, pulled within 200 ms") {
        @Override
        String sentence(Row row) {
            boolean isBuy = row.string("side").equals("BUY");
            return String.format(
                    Locale.ROOT,
                    "%s showed %d orders to %s %,d, %s %,d at %.2f, pulled them %d ms later",
                    row.string("trader"),
                    row.i64("layers"),
                    isBuy ? "buy" : "sell",
                    row.i64("layered"),
                    isBuy ? "sold" : "bought",
                    row.i32("filled"),
                    row.f64("price"),
                    row.i64("pulled_after_ms"));
        }
    },
    BURST("bursts", "1;33", true, "50 prints or more without a pause of 20 ms") {
        @Override
        String sentence(Row row) {
            return String.format(
                    Locale.ROOT,
                    "%d prints in %d ms without a pause: %,d shares, price %+.0f bp",
                    row.i64("prints"),
                    (row.i64("ts") - row.i64("started")) / 1_000_000,
                    row.i64("volume"),
                    row.f64("move_bp"));
        }
    },
    STRETCHED("stretched", "1;36", false, "80 bp away from the average price of 5 minutes") {
        @Override
        String sentence(Row row) {
            return String.format(
                    Locale.ROOT,
                    "%.2f is %.0f bp %s the average price of the last 5 minutes, %.2f",
                    row.f64("last_price"),
                    Math.abs(row.f64("off_bp")),
                    row.f64("off_bp") < 0 ? "below" : "above",
                    row.f64("vwap"));
        }
    },
    RESUMED("resumed", "1;34", true, "a print after 4 minutes of silence") {
        @Override
        String sentence(Row row) {
            double before = row.f64("price_before");
            double after = row.f64("price_after");
            long seconds = row.i64("silent_s");
            return String.format(
                    Locale.ROOT,
                    "trades again after %d min %d s of silence: %.2f → %.2f (%+.1f %%)",
                    seconds / 60,
                    seconds % 60,
                    before,
                    after,
                    (after / before - 1) * 100);
        }
    };

    private final String table;
    private final String colour;
    private final boolean isTimely;
    private final String meaning;

    Rule(String table, String colour, boolean isTimely, String meaning) {
        this.table = table;
        this.colour = colour;
        this.isTimely = isTimely;
        this.meaning = meaning;
    }

    String table() {
        return table;
    }

    String colour() {
        return colour;
    }

    /** Whether the row's time is that of the event, or end of window, that made it final: what latency counts from. */
    boolean isTimely() {
        return isTimely;
    }

    /** For people, in a few words. */
    String meaning() {
        return meaning;
    }

    String title() {
        return name().replace('_', ' ');
    }

    /** What happened, without when and to whom. */
    abstract String sentence(Row row);
}
