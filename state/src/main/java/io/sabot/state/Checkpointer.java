package io.sabot.state;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Carries the pages of a {@link StateSpace} into a {@link CheckpointStore}: {@link #begin} and {@link #poll} are the
 * operator thread's, {@link #doWork} is another thread's, or the same one's if it likes to wait. One checkpoint at a time.
 *
 * <p>The state's hash follows from the pages alone, so it can be had without a store too ({@link #hash}).
 */
public final class Checkpointer implements AutoCloseable {
    private static final int PAGES_PER_STEP = 64;

    private final StateSpace space; // not owned
    private final Supplier<CheckpointStore> opener;
    private final Runnable beforeCommit;
    private final Clock clock;
    private final Consumer<CheckpointStep> steps;
    private final StateHash hash = new StateHash();
    private final AtomicReference<Work> handedOver = new AtomicReference<>();
    private final AtomicReference<Work> finished = new AtomicReference<>();
    private CheckpointStore store; // null until it is needed; handed from thread to thread with the work
    private Work pending; // the operator thread's
    private Work work; // the writer's
    private long placed;

    /** One checkpoint on its way. */
    private static final class Work {
        final FrozenPages pages;
        final long seq;
        final long timeNs;
        final byte[] root;
        final int hashedFrom;
        final SymbolDictionary symbols; // may be null if none are to be stored
        final int symbolCount;
        int table;
        int index;
        boolean isBegun;
        boolean isFlushed;
        int storedSymbols;
        long written;
        CheckpointInfo info;

        Work(
                FrozenPages pages,
                long seq,
                long timeNs,
                byte[] root,
                int hashedFrom,
                SymbolDictionary symbols,
                int symbolCount) {
            this.pages = pages;
            this.seq = seq;
            this.timeNs = timeNs;
            this.root = root;
            this.hashedFrom = hashedFrom;
            this.symbols = symbols;
            this.symbolCount = symbolCount;
        }
    }

    /**
     * @param opener opens the store when it is first needed, on the thread that needs it; the checkpointer closes it
     * @param beforeCommit makes durable what must not be behind the checkpoint; called by the writer's thread
     * @param clock for people
     * @param steps is told, on the thread that makes it, of each step; for those who want to know what happens then
     */
    public Checkpointer(
            StateSpace space,
            Supplier<CheckpointStore> opener,
            Runnable beforeCommit,
            Clock clock,
            Consumer<CheckpointStep> steps) {
        this.space = space;
        this.opener = opener;
        this.beforeCommit = beforeCommit;
        this.clock = clock;
        this.steps = steps;
    }

    /** Makes a checkpoint of nothing, kept nowhere, so that the classes for it are there when a freeze has to be short. */
    public static void rehearse() {
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace nothing = new StateSpace(pool, 0);
                Checkpointer rehearsal =
                        new Checkpointer(nothing, CheckpointStores::memory, () -> {}, Clock.system(), step -> {})) {
            new KeyIndex(nothing, "rehearsal");
            StateOutput root = new StateOutput();
            rehearsal.save(root);
            rehearsal.begin(1, 1, root.toBytes(), 0);
            while (rehearsal.poll() == null) {
                rehearsal.doWork();
            }
        }
    }

    // ---- operator thread ----

    public boolean isBusy() {
        return pending != null;
    }

    /** Appends the shape of the state and what its parts keep in fields. */
    public void save(StateOutput root) {
        space.saveParts(root);
    }

    /**
     * Sets aside the state as it is.
     *
     * @param root all that is not in pages
     * @param hashedFrom first byte of it that the state's hash covers
     */
    public void begin(long seq, long timeNs, byte[] root, int hashedFrom) {
        begin(seq, timeNs, root, hashedFrom, null, 0);
    }

    /**
     * As above, and has the log's dictionary stored with it.
     *
     * @param symbolCount entries from there on are left out
     */
    public void begin(long seq, long timeNs, byte[] root, int hashedFrom, SymbolDictionary symbols, int symbolCount) {
        assert !isBusy();
        pending = new Work(space.freeze(true), seq, timeNs, root, hashedFrom, symbols, symbolCount);
        steps.accept(CheckpointStep.FROZEN);
        handedOver.set(pending);
    }

    /** The checkpoint that was begun, if it is committed; null if there is none or it is not. */
    public CheckpointInfo poll() {
        Work done = pending == null ? null : finished.getAndSet(null);
        if (done == null) {
            return null;
        }
        space.thaw(done.pages, true);
        space.store(store);
        pending = null;
        steps.accept(CheckpointStep.THAWED);
        return done.info;
    }

    /** Hash of the state as it is, worked out at once and stored nowhere. */
    public long hash(byte[] root, int hashedFrom) {
        assert !isBusy();
        FrozenPages frozen = space.freeze(false);
        for (int table = 0; table < frozen.tableCount(); table++) {
            FrozenPages.Table pages = frozen.table(table);
            hash.limit(table, pages.pageCount());
            for (int i = 0; i < pages.count(); i++) {
                hash.set(table, pages.pages()[i], StateHash.crc(pages.addresses()[i]));
            }
        }
        space.thaw(frozen, false);
        return hash.with(root, hashedFrom);
    }

    /**
     * Fills the state with a checkpoint's; what does not fit the budget stays in the store. To be called before anything
     * else, with fresh parts.
     *
     * @param in behind what {@link #save} was preceded by
     */
    public void load(CheckpointInfo checkpoint, StateInput in) {
        space.loadTables(in);
        placed = 0;
        store().visitPages(checkpoint, this::place);
        if (placed != checkpoint.pages()) {
            throw CheckpointErrors.damaged(checkpoint, placed + " pages of " + checkpoint.pages() + " are there");
        }
        space.store(store);
        space.loadParts(in);
    }

    private void place(int table, int page, int crc, long address) {
        if (space.place(table, page, address)) {
            hash.set(table, page, crc);
            placed++;
        }
    }

    /** The store, opened if it is not yet. Before the first checkpoint is begun, or by the writer's thread. */
    public CheckpointStore store() {
        if (store == null) {
            store = opener.get();
        }
        return store;
    }

    /** When no thread works for it any more. */
    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }

    // ---- writer's thread ----

    /**
     * Goes on with the checkpoint that was begun. To be called again after STA-0025, when there is space.
     *
     * @return how much was done
     */
    public int doWork() {
        if (work == null) {
            work = handedOver.getAndSet(null);
        }
        if (work == null) {
            return 0;
        }
        if (!work.isBegun) {
            store().begin(store.nextEpoch());
            work.isBegun = true;
        }
        int written = writePages(work);
        if (work.table == work.pages.tableCount()) {
            finish(work);
            finished.set(work);
            work = null;
        }
        return written + 1;
    }

    private int writePages(Work of) {
        int written = 0;
        while (of.table < of.pages.tableCount() && written < PAGES_PER_STEP) {
            FrozenPages.Table pages = of.pages.table(of.table);
            if (of.index == pages.count()) {
                hash.limit(of.table, pages.pageCount());
                of.table++;
                of.index = 0;
                continue;
            }
            int page = pages.pages()[of.index];
            long address = pages.addresses()[of.index];
            int crc = StateHash.crc(address);
            hash.set(of.table, page, crc);
            store.put(of.table, page, crc, address);
            of.index++;
            of.written++;
            written++;
        }
        steps.accept(CheckpointStep.SOME_PAGES);
        return written;
    }

    private void finish(Work of) {
        if (!of.isFlushed) {
            steps.accept(CheckpointStep.ALL_PAGES);
            of.storedSymbols = store.putSymbols(of.symbols, of.symbolCount);
            store.flush();
            of.isFlushed = true;
            steps.accept(CheckpointStep.FLUSHED);
        }
        beforeCommit.run();
        int[] counts = new int[of.pages.tableCount()];
        long pages = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = of.pages.table(i).pageCount();
            pages += counts[i];
        }
        of.info = new CheckpointInfo(
                store.nextEpoch(),
                of.seq,
                of.timeNs,
                hash.with(of.root, of.hashedFrom),
                pages,
                of.written,
                of.root.length,
                clock.nowNs() / 1_000_000,
                of.storedSymbols);
        store.commit(of.info, of.root, counts);
        steps.accept(CheckpointStep.COMMITTED);
    }
}
