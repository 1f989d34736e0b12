package io.sabot.ops.server.supervise;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Processor time of the threads of one group. What threads do that are native, such as those that write checkpoints out,
 * is not in it. One thread.
 */
final class CpuMeter {
    /** Over which use is averaged. */
    static final Duration WINDOW = Duration.ofSeconds(10);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private record Sample(long atNs, long usedNs) {}

    private final ThreadGroup group;
    private final Map<Long, Long> usedByThreadNs = new HashMap<>();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long usedNs;

    CpuMeter(ThreadGroup group) {
        this.group = group;
    }

    /** Reads the threads' clocks. */
    void sample(long nowNs) {
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            long id = threads[i].getId();
            long threadNs = THREADS.getThreadCpuTime(id);
            if (threadNs >= 0) {
                Long before = usedByThreadNs.put(id, threadNs);
                usedNs += threadNs - (before == null ? 0 : before);
            }
        }
        samples.addLast(new Sample(nowNs, usedNs));
        while (samples.size() > 2 && nowNs - second().atNs() >= WINDOW.toNanos()) {
            samples.removeFirst();
        }
    }

    private Sample second() {
        var iterator = samples.iterator();
        iterator.next();
        return iterator.next();
    }

    /** Used so far. */
    long usedNs() {
        return usedNs;
    }

    /** Whether the window is full. */
    boolean isMeasured() {
        return samples.size() > 1
                && samples.getLast().atNs() - samples.getFirst().atNs() >= WINDOW.toNanos();
    }

    /** Processors used on average over the window, or since the first sample. */
    double cores() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        return (double) (last.usedNs() - first.usedNs()) / (last.atNs() - first.atNs());
    }
}
