package io.sabot.engine;

import io.sabot.core.batch.Position;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of either side of a comparison that the other side has not had yet, in the order they came. Holds a fixed number:
 * when it is full, the eldest row is a difference. One thread.
 */
final class UnmatchedRows {
    /** Some hundred bytes each. */
    static final int CAPACITY = 1 << 16;

    /** What makes two rows the same. */
    private record Key(TableComparison table, long position, List<Object> values) {}

    private static final class Entry {
        final ReplayDifference first;
        int count; // more than one if the same row comes again

        Entry(ReplayDifference first) {
            this.first = first;
        }
    }

    private final int capacity;
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private int size;

    UnmatchedRows(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Adds a row, unless the other side has had it.
     *
     * @param isAligned whether the same row from another position is another row
     * @return whether it was had
     */
    boolean addOrMatch(TableComparison table, ReplayDifference row, boolean isAligned) {
        Key key = new Key(table, isAligned ? row.position() : Position.NONE, row.values());
        Entry entry = entries.computeIfAbsent(key, k -> new Entry(row));
        if (entry.count > 0 && entry.first.isGained() != row.isGained()) {
            size--;
            if (--entry.count == 0) {
                entries.remove(key);
            }
            return true;
        }
        entry.count++;
        size++;
        while (size > capacity) {
            removeEldest();
        }
        return false;
    }

    private void removeEldest() {
        Iterator<Map.Entry<Key, Entry>> iterator = entries.entrySet().iterator();
        Map.Entry<Key, Entry> eldest = iterator.next();
        iterator.remove();
        Entry entry = eldest.getValue();
        size -= entry.count;
        for (int i = 0; i < entry.count; i++) {
            eldest.getKey().table().report(entry.first);
        }
    }

    /** Tells of all that are left. */
    void flush() {
        while (!entries.isEmpty()) {
            removeEldest();
        }
    }
}
