package io.sabot.perf;

import io.sabot.core.memory.MemoryPool;
import io.sabot.state.StateSpace;
import io.sabot.state.TimerQueue;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long one call of a timer queue takes when there are many timers: adding at random times, then removing the soonest
 * and adding another as often, then removing all. Arguments: how many, repetitions of all that; both may be left out.
 *
 * <p>Beside it, how long it takes to do nothing: what the clock and the machine add. Where others want the processor too,
 * {@code -Dsabot.perf.processorTime=true} counts only the time that the thread had it, with a slower clock.
 */
final class TimerCosts {
    private static final long HORIZON_NS = TimeUnit.HOURS.toNanos(10);
    private static final boolean IS_PROCESSOR_TIME = Boolean.getBoolean("sabot.perf.processorTime");
    private static final ThreadMXBean BEAN = ManagementFactory.getThreadMXBean();
    private static final int IDLE_CALLS = 10_000_000;

    private final int timers;
    private final PrintStream out;

    private TimerCosts(int timers, PrintStream out) {
        this.timers = timers;
        this.out = out;
    }

    static void run(List<String> arguments, PrintStream out) throws Exception {
        int timers = arguments.size() > 0 ? Integer.parseInt(arguments.get(0).replace("_", "")) : 10_000_000;
        int repetitions = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : 3;
        out.printf(
                Locale.ROOT,
                "%,d timers, %d repetitions after one to warm up; %s%n",
                timers,
                repetitions - 1,
                Machine.load());
        out.printf(
                Locale.ROOT,
                "%-18s %9s %9s %9s %9s %9s %12s%n",
                "ns a call",
                "mean",
                "50%",
                "99%",
                "99.9%",
                "99.99%",
                "longest");
        TimerCosts costs = new TimerCosts(timers, out);
        for (int i = 0; i < repetitions; i++) {
            costs.once(i > 0);
        }
        out.println(Machine.load());
    }

    private void once(boolean isPrinted) {
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace space = new StateSpace(pool, 4L << 30)) {
            TimerQueue queue = new TimerQueue(space, "timers");
            SplittableRandom random = new SplittableRandom(1);
            Histogram idle = idle();
            Histogram add = add(queue, random);
            long bytes = space.usedBytes();
            Histogram replace = replace(queue, random);
            Histogram remove = remove(queue);
            if (isPrinted) {
                print("nothing", idle);
                print("add", add);
                print("remove and add", replace);
                print("remove", remove);
                out.printf(Locale.ROOT, "%.1f bytes a timer%n", (double) bytes / timers);
            }
        }
    }

    private static long nowNs() {
        return IS_PROCESSOR_TIME ? BEAN.getCurrentThreadCpuTime() : System.nanoTime();
    }

    private static Histogram histogram() {
        return new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
    }

    private static Histogram idle() {
        Histogram histogram = histogram();
        for (int i = 0; i < IDLE_CALLS; i++) {
            long startNs = nowNs();
            histogram.recordValue(nowNs() - startNs);
        }
        return histogram;
    }

    private Histogram add(TimerQueue queue, SplittableRandom random) {
        Histogram histogram = histogram();
        for (int i = 0; i < timers; i++) {
            long deadlineNs = random.nextLong(HORIZON_NS);
            long startNs = nowNs();
            queue.add(deadlineNs, i);
            histogram.recordValue(nowNs() - startNs);
        }
        return histogram;
    }

    /** As time goes on: each timer that fires is followed by another. */
    private Histogram replace(TimerQueue queue, SplittableRandom random) {
        Histogram histogram = histogram();
        for (int i = 0; i < timers; i++) {
            long deadlineNs = queue.nextDeadlineNs() + random.nextLong(HORIZON_NS);
            long startNs = nowNs();
            queue.removeNext();
            queue.add(deadlineNs, i);
            histogram.recordValue(nowNs() - startNs);
        }
        return histogram;
    }

    private static Histogram remove(TimerQueue queue) {
        Histogram histogram = histogram();
        long before = Long.MIN_VALUE;
        while (!queue.isEmpty()) {
            long deadlineNs = queue.nextDeadlineNs();
            if (deadlineNs < before) {
                throw new IllegalStateException("timers come out in another order");
            }
            before = deadlineNs;
            long startNs = nowNs();
            queue.removeNext();
            histogram.recordValue(nowNs() - startNs);
        }
        return histogram;
    }

    private void print(String name, Histogram histogram) {
        out.printf(
                Locale.ROOT,
                "%-18s %9.0f %9d %9d %9d %9d %12d%n",
                name,
                histogram.getMean(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getValueAtPercentile(99.99),
                histogram.getMaxValue());
    }
}
