package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;

/** The one log of a node: gapless, chained frames in the order that the sequencer decided. */
public interface EventLog extends AutoCloseable {
    /** The log's one appender. */
    LogAppender appender();

    /**
     * A cursor, to be closed by the caller before the log is. Any number, each on a thread of its own.
     *
     * @param fromSeq first frame to read, from {@link #firstSeq()} to {@link #lastSeq()} + 1
     * @param symbols gets the dictionary entries of the frames read; must hold those of all frames before, except those
     *     that were trimmed
     * @throws io.sabot.core.error.SabotException JRN-0204 if the log does not have that frame, JRN-0207 if it was trimmed
     */
    LogReader reader(long fromSeq, SymbolDictionary symbols);

    /** The dictionary that sources share and the appender writes out; holds all of the log's entries from the start. */
    SymbolDictionary symbols();

    /** Seq of the first frame that is kept; 1 if nothing was trimmed. Any thread. */
    long firstSeq();

    /** Seq of the last frame, 0 if there is none. Any thread. */
    long lastSeq();

    /** Logical time of the last frame, 0 if there is none. Appender's thread. */
    long lastTimeNs();

    /** Hash of the last frame, which the next one will name; 0 if there is none. Appender's thread. */
    long lastHash();

    /** From where the log can be opened later without what is before; goes into a checkpoint. Appender's thread. */
    LogPoint point();

    /**
     * Seq after which opening began to read: that of the point it was opened with. If the point did not fit the files,
     * all was read, and this is {@link #firstSeq()} - 1: what was stored with the point is of another log.
     */
    long openedAfter();

    /** What was lost when the log was opened; null if nothing was. */
    LogCut cut();

    /** Bytes appended since the log was opened. Any thread. */
    long appendedBytes();

    /**
     * Makes the log durable against loss of power, by forcing its files and, if there are new ones, its directories, and
     * then notes how far in the synced watermark. Any thread but one at a time; appending goes on meanwhile.
     *
     * @return all frames up to this seq are durable
     * @throws io.sabot.core.error.SabotException JRN-0203. It is final: what the disk has is unknown from then on, every
     *     later call and every append throws JRN-0206
     */
    long force();

    /** All frames up to this seq are durable; what the last {@link #force()} gave, or one before the log was opened. */
    long durableSeq();

    /**
     * Gives up whole files, all of whose frames are before a seq; never the newest one. Any thread but one at a time. Readers that
     * have not come to the new {@link #firstSeq()} must not be used any more.
     *
     * @return the new first seq
     */
    long trim(long beforeSeq);

    @Override
    void close();
}
