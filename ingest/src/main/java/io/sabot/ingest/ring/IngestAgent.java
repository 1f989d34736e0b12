package io.sabot.ingest.ring;

/**
 * Reads for the ring, step by step. Stepped and closed by one thread, whose owner is outside; the counters may be read
 * by any thread and tell of what is in the ring already.
 */
public interface IngestAgent extends AutoCloseable {
    /**
     * Does a bounded amount of work and never blocks: when the ring has no room, what was read is kept for a later call.
     *
     * @param nowNs {@link System#nanoTime()}
     * @return 0 if nothing could be done
     */
    int doWork(long nowNs);

    /** Everything has been read and handed on; there is nothing left to do. */
    boolean isEnded();

    long rows();

    long rejects();

    /** Bytes of all inputs that are done with, those skipped at the start too; -1 if none of them counts bytes. */
    long offsetBytes();

    /** Bytes of all inputs in all, as of the start; -1 if unknown. */
    long totalBytes();

    /** What was read but not handed on is forgotten. */
    @Override
    void close();
}
