package io.sabot.perf;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Processor time of a thread since this was made: says more than elapsed time where others want the processor too. */
final class ThreadTime {
    private static final ThreadMXBean BEAN = ManagementFactory.getThreadMXBean();

    private final long threadId;
    private final long before;

    private ThreadTime(long threadId) {
        this.threadId = threadId;
        this.before = BEAN.getThreadCpuTime(threadId);
    }

    static ThreadTime ofCurrent() {
        return new ThreadTime(Thread.currentThread().getId());
    }

    /** @param name of a running thread */
    static ThreadTime of(String name) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(name)) {
                return new ThreadTime(thread.getId());
            }
        }
        throw new IllegalStateException("no thread is called " + name);
    }

    long sofarNs() {
        return BEAN.getThreadCpuTime(threadId) - before;
    }
}
