package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;

/**
 * Where frames lie: a queue on disk or memory. Knows bytes and their order, not their meaning. Frames are counted from
 * 1, the first that there ever was; the count is called ordinal.
 *
 * <p>Opening is {@link #begin}, {@link #scan} read to its end or to a break, then {@link #cut} if there is something to
 * be cut off, then {@link #start}. After that {@link #reserve}, {@link #commit} and {@link #rollback} belong to the
 * appender's thread, sources to one thread each.
 */
interface FrameStore extends AutoCloseable {
    /** False if the frame at the point is not what the point says. */
    boolean fits(LogPoint point);

    /**
     * What the first frame that {@link #scan()} gives continues.
     *
     * @param point that {@link #fits}; null: from the first frame that is kept
     * @param symbols gets the dictionary entries of trimmed frames, unless there is a point; null in an outbox
     */
    ChainEnd begin(LogPoint point, SymbolDictionary symbols);

    /** The frames that were there when the store was opened. */
    FrameSource scan();

    /** Place of the last frame that the scan stepped over. */
    ScanPlace scanned();

    /** Throws {@link Fault#GAP} if there are frames beyond the scan's end. */
    void checkTail(ChainEnd end);

    /** Ordinal of the last frame that is known to have been forced. */
    long watermark();

    /**
     * Goes on in a new generation after a frame; what is behind it is kept but does not belong to the store any more.
     *
     * @param nextOseq number of the first row that will be appended, 0 in a log
     */
    LogCut cut(ChainEnd kept, ScanPlace place, long nextOseq, String reason);

    /** Opens for appending. */
    void start(ChainEnd end);

    /** Number of the first row after a cut that was begun before, 0 if there was none. */
    long nextOseq();

    /** Rows whose frames were trimmed, of an outbox: see {@link TrimMark#gaps()}. */
    String trimmedGaps();

    /** What the first frame that is kept continues. */
    ChainEnd beginning();

    /** Address of {@code bytes} bytes for the next frame; valid until commit or rollback. */
    long reserve(int bytes, long timeNs);

    void commit(int bytes);

    /** Gives the reserved frame up; nothing of it will be seen. */
    void rollback();

    /** True if a frame of this time would be the first of a file. Appender's thread. */
    boolean beginsFile(long timeNs);

    /** Of the last frame. Appender's thread. */
    FilePlace lastPlace();

    /** Bytes appended since the store was opened. Any thread. */
    long appendedBytes();

    /** A source whose first frame is {@code ordinal}; the frame may not be there yet if it is the next one. */
    FrameSource source(long ordinal);

    /** Forces what was committed before the call, all frames up to the ordinal among it. An error is final. */
    void force(long ordinal);

    /**
     * Gives files up all of whose frames are before the ordinal.
     *
     * @param symbols null in an outbox
     * @param gaps for {@link #trimmedGaps()}
     */
    void trim(long beforeOrdinal, SymbolDictionary symbols, String gaps);

    /** Directory, for messages. */
    String place();

    @Override
    void close();
}
