package io.sabot.ops.demo;

import io.sabot.engine.Row;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/** A finding, ready to be shown. */
record Alert(Rule rule, long timeNs, String symbol, String sentence) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    static Alert of(Rule rule, Row row) {
        return new Alert(rule, row.i64("ts"), row.string("symbol"), rule.sentence(row));
    }

    static String clock(long timeNs) {
        return LocalTime.ofNanoOfDay(Math.floorMod(timeNs, TimeUnit.DAYS.toNanos(1)))
                .format(CLOCK);
    }

    String line(Style style) {
        return style.dim(clock(timeNs)) + "  " + style.in(rule.colour(), String.format("%-9s", rule.title())) + "  "
                + style.bold(String.format("%-4s", symbol)) + "  " + sentence;
    }
}
