package io.sabot.state.view;

/** Rows by key, for readers of other threads and processes. */
interface ViewRows {
    /**
     * Copies a row, removed ones too.
     *
     * @param hash of the key
     * @return false if there is none
     */
    boolean read(ViewBytes key, long hash, ViewBytes row);

    /**
     * Copies each key and row in turn, removed ones too, and calls the action after each. Rows that come or change
     * meanwhile may be seen or not.
     */
    void forEach(ViewBytes key, ViewBytes row, Runnable action);
}
