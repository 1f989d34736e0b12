package io.sabot.core.batch;

/** Identity of an event: frame number and row in the frame, packed into a long that sorts in log order. */
public final class Position {
    static final int ROW_BITS = 14;
    public static final int MAX_ROWS = 1 << ROW_BITS;
    public static final long NONE = -1;

    private Position() {}

    public static long of(long seq, int row) {
        assert row >= 0 && row < MAX_ROWS;
        return seq << ROW_BITS | row;
    }

    public static long seq(long position) {
        return position >>> ROW_BITS;
    }

    public static int row(long position) {
        return (int) position & MAX_ROWS - 1;
    }

    public static String format(long position) {
        return position == NONE ? "-" : seq(position) + ":" + row(position);
    }
}
