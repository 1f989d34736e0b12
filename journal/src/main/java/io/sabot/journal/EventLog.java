package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;

/** The one log of a node: gapless, chained frames in the order that the sequencer decided. */
public interface EventLog extends AutoCloseable {
    /** The log's one appender. */
    LogAppender appender();

    /**
     * A cursor, to be closed by the caller before the log is. Any number, each on a thread of its own.
     *
     * @param fromSeq first frame to read, from 1 to {@link #lastSeq()} + 1
     * @param symbols gets the dictionary entries of the frames read; must hold those of all frames before
     * @throws io.sabot.core.error.SabotException if the log does not have that frame
     */
    LogReader reader(long fromSeq, SymbolDictionary symbols);

    /** The dictionary that sources share and the appender writes out; holds all of the log's entries from the start. */
    SymbolDictionary symbols();

    /** Seq of the last frame, 0 if there is none. Any thread. */
    long lastSeq();

    /** Logical time of the last frame, 0 if there is none. Appender's thread. */
    long lastTimeNs();

    /** Hash of the last frame, which the next one will name; 0 if there is none. Appender's thread. */
    long lastHash();

    /** Bytes of the frames appended since the log was opened. Appender's thread. */
    long appendedBytes();

    /**
     * Makes the log durable against loss of power, by forcing its files and, if there are new ones, its directory. Any
     * thread but one at a time; appending goes on meanwhile. An error is final: durability is unknown from then on.
     *
     * @return all frames up to this seq are durable
     */
    long force();

    @Override
    void close();
}
