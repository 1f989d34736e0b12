package io.sabot.perf;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What a thread has allocated since this was made. */
final class ThreadBytes {
    private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long threadId;
    private final long before;

    private ThreadBytes(long threadId) {
        this.threadId = threadId;
        this.before = BEAN.getThreadAllocatedBytes(threadId);
    }

    static ThreadBytes ofCurrent() {
        return new ThreadBytes(Thread.currentThread().getId());
    }

    /** @param name of a running thread */
    static ThreadBytes of(String name) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(name)) {
                return new ThreadBytes(thread.getId());
            }
        }
        throw new IllegalStateException("no thread is called " + name);
    }

    long sofar() {
        return BEAN.getThreadAllocatedBytes(threadId) - before;
    }
}
