package io.sabot.state;

import java.util.Arrays;

/** Page number → address, and which pages were written to since the last checkpoint. */
final class PageTable {
    private final StateSpace space; // not owned
    private final String name;
    private long[] addresses = new long[4];
    private long[] dirty = new long[1];
    private int pageCount;

    PageTable(StateSpace space, String name) {
        this.space = space;
        this.name = name;
    }

    int pageCount() {
        return pageCount;
    }

    void add() {
        if (pageCount == addresses.length) {
            addresses = Arrays.copyOf(addresses, pageCount * 2);
        }
        if (pageCount >>> 6 == dirty.length) {
            dirty = Arrays.copyOf(dirty, dirty.length * 2);
        }
        addresses[pageCount] = space.allocatePage(name);
        pageCount++;
    }

    long address(int page) {
        return addresses[page];
    }

    /** The one place that every write passes: a page frozen by a checkpoint will be copied here before its first write. */
    long addressForWrite(int page) {
        dirty[page >>> 6] |= 1L << page;
        return addresses[page];
    }

    boolean isDirty(int page) {
        return (dirty[page >>> 6] >>> page & 1) != 0;
    }

    void releaseLast() {
        space.freePage(addresses[--pageCount]);
    }

    void releaseAll() {
        while (pageCount > 0) {
            releaseLast();
        }
    }
}
