package io.sabot.cep;

import io.sabot.core.batch.RawMemory;
import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import org.agrona.UnsafeApi;

/**
 * First rows of partial matches that have one future, in trees: two trees become one in constant time, whatever is in
 * them, and the first or the last leaves one in constant time on average, if they leave on one side for the most part. Used by the operator's thread only.
 *
 * <p>What rows map to their measures once the starts are together is the same for all, so it is put down once, at the
 * root, and goes down the tree when a start leaves it: <em>parts</em>, one per thread, each with the number of the thread
 * that it came from when the tree was made, and with measure registers of the rows since. A start's own parts are what its
 * threads had before.
 *
 * <pre>
 *  a tree is named by its root: 0 none, > 0 id of a joint + 1, < 0 −(id of a start + 1); parts by the first's id + 1
 *  start: 0 int its parts | 8 long row | 16 long time, ns | 24 long position in the log
 *  joint: 0 int earlier starts' tree | 4 int later ones' | 8 int parts for both
 *  part:  0 int the next thread's | 4 int origin | 8 measure registers
 * </pre>
 */
final class StartTree {
    static final int NONE = 0;

    private static final int ROW = 8;
    private static final int TIME = 16;
    private static final int POSITION = 24;
    private static final int START_BYTES = 32;

    private static final int EARLIER = 0;
    private static final int LATER = 4;
    private static final int JOINT_PARTS = 8;
    private static final int JOINT_BYTES = 16;

    private static final int ORIGIN = 4;
    private static final int MEASURES = 8;

    private final PatternKernel kernel;
    private final int conditionBytes;
    private final int measureBytes;
    private final StateRegion starts;
    private final StateRegion joints;
    private final StateRegion parts;

    StartTree(StateSpace space, String name, PatternKernel kernel) {
        this.kernel = kernel;
        this.conditionBytes = kernel.conditionRegisterBytes();
        this.measureBytes = kernel.registerBytes() - conditionBytes;
        this.starts = new StateRegion(space, name + ".starts", START_BYTES);
        this.joints = new StateRegion(space, name + ".joints", JOINT_BYTES);
        this.parts = new StateRegion(space, name + ".parts", MEASURES + measureBytes);
    }

    int liveRecords() {
        return starts.liveCount() + joints.liveCount() + parts.liveCount();
    }

    // ---- parts ----

    /** Whether there is anything to be kept of a thread beside what conditions read. */
    boolean hasMeasures() {
        return measureBytes > 0;
    }

    /** Appends a part. @return the list's first */
    int addPart(int first, int last, int origin, long registers) {
        int part = parts.allocate() + 1;
        long address = parts.addressForWrite(part - 1);
        UnsafeApi.putInt(address + ORIGIN, origin);
        RawMemory.copyLongs(registers + conditionBytes, address + MEASURES, measureBytes);
        if (first == NONE) {
            return part;
        }
        UnsafeApi.putInt(parts.addressForWrite(last - 1), part);
        return first;
    }

    /** The one behind. */
    int next(int part) {
        return UnsafeApi.getInt(parts.address(part - 1));
    }

    private int origin(int part) {
        return UnsafeApi.getInt(parts.address(part - 1) + ORIGIN);
    }

    private int at(int first, int index) {
        int part = first;
        for (int i = 0; i < index; i++) {
            part = next(part);
        }
        return part;
    }

    void freeParts(int first) {
        for (int part = first; part != NONE; ) {
            int behind = next(part);
            parts.free(part - 1);
            part = behind;
        }
    }

    /** Where the kernel would find a part's measure registers behind those that conditions read. */
    private long registersForWrite(int part) {
        return parts.addressForWrite(part - 1) + MEASURES - conditionBytes;
    }

    /** Valid until a part is written. */
    private long registers(int part) {
        return parts.address(part - 1) + MEASURES - conditionBytes;
    }

    /** Of the rows of both. Takes {@code earlier}, leaves {@code later}. */
    private int composed(int earlier, int later) {
        if (next(earlier) == NONE && next(later) == NONE) {
            long into = registersForWrite(earlier); // may move what is behind a checkpoint
            kernel.merge(into, registers(later));
            return earlier;
        }
        int first = copied(later, earlier);
        freeParts(earlier);
        return first;
    }

    /** @param earlier what is before, or NONE if the list is simply copied */
    private int copied(int list, int earlier) {
        int first = NONE;
        int last = NONE;
        for (int part = list; part != NONE; part = next(part)) {
            int copy = parts.allocate() + 1;
            int before = earlier == NONE ? NONE : at(earlier, origin(part));
            int from = earlier == NONE ? part : before;
            long address = parts.addressForWrite(copy - 1);
            UnsafeApi.putInt(address + ORIGIN, origin(from));
            RawMemory.copyLongs(parts.address(from - 1) + MEASURES, address + MEASURES, measureBytes);
            if (before != NONE) {
                kernel.merge(registersForWrite(copy), registers(part));
            }
            if (first == NONE) {
                first = copy;
            } else {
                UnsafeApi.putInt(parts.addressForWrite(last - 1), copy);
            }
            last = copy;
        }
        return first;
    }

    // ---- trees ----

    /** A tree of one start, which takes the parts. */
    int start(long row, long timeNs, long position, int ownParts) {
        int start = starts.allocate();
        long address = starts.addressForWrite(start);
        UnsafeApi.putInt(address, ownParts);
        UnsafeApi.putLong(address + ROW, row);
        UnsafeApi.putLong(address + TIME, timeNs);
        UnsafeApi.putLong(address + POSITION, position);
        return -start - 1;
    }

    /** All starts of one tree before all of another. */
    int joined(int earlier, int later) {
        int joint = joints.allocate();
        link(joint, earlier, later);
        return joint + 1;
    }

    private void link(int joint, int earlier, int later) {
        long address = joints.addressForWrite(joint);
        UnsafeApi.putInt(address + EARLIER, earlier);
        UnsafeApi.putInt(address + LATER, later);
    }

    /** What came to all starts of a tree since it was made or this was called last; the parts stay the caller's. */
    void come(int tree, int since) {
        if (since == NONE) {
            return;
        }
        if (tree < 0) {
            int own = UnsafeApi.getInt(starts.address(-tree - 1));
            UnsafeApi.putInt(starts.addressForWrite(-tree - 1), composed(own, since));
        } else {
            int there = UnsafeApi.getInt(joints.address(tree - 1) + JOINT_PARTS);
            int all = there == NONE ? copied(since, NONE) : composed(there, since);
            UnsafeApi.putInt(joints.addressForWrite(tree - 1) + JOINT_PARTS, all);
        }
    }

    private void goDown(int joint) {
        long address = joints.address(joint);
        int both = UnsafeApi.getInt(address + JOINT_PARTS);
        if (both != NONE) {
            come(UnsafeApi.getInt(address + EARLIER), both);
            come(UnsafeApi.getInt(joints.address(joint) + LATER), both);
            UnsafeApi.putInt(joints.addressForWrite(joint) + JOINT_PARTS, NONE);
            freeParts(both);
        }
    }

    private int earlier(int joint) {
        return UnsafeApi.getInt(joints.address(joint) + EARLIER);
    }

    private int later(int joint) {
        return UnsafeApi.getInt(joints.address(joint) + LATER);
    }

    /** Turns a tree until its first start hangs at the root: what was deep to that side is flat from then on. */
    private void turnFirstUp(int tree) {
        int root = tree - 1;
        goDown(root);
        while (earlier(root) > 0) {
            int below = earlier(root) - 1;
            goDown(below);
            int rest = later(root);
            int first = earlier(below);
            link(below, later(below), rest);
            link(root, first, below + 1);
        }
    }

    private void turnLastUp(int tree) {
        int root = tree - 1;
        goDown(root);
        while (later(root) > 0) {
            int below = later(root) - 1;
            goDown(below);
            int rest = earlier(root);
            int last = later(below);
            link(below, rest, earlier(below));
            link(root, below + 1, last);
        }
    }

    /** The first start of a tree, for the methods below. */
    int first(int tree) {
        if (tree < 0) {
            return tree;
        }
        turnFirstUp(tree);
        return earlier(tree - 1);
    }

    /** The last start of a tree. */
    int last(int tree) {
        if (tree < 0) {
            return tree;
        }
        turnLastUp(tree);
        return later(tree - 1);
    }

    /** @return what is left of the tree without its first start */
    int withoutFirst(int tree) {
        int start = first(tree);
        int left = tree < 0 ? NONE : later(tree - 1);
        free(start, tree);
        return left;
    }

    /** @return what is left of the tree without its last start */
    int withoutLast(int tree) {
        int start = last(tree);
        int left = tree < 0 ? NONE : earlier(tree - 1);
        free(start, tree);
        return left;
    }

    private void free(int start, int joint) {
        freeStart(start);
        if (joint > 0) {
            joints.free(joint - 1);
        }
    }

    private void freeStart(int start) {
        freeParts(UnsafeApi.getInt(starts.address(-start - 1)));
        starts.free(-start - 1);
    }

    /** Forgets a tree, however deep. */
    void free(int tree) {
        int rest = tree;
        while (rest > 0) {
            int root = rest - 1;
            freeParts(UnsafeApi.getInt(joints.address(root) + JOINT_PARTS));
            UnsafeApi.putInt(joints.addressForWrite(root) + JOINT_PARTS, NONE);
            int earlier = earlier(root);
            if (earlier > 0) {
                int below = earlier - 1;
                int first = earlier(below);
                link(root, later(below), later(root));
                link(below, first, rest);
                rest = earlier;
            } else {
                freeStart(earlier);
                rest = later(root);
                joints.free(root);
            }
        }
        if (rest < 0) {
            freeStart(rest);
        }
    }

    // ---- of one start, which hangs at the root ----

    long row(int start) {
        return UnsafeApi.getLong(starts.address(-start - 1) + ROW);
    }

    /** Tells a thread where it began. */
    void describe(int start, long thread) {
        long address = starts.address(-start - 1);
        ThreadDescriptor.start(
                thread,
                UnsafeApi.getLong(address + ROW),
                UnsafeApi.getLong(address + TIME),
                UnsafeApi.getLong(address + POSITION));
    }

    /**
     * Puts the start's own measure registers before those of a thread that came from the given one.
     *
     * @param into registers of the thread, with those since the tree was made
     * @param scratch room for registers
     */
    void complete(int start, int origin, long into, long scratch) {
        if (measureBytes == 0) {
            return;
        }
        int own = at(UnsafeApi.getInt(starts.address(-start - 1)), origin);
        RawMemory.copyLongs(parts.address(own - 1) + MEASURES, scratch + conditionBytes, measureBytes);
        kernel.merge(scratch, into);
        RawMemory.copyLongs(scratch + conditionBytes, into + conditionBytes, measureBytes);
    }
}
