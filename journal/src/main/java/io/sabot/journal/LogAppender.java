package io.sabot.journal;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;

/**
 * The one writer of a log. Owned by the sequencer's thread; nothing here is thread-safe.
 *
 * <p>Every call writes one frame, with every dictionary entry created since the frame before, and returns its seq. The
 * caller has set seq (last + 1), logical time (never less than the last) and what it knows of the origin in {@code
 * fields}; the appender sets the rest. Seq or time out of order, and content over a frame's cap, are errors of the
 * program: {@link IllegalArgumentException}, and nothing was written. Too little free space is a {@link
 * io.sabot.core.error.SabotException} with code JRN-0202, nothing was written, and the same call succeeds once there is
 * space again. After any other error the log must be closed.
 */
public interface LogAppender {
    /** All rows of the batch, its selection ignored. The batch must own its memory. Allocates nothing when warm. */
    long append(FrameHeader fields, EventBatch batch);

    long appendReject(FrameHeader fields, RejectedRecord record);

    /** The bounded input named by stream and source has ended. */
    long appendEnd(FrameHeader fields);

    /** Shape of a stream; to be written before its first row, and again with every new version. */
    long appendSchema(FrameHeader fields, EventSchema schema);

    /** A frame of any type that has no content of its own here; the payload is the caller's business. */
    long appendControl(FrameHeader fields, FrameType type, byte[] payload);
}
