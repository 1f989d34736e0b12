package io.sabot.journal;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;

/**
 * A cursor over a log that checks every frame: magic, version, length, both CRCs, seq, time and the chain of hashes. It
 * adds the frames' dictionary entries to the dictionary that it was opened with.
 *
 * <p>One thread at a time. What it hands out lies over the log's memory and is valid until the next {@link #next()} or
 * {@link #close()}. A frame that fails a check is a {@link io.sabot.core.error.SabotException} with code JRN-01xx that
 * names seq, file and offset; the reader cannot go on.
 */
public interface LogReader extends AutoCloseable {
    /** Steps to the next frame. False at the end: more may come, and the call may be repeated. */
    boolean next();

    FrameHeader header();

    /**
     * The rows of a DATA or OUTPUT frame. One view per reader, laid anew over each frame.
     *
     * @param schema of the frame's stream, in the frame's version
     */
    EventBatch batch(EventSchema schema);

    /** Content of a REJECT frame, copied. */
    RejectedRecord reject();

    /** Content of a DDL frame. */
    EventSchema schema();

    /** Content of a frame without columns, copied. */
    byte[] payload();

    @Override
    void close();
}
