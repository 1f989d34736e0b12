package io.sabot.ingest.format;

import java.util.Arrays;

/** Finds the fields of one CSV record: where each starts and ends, and how it is quoted. One thread. */
final class CsvFields {
    static final byte UNQUOTED = 0;
    static final byte QUOTED = 1;
    /** Quoted, and quotes are doubled in it. */
    static final byte ESCAPED = 2;

    final byte quote;
    private final byte delimiter;
    private final long delimiters;
    private final long quotes;
    private int kept = Integer.MAX_VALUE;

    int[] starts = new int[16];
    int[] ends = new int[16];
    byte[] quoting = new byte[16];

    /** Fields in the record; those beyond {@link #keep} were counted only. */
    int count;
    /** First field with characters behind its closing quote, or -1. */
    int badField;

    boolean hasLineFeed;
    int quotedLineFeeds;
    boolean isQuoteOpen;
    int openField;

    CsvFields(char delimiter, char quote) {
        this.delimiter = (byte) delimiter;
        this.quote = (byte) quote;
        this.delimiters = Swar.repeat(delimiter);
        this.quotes = Swar.repeat(quote);
    }

    /** How many fields' places to remember. */
    void keep(int fieldCount) {
        kept = fieldCount;
    }

    /**
     * Splits the record that starts at {@code from}.
     *
     * @param isLast the input ends at {@code to}: a line feed may be missing
     * @return index of the record's line feed, or {@code to} if it is the last, or -1 if the end has not been found
     */
    int split(byte[] bytes, int from, int to, boolean isLast) {
        count = 0;
        badField = -1;
        quotedLineFeeds = 0;
        isQuoteOpen = false;
        int at = from;
        while (true) {
            int end = at < to && bytes[at] == quote ? splitQuoted(bytes, at, to) : splitPlain(bytes, at, to);
            if (end >= to) {
                hasLineFeed = false;
                return isLast && !isQuoteOpen ? to : -1;
            }
            if (bytes[end] != delimiter) {
                hasLineFeed = true;
                return end;
            }
            at = end + 1;
        }
    }

    private int splitPlain(byte[] bytes, int from, int to) {
        int end = Math.min(to, Swar.indexOfEither(bytes, from, to, delimiters, Swar.LINE_FEEDS));
        boolean endsRecord = end == to || bytes[end] == '\n';
        int contentEnd = endsRecord && end < to && end > from && bytes[end - 1] == '\r' ? end - 1 : end;
        add(from, contentEnd, UNQUOTED);
        return end;
    }

    private int splitQuoted(byte[] bytes, int from, int to) {
        byte kind = QUOTED;
        int searched = from + 1;
        int close;
        while (true) {
            close = Swar.indexOf(bytes, searched, to, quotes);
            if (close >= to) {
                isQuoteOpen = true;
                openField = count;
                return to;
            }
            if (close + 1 >= to || bytes[close + 1] != quote) {
                break;
            }
            kind = ESCAPED;
            searched = close + 2;
        }
        countLineFeeds(bytes, from, close);
        int end = Math.min(to, Swar.indexOfEither(bytes, close + 1, to, delimiters, Swar.LINE_FEEDS));
        boolean isCarriageReturn = end == close + 2 && end < to && bytes[end] == '\n' && bytes[close + 1] == '\r';
        if (end != close + 1 && !isCarriageReturn && badField < 0) {
            badField = count;
        }
        add(from + 1, close, kind);
        return end;
    }

    private void countLineFeeds(byte[] bytes, int from, int to) {
        for (int i = Swar.indexOf(bytes, from, to, Swar.LINE_FEEDS);
                i < to;
                i = Swar.indexOf(bytes, i + 1, to, Swar.LINE_FEEDS)) {
            quotedLineFeeds++;
        }
    }

    private void add(int start, int end, byte kind) {
        int i = count++;
        if (i < kept) {
            if (i == starts.length) {
                grow();
            }
            starts[i] = start;
            ends[i] = end;
            quoting[i] = kind;
        }
    }

    private void grow() {
        starts = Arrays.copyOf(starts, starts.length * 2);
        ends = Arrays.copyOf(ends, ends.length * 2);
        quoting = Arrays.copyOf(quoting, quoting.length * 2);
    }
}
