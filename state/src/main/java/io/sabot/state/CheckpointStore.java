package io.sabot.state;

import io.sabot.core.batch.SymbolDictionary;
import java.util.List;

/**
 * Where checkpoints lie. Two are kept, so that there is one to go back to if the newest cannot be read. A checkpoint is
 * there when {@link #commit} has returned; whatever was put before that is as if it had never been if the process ends.
 *
 * <p>Opened and loaded by one thread; then written by the checkpointer's thread, while {@link #read} is called by the
 * operator thread. An error while writing is final, but for a full disk (STA-0025): then the call may be made again.
 */
public interface CheckpointStore extends PageStore, AutoCloseable {
    /** Gets a page; the memory is valid during the call only. */
    interface PageVisitor {
        void visit(int table, int page, int crc, long address);
    }

    /** Committed ones, the newest first. */
    List<CheckpointInfo> list();

    /**
     * What operators keep in fields.
     *
     * @throws io.sabot.core.error.SabotException STA-0021 if it is not what was written
     */
    byte[] root(CheckpointInfo checkpoint);

    /**
     * Hands over every page of a checkpoint, verified, and perhaps some that it has no more.
     *
     * @throws io.sabot.core.error.SabotException STA-0021 at the first that is not what was written
     */
    void visitPages(CheckpointInfo checkpoint, PageVisitor visitor);

    /**
     * Reads the log's dictionary as far as it is stored with a checkpoint.
     *
     * @param into empty
     * @throws io.sabot.core.error.SabotException STA-0021 if an entry is missing or not what was written
     */
    void readSymbols(CheckpointInfo checkpoint, SymbolDictionary into);

    /** Makes this the newest, forgetting all newer ones and whatever was not committed; null forgets everything. */
    void resumeFrom(CheckpointInfo checkpoint);

    /** Epoch of the next checkpoint. */
    long nextEpoch();

    /** Begins to write a checkpoint. */
    void begin(long epoch);

    void put(int table, int page, int crc, long address);

    /**
     * Puts the entries of the log's dictionary that are not stored yet. What the checkpoint that was resumed from does not
     * have counts as not stored: a log that was cut may have given its number to another text.
     *
     * @param symbols not looked at if {@code to} is 0
     * @param to entries from there on are left out
     * @return how many are stored, which is at least {@code to}
     */
    int putSymbols(SymbolDictionary symbols, int to);

    /** Makes all that was put durable. */
    void flush();

    /**
     * Makes the checkpoint the newest, durably, and forgets what only older ones than the one before it need.
     *
     * @param pageCounts of all tables
     */
    void commit(CheckpointInfo checkpoint, byte[] root, int[] pageCounts);

    @Override
    void close();
}
