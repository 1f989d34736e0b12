package io.sabot.cep;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import io.sabot.state.StateSpace;
import java.util.Arrays;

/**
 * Starts that have one future share their threads. Where a match of one start leaves the others alone, or swallows
 * whatever began before its end, what becomes of a start depends on its threads' states and condition registers, in their
 * order, and on nothing else; so starts that agree in these are one <em>group</em> from then on: the threads of its first
 * start, and a {@link StartTree} of all. The others' own are made when they are needed. Used by the operator's thread only.
 *
 * <p>Works on the list after the row: groups stand in it by their first starts. A thread says where it came from when its
 * group was made ({@link ThreadDescriptor#origin}).
 */
final class StartGroups implements AutoCloseable {
    /** Groups with more threads stay apart. */
    private static final int MAX_THREADS = 32;

    /** Short matches, of which few are open at once, are better off with threads of their own. */
    private static final int MANY_GROUPS = 8;

    private final ThreadStore threads; // not owned
    private final SharedGroups shared;
    private final StartTree trees;
    private final MemoryBlock scratch;
    private final int conditionBytes;
    private final int registerBytes;
    private int joinsFrom = MANY_GROUPS;

    // The groups of the list, by their first starts: place of the first thread and number of threads.
    private int[] places = new int[16];
    private int[] sizes = new int[16];
    private int from;
    private int to;

    // Groups by what is equal in those that can be joined.
    private long[] table = new long[64];
    private int generation;

    private int[] hiddenPlaces = new int[16];
    private int[] hiddenSizes = new int[16];
    private int hidden;

    private int[] before = new int[16];
    private int[] after = new int[16];

    StartGroups(StateSpace space, MemoryPool pool, String name, PatternKernel kernel, ThreadStore threads) {
        this.threads = threads;
        this.shared = new SharedGroups(space, name);
        this.trees = new StartTree(space, name, kernel);
        this.conditionBytes = kernel.conditionRegisterBytes();
        this.registerBytes = kernel.registerBytes();
        this.scratch = pool.allocate(threads.threadBytes() + registerBytes);
    }

    /** Whether starts of such a query may share what comes. */
    static boolean areFor(PatternSpec spec, PatternKernel kernel) {
        assert spec.skip().mode() == PatternSpec.SkipMode.TO_VARIABLE
                || spec.skip().variables() == 0; // see ThreadDescriptor
        return PatternSpec.areStartsFollowed(spec.skip(), spec.withinNs())
                && !spec.rows().areHeld()
                && kernel.canMerge();
    }

    /** How many groups there must be before some are joined. */
    void joinFrom(int groups) {
        joinsFrom = groups;
    }

    int liveRecords() {
        return shared.liveCount() + trees.liveRecords();
    }

    // ---- the list ----

    /** Takes the list as it is. */
    void read() {
        from = 0;
        to = 0;
        int count = threads.afterCount();
        for (int i = 0; i < count; ) {
            long start = ThreadDescriptor.startRow(threads.after(i));
            int next = i + 1;
            while (next < count && ThreadDescriptor.startRow(threads.after(next)) == start) {
                next++;
            }
            append(i, next - i);
            i = next;
        }
    }

    private void append(int place, int size) {
        if (to == places.length) {
            places = Arrays.copyOf(places, to * 2);
            sizes = Arrays.copyOf(sizes, to * 2);
        }
        places[to] = place;
        sizes[to++] = size;
    }

    boolean isEmpty() {
        return from == to;
    }

    int count() {
        return to - from;
    }

    /** The group's most preferred thread. */
    long head(int group) {
        return threads.after(places[from + group]);
    }

    int threads(int group) {
        return sizes[from + group];
    }

    long thread(int group, int index) {
        return threads.after(places[from + group] + index);
    }

    int starts(int group) {
        int id = ThreadDescriptor.group(head(group));
        return shared.starts(id);
    }

    /** Partial matches, as if nothing were shared. */
    long partialMatches() {
        long sum = 0;
        for (int i = from; i < to; i++) {
            int id = ThreadDescriptor.group(threads.after(places[i]));
            sum += (long) sizes[i] * shared.starts(id);
        }
        return sum;
    }

    /** Row of the group's last start. */
    long lastRow(int group) {
        int id = ThreadDescriptor.group(head(group));
        return id == 0 ? ThreadDescriptor.startRow(head(group)) : shared.lastRow(id);
    }

    /** One of the group's threads as the first start has it; valid until the next is asked for. */
    long ofFirst(int group, int index) {
        long thread = thread(group, index);
        int id = ThreadDescriptor.group(thread);
        return id == 0 ? thread : completed(thread, trees.first(shared.tree(id)));
    }

    private long completed(long thread, int start) {
        long own = scratch.address();
        RawMemory.copyLongs(thread, own, threads.threadBytes());
        trees.describe(start, own);
        trees.complete(
                start, ThreadDescriptor.origin(thread), own + ThreadDescriptor.REGISTERS, own + threads.threadBytes());
        ThreadDescriptor.group(own, 0);
        ThreadDescriptor.origin(own, 0);
        return own;
    }

    /** Leaves only groups whose most preferred thread is decided, until {@link #showAll}. */
    void hideOpen() {
        int decided = from;
        hidden = 0;
        for (int i = from; i < to; i++) {
            int state = ThreadDescriptor.state(threads.after(places[i]));
            int place = places[i];
            int size = sizes[i];
            if (state == PatternProgram.ACCEPTED || state == PatternProgram.TIMED_OUT) {
                places[decided] = place;
                sizes[decided++] = size;
            } else {
                ensureHidden(hidden + 1);
                hiddenPlaces[hidden] = place;
                hiddenSizes[hidden++] = size;
            }
        }
        to = decided;
    }

    private void ensureHidden(int count) {
        if (count > hiddenPlaces.length) {
            hiddenPlaces = Arrays.copyOf(hiddenPlaces, count * 2);
            hiddenSizes = Arrays.copyOf(hiddenSizes, count * 2);
        }
    }

    /** To be called when no group is left of those that were not hidden. */
    void showAll() {
        System.arraycopy(hiddenPlaces, 0, places, from, hidden);
        System.arraycopy(hiddenSizes, 0, sizes, from, hidden);
        to = from + hidden;
    }

    // ---- starts leave ----

    /**
     * The first start of group 0 is done with.
     *
     * @return whether the group has others, and has been put where it belongs now
     */
    boolean removeFirst() {
        if (!dropFirst(from)) {
            from++;
            return false;
        }
        place(from);
        return true;
    }

    /** Starts before a row are done with. */
    void removeBefore(long row) {
        int end = from;
        while (end < to && startRow(end) < row) {
            end++;
        }
        int kept = end;
        for (int i = end - 1; i >= from; i--) {
            boolean isLeft = true;
            while (isLeft && startRow(i) < row) {
                isLeft = dropFirst(i);
            }
            if (isLeft) {
                kept--;
                places[kept] = places[i];
                sizes[kept] = sizes[i];
            }
        }
        from = kept;
        for (int i = end - 1; i >= from; i--) {
            place(i);
        }
    }

    private long startRow(int index) {
        return ThreadDescriptor.startRow(threads.after(places[index]));
    }

    /** @return whether the group has another start, which is the first now */
    private boolean dropFirst(int index) {
        int id = ThreadDescriptor.group(threads.after(places[index]));
        if (id == 0) {
            return false;
        }
        int tree = trees.withoutFirst(shared.tree(id));
        shared.put(id, tree, shared.starts(id) - 1);
        if (tree == StartTree.NONE) {
            return false;
        }
        int first = trees.first(tree);
        for (int i = 0; i < sizes[index]; i++) {
            trees.describe(first, threads.after(places[index] + i));
        }
        return true;
    }

    /** Moves a group behind those that begin earlier. */
    private void place(int index) {
        long row = startRow(index);
        int place = places[index];
        int size = sizes[index];
        int i = index;
        while (i + 1 < to && startRow(i + 1) < row) {
            places[i] = places[i + 1];
            sizes[i] = sizes[i + 1];
            i++;
        }
        places[i] = place;
        sizes[i] = size;
    }

    /** Starts before a row are done with, except the first of all. */
    void keepFirstBefore(long row) {
        int id = ThreadDescriptor.group(head(0));
        // Starts of one group have found a match up to the same row, behind all of them.
        if (id != 0 && lastRow(0) < row) {
            makeOwn(0);
            trees.free(shared.tree(id));
            shared.put(id, StartTree.NONE, 0);
        }
        int place = places[from];
        int size = sizes[from++];
        removeBefore(row);
        places[--from] = place;
        sizes[from] = size;
    }

    /** The group's threads become those of its first start alone. */
    private void makeOwn(int group) {
        for (int i = 0; i < threads(group); i++) {
            long own = ofFirst(group, i);
            RawMemory.copyLongs(own, thread(group, i), threads.threadBytes());
        }
    }

    /** The most preferred thread of group 0, whose starts are one, is done with. */
    void removeHead() {
        places[from]++;
        if (--sizes[from] == 0) {
            from++;
        }
    }

    /** The last start of all is done with. @return the partial matches that it had */
    int removeLast() {
        int last = from;
        for (int i = from; i < to; i++) {
            if (lastRow(i - from) > lastRow(last - from)) {
                last = i;
            }
        }
        int count = sizes[last];
        int id = ThreadDescriptor.group(threads.after(places[last]));
        if (shared.starts(id) == 1) {
            dropFirst(last);
            System.arraycopy(places, last + 1, places, last, to - last - 1);
            System.arraycopy(sizes, last + 1, sizes, last, to - last - 1);
            to--;
        } else {
            int tree = trees.withoutLast(shared.tree(id));
            shared.put(id, tree, shared.starts(id) - 1);
            shared.lastRow(id, trees.row(trees.last(tree)));
        }
        return count;
    }

    // ---- time ----

    /**
     * Time has come to {@code nowNs}: as {@link Matcher#expire}, with the list that was before. Few starts are due at a time,
     * those of one deadline: what stays of them is put in its place one by one.
     *
     * @param matcher says what has matched
     */
    void expire(Matcher matcher, long nowNs, long withinNs, boolean keepsTimedOut) {
        threads.clearAfter();
        for (int i = 0; i < threads.beforeCount(); i++) {
            threads.add(threads.before(i));
        }
        read();
        int groups = to;
        int left = 0;
        for (int i = 0; i < groups; i++) {
            boolean isLeft = true;
            while (isLeft && nowNs - ThreadDescriptor.startTimeNs(threads.after(places[i])) >= withinNs) {
                expireFirst(i, matcher, keepsTimedOut);
                isLeft = dropFirst(i);
            }
            if (isLeft) {
                places[left] = places[i];
                sizes[left++] = sizes[i];
            }
        }
        putBehindOthers(left, groups);
        for (int i = to - 1; i >= 0; i--) {
            place(i);
        }
        threads.arrange(places, sizes, from, to);
    }

    /** The groups up to {@code count} come behind those from {@code others} on, which are all there is then. */
    private void putBehindOthers(int count, int others) {
        int more = to - others;
        if (more > 0) {
            ensureHidden(count);
            System.arraycopy(places, 0, hiddenPlaces, 0, count);
            System.arraycopy(sizes, 0, hiddenSizes, 0, count);
            System.arraycopy(places, others, places, 0, more);
            System.arraycopy(sizes, others, sizes, 0, more);
            System.arraycopy(hiddenPlaces, 0, places, more, count);
            System.arraycopy(hiddenSizes, 0, sizes, more, count);
        }
        to = count + more;
    }

    /** What stays of the group's first start, behind all. */
    private void expireFirst(int group, Matcher matcher, boolean keepsTimedOut) {
        int place = threads.afterCount();
        int count = sizes[group];
        for (int i = 0; i < count; i++) {
            int state = ThreadDescriptor.state(thread(group, i));
            boolean isMatch = matcher.isMatch(state, false);
            if (isMatch || state < 0) {
                long own = addOfFirst(group, i);
                if (isMatch) {
                    ThreadDescriptor.state(own, PatternProgram.ACCEPTED);
                    append(place, threads.afterCount() - place);
                    return;
                }
            }
        }
        for (int i = 0; i < count && keepsTimedOut; i++) {
            if (ThreadDescriptor.state(thread(group, i)) >= 0) {
                ThreadDescriptor.state(addOfFirst(group, i), PatternProgram.TIMED_OUT);
                break;
            }
        }
        if (threads.afterCount() > place) {
            append(place, threads.afterCount() - place);
        }
    }

    /** Appends a thread of the group as the first start has it. */
    private long addOfFirst(int group, int index) {
        return ThreadDescriptor.group(thread(group, index)) == 0
                ? threads.addCopyOf(places[from + group] + index)
                : threads.add(ofFirst(group, index));
    }

    // ---- starts come together ----

    /** Makes one of groups that have one future, once there are so many that it pays. */
    void join() {
        if (count() < joinsFrom) {
            return;
        }
        beginTable();
        int left = from;
        for (int i = from; i < to; i++) {
            int slot = isJoinable(i) ? slotFor(i) : -1;
            if (slot >= 0 && isTaken(slot)) {
                join((int) table[slot], i);
                continue;
            }
            places[left] = places[i];
            sizes[left] = sizes[i];
            if (slot >= 0) {
                table[slot] = (long) generation << Integer.SIZE | left;
            }
            left++;
        }
        to = left;
    }

    private void beginTable() {
        if (count() * 4 > table.length) {
            table = new long[Integer.highestOneBit(count()) * 8];
            generation = 0;
        }
        if (++generation == 0) {
            Arrays.fill(table, 0);
            generation = 1;
        }
    }

    private boolean isTaken(int slot) {
        return (int) (table[slot] >>> Integer.SIZE) == generation;
    }

    private boolean isJoinable(int group) {
        for (int i = 0; i < sizes[group]; i++) {
            if (ThreadDescriptor.state(threads.after(places[group] + i)) == PatternProgram.TIMED_OUT) {
                return false;
            }
        }
        return sizes[group] <= MAX_THREADS;
    }

    /** Of a group with the same future that ended to begin before this one began, or a free one. */
    private int slotFor(int group) {
        int last = table.length - 1;
        int slot = hash(group) & last;
        while (isTaken(slot) && !canJoin((int) table[slot], group)) {
            slot = slot + 1 & last;
        }
        return slot;
    }

    private int hash(int group) {
        int hash = sizes[group];
        for (int i = 0; i < sizes[group]; i++) {
            long thread = threads.after(places[group] + i);
            hash = hash * 31 + ThreadDescriptor.state(thread);
            hash = hash * 31 + Long.hashCode(ThreadDescriptor.endRow(thread));
            hash = hash * 31 + RawMemory.hash(thread + ThreadDescriptor.REGISTERS, conditionBytes);
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }

    private boolean canJoin(int earlier, int later) {
        if (sizes[earlier] != sizes[later] || lastRow(earlier - from) >= startRow(later)) {
            return false;
        }
        for (int i = 0; i < sizes[earlier]; i++) {
            long a = threads.after(places[earlier] + i);
            long b = threads.after(places[later] + i);
            boolean isEqual = ThreadDescriptor.state(a) == ThreadDescriptor.state(b)
                    && ThreadDescriptor.endRow(a) == ThreadDescriptor.endRow(b)
                    && RawMemory.equal(a + ThreadDescriptor.REGISTERS, b + ThreadDescriptor.REGISTERS, conditionBytes);
            if (!isEqual) {
                return false;
            }
        }
        return true;
    }

    private void join(int earlier, int later) {
        long lastRow = lastRow(later - from);
        int starts = starts(earlier - from) + starts(later - from);
        int tree = trees.joined(treeOf(earlier), treeOf(later));
        int id = ThreadDescriptor.group(threads.after(places[earlier]));
        int absorbed = ThreadDescriptor.group(threads.after(places[later]));
        if (absorbed != 0) {
            shared.put(absorbed, StartTree.NONE, 0);
        }
        if (id == 0) {
            id = shared.allocate();
        }
        shared.put(id, tree, starts);
        shared.lastRow(id, lastRow);
        for (int i = 0; i < sizes[earlier]; i++) {
            long thread = threads.after(places[earlier] + i);
            ThreadDescriptor.group(thread, id);
            ThreadDescriptor.origin(thread, i);
            RawMemory.clearLongs(thread + ThreadDescriptor.REGISTERS + conditionBytes, registerBytes - conditionBytes);
        }
    }

    /** The group's tree as of now. */
    private int treeOf(int group) {
        int parts = parts(group);
        long head = threads.after(places[group]);
        int id = ThreadDescriptor.group(head);
        if (id == 0) {
            return trees.start(
                    ThreadDescriptor.startRow(head),
                    ThreadDescriptor.startTimeNs(head),
                    ThreadDescriptor.startPosition(head),
                    parts);
        }
        int tree = shared.tree(id);
        trees.come(tree, parts);
        trees.freeParts(parts);
        return tree;
    }

    private int parts(int group) {
        int first = StartTree.NONE;
        int last = StartTree.NONE;
        for (int i = 0; trees.hasMeasures() && i < sizes[group]; i++) {
            long thread = threads.after(places[group] + i);
            first = trees.addPart(first, last, ThreadDescriptor.origin(thread), thread + ThreadDescriptor.REGISTERS);
            last = last == StartTree.NONE ? first : trees.next(last);
        }
        return first;
    }

    // ---- the end of a row ----

    /** Makes the list of the groups that are left and forgets what the others shared. */
    void write() {
        threads.arrange(places, sizes, from, to);
        int earlier = sharedOf(threads.beforeCount(), true);
        int later = sharedOf(threads.afterCount(), false);
        int j = 0;
        for (int i = 0; i < earlier; i++) {
            while (j < later && after[j] < before[i]) {
                j++;
            }
            if (j == later || after[j] != before[i]) {
                trees.free(shared.tree(before[i]));
                shared.free(before[i]);
            }
        }
    }

    /** Ids of the groups of a list, ascending, in {@link #before} or {@link #after}. @return how many */
    private int sharedOf(int count, boolean isBefore) {
        int found = 0;
        int previous = 0;
        int[] ids = isBefore ? before : after;
        for (int i = 0; i < count; i++) {
            int id = ThreadDescriptor.group(isBefore ? threads.before(i) : threads.after(i));
            if (id != 0 && id != previous) {
                if (found == ids.length) {
                    ids = Arrays.copyOf(ids, found * 2);
                }
                ids[found++] = id;
            }
            previous = id;
        }
        if (isBefore) {
            before = ids;
        } else {
            after = ids;
        }
        if (found > 1) {
            Arrays.sort(ids, 0, found);
        }
        return found;
    }

    @Override
    public void close() {
        scratch.close();
    }
}
