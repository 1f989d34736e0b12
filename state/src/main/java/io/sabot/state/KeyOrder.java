package io.sabot.state;

import java.util.Arrays;

/**
 * Sorts sets of key ids by their keys without comparing keys each time: known keys have a rank, and a set of ranks is
 * sorted by a bitmap. Keys too new to have a rank are compared by bytes; when there are many of them, all ranks are made
 * anew.
 *
 * <p>Derived from the key index, not state. Owned by the application's operator thread.
 */
public final class KeyOrder {
    private static final int UNRANKED = -1;
    private static final int GONE = -2;
    private static final int MIN_NEWCOMERS = 64;

    private final KeyIndex index; // not owned
    private int[] rankOf = new int[64];
    private int[] byRank = new int[64];
    private int rankedCount;
    private int[] newcomers = new int[64];
    private int newcomerCount;
    private long[] isDue = new long[1];
    private int[] unranked = new int[64];

    public KeyOrder(KeyIndex index) {
        this.index = index;
        Arrays.fill(rankOf, UNRANKED);
    }

    /** A key that is new in the index. */
    public void added(int key) {
        if (key >= rankOf.length) {
            int oldLength = rankOf.length;
            rankOf = Arrays.copyOf(rankOf, Math.max(key + 1, oldLength * 2));
            Arrays.fill(rankOf, oldLength, rankOf.length, UNRANKED);
        }
        newcomers = withRoom(newcomers, newcomerCount);
        newcomers[newcomerCount++] = key;
    }

    /** Forgets the first {@code count} of these keys; must be called before their ids are used again. */
    public void removeAll(int[] gone, int count) {
        int goneNewcomers = 0;
        for (int i = 0; i < count; i++) {
            int rank = rankOf[gone[i]];
            if (rank == UNRANKED) {
                rankOf[gone[i]] = GONE;
                goneNewcomers++;
            } else {
                byRank[rank] = KeyIndex.NO_KEY;
                rankOf[gone[i]] = UNRANKED;
            }
        }
        if (goneNewcomers > 0) {
            removeGoneNewcomers();
        }
        int kept = 0;
        for (int i = 0; i < rankedCount; i++) {
            if (byRank[i] != KeyIndex.NO_KEY) {
                rankOf[byRank[i]] = kept;
                byRank[kept++] = byRank[i];
            }
        }
        rankedCount = kept;
    }

    /** In one pass: keys of an operator that never sorts are newcomers all of them. */
    private void removeGoneNewcomers() {
        int kept = 0;
        for (int i = 0; i < newcomerCount; i++) {
            int key = newcomers[i];
            if (rankOf[key] == GONE) {
                rankOf[key] = UNRANKED;
            } else {
                newcomers[kept++] = key;
            }
        }
        newcomerCount = kept;
    }

    public void clear() {
        Arrays.fill(rankOf, UNRANKED);
        rankedCount = 0;
        newcomerCount = 0;
    }

    /** Sorts the first {@code count} distinct ids. */
    public void sort(int[] keys, int count) {
        if (count < 2) {
            return;
        }
        if (newcomerCount > MIN_NEWCOMERS + (rankedCount >> 2)) {
            rank();
        }
        int unrankedCount = 0;
        int first = isDue.length;
        int last = -1;
        for (int i = 0; i < count; i++) {
            int rank = rankOf[keys[i]];
            if (rank == UNRANKED) {
                unranked = withRoom(unranked, unrankedCount);
                unranked[unrankedCount++] = keys[i];
            } else {
                int word = rank >>> 6;
                isDue[word] |= 1L << rank;
                first = Math.min(first, word);
                last = Math.max(last, word);
            }
        }
        int out = 0;
        for (int word = first; word <= last; word++) {
            long bits = isDue[word];
            isDue[word] = 0;
            for (; bits != 0; bits &= bits - 1) {
                keys[out++] = byRank[(word << 6) + Long.numberOfTrailingZeros(bits)];
            }
        }
        if (unrankedCount > 0) {
            index.sort(unranked, unrankedCount);
            merge(keys, out, unranked, unrankedCount);
        }
    }

    private void rank() {
        index.sort(newcomers, newcomerCount);
        byRank = Arrays.copyOf(byRank, Math.max(byRank.length, (rankedCount + newcomerCount) * 3 / 2));
        merge(byRank, rankedCount, newcomers, newcomerCount);
        rankedCount += newcomerCount;
        newcomerCount = 0;
        for (int i = 0; i < rankedCount; i++) {
            rankOf[byRank[i]] = i;
        }
        isDue = new long[(byRank.length >>> 6) + 1];
    }

    /** Merges sorted {@code more} into sorted {@code keys}, from the back. */
    private void merge(int[] keys, int count, int[] more, int moreCount) {
        int left = count - 1;
        int out = count + moreCount - 1;
        for (int right = moreCount - 1; right >= 0; out--) {
            keys[out] = left >= 0 && index.compare(keys[left], more[right]) > 0 ? keys[left--] : more[right--];
        }
    }

    private static int[] withRoom(int[] array, int count) {
        return count < array.length ? array : Arrays.copyOf(array, count * 2);
    }

    /** Makes everything anew from the keys in the index. */
    public void rebuild() {
        clear();
        index.forEach(this::added);
    }
}
