package io.sabot.state;

import java.util.BitSet;
import org.agrona.UnsafeApi;

/**
 * Timers in sorted runs: chains of pages, of which only the one that a run's cursor is in is looked at. Pages behind a
 * cursor are freed, pages ahead are left alone, so that they may be somewhere else than in memory.
 *
 * <p>Runs of one level are merged into one of the next when there are {@link #FAN_IN} of them: a few timers at a time, by
 * {@link #work()}. A run that is being merged stands before its <em>inputs</em>: what it holds is before everything in
 * them, and when it has been used up they give it more at once.
 *
 * <pre>
 *  run:   0 long deadline and 8 long owner of its first timer | 16 long timers | 24 int first page + 1
 *         | 28 int index of its first timer in it | 32 int last page + 1 | 36 int timers in it | 40 int level
 *         | 44 int role: 0 none, 1 on its own, 2 + the run it is an input of
 *  page:  0 int next page + 1 | 4 – | 16 timers
 *  timer: 0 long deadline | 8 long owner
 * </pre>
 *
 * <p>Owned by the application's operator thread.
 */
final class TimerRuns {
    /** Timers in a page. */
    static final int PER_PAGE = StateSpace.PAGE_BYTES / 16 - 1;

    static final int FAN_IN = 32;

    private static final int PAGE_HEADER = 16;
    private static final int MAX_LEVELS = 8;
    private static final int STEPS_PER_CALL = 2;
    private static final int STEPS_WHEN_USED_UP = 64;

    private static final int TIMERS = 16;
    private static final int FIRST_PAGE = 24;
    private static final int INDEX = 28;
    private static final int LAST_PAGE = 32;
    private static final int LAST_COUNT = 36;
    private static final int LEVEL = 40;
    private static final int ROLE = 44;
    private static final int RUN_BYTES = 64;

    private static final int UNUSED = 0;
    private static final int ALONE = 1;
    private static final int INPUT = 2;

    private final PagedArray runs;
    private final StateRegion pages;

    // Derived from the runs.
    private final RunHeap heads;
    private final RunHeap[] inputsOfLevel = new RunHeap[MAX_LEVELS];
    private final int[] mergingOfLevel = new int[MAX_LEVELS]; // run + 1, 0 where none is
    private final int[] aloneOfLevel = new int[MAX_LEVELS];
    private final BitSet used = new BitSet();
    private int mergingCount;
    private long size;

    TimerRuns(StateSpace space, String name) {
        this.runs = new PagedArray(space, name + ".runs", RUN_BYTES);
        this.pages = new StateRegion(space, name + ".far", StateSpace.PAGE_BYTES);
        this.heads = new RunHeap(runs);
        for (int level = 0; level < MAX_LEVELS; level++) {
            inputsOfLevel[level] = new RunHeap(runs);
        }
    }

    long size() {
        return size;
    }

    int runCount() {
        return used.cardinality();
    }

    long firstDeadlineNs() {
        return UnsafeApi.getLong(runs.address(heads.first()));
    }

    long firstOwner() {
        return UnsafeApi.getLong(runs.address(heads.first()) + 8);
    }

    /** Pages that the next calls look at, those of runs being merged included. */
    int workingPageCount() {
        int count = runs.pageCount();
        for (int run = used.nextSetBit(0); run >= 0; run = used.nextSetBit(run + 1)) {
            long at = runs.address(run);
            boolean isBegun = UnsafeApi.getInt(at + INDEX) > 0;
            boolean isMerging = mergingOfLevel[UnsafeApi.getInt(at + LEVEL)] == run + 1;
            boolean isInput = UnsafeApi.getInt(at + ROLE) >= INPUT;
            count += (isBegun || isInput ? 1 : 0) + (isMerging ? 1 : 0);
        }
        return count;
    }

    // ---- adding ----

    /** Adds a run of the timers {@code from} to {@code to} of sorted pairs. */
    void add(long[] pairs, int from, int to) {
        int run = newRun(0, ALONE);
        for (int i = from; i < to; i++) {
            append(run, pairs[2 * i], pairs[2 * i + 1]);
        }
        size += to - from;
        heads.add(run);
        aloneOfLevel[0]++;
        startMerge(0);
    }

    private int newRun(int level, int role) {
        int run = used.nextClearBit(0);
        used.set(run);
        runs.ensure(run);
        long at = runs.addressForWrite(run);
        UnsafeApi.setMemory(at, RUN_BYTES, (byte) 0);
        UnsafeApi.putInt(at + LEVEL, level);
        UnsafeApi.putInt(at + ROLE, role);
        return run;
    }

    private void append(int run, long deadlineNs, long owner) {
        long at = runs.addressForWrite(run);
        int count = UnsafeApi.getInt(at + LAST_COUNT);
        if (UnsafeApi.getInt(at + LAST_PAGE) == 0 || count == PER_PAGE) {
            appendPage(at);
            count = 0;
        }
        int page = UnsafeApi.getInt(at + LAST_PAGE);
        long timer = pages.addressForWrite(page - 1) + PAGE_HEADER + 16L * count;
        UnsafeApi.putLong(timer, deadlineNs);
        UnsafeApi.putLong(timer + 8, owner);
        UnsafeApi.putInt(at + LAST_COUNT, count + 1);
        long timers = UnsafeApi.getLong(at + TIMERS);
        UnsafeApi.putLong(at + TIMERS, timers + 1);
        if (timers == 0) {
            UnsafeApi.putInt(at + FIRST_PAGE, page);
            UnsafeApi.putInt(at + INDEX, count);
            UnsafeApi.putLong(at, deadlineNs);
            UnsafeApi.putLong(at + 8, owner);
        }
    }

    private void appendPage(long run) {
        int page = pages.allocate() + 1;
        int last = UnsafeApi.getInt(run + LAST_PAGE);
        if (last != 0) {
            UnsafeApi.putInt(pages.addressForWrite(last - 1), page);
        }
        UnsafeApi.putInt(run + LAST_PAGE, page);
    }

    // ---- removing ----

    void removeFirst() {
        int run = heads.first();
        size--;
        advance(run);
        int level = UnsafeApi.getInt(runs.address(run) + LEVEL);
        if (isUsedUp(run) && mergingOfLevel[level] == run + 1) {
            merge(level, STEPS_WHEN_USED_UP);
        }
        if (isUsedUp(run)) {
            heads.removeFirst();
            aloneOfLevel[level]--;
            free(run);
        } else {
            heads.firstChanged();
        }
        if (size == 0) {
            clear();
        }
    }

    private boolean isUsedUp(int run) {
        return UnsafeApi.getLong(runs.address(run) + TIMERS) == 0;
    }

    /** Goes behind the first timer of the run. */
    private void advance(int run) {
        long at = runs.addressForWrite(run);
        long timers = UnsafeApi.getLong(at + TIMERS) - 1;
        int index = UnsafeApi.getInt(at + INDEX) + 1;
        int page = UnsafeApi.getInt(at + FIRST_PAGE);
        UnsafeApi.putLong(at + TIMERS, timers);
        if (timers == 0) {
            pages.free(page - 1);
            UnsafeApi.putInt(at + FIRST_PAGE, 0);
            UnsafeApi.putInt(at + LAST_PAGE, 0);
            return;
        }
        if (index == PER_PAGE) {
            int next = UnsafeApi.getInt(pages.address(page - 1));
            pages.free(page - 1);
            page = next;
            index = 0;
            UnsafeApi.putInt(at + FIRST_PAGE, page);
        }
        UnsafeApi.putInt(at + INDEX, index);
        long timer = pages.address(page - 1) + PAGE_HEADER + 16L * index;
        UnsafeApi.putLong(at, UnsafeApi.getLong(timer));
        UnsafeApi.putLong(at + 8, UnsafeApi.getLong(timer + 8));
    }

    private void free(int run) {
        UnsafeApi.putInt(runs.addressForWrite(run) + ROLE, UNUSED);
        used.clear(run);
    }

    // ---- merging ----

    /** Goes on with what is being merged, a few timers per level. */
    void work() {
        for (int level = 1; mergingCount > 0 && level < MAX_LEVELS; level++) {
            if (mergingOfLevel[level] != 0) {
                merge(level, STEPS_PER_CALL);
            }
        }
    }

    private void merge(int level, int steps) {
        int run = mergingOfLevel[level] - 1;
        RunHeap inputs = inputsOfLevel[level];
        for (int i = 0; i < steps && inputs.count() > 0; i++) {
            int input = inputs.first();
            long at = runs.address(input);
            append(run, UnsafeApi.getLong(at), UnsafeApi.getLong(at + 8));
            advance(input);
            if (isUsedUp(input)) {
                inputs.removeFirst();
                free(input);
            } else {
                inputs.firstChanged();
            }
        }
        if (inputs.count() == 0) {
            mergingOfLevel[level] = 0;
            mergingCount--;
            aloneOfLevel[level]++;
            startMerge(level - 1);
            startMerge(level);
        }
    }

    /** Begins to merge runs of a level if there are enough, and none of it is merged already. */
    private void startMerge(int level) {
        if (aloneOfLevel[level] < FAN_IN || level + 1 == MAX_LEVELS || mergingOfLevel[level + 1] != 0) {
            return;
        }
        int output = newRun(level + 1, ALONE);
        RunHeap inputs = inputsOfLevel[level + 1];
        for (int run = used.nextSetBit(0); inputs.count() < FAN_IN; run = used.nextSetBit(run + 1)) {
            long at = runs.addressForWrite(run);
            boolean isMergeable = UnsafeApi.getInt(at + ROLE) == ALONE
                    && UnsafeApi.getInt(at + LEVEL) == level
                    && mergingOfLevel[level] != run + 1;
            if (isMergeable) {
                UnsafeApi.putInt(at + ROLE, INPUT + output);
                inputs.add(run);
            }
        }
        aloneOfLevel[level] -= FAN_IN;
        mergingOfLevel[level + 1] = output + 1;
        mergingCount++;
        merge(level + 1, 1);
        collectHeads();
    }

    private void collectHeads() {
        heads.clear();
        for (int run = used.nextSetBit(0); run >= 0; run = used.nextSetBit(run + 1)) {
            if (UnsafeApi.getInt(runs.address(run) + ROLE) == ALONE) {
                heads.add(run);
            }
        }
    }

    // ---- all ----

    void clear() {
        runs.clear();
        pages.clear();
        clearDerived();
    }

    private void clearDerived() {
        heads.clear();
        for (int level = 0; level < MAX_LEVELS; level++) {
            inputsOfLevel[level].clear();
            mergingOfLevel[level] = 0;
            aloneOfLevel[level] = 0;
        }
        used.clear();
        mergingCount = 0;
        size = 0;
    }

    /** Makes what is derived anew, after the records were loaded. */
    void rebuild() {
        clearDerived();
        for (int run = 0; run < runs.capacity(); run++) {
            long at = runs.address(run);
            int role = UnsafeApi.getInt(at + ROLE);
            if (role == UNUSED) {
                continue;
            }
            used.set(run);
            size += UnsafeApi.getLong(at + TIMERS);
            if (role >= INPUT) {
                int output = role - INPUT;
                int level = UnsafeApi.getInt(at + LEVEL) + 1;
                mergingCount += mergingOfLevel[level] == 0 ? 1 : 0;
                mergingOfLevel[level] = output + 1;
                inputsOfLevel[level].add(run);
            }
        }
        collectHeads();
        for (int i = 0; i < heads.count(); i++) {
            int run = heads.at(i);
            int level = UnsafeApi.getInt(runs.address(run) + LEVEL);
            aloneOfLevel[level] += mergingOfLevel[level] == run + 1 ? 0 : 1;
        }
    }
}
