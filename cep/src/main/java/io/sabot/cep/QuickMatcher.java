package io.sabot.cep;

import io.sabot.core.batch.RawMemory;
import org.agrona.UnsafeApi;

/**
 * Does the rows that {@link Transitions} knows: writes the list after the row into the store's spare chunk, from the
 * chunk of the list before it. Nothing else changes, as with {@link Matcher#advance}.
 */
final class QuickMatcher {
    private final Transitions transitions;
    private final PatternKernel kernel;
    private final ThreadStore threads; // not owned
    private final int threadBytes;
    private final int registerBytes;

    QuickMatcher(Transitions transitions, PatternKernel kernel, ThreadStore threads) {
        this.transitions = transitions;
        this.kernel = kernel;
        this.threads = threads;
        this.threadBytes = threads.threadBytes();
        this.registerBytes = kernel.registerBytes();
    }

    /**
     * @param firstChunk of the list before the row
     * @param list that stands for it, see {@link Transitions#listWith}
     * @return what is in the spare chunk now, or null if the row must be done by the {@link Matcher}
     */
    Transitions.Transition advance(
            int firstChunk, int list, int row, long key, long mask, long rowNumber, long timeNs, long position) {
        Transitions.Transition transition = list == Transitions.NO_LIST ? null : transitions.of(list, mask);
        if (transition == null || transition.count() == 0) {
            return transition;
        }
        long after = threads.spare(); // first: it may allocate, which moves chunks
        long before = list == 0 ? 0 : threads.inChunk(firstChunk);
        for (int i = 0; i < transition.count(); i++) {
            int thread = transition.thread(i);
            int parent = Transitions.Transition.parent(thread);
            if (parent == Transitions.NEW) {
                start(after, rowNumber, timeNs, position);
            } else {
                RawMemory.copyLongs(before + (long) parent * threadBytes, after, threadBytes);
            }
            ThreadDescriptor.state(after, Transitions.Transition.state(thread));
            ThreadDescriptor.end(after, rowNumber, timeNs);
            kernel.apply(Transitions.Transition.variable(thread), row, key, after + ThreadDescriptor.REGISTERS);
            after += threadBytes;
        }
        return transition;
    }

    private void start(long thread, long rowNumber, long timeNs, long position) {
        ThreadDescriptor.start(thread, rowNumber, timeNs, position);
        UnsafeApi.putLong(thread + ThreadDescriptor.SKIP_ROW, 0L);
        RawMemory.clearLongs(thread + ThreadDescriptor.REGISTERS, registerBytes);
    }
}
