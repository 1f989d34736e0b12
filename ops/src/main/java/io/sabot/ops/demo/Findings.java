package io.sabot.ops.demo;

import io.sabot.core.error.Problem;
import io.sabot.engine.EngineListener;
import io.sabot.engine.Row;
import io.sabot.engine.Sabot;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the rules have found so far: all of it counted, and of what comes faster than can be read the first few kept to
 * be shown. Filled by the engine's threads, read by any.
 */
final class Findings implements EngineListener {
    /** How many can be read a second, and how many at once. */
    private static final double SHOWN_PER_NS = 2.5e-9;

    private static final double SHOWN_AT_ONCE = 4;

    /** The rules' code is new at the open and gets compiled while it runs: what that costs is no latency to plan with. */
    private static final long UNMEASURED_NS = TimeUnit.SECONDS.toNanos(3);

    private final MarketClock clock; // null: nothing is due at any time
    private final AtomicLongArray counts = new AtomicLongArray(Rule.values().length);
    private final Queue<Alert> shown = new ConcurrentLinkedQueue<>();
    private final Queue<String> notices = new ConcurrentLinkedQueue<>();
    private final Quotes quotes = new Quotes();
    private final Latency decided = new Latency();
    private final Latency inHand = new Latency();
    private double allowance = SHOWN_AT_ONCE; // sinks' thread
    private long lastNs = System.nanoTime();
    private long shownCount; // sinks' thread; read when it has ended

    Findings(MarketClock clock) {
        this.clock = clock;
    }

    /** Before the node executes. */
    void subscribe(Sabot sabot) {
        for (Rule rule : Rule.values()) {
            sabot.subscribe(rule.table(), row -> found(rule, row));
        }
        sabot.subscribe("vwap", row -> timed(row.i64("ts")));
        sabot.subscribe("bars", quotes::bar);
    }

    private void found(Rule rule, Row row) {
        if (rule.isTimely()) {
            timed(row.i64("ts"));
        }
        counts.incrementAndGet(rule.ordinal());
        long now = System.nanoTime();
        allowance = Math.min(SHOWN_AT_ONCE, allowance + (now - lastNs) * SHOWN_PER_NS);
        lastNs = now;
        if (allowance >= 1) {
            allowance--;
            shownCount++;
            shown.add(Alert.of(rule, row));
        }
    }

    private void timed(long marketNs) {
        // What the end of the input decides was not due before.
        long now = System.nanoTime();
        if (clock != null && marketNs < MarketSpec.CLOSE_NS && clock.openForNs(now) > UNMEASURED_NS) {
            inHand.record(now - clock.dueNs(marketNs), 1);
        }
    }

    @Override
    public void onFrame(String table, int rows, long handedInNs) {
        long now = System.nanoTime();
        if (handedInNs != 0 && (clock == null || clock.openForNs(now) > UNMEASURED_NS)) {
            decided.record(now - handedInNs, rows);
        }
    }

    @Override
    public void onStalled(Problem problem) {
        notices.add(problem.message() + "; the market waits");
    }

    /** What the engine has to say, next, or null. */
    String pollNotice() {
        return notices.poll();
    }

    /** The next one to show, or null. */
    Alert poll() {
        return shown.poll();
    }

    /** Alerts that were not too many to be read. */
    long shownCount() {
        return shownCount;
    }

    long count(Rule rule) {
        return counts.get(rule.ordinal());
    }

    long count() {
        long sum = 0;
        for (Rule rule : Rule.values()) {
            sum += count(rule);
        }
        return sum;
    }

    Quotes quotes() {
        return quotes;
    }

    /** From a row handed in until it is in the log and every rule has seen it. */
    Latency decided() {
        return decided;
    }

    /** From the moment something was due in the market until its result is in this program's hands. */
    Latency inHand() {
        return inHand;
    }
}
