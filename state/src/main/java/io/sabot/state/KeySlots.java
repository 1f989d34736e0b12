package io.sabot.state;

import java.util.Arrays;

/**
 * Hash → ids of a {@link KeyIndex}, grown and shrunk a segment at a time (extendible hashing: Fagin, Nievergelt,
 * Pippenger, Strong, 1979). The first bits of a hash choose a segment through a directory, the last bits a slot in it. A
 * full segment is split in two, two nearly empty ones become one again: either moves a few hundred slots, whatever the
 * number of keys. Slots hold whole hashes, so that neither reads a record.
 *
 * <pre>
 *  segment: slots, a power of two of them: 0 = empty, or hash &lt;&lt; 32 | id + 1
 *           | used slots &lt;&lt; 32 | bits of the hash that all entries share
 * </pre>
 *
 * <p>Derived from the key records, not state. Owned by the application's operator thread.
 */
final class KeySlots {
    static final long EMPTY = 0;

    private static final int MIN_SLOTS = 64;
    private static final int SPLIT_SLOTS = 512;
    private static final int MAX_DEPTH = 16;

    private long[][] directory = {newSegment(MIN_SLOTS, 0)};
    private int depth;

    /** Segments as deep as the directory: when there is none, half a directory is enough. */
    private int deepestCount = 1;

    private static long[] newSegment(int slots, int depth) {
        long[] segment = new long[slots + 1];
        segment[slots] = depth;
        return segment;
    }

    // ---- reading ----

    /** Slots in which an entry of this hash is, if there is one: from {@code hash & mask} on, up to an empty one. */
    long[] segmentOf(int hash) {
        return directory[directoryIndex(hash, depth)];
    }

    private static int directoryIndex(int hash, int bits) {
        return hash >>> 1 >>> 31 - bits;
    }

    static int mask(long[] segment) {
        return segment.length - 2;
    }

    static int hash(long entry) {
        return (int) (entry >>> 32);
    }

    static int id(long entry) {
        return (int) entry - 1;
    }

    /** Slots in all segments. */
    long slotCount() {
        long count = 0;
        for (int i = 0; i < directory.length; i += span(directory[i])) {
            count += directory[i].length - 1;
        }
        return count;
    }

    private static int used(long[] segment) {
        return (int) (segment[segment.length - 1] >>> 32);
    }

    private static int depth(long[] segment) {
        return (int) segment[segment.length - 1];
    }

    private static void addUsed(long[] segment, int count) {
        segment[segment.length - 1] += (long) count << 32;
    }

    /** Entries of the directory that name the segment. */
    private int span(long[] segment) {
        return 1 << depth - depth(segment);
    }

    private int firstOf(long[] segment, int hash) {
        return directoryIndex(hash, depth) & -span(segment);
    }

    // ---- adding ----

    /** Adds an entry that is not there yet. */
    void add(int hash, int id) {
        long[] segment = segmentOf(hash);
        while (used(segment) >= mask(segment) * 3L >> 2) {
            makeRoom(segment, hash);
            segment = segmentOf(hash);
        }
        place(segment, (long) hash << 32 | id + 1);
    }

    private static void place(long[] segment, long entry) {
        int mask = mask(segment);
        int slot = hash(entry) & mask;
        while (segment[slot] != EMPTY) {
            slot = slot + 1 & mask;
        }
        segment[slot] = entry;
        addUsed(segment, 1);
    }

    private void makeRoom(long[] segment, int hash) {
        int slots = segment.length - 1;
        if (slots < SPLIT_SLOTS || depth(segment) == MAX_DEPTH) {
            replace(segment, hash, copy(segment, newSegment(slots * 2, depth(segment))));
        } else {
            split(segment, hash);
        }
    }

    private void split(long[] segment, int hash) {
        if (depth(segment) == depth) {
            deepen();
        }
        int newDepth = depth(segment) + 1;
        long[] zeros = newSegment(SPLIT_SLOTS, newDepth);
        long[] ones = newSegment(SPLIT_SLOTS, newDepth);
        for (int i = 0; i <= mask(segment); i++) {
            long entry = segment[i];
            if (entry != EMPTY) {
                place((hash(entry) >>> 32 - newDepth & 1) == 0 ? zeros : ones, entry);
            }
        }
        int first = firstOf(segment, hash);
        int half = span(segment) / 2;
        Arrays.fill(directory, first, first + half, zeros);
        Arrays.fill(directory, first + half, first + 2 * half, ones);
        deepestCount += newDepth == depth ? 2 : 0;
    }

    private void deepen() {
        long[][] deeper = new long[directory.length * 2][];
        for (int i = 0; i < deeper.length; i++) {
            deeper[i] = directory[i >>> 1];
        }
        directory = deeper;
        depth++;
        deepestCount = 0;
    }

    private void replace(long[] segment, int hash, long[] by) {
        int first = firstOf(segment, hash);
        Arrays.fill(directory, first, first + span(segment), by);
    }

    private static long[] copy(long[] from, long[] to) {
        for (int i = 0; i <= mask(from); i++) {
            if (from[i] != EMPTY) {
                place(to, from[i]);
            }
        }
        return to;
    }

    // ---- removing ----

    /** Removes an entry that is there. */
    void remove(int hash, int id) {
        long[] segment = segmentOf(hash);
        int mask = mask(segment);
        long entry = (long) hash << 32 | id + 1;
        int slot = hash & mask;
        while (segment[slot] != entry) {
            assert segment[slot] != EMPTY : "no entry of key " + id;
            slot = slot + 1 & mask;
        }
        closeGap(segment, slot, mask);
        addUsed(segment, -1);
        if (used(segment) <= mask >>> 3) {
            shrink(segment, hash);
        }
    }

    /** Backward-shift deletion: no tombstones. */
    private static void closeGap(long[] segment, int start, int mask) {
        int gap = start;
        for (int slot = gap + 1 & mask; segment[slot] != EMPTY; slot = slot + 1 & mask) {
            int home = hash(segment[slot]) & mask;
            if ((slot - home & mask) >= (slot - gap & mask)) {
                segment[gap] = segment[slot];
                gap = slot;
            }
        }
        segment[gap] = EMPTY;
    }

    private void shrink(long[] sparse, int hash) {
        long[] segment = sparse;
        int slots = segment.length - 1;
        if (slots > SPLIT_SLOTS || depth(segment) == 0) {
            if (slots > MIN_SLOTS) {
                replace(segment, hash, copy(segment, newSegment(slots / 2, depth(segment))));
            }
            return;
        }
        while (depth(segment) > 0 && mayMerge(segment, siblingOf(segment, hash))) {
            segment = merge(segment, siblingOf(segment, hash), hash);
        }
    }

    private long[] siblingOf(long[] segment, int hash) {
        return directory[firstOf(segment, hash) ^ span(segment)];
    }

    private static boolean mayMerge(long[] segment, long[] sibling) {
        return depth(sibling) == depth(segment) && used(segment) + used(sibling) <= SPLIT_SLOTS >>> 2;
    }

    private long[] merge(long[] segment, long[] sibling, int hash) {
        int newDepth = depth(segment) - 1;
        deepestCount -= depth(segment) == depth ? 2 : 0;
        long[] merged = newSegment(SPLIT_SLOTS, newDepth);
        copy(segment, merged);
        copy(sibling, merged);
        replace(merged, hash, merged);
        if (deepestCount == 0) {
            flatten();
        }
        return merged;
    }

    private void flatten() {
        long[][] flat = new long[directory.length / 2][];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = directory[2 * i];
        }
        directory = flat;
        depth--;
        deepestCount = 0;
        for (int i = 0; i < flat.length; i += span(flat[i])) {
            deepestCount += depth(flat[i]) == depth ? 1 : 0;
        }
    }

    void clear() {
        directory = new long[][] {newSegment(MIN_SLOTS, 0)};
        depth = 0;
        deepestCount = 1;
    }
}
