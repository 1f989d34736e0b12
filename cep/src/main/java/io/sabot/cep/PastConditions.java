package io.sabot.cep;

/**
 * Conditions over what no register can hold, such as COUNT(DISTINCT …): for every question the kernel is told all rows
 * of the thread again.
 */
final class PastConditions {
    private final PatternKernel kernel;
    private final HeldRows held; // not owned
    private final MatchedRows matched;

    PastConditions(PatternProgram program, PatternKernel kernel, HeldRows held, PathStore paths) {
        this.kernel = kernel;
        this.held = held;
        this.matched = new MatchedRows(paths, program);
    }

    /** Tells the kernel the thread's rows up to the candidate, whose place in the window may change thereby. */
    void recall(RowInPartition row, long thread, int variable) {
        long registers = thread + ThreadDescriptor.REGISTERS;
        matched.read(thread);
        matched.add(variable);
        int last = matched.count() - 1;
        kernel.clearPast(registers, matched.variables(), matched.count());
        for (int i = 0; i < last; i++) {
            int index = held.indexOf(row.keyId, row.partition, ThreadDescriptor.startRow(thread) + i);
            kernel.remap(matched.variables()[i], index, i, registers);
        }
        row.index = held.indexOf(row.keyId, row.partition, row.number);
        kernel.remap(variable, row.index, last, registers);
    }
}
