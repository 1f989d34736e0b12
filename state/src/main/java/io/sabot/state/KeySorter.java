package io.sabot.state;

/** Merge sort of key ids by key bytes: stable and without boxing. */
final class KeySorter {
    private KeySorter() {}

    static void sort(KeyIndex index, int[] ids, int count) {
        if (isSorted(index, ids, count)) {
            return;
        }
        sort(index, ids, new int[count], 0, count);
    }

    private static boolean isSorted(KeyIndex index, int[] ids, int count) {
        for (int i = 1; i < count; i++) {
            if (index.compare(ids[i - 1], ids[i]) > 0) {
                return false;
            }
        }
        return true;
    }

    private static void sort(KeyIndex index, int[] ids, int[] spare, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = from + to >>> 1;
        sort(index, ids, spare, from, middle);
        sort(index, ids, spare, middle, to);
        if (index.compare(ids[middle - 1], ids[middle]) <= 0) {
            return;
        }
        System.arraycopy(ids, from, spare, from, middle - from);
        int left = from;
        int right = middle;
        int out = from;
        while (left < middle) {
            ids[out++] = right < to && index.compare(spare[left], ids[right]) > 0 ? ids[right++] : spare[left++];
        }
    }
}
