package io.sabot.ingest.ring;

import io.sabot.ingest.Reject;
import java.util.List;

/**
 * What a producer says of a batch, beside its rows.
 *
 * @param producerId from the WELCOME
 * @param sequence 1, 2, 3, … within the epoch
 * @param payloadCrc CRC32C of the producer's own bytes: tells a batch that is sent again from another one
 * @param rejects bad records among the rows; they count when the batch does
 * @param fittingBytes {@link #FITS}, or how much of a batch fits into a frame that as a whole does not: it is known then
 *     only whether it was accepted before
 * @param replies where to say what became of it
 */
public record NumberedBatch(
        long producerId,
        int epoch,
        long sequence,
        int payloadCrc,
        List<Reject> rejects,
        long fittingBytes,
        ProducerReplies replies) {
    public static final long FITS = -1;

    /** Bad records of a batch; with more it counts as too large. */
    public static final int MAX_REJECTS = 1024;

    public NumberedBatch {
        if (sequence < 1 || rejects.size() > MAX_REJECTS) {
            throw new IllegalArgumentException("batch " + sequence + " with " + rejects.size() + " bad records");
        }
    }

    public boolean isFitting() {
        return fittingBytes == FITS;
    }
}
