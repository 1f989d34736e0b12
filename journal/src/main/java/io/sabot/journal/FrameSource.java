package io.sabot.journal;

/** Steps over the frames of a {@link FrameStore}, as raw bytes. One thread at a time. */
interface FrameSource extends AutoCloseable {
    /** False at the end; may be called again. The frame before becomes invalid. */
    boolean next();

    long address();

    /** Length of the frame as the store knows it. */
    int length();

    /** File or directory of the current frame, for messages. */
    String file();

    /** Offset of the current frame in {@link #file()}. */
    long offset();

    @Override
    void close();
}
