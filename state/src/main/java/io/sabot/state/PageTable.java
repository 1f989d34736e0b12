package io.sabot.state;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Page number → address. Knows which pages were written since the last freeze, copies a frozen page before its first
 * write, and reads a page back that was evicted.
 *
 * <p>Owned by the application's operator thread.
 */
final class PageTable {
    private static final long EVICTED = 0;

    /** Epoch of a page that is as the store has it. */
    private static final int STORED = 0;

    private static final int[] NO_PAGES = {};
    private static final long[] NO_ADDRESSES = {};

    private final StateSpace space; // not owned
    private final String name;
    private final int number;
    private long[] addresses = new long[4];

    /** Per page: epoch in which it was written last, {@link #STORED} if that is done with. */
    private int[] epochs = new int[4];

    /** Per page: where it is among the dirty ones, if its epoch is the current one. */
    private int[] dirtyAt = new int[4];

    private int pageCount;
    private int epoch;
    private int[] dirtyPages = NO_PAGES;
    private long[] dirtyAddresses = NO_ADDRESSES;
    private int dirtyCount;

    /** Lists for after the next freeze. */
    private int[] sparePages = NO_PAGES;

    private long[] spareAddresses = NO_ADDRESSES;

    /** Pages that were frozen, and were not stored. */
    private final BitSet unstored = new BitSet();

    PageTable(StateSpace space, String name) {
        this.space = space;
        this.name = name;
        this.epoch = space.epoch();
        this.number = space.register(this);
    }

    String name() {
        return name;
    }

    int pageCount() {
        return pageCount;
    }

    int dirtyCount() {
        return dirtyCount;
    }

    void add() {
        ensureRoom(pageCount + 1);
        int page = pageCount++;
        addresses[page] = space.allocatePage(name);
        markDirty(page);
    }

    private void ensureRoom(int count) {
        if (count > addresses.length) {
            int capacity = Math.max(count, addresses.length * 2);
            addresses = Arrays.copyOf(addresses, capacity);
            epochs = Arrays.copyOf(epochs, capacity);
            dirtyAt = Arrays.copyOf(dirtyAt, capacity);
        }
    }

    private void markDirty(int page) {
        if (dirtyCount == dirtyPages.length) {
            dirtyPages = Arrays.copyOf(dirtyPages, Math.max(4, dirtyCount * 2));
            dirtyAddresses = Arrays.copyOf(dirtyAddresses, dirtyPages.length);
        }
        epochs[page] = epoch;
        dirtyAt[page] = dirtyCount;
        dirtyPages[dirtyCount] = page;
        dirtyAddresses[dirtyCount++] = addresses[page];
    }

    /** For reading. */
    long address(int page) {
        long address = addresses[page];
        return address != EVICTED ? address : readBack(page);
    }

    private long readBack(int page) {
        addresses[page] = space.readBack(number, page, name);
        return addresses[page];
    }

    /** The one place that every write passes. */
    long addressForWrite(int page) {
        return epochs[page] == epoch ? addresses[page] : addressForWriteSlow(page);
    }

    private long addressForWriteSlow(int page) {
        long address = address(page);
        if (isFrozen(page)) {
            addresses[page] = space.copyOf(address, name);
        }
        markDirty(page);
        return addresses[page];
    }

    /** Whether a checkpoint that is being written needs the page as it is. */
    private boolean isFrozen(int page) {
        return epochs[page] != STORED && epochs[page] == space.frozenEpoch();
    }

    void releaseLast() {
        int page = --pageCount;
        if (isFrozen(page)) {
            space.orphan(addresses[page]);
        } else if (addresses[page] != EVICTED) {
            space.freePage(addresses[page]);
        }
        if (epochs[page] == epoch) {
            forgetDirty(dirtyAt[page]);
        }
        epochs[page] = STORED;
        addresses[page] = EVICTED;
    }

    private void forgetDirty(int at) {
        int last = --dirtyCount;
        dirtyPages[at] = dirtyPages[last];
        dirtyAddresses[at] = dirtyAddresses[last];
        dirtyAt[dirtyPages[at]] = at;
    }

    void releaseAll() {
        while (pageCount > 0) {
            releaseLast();
        }
    }

    // ---- checkpoints ----

    /** Hands over what is dirty and begins a new epoch: time does not depend on the number of pages. */
    FrozenPages.Table freeze(int newEpoch) {
        assert newEpoch > epoch : name;
        FrozenPages.Table frozen = new FrozenPages.Table(dirtyPages, dirtyAddresses, dirtyCount, pageCount);
        epoch = newEpoch;
        if (dirtyCount > 0) {
            dirtyPages = sparePages;
            dirtyAddresses = spareAddresses;
            dirtyCount = 0;
            sparePages = NO_PAGES;
            spareAddresses = NO_ADDRESSES;
        }
        return frozen;
    }

    /** What was frozen is done with: its lists are used again, so that no freeze makes any. */
    void thaw(FrozenPages.Table frozen) {
        if (frozen.pages() != dirtyPages && frozen.pages().length > sparePages.length) {
            sparePages = frozen.pages();
            spareAddresses = frozen.addresses();
        }
    }

    /** What was frozen will not be stored: the next freeze that is for the store has to have it too. */
    void noteUnstored(FrozenPages.Table frozen) {
        for (int i = 0; i < frozen.count(); i++) {
            unstored.set(frozen.pages()[i]);
        }
    }

    /** Has everything frozen that the store does not have. */
    void dirtyUnstored() {
        for (int page = unstored.nextSetBit(0); page >= 0 && page < pageCount; page = unstored.nextSetBit(page + 1)) {
            if (epochs[page] != epoch) {
                markDirty(page);
            }
        }
        unstored.clear();
    }

    /** Makes the table have so many pages, all of them in the store. */
    void loadStored(int count) {
        assert pageCount == 0 && dirtyCount == 0 : name;
        ensureRoom(count);
        pageCount = count;
        Arrays.fill(addresses, 0, count, EVICTED);
        Arrays.fill(epochs, 0, count, STORED);
    }

    /** Makes room for the content of a stored page. @return its address, with anything in it */
    long place(int page) {
        addresses[page] = space.takePage(name);
        return addresses[page];
    }

    // ---- eviction ----

    /**
     * Gives back the memory of a page that the store has.
     *
     * @param storedEpoch pages of this epoch and of those before are in the store, but for those known not to be
     * @return whether it did
     */
    boolean evict(int page, int storedEpoch) {
        if (addresses[page] == EVICTED || epochs[page] > storedEpoch || unstored.get(page)) {
            return false;
        }
        space.freePage(addresses[page]);
        addresses[page] = EVICTED;
        epochs[page] = STORED;
        return true;
    }
}
