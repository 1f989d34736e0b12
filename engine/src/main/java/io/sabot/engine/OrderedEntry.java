package io.sabot.engine;

import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.ring.ProducerReplies;

/**
 * One entry that the nodes of a cluster have agreed upon, for one application.
 *
 * @param position in the cluster's log; grows from entry to entry
 * @param timeNs when it was agreed upon, on the clock that all nodes share; never back
 * @param term of the leader
 * @param table that it is for; null for a BARRIER
 * @param format of the records of a BATCH, else null
 * @param producer name of who says HELLO, else null
 * @param epoch of HELLO and BATCH
 * @param producerId of BATCH, from the WELCOME
 * @param sequence of BATCH
 * @param records of BATCH
 * @param replies gets the answer; does nothing on nodes where nobody waits for it
 */
public record OrderedEntry(
        Kind kind,
        long position,
        long timeNs,
        long term,
        String table,
        FormatSpec format,
        String producer,
        int epoch,
        long producerId,
        long sequence,
        byte[] records,
        ProducerReplies replies) {
    /** What it says. */
    public enum Kind {
        /** A producer says who it is. */
        HELLO,
        /** A producer's batch. */
        BATCH,
        /** Nothing more comes for the table. */
        END,
        /** All nodes store their state, and compare its hash. */
        BARRIER
    }

    /** Longest records of a BATCH. */
    public static final int MAX_RECORD_BYTES = 240 * 1024;
}
