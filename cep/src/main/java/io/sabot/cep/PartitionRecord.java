package io.sabot.cep;

import io.sabot.state.KeyTable;
import org.agrona.UnsafeApi;

/**
 * What is known of a partition, in its record of the key table.
 *
 * <pre>
 *  0 the key table's | 16 long rows looked at | 24 long matches so far | 32 long armed deadline, 0 = none
 *  40 int first chunk of threads + 1 | 44 int threads | 48 int short list, see {@link Transitions#listWith}
 *  52 int partial matches, where starts share threads
 *  where rows are held, or the output has event time:
 *  52 int first and | 56 int last link + 1 | 60 int rows held | 64 long number of the first held row, or of the next
 *  72 long first row whose fate is not told yet: the start sought where matches are sought one by one, the first that
 *     may be unmatched where those are shown
 *  80 long first row behind all matches, where matches are sought one by one
 *  88 long where the output has event time: that of the earliest row yet to be told, see {@link OutputTime}
 * </pre>
 *
 * <p>The kernel's own part is behind.
 */
final class PartitionRecord {
    static final int FIXED_BYTES = 56;
    static final int HOLDING_BYTES = 96;

    private static final int ROWS = KeyTable.HEADER_BYTES;
    private static final int MATCHES = 24;
    private static final int ARMED = 32;
    private static final int FIRST_CHUNK = 40;
    private static final int THREADS = 44;
    private static final int SHORT_LIST = 48;
    private static final int PARTIAL_MATCHES = 52;
    private static final int FIRST_LINK = 52;
    private static final int LAST_LINK = 56;
    private static final int HELD = 60;
    private static final int HELD_FROM = 64;
    private static final int UNTOLD = 72;
    private static final int COVERED = 80;
    private static final int HELD_NS = 88;

    private PartitionRecord() {}

    static long rows(long record) {
        return UnsafeApi.getLong(record + ROWS);
    }

    static void rows(long record, long count) {
        UnsafeApi.putLong(record + ROWS, count);
    }

    static long matches(long record) {
        return UnsafeApi.getLong(record + MATCHES);
    }

    static void matches(long record, long count) {
        UnsafeApi.putLong(record + MATCHES, count);
    }

    static long armedNs(long record) {
        return UnsafeApi.getLong(record + ARMED);
    }

    static void armedNs(long record, long deadlineNs) {
        UnsafeApi.putLong(record + ARMED, deadlineNs);
    }

    static int firstChunk(long record) {
        return UnsafeApi.getInt(record + FIRST_CHUNK);
    }

    static void firstChunk(long record, int link) {
        UnsafeApi.putInt(record + FIRST_CHUNK, link);
    }

    static int threads(long record) {
        return UnsafeApi.getInt(record + THREADS);
    }

    static void threads(long record, int count) {
        UnsafeApi.putInt(record + THREADS, count);
    }

    static int shortList(long record) {
        return UnsafeApi.getInt(record + SHORT_LIST);
    }

    static void shortList(long record, int list) {
        UnsafeApi.putInt(record + SHORT_LIST, list);
    }

    static int partialMatches(long record) {
        return UnsafeApi.getInt(record + PARTIAL_MATCHES);
    }

    static void partialMatches(long record, int count) {
        UnsafeApi.putInt(record + PARTIAL_MATCHES, count);
    }

    static int firstLink(long record) {
        return UnsafeApi.getInt(record + FIRST_LINK);
    }

    static void firstLink(long record, int link) {
        UnsafeApi.putInt(record + FIRST_LINK, link);
    }

    static int lastLink(long record) {
        return UnsafeApi.getInt(record + LAST_LINK);
    }

    static void lastLink(long record, int link) {
        UnsafeApi.putInt(record + LAST_LINK, link);
    }

    static int held(long record) {
        return UnsafeApi.getInt(record + HELD);
    }

    static void held(long record, int count) {
        UnsafeApi.putInt(record + HELD, count);
    }

    static long heldFrom(long record) {
        return UnsafeApi.getLong(record + HELD_FROM);
    }

    static void heldFrom(long record, long row) {
        UnsafeApi.putLong(record + HELD_FROM, row);
    }

    static long untold(long record) {
        return UnsafeApi.getLong(record + UNTOLD);
    }

    static void untold(long record, long row) {
        UnsafeApi.putLong(record + UNTOLD, row);
    }

    static long covered(long record) {
        return UnsafeApi.getLong(record + COVERED);
    }

    static void covered(long record, long row) {
        UnsafeApi.putLong(record + COVERED, row);
    }

    static long heldNs(long record) {
        return UnsafeApi.getLong(record + HELD_NS);
    }

    static void heldNs(long record, long entry) {
        UnsafeApi.putLong(record + HELD_NS, entry);
    }
}
