package io.sabot.engine;

/**
 * Where a node has everything from whose order was agreed upon elsewhere, in place of sources and appenders: what the node
 * computes is a function of these entries. Called by the thread that opens the node, then by the engine's.
 */
public interface OrderedInput extends AutoCloseable {
    /** Entries at this position and behind it are wanted: the first of them perhaps a second time. Once. */
    void begin(long position);

    /** The next entry, or null if there is none yet. */
    OrderedEntry next();

    /** No node leads that is known of, or another one. */
    long NOT_LEADING = -1;

    /**
     * The term in which this node leads and delivers what leaves the cluster, as far as it knows, or {@link #NOT_LEADING}. Who is
     * wrong about it is fenced by the target, to which terms of later leaders are higher. Any thread.
     */
    default long leadingTerm() {
        return NOT_LEADING;
    }

    /** Node and others have stored their state at a barrier, and this is the hash of it here; the engine's thread. */
    void onStateHash(long barrierPosition, long hash);

    @Override
    void close();
}
