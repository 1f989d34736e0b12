package io.sabot.state;

import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import java.util.ArrayList;
import java.util.List;
import org.agrona.UnsafeApi;
import org.agrona.collections.LongArrayList;

/**
 * All pages of one application, within one budget. Pages come from the pool in slabs and are reused; a page is {@link
 * #PAGE_BYTES} long and zeroed when handed out.
 *
 * <p>Owned by the application's operator thread.
 */
public final class StateSpace implements AutoCloseable {
    public static final int PAGE_BYTES = 16 * 1024;
    private static final int PAGES_PER_SLAB = 64;

    private final MemoryPool pool; // not owned
    private final long budgetBytes;
    private final List<MemoryBlock> slabs = new ArrayList<>();
    private final LongArrayList freePages = new LongArrayList();
    private long usedPages;

    public StateSpace(MemoryPool pool, long budgetBytes) {
        this.pool = pool;
        this.budgetBytes = budgetBytes;
    }

    /** @throws SabotException if the budget is used up; {@code user} is named in it */
    long allocatePage(String user) {
        if ((usedPages + 1) * PAGE_BYTES > budgetBytes) {
            throw SabotException.failed(
                    "STA-0001",
                    "state budget of " + budgetBytes + " bytes is used up; '" + user + "' needs another page",
                    "raise 'state.budget-bytes', or bound the state: fewer keys, shorter windows, WITHIN on patterns",
                    null);
        }
        if (freePages.isEmpty()) {
            addSlab();
        }
        long page = freePages.removeAt(freePages.size() - 1);
        UnsafeApi.setMemory(page, PAGE_BYTES, (byte) 0);
        usedPages++;
        return page;
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

    public long usedBytes() {
        return usedPages * PAGE_BYTES;
    }

    @Override
    public void close() {
        slabs.forEach(MemoryBlock::close);
        slabs.clear();
    }
}
