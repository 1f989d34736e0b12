package io.sabot.state;

import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import java.util.ArrayList;
import java.util.List;
import org.agrona.UnsafeApi;
import org.agrona.collections.LongArrayList;

/**
 * All pages of one application, within one budget. Pages come from the pool in slabs and are reused; a page is {@link
 * #PAGE_BYTES} long and zeroed when handed out.
 *
 * <p>Checkpoints: {@link #freeze} sets aside what was written since the last one; from then on the first write to such a
 * page goes to a copy, until {@link #thaw}. Pages that the checkpoint store has may leave memory ({@link #evict}) and are
 * read back when they are looked at: only between frames, so that an address stays good during one.
 *
 * <p>Owned by the application's operator thread.
 */
public final class StateSpace implements AutoCloseable {
    public static final int PAGE_BYTES = 16 * 1024;

    private static final long MIB = 1 << 20;
    private static final int PAGES_PER_SLAB = 64;
    private static final int NOTHING_FROZEN = -1;

    private final MemoryPool pool; // not owned
    private final long budgetBytes;
    private final List<MemoryBlock> slabs = new ArrayList<>();
    private final LongArrayList freePages = new LongArrayList();
    private final List<PageTable> tables = new ArrayList<>();
    private final List<StatePart> parts = new ArrayList<>();

    /** Frozen pages that their tables no longer use. */
    private final LongArrayList orphans = new LongArrayList();

    private PageStore store; // not owned; null while nothing was stored
    private int epoch = 1;
    private int frozenEpoch = NOTHING_FROZEN;
    private int storedEpoch;
    private long usedPages;
    private long copiedPages;
    private long copyNs;
    private long readBackPages;
    private long evictedPages;
    private int evictTable;
    private int evictPage;

    public StateSpace(MemoryPool pool, long budgetBytes) {
        this.pool = pool;
        this.budgetBytes = budgetBytes;
    }

    int register(PageTable table) {
        tables.add(table);
        return tables.size() - 1;
    }

    /** To be called by the part's constructor, after those of what it is made of. */
    public void register(StatePart part) {
        parts.add(part);
    }

    // ---- pages ----

    /** @throws SabotException if the budget is used up; {@code user} is named in it */
    long allocatePage(String user) {
        long page = takePage(user);
        UnsafeApi.setMemory(page, PAGE_BYTES, (byte) 0);
        return page;
    }

    /** A page with anything in it. */
    long takePage(String user) {
        if ((usedPages + 1) * PAGE_BYTES > budgetBytes) {
            throw SabotException.failed(
                    "STA-0001",
                    "state budget of " + budgetBytes + " bytes is used up; '" + user + "' needs another page",
                    "set 'state.memory-bytes' to " + neededBytes()
                            + " or more: a quarter of it must hold what one entry of"
                            + " the log changes; or bound the state: fewer keys, shorter windows, WITHIN on patterns",
                    null);
        }
        if (freePages.isEmpty()) {
            addSlab();
        }
        usedPages++;
        return freePages.removeAt(freePages.size() - 1);
    }

    /** Nobody knows what the entry would have changed besides: what has been changed so far and has to fit a quarter. */
    private long neededBytes() {
        long needed = Math.max(budgetBytes * 2, 4 * dirtyBytes());
        return needed + MIB - 1 & -MIB;
    }

    private void addSlab() {
        MemoryBlock slab = pool.allocate((long) PAGES_PER_SLAB * PAGE_BYTES);
        slabs.add(slab);
        for (int i = PAGES_PER_SLAB - 1; i >= 0; i--) {
            freePages.addLong(slab.address() + (long) i * PAGE_BYTES);
        }
    }

    void freePage(long address) {
        freePages.addLong(address);
        usedPages--;
    }

    /** A page for writing in the place of a frozen one. */
    long copyOf(long address, String user) {
        long startNs = System.nanoTime();
        long copy = takePage(user);
        UnsafeApi.copyMemory(address, copy, PAGE_BYTES);
        orphan(address);
        copiedPages++;
        copyNs += System.nanoTime() - startNs;
        return copy;
    }

    /** A frozen page that only the checkpoint still needs. */
    void orphan(long address) {
        orphans.addLong(address);
    }

    long readBack(int table, int page, String user) {
        long address = takePage(user);
        store.read(table, page, address);
        readBackPages++;
        return address;
    }

    public long usedBytes() {
        return usedPages * PAGE_BYTES;
    }

    /** Pages copied because a checkpoint was being written, so far. */
    public long copiedPages() {
        return copiedPages;
    }

    /** What is used now and what was done so far; from another thread than the owner's it may be a little behind. */
    public StateUse use() {
        return new StateUse(
                usedBytes(),
                (long) slabs.size() * PAGES_PER_SLAB * PAGE_BYTES,
                copiedPages,
                copyNs,
                readBackPages,
                evictedPages);
    }

    /** Pages read back after they had been evicted, so far. */
    public long readBackPages() {
        return readBackPages;
    }

    public long evictedPages() {
        return evictedPages;
    }

    // ---- checkpoints ----

    int epoch() {
        return epoch;
    }

    int frozenEpoch() {
        return frozenEpoch;
    }

    boolean isFrozen() {
        return frozenEpoch != NOTHING_FROZEN;
    }

    /** Bytes that a freeze would set aside now. */
    public long dirtyBytes() {
        long pages = 0;
        for (PageTable table : tables) {
            pages += table.dirtyCount();
        }
        return pages * PAGE_BYTES;
    }

    /**
     * Sets aside all pages written since the last freeze; there must not be another that was not thawed.
     *
     * @param isForStore whether to set aside too what earlier freezes did that were not for the store
     */
    FrozenPages freeze(boolean isForStore) {
        assert !isFrozen();
        if (isForStore) {
            for (PageTable table : tables) {
                table.dirtyUnstored();
            }
        }
        frozenEpoch = epoch++;
        FrozenPages.Table[] frozen = new FrozenPages.Table[tables.size()];
        for (int i = 0; i < frozen.length; i++) {
            frozen[i] = tables.get(i).freeze(epoch);
        }
        return new FrozenPages(frozenEpoch, frozen);
    }

    /** @param isStored whether the pages may be read back from the store from now on */
    void thaw(FrozenPages frozen, boolean isStored) {
        assert frozen.epoch() == frozenEpoch;
        freePages.addAll(orphans);
        usedPages -= orphans.size();
        orphans.clear();
        if (isStored) {
            storedEpoch = frozenEpoch;
        } else {
            for (int i = 0; i < frozen.tableCount(); i++) {
                tables.get(i).noteUnstored(frozen.table(i));
            }
        }
        for (int i = 0; i < frozen.tableCount(); i++) {
            tables.get(i).thaw(frozen.table(i));
        }
        frozenEpoch = NOTHING_FROZEN;
    }

    /** What parts keep in fields, and the shape of it all. */
    void saveParts(StateOutput out) {
        out.putInt(tables.size());
        for (PageTable table : tables) {
            out.putText(table.name());
            out.putInt(table.pageCount());
        }
        out.putInt(parts.size());
        for (StatePart part : parts) {
            part.save(out);
        }
    }

    /** First half of loading: how many pages each table has. */
    void loadTables(StateInput in) {
        int count = in.getInt();
        if (count != tables.size()) {
            throw otherLayout(count + " tables of pages, not " + tables.size());
        }
        for (PageTable table : tables) {
            String name = in.getText();
            if (!name.equals(table.name())) {
                throw otherLayout("'" + name + "' in the place of '" + table.name() + "'");
            }
            table.loadStored(in.getInt());
        }
    }

    /** Second half, when pages can be read. */
    void loadParts(StateInput in) {
        int count = in.getInt();
        if (count != parts.size()) {
            throw otherLayout(count + " parts, not " + parts.size());
        }
        for (StatePart part : parts) {
            part.load(in);
        }
    }

    static SabotException otherLayout(String detail) {
        return SabotException.failed(
                "STA-0011", "stored state is laid out in another way: " + detail, "it is of another version", null);
    }

    /**
     * Puts a stored page into memory, if the budget has room for it; else it is read back when it is looked at.
     *
     * @return false if the state has no such page
     */
    boolean place(int table, int page, long content) {
        if (table >= tables.size() || page >= tables.get(table).pageCount()) {
            return false;
        }
        if (usedPages < budgetBytes / PAGE_BYTES / 8 * 7) {
            UnsafeApi.copyMemory(content, tables.get(table).place(page), PAGE_BYTES);
        }
        return true;
    }

    /** From where pages are read that are not in memory. */
    void store(PageStore newStore) {
        this.store = newStore;
    }

    // ---- eviction ----

    /**
     * Gives back memory until no more than so many bytes are used, or nothing is left that the store has. Between frames
     * only.
     *
     * @return whether that was enough
     */
    public boolean evict(long targetBytes) {
        long left = totalPages();
        while (usedBytes() > targetBytes && left-- > 0) {
            nextToEvict();
            if (tables.get(evictTable).evict(evictPage, storedEpoch)) {
                evictedPages++;
            }
        }
        return usedBytes() <= targetBytes;
    }

    private long totalPages() {
        long pages = 0;
        for (PageTable table : tables) {
            pages += table.pageCount();
        }
        return pages;
    }

    /** Goes round over all pages of all tables; there must be one. */
    private void nextToEvict() {
        evictPage++;
        while (evictTable >= tables.size()
                || evictPage >= tables.get(evictTable).pageCount()) {
            evictPage = 0;
            evictTable = evictTable + 1 >= tables.size() ? 0 : evictTable + 1;
            if (tables.get(evictTable).pageCount() > 0) {
                return;
            }
        }
    }

    @Override
    public void close() {
        slabs.forEach(MemoryBlock::close);
        slabs.clear();
    }
}
