package io.sabot.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers of rows that were given up: rows that came from inputs which a log lost. After row {@code from} comes row
 * {@code to + 1}. Outbox's thread.
 */
final class OseqGaps {
    private record Gap(long from, long to) {}

    private final List<Gap> gaps = new ArrayList<>();

    /** As in {@link #text()}: {@code from-to,from-to}. */
    static OseqGaps parse(String text) {
        OseqGaps parsed = new OseqGaps();
        for (String gap : List.of(text.isEmpty() ? new String[0] : text.split(","))) {
            int dash = gap.indexOf('-');
            parsed.add(Long.parseLong(gap.substring(0, dash)), Long.parseLong(gap.substring(dash + 1)));
        }
        return parsed;
    }

    void add(long from, long to) {
        gaps.add(new Gap(from, to));
    }

    /** The last number that was used or given up, if this one was the last that was used. */
    long skip(long oseq) {
        long skipped = oseq;
        for (int i = 0; i < gaps.size(); i++) {
            skipped = gaps.get(i).from == skipped ? gaps.get(i).to : skipped;
        }
        return skipped;
    }

    /** True if the row was given up, and is not the last such. */
    boolean isInside(long oseq) {
        return gaps.stream().anyMatch(gap -> gap.from < oseq && oseq < gap.to);
    }

    /** True if a number behind this one was given up. */
    boolean hasAfter(long oseq) {
        return gaps.stream().anyMatch(gap -> gap.to > oseq);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (Gap gap : gaps) {
            text.append(text.length() == 0 ? "" : ",")
                    .append(gap.from)
                    .append('-')
                    .append(gap.to);
        }
        return text.toString();
    }
}
