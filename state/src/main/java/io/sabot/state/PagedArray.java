package io.sabot.state;

/**
 * Entries of one size under indexes from 0 on, in whole pages. Grows; gives its pages back all at once.
 *
 * <p>Owned by the application's operator thread.
 */
final class PagedArray {
    private final StateRegion pages;
    private final int entryBytes;
    private final int shift;
    private final int mask;

    /** @param entryBytes a power of two */
    PagedArray(StateSpace space, String name, int entryBytes) {
        this.pages = new StateRegion(space, name, StateSpace.PAGE_BYTES);
        this.entryBytes = entryBytes;
        this.shift = Integer.numberOfTrailingZeros(StateSpace.PAGE_BYTES / entryBytes);
        this.mask = (1 << shift) - 1;
        assert Integer.bitCount(entryBytes) == 1;
    }

    int pageCount() {
        return pages.liveCount();
    }

    int capacity() {
        return pages.liveCount() << shift;
    }

    /** Makes room for this index; new entries are zeroed. */
    void ensure(int index) {
        while (index >= capacity()) {
            // Pages are never freed one by one, so that they are numbered in order.
            int page = pages.allocate();
            assert page == pages.liveCount() - 1;
        }
    }

    long address(int index) {
        return pages.address(index >>> shift) + (long) (index & mask) * entryBytes;
    }

    long addressForWrite(int index) {
        return pages.addressForWrite(index >>> shift) + (long) (index & mask) * entryBytes;
    }

    void clear() {
        pages.clear();
    }
}
