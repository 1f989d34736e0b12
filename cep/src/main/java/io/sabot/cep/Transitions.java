package io.sabot.cep;

import java.util.Arrays;

/**
 * What a row does to a short list of threads, found once and kept: where conditions depend on the row alone and a match
 * swallows all that began before its end, the answer follows from the threads' states and the row's true variables.
 *
 * <p>Says nothing (null) where more must be known: threads that have matched and wait, matches that are not the first of
 * the list, lists longer than a chunk. {@link Matcher} does those; the rules are its own.
 */
final class Transitions {
    /** Parent of a thread that begins with the row. */
    static final int NEW = -1;

    /** Stands for a list that only the {@link Matcher} can do. */
    static final int NO_LIST = -1;

    private static final int MAX_STATES = 126;
    private static final int MAX_VARIABLES = 40;
    private static final int MAX_KNOWN = 4_096;
    private static final int THREAD_BITS = 7;
    private static final int LIST_BITS = THREAD_BITS * ThreadStore.PER_CHUNK;
    private static final long UNUSED = -1;

    /** Says that the row must be done by the {@link Matcher}. */
    private static final Transition UNDECIDED = new Transition();

    private final PatternProgram program;
    private final long startVariables;
    private final long variables;
    private long[] keys = new long[64];
    private Transition[] values = new Transition[64];
    private int count;

    /** The list after a row. */
    static final class Transition {
        private final int[] threads = new int[ThreadStore.PER_CHUNK];
        private int count;
        private int list;
        private boolean isMatch;

        /** Number of threads; one if there is a match. */
        int count() {
            return count;
        }

        /** The threads' states, as {@link #listWith} puts them. */
        int list() {
            return list;
        }

        /** The first thread has matched; nothing stays. */
        boolean isMatch() {
            return isMatch;
        }

        /** Where the thread comes from, the variable it maps the row to, and its state: for the methods below. */
        int thread(int index) {
            return threads[index];
        }

        /** Place in the list before the row, or {@link #NEW}. */
        static int parent(int thread) {
            return (thread & 3) - 1;
        }

        static int variable(int thread) {
            return thread >>> 2 & 63;
        }

        static int state(int thread) {
            return thread >>> 8;
        }

        private void add(int parent, int variable, int state) {
            threads[count] = parent + 1 | variable << 2 | state << 8;
            list = listWith(list, count, state);
            count++;
        }
    }

    private Transitions(PatternProgram program) {
        this.program = program;
        long all = 0;
        for (int state = 0; state < program.stateCount(); state++) {
            all |= 1L << program.variable(state);
        }
        long start = 0;
        for (int state : program.startSuccessors(false).targets()) {
            start |= 1L << program.variable(state);
        }
        this.variables = all;
        this.startVariables = start;
        Arrays.fill(keys, UNUSED);
    }

    /** Null for patterns that need more than states and variables. */
    static Transitions of(PatternSpec spec, PatternKernel kernel) {
        PatternProgram program = spec.program();
        boolean isFit = !spec.rows().areHeld()
                && !program.hasGuards()
                && spec.skip().mode() == PatternSpec.SkipMode.PAST_LAST_ROW
                && spec.withinNs() == PatternSpec.NO_WITHIN
                && spec.limits().partialMatches() >= ThreadStore.PER_CHUNK
                && spec.limits().totalPartialMatches() == PatternLimits.NONE
                && kernel.threadVariables() == 0
                && kernel.conditionRegisterBytes() == 0
                && program.stateCount() <= MAX_STATES
                && !program.startsDifferAtFirstRow();
        for (int state = 0; state < program.stateCount(); state++) {
            isFit &= program.variable(state) < MAX_VARIABLES;
        }
        for (int state : program.startSuccessors(false).targets()) {
            isFit &= state >= 0;
        }
        return isFit ? new Transitions(program) : null;
    }

    /**
     * Adds a thread's state to the number that stands for a list: 0 while empty, {@link #NO_LIST} if it is too long or
     * has threads that have matched.
     */
    static int listWith(int list, int index, int state) {
        return list == NO_LIST || index >= ThreadStore.PER_CHUNK || state < 0
                ? NO_LIST
                : list | state + 1 << index * THREAD_BITS;
    }

    /** Null if it cannot be told. */
    Transition of(int list, long mask) {
        long key = (mask & variables) << LIST_BITS | list;
        int slot = slotOf(key, keys);
        Transition known = keys[slot] == key ? values[slot] : foundSlow(key, list, mask);
        return known == UNDECIDED ? null : known;
    }

    private static int slotOf(long key, long[] table) {
        long hash = key * 0x9E3779B97F4A7C15L;
        int last = table.length - 1;
        int slot = (int) (hash >>> 40) & last;
        while (table[slot] != key && table[slot] != UNUSED) {
            slot = slot + 1 & last;
        }
        return slot;
    }

    private Transition foundSlow(long key, int list, long mask) {
        Transition found = find(list, mask);
        if (count < MAX_KNOWN) {
            if (++count * 2 > keys.length) {
                grow();
            }
            int slot = slotOf(key, keys);
            keys[slot] = key;
            values[slot] = found;
        }
        return found;
    }

    private void grow() {
        long[] largerKeys = new long[keys.length * 2];
        Transition[] largerValues = new Transition[keys.length * 2];
        Arrays.fill(largerKeys, UNUSED);
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != UNUSED) {
                int slot = slotOf(keys[i], largerKeys);
                largerKeys[slot] = keys[i];
                largerValues[slot] = values[i];
            }
        }
        keys = largerKeys;
        values = largerValues;
    }

    // ---- the rules ----

    private Transition find(int list, long mask) {
        Transition found = new Transition();
        long[] seen = new long[2];
        boolean isDecided = true;
        for (int i = 0; i < ThreadStore.PER_CHUNK; i++) {
            int state = (list >>> i * THREAD_BITS & (1 << THREAD_BITS) - 1) - 1;
            isDecided &= state < 0 || follow(program.successors(state).targets(), i, mask, seen, found);
        }
        if ((mask & startVariables) != 0) {
            isDecided &= follow(program.startSuccessors(false).targets(), NEW, mask, seen, found);
        }
        return isDecided ? found : UNDECIDED;
    }

    /** False if it cannot be told. */
    private boolean follow(int[] successors, int parent, long mask, long[] seen, Transition found) {
        for (int state : successors) {
            boolean isPossible = state >= 0 && (mask >>> program.variable(state) & 1) != 0;
            // What comes behind a match is swallowed by it.
            if (isPossible && !found.isMatch && isFirst(state, seen)) {
                boolean isMatch = isMatch(state);
                if (isUndecided(state) || found.count == ThreadStore.PER_CHUNK || isMatch && found.count > 0) {
                    return false;
                }
                found.add(parent, program.variable(state), state);
                found.isMatch = isMatch;
            }
        }
        return true;
    }

    private static boolean isFirst(int state, long[] seen) {
        long bit = 1L << state;
        boolean isFirst = (seen[state >>> 6] & bit) == 0;
        seen[state >>> 6] |= bit;
        return isFirst;
    }

    /** A match, and no more of it may come. */
    private boolean isMatch(int state) {
        int[] successors = program.successors(state).targets();
        return successors.length == 1 && successors[0] == PatternProgram.ACCEPTED;
    }

    /** A match only if it stays the best, or if no further row comes. */
    private boolean isUndecided(int state) {
        boolean isUndecided = false;
        for (int successor : program.successors(state).targets()) {
            isUndecided |= successor < 0;
        }
        return isUndecided && !isMatch(state);
    }
}
