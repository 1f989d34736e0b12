package io.sabot.state;

import java.util.List;

/**
 * Where checkpoints lie. Two are kept, so that there is one to go back to if the newest cannot be read. A checkpoint is
 * there when {@link #commit} has returned; whatever was put before that is as if it had never been if the process ends.
 *
 * <p>Opened and loaded by one thread; then written by the checkpointer's thread, while {@link #read} is called by the
 * operator thread. An error while writing is final.
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

    /** Makes this the newest, forgetting all newer ones and whatever was not committed; null forgets everything. */
    void resumeFrom(CheckpointInfo checkpoint);

    /** Epoch of the next checkpoint. */
    long nextEpoch();

    /** Begins to write a checkpoint. */
    void begin(long epoch);

    void put(int table, int page, int crc, long address);

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
