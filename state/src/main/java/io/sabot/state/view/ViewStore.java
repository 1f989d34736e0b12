package io.sabot.state.view;

/** Rows by key, for their one writer. */
interface ViewStore extends AutoCloseable {
    /** How a row fared. */
    enum Result {
        DONE,
        /** The key is new, and there are as many as there may be. */
        TOO_MANY_KEYS,
        /** Rows are larger than was expected; the store is only good for being copied. */
        NO_SPACE
    }

    /** @param hash of the key */
    Result put(ViewBytes key, long hash, ViewBytes row);

    long keys();

    @Override
    void close();
}
