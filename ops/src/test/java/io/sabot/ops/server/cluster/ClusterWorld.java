package io.sabot.ops.server.cluster;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What simulated nodes and producers share: the seed, the clocks, and the trace of what has happened. */
final class ClusterWorld {
    private static final int TRACE_STEPS = 400;
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final long BEGIN_NS = 1_800_000_000_000_000_000L;

    final Random random;
    final ClusterFlaw flaw;
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private final Map<ClusterEvent, Integer> events = new EnumMap<>(ClusterEvent.class);
    private long passedNs;
    private long jumpedNs;
    private int step;
    private boolean isCalm;

    ClusterWorld(long seed, ClusterFlaw flaw) {
        this.random = new Random(seed);
        this.flaw = flaw;
    }

    /** Never goes back. */
    long passedNs() {
        return passedNs;
    }

    /** The clock on the wall. */
    long clockNs() {
        return BEGIN_NS + passedNs + jumpedNs;
    }

    void pass() {
        step++;
        passedNs += random.nextInt(10) * 1_000_000L;
    }

    void jump() {
        jumpedNs += random.nextBoolean() ? HOUR_NS : -HOUR_NS;
        tell("the clock jumps");
    }

    boolean isOneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** From now on nothing more goes wrong by itself. */
    void calm() {
        isCalm = true;
        tell("calm");
    }

    boolean isCalm() {
        return isCalm;
    }

    void tell(String what) {
        if (trace.size() == TRACE_STEPS) {
            trace.removeFirst();
        }
        trace.addLast(step + " " + what);
    }

    List<String> trace() {
        return List.copyOf(trace);
    }

    void count(ClusterEvent event) {
        events.merge(event, 1, Integer::sum);
    }

    /** What has happened, and how often. */
    Map<ClusterEvent, Integer> events() {
        return events;
    }

    static void require(boolean isRight, String what) {
        if (!isRight) {
            throw new AssertionError(what);
        }
    }
}
