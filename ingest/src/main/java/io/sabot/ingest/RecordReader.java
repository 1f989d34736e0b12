package io.sabot.ingest;

import io.sabot.core.batch.EventBatch;

/**
 * Turns a stream of bytes into rows. Never blocks: what cannot be read now is read by a later call. Used by one thread.
 */
public interface RecordReader extends AutoCloseable {
    /** Why a call of {@link #read} came back. */
    enum Status {
        /** Rows were appended; there may be more. */
        ROWS,
        /** A record is bad: rows before it are in the batch, {@link #reject()} tells of it, reading goes on behind it. */
        REJECTED,
        /** Nothing more to read right now (rows may have been appended). */
        IDLE,
        /** The input has ended (rows may have been appended). */
        END
    }

    /**
     * Appends rows until the batch is full, a record is bad, or there is nothing more right now. A record that finds no
     * room in a batch that already has rows is kept for the next call.
     */
    Status read(EventBatch batch);

    /**
     * Per column: true if VARCHAR is to be laid out plain, because it proved to be of high cardinality. Asked before each
     * batch is laid out.
     */
    boolean[] plainColumns();

    /** The last bad record; valid after {@link Status#REJECTED} until the next call. */
    Reject reject();

    /**
     * Where to go on reading after a restart: for files the byte behind the last record consumed (of the uncompressed
     * content), for others {@link #NO_OFFSET}.
     */
    long offset();

    /** As {@link #offset()}, behind row {@code row} of the batch last filled: for who hands on only part of it. */
    long offsetAfter(int row);

    /** Bytes in all, for showing progress; {@link #NO_OFFSET} if unknown or unbounded. */
    default long totalBytes() {
        return NO_OFFSET;
    }

    long NO_OFFSET = -1;

    @Override
    void close();
}
