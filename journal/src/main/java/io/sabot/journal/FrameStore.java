package io.sabot.journal;

/**
 * Where frames lie: a queue on disk or memory. Knows bytes and their order, not their meaning. Frames are counted from
 * 1; the count is called ordinal.
 *
 * <p>{@link #reserve}, {@link #commit} and {@link #rollback} belong to the appender's thread, sources to one thread each.
 */
interface FrameStore extends AutoCloseable {
    /** All frames that were there when the store was opened. To be read to its end before {@link #start}. */
    FrameSource scan();

    /** Opens for appending after what the checker has read. */
    void start(FrameChecker checker);

    /** Address of {@code bytes} bytes for the next frame; valid until commit or rollback. */
    long reserve(int bytes, long timeNs);

    void commit(int bytes);

    /** Gives the reserved frame up; nothing of it will be seen. */
    void rollback();

    /** A source whose first frame is {@code ordinal}; the frame may not be there yet if it is the next one. */
    FrameSource source(long ordinal);

    /** Forces what was committed before the call. */
    void force();

    /** Directory, for messages. */
    String place();

    @Override
    void close();
}
