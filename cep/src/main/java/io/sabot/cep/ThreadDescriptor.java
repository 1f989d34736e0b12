package io.sabot.cep;

import org.agrona.UnsafeApi;

/**
 * Layout of one thread: a partial match, or a match that waits for more preferred ones to die.
 *
 * <pre>
 *   0 int  state: the place last consumed, or {@link PatternProgram#ACCEPTED}, {@link PatternProgram#ACCEPTED_AT_END}
 *   4 int  path, see {@link PathStore}, or the shared group that it belongs to, see {@link StartGroups}; 0 for none
 *   8 long start row: number in its partition of the first row
 *  16 long start time, ns
 *  24 long start position in the log
 *  32 long end row: number of the row last consumed; start row − 1 if none
 *  40 long end time, ns
 *  48 long number of the row to skip to, + 1; 0 if none is mapped yet. In a shared group number of the thread it came from
 *  56 registers
 * </pre>
 */
final class ThreadDescriptor {
    static final int STATE = 0;
    static final int PATH = 4;
    static final int START_ROW = 8;
    static final int START_TIME = 16;
    static final int START_POSITION = 24;
    static final int END_ROW = 32;
    static final int END_TIME = 40;
    static final int SKIP_ROW = 48;
    static final int REGISTERS = 56;

    private ThreadDescriptor() {}

    static int state(long thread) {
        return UnsafeApi.getInt(thread);
    }

    static void state(long thread, int state) {
        UnsafeApi.putInt(thread, state);
    }

    static int path(long thread) {
        return UnsafeApi.getInt(thread + PATH);
    }

    static void path(long thread, int path) {
        UnsafeApi.putInt(thread + PATH, path);
    }

    static int group(long thread) {
        return path(thread);
    }

    static void group(long thread, int group) {
        path(thread, group);
    }

    /** Of the threads that the shared group had when it was made. */
    static int origin(long thread) {
        return UnsafeApi.getInt(thread + SKIP_ROW);
    }

    static void origin(long thread, int origin) {
        UnsafeApi.putLong(thread + SKIP_ROW, origin);
    }

    static long startRow(long thread) {
        return UnsafeApi.getLong(thread + START_ROW);
    }

    static long startTimeNs(long thread) {
        return UnsafeApi.getLong(thread + START_TIME);
    }

    static long startPosition(long thread) {
        return UnsafeApi.getLong(thread + START_POSITION);
    }

    static long endRow(long thread) {
        return UnsafeApi.getLong(thread + END_ROW);
    }

    static long endTimeNs(long thread) {
        return UnsafeApi.getLong(thread + END_TIME);
    }

    /** Row to skip to, or −1. */
    static long skipRow(long thread) {
        return UnsafeApi.getLong(thread + SKIP_ROW) - 1;
    }

    static void skipRow(long thread, long row) {
        UnsafeApi.putLong(thread + SKIP_ROW, row + 1);
    }

    static void end(long thread, long row, long timeNs) {
        UnsafeApi.putLong(thread + END_ROW, row);
        UnsafeApi.putLong(thread + END_TIME, timeNs);
    }

    static void start(long thread, long row, long timeNs, long position) {
        UnsafeApi.putLong(thread + START_ROW, row);
        UnsafeApi.putLong(thread + START_TIME, timeNs);
        UnsafeApi.putLong(thread + START_POSITION, position);
    }
}
