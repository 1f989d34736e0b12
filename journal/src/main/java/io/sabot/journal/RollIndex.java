package io.sabot.journal;

import java.util.ArrayList;
import java.util.List;

/** First frame of each file that has any. Grows at a roll, shrinks by a trim; read when a source is opened. Thread-safe. */
final class RollIndex {
    /**
     * A file.
     *
     * @param cycle number of the roll period
     */
    record Roll(FileSpan span, int cycle, long firstOrdinal) {}

    private final List<Roll> rolls = new ArrayList<>();

    synchronized void add(FileSpan span, int cycle, long firstOrdinal) {
        rolls.add(new Roll(span, cycle, firstOrdinal));
    }

    /** Number of the file that has the frame, counted from 0; -1: none has. */
    synchronized int find(long ordinal) {
        int low = 0;
        int high = rolls.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (rolls.get(middle).firstOrdinal > ordinal) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low - 1;
    }

    /** From one on, as they are now. */
    synchronized List<Roll> from(int index) {
        return List.copyOf(rolls.subList(Math.min(index, rolls.size()), rolls.size()));
    }

    /** Null if there is none. */
    synchronized Roll last() {
        return rolls.isEmpty() ? null : rolls.get(rolls.size() - 1);
    }

    synchronized int count() {
        return rolls.size();
    }

    synchronized void removeFirst(int count) {
        rolls.subList(0, count).clear();
    }

    /** Only what has frames up to this one stays; the file that has it ends there. */
    synchronized void cutAfter(long ordinal, long end) {
        while (!rolls.isEmpty() && last().firstOrdinal > ordinal) {
            rolls.remove(rolls.size() - 1);
        }
        Roll last = last();
        if (last != null) {
            FileSpan span = last.span;
            FileSpan cut = new FileSpan(span.generation(), span.file(), span.from(), end);
            rolls.set(rolls.size() - 1, new Roll(cut, last.cycle, last.firstOrdinal));
        }
    }
}
