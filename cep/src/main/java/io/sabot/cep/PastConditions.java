package io.sabot.cep;

/**
 * Conditions over what no register can hold, such as COUNT(DISTINCT …): for every question the kernel is told all rows
 * of the thread again.
 */
final class PastConditions {
    private final PatternProgram program;
    private final PatternKernel kernel;
    private final HeldRows held; // not owned
    private final MatchedRows matched;

    PastConditions(PatternProgram program, PatternKernel kernel, HeldRows held, PathStore paths) {
        this.program = program;
        this.kernel = kernel;
        this.held = held;
        this.matched = new MatchedRows(paths);
    }

    /** Tells the kernel the thread's rows up to the candidate, whose place in the window may change thereby. */
    void recall(RowInPartition row, long thread, int variable) {
        long registers = thread + ThreadDescriptor.REGISTERS;
        matched.read(thread);
        kernel.clearPast(registers);
        for (int i = 0; i < matched.count(); i++) {
            int index = held.indexOf(row.keyId, row.partition, ThreadDescriptor.startRow(thread) + i);
            kernel.remap(program.variable(matched.state(i)), index, registers);
        }
        row.index = held.indexOf(row.keyId, row.partition, row.number);
        kernel.remap(variable, row.index, registers);
    }
}
