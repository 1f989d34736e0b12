package io.sabot.cep;

/** The states that the rows of one thread entered, in the order of the rows. */
final class MatchedRows {
    private final PathStore paths; // not owned
    private final PatternProgram program;
    private int[] states = new int[16];
    private int[] variables = new int[16];
    private int count;

    MatchedRows(PathStore paths, PatternProgram program) {
        this.paths = paths;
        this.program = program;
    }

    void read(long thread) {
        count = (int) (ThreadDescriptor.endRow(thread) - ThreadDescriptor.startRow(thread) + 1);
        if (count >= states.length) {
            states = new int[Math.max(count + 1, states.length * 2)];
            variables = new int[states.length];
        }
        paths.read(ThreadDescriptor.path(thread), count, states);
        for (int i = 0; i < count; i++) {
            variables[i] = program.variable(states[i]);
        }
    }

    /** Appends a row that is not the thread's yet. */
    void add(int variable) {
        variables[count++] = variable; // there is room for one: see read
    }

    /** A match without rows. */
    void clear() {
        count = 0;
    }

    /** Of the rows, by their place; valid until the next is read. Not a copy. */
    int[] variables() {
        return variables;
    }

    int count() {
        return count;
    }

    int state(int index) {
        return states[index];
    }
}
