package io.sabot.state;

/** Where pages that are not in memory are read from. Called by the operator thread. */
public interface PageStore {
    /**
     * Reads the committed version of a page.
     *
     * @param address of {@link StateSpace#PAGE_BYTES} bytes
     * @throws io.sabot.core.error.SabotException if it is not there or not what was written
     */
    void read(int table, int page, long address);
}
