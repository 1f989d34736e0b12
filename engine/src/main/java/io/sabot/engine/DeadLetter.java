package io.sabot.engine;

import java.util.Arrays;

/**
 * A record that could not be read, a row that a query could not use, or a result that a sink refused.
 *
 * @param id for people: the log entry of a record, else the outbox and the number in it, as {@code dead_letters:3}
 * @param seq log entry that it belongs to
 * @param timeNs log time of that entry; 0 if unknown
 * @param table for a record: the table it was read for; for a row: the query, or the sink, that could not use it
 * @param place for a record: line and byte of its source, or its row in a producer's batch; for a row: its position in the log
 * @param bytes the record, perhaps only its beginning; of a row its text
 * @param lengthBytes of the whole record
 * @param replayedSeq log entry that has it corrected, the last one if there are more; 0 if none has
 * @param replays how often it was replayed
 */
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetter(
        String id,
        Kind kind,
        long seq,
        long timeNs,
        String table,
        String reason,
        String place,
        String cause,
        byte[] bytes,
        long lengthBytes,
        long replayedSeq,
        int replays) {
    /** What it is. */
    public enum Kind {
        /** Bytes that are no row of the table. */
        RECORD,
        /** A row of the log that a query could not use. */
        ROW,
        /** A result that a sink has refused. */
        RESULT
    }

    /** Whether the log has all of its bytes. */
    public boolean isWhole() {
        return bytes.length == lengthBytes;
    }

    DeadLetter replayed(long newSeq, int times) {
        return new DeadLetter(id, kind, seq, timeNs, table, reason, place, cause, bytes, lengthBytes, newSeq, times);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeadLetter letter && id.equals(letter.id) && Arrays.equals(bytes, letter.bytes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
