package io.sabot.engine;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.ingest.jdbc.JdbcSink;
import io.sabot.ingest.sink.Sink;
import io.sabot.journal.Outbox;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Carries rows to a target that all nodes of a cluster have in common: while this node leads, and behind what the leaders
 * before it have applied there. Every node has the same rows under the same numbers, so whoever leads goes on where the
 * target says. A leader that does not know yet that it is none is fenced by the target, which knows the newer term.
 */
final class LedPump implements Pump {
    /** What a leader writes to. */
    interface Target extends AutoCloseable {
        /**
         * Makes this node the one that writes.
         *
         * @throws SabotException with {@link ExitCode#UNAVAILABLE} if the target is away; if one of a newer term has written
         */
        Sink open(long term);

        /**
         * Number of the last row that is there, whoever wrote it.
         *
         * @throws SabotException as above
         */
        long appliedOseq();

        @Override
        void close();
    }

    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

    /** How often a node that follows asks what its outbox may forget. */
    private static final long ASK_NS = TimeUnit.SECONDS.toNanos(10);

    private static final long NEVER = Long.MIN_VALUE;

    private final String name;
    private final Outbox outbox; // not owned
    private final Target target;
    private final LongSupplier leadingTerm;
    private final EngineListener listener;
    private final LongSupplier nanoClock;
    private Sink claimed; // until the outbox has come as far as it
    private volatile SinkPump led; // null unless this node delivers
    private long term = OrderedInput.NOT_LEADING; // of what was claimed
    private long fencedTerm = NEVER;
    private long retryAtNs;
    private long askAtNs;
    private volatile long applied;
    private volatile long refused;
    private volatile Problem outage;

    /** @param target owned from then on */
    LedPump(
            String name,
            Outbox outbox,
            Target target,
            LongSupplier leadingTerm,
            EngineListener listener,
            LongSupplier nanoClock) {
        this.name = name;
        this.outbox = outbox;
        this.target = target;
        this.leadingTerm = leadingTerm;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.retryAtNs = nanoClock.getAsLong();
        this.askAtNs = retryAtNs;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public long written() {
        SinkPump now = led;
        return now == null ? applied : now.written();
    }

    /** What another leader has applied may be more than is computed here yet. */
    @Override
    public long durableOseq() {
        SinkPump now = led;
        return now == null ? Math.min(applied, outbox.lastOseq()) : now.durableOseq();
    }

    @Override
    public long refused() {
        SinkPump now = led;
        return now == null ? refused : now.refused();
    }

    @Override
    public NodeStatus.SinkStatus status() {
        SinkPump now = led;
        return now == null
                ? new NodeStatus.SinkStatus(name, outbox.lastOseq(), applied, refused, outage)
                : now.status();
    }

    @Override
    public boolean isConsole() {
        return false;
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public boolean isEnded() {
        return led != null && led.isEnded();
    }

    @Override
    public int doWork() {
        long now = leadingTerm.getAsLong();
        if (term != OrderedInput.NOT_LEADING && term != now) {
            standDown();
        }
        try {
            return led != null ? led.doWork() : now == OrderedInput.NOT_LEADING ? follow() : lead(now);
        } catch (SabotException e) {
            return stopWriting(e, now);
        }
    }

    private int follow() {
        if (isTime(askAtNs)) {
            askAtNs = nanoClock.getAsLong() + ASK_NS;
            applied = Math.max(applied, target.appliedOseq());
            back();
        }
        return 0;
    }

    private int lead(long now) {
        if (claimed == null) {
            if (now == fencedTerm || !isTime(retryAtNs)) {
                return 0;
            }
            claimed = target.open(now);
            term = now;
            applied = Math.max(applied, claimed.resumeAfter());
            back();
        }
        if (outbox.lastOseq() < claimed.resumeAfter()) {
            return 0; // an earlier leader was ahead of what is computed here
        }
        Sink sink = claimed;
        claimed = null; // the pump closes it, whatever happens
        led = new SinkPump(name, outbox, sink, listener);
        return 1;
    }

    /** What makes the target unusable makes it unusable for now: it may be away, or belong to a newer leader. */
    private int stopWriting(SabotException e, long now) {
        Problem problem = e.problems().get(0);
        boolean isAway = e.exitCode() == ExitCode.UNAVAILABLE;
        if (!isAway && !problem.code().equals(JdbcSink.FENCED)) {
            throw e;
        }
        if (!isAway) {
            fencedTerm = now;
        }
        standDown();
        retryAtNs = nanoClock.getAsLong() + RETRY_NS;
        if (outage == null) {
            listener.onSinkAway(name, problem);
        }
        outage = problem;
        return 0;
    }

    private boolean isTime(long atNs) {
        return nanoClock.getAsLong() - atNs >= 0;
    }

    private void back() {
        if (outage != null) {
            listener.onSinkBack(name);
            outage = null;
        }
    }

    /** Rows that were taken and not applied are another leader's. */
    private void standDown() {
        term = OrderedInput.NOT_LEADING;
        if (led != null) {
            applied = Math.max(applied, led.durableOseq());
            refused = led.refused();
            SinkPump former = led;
            led = null;
            former.close();
        }
        if (claimed != null) {
            claimed.close();
            claimed = null;
        }
    }

    @Override
    public void drain() {
        if (led != null && term == leadingTerm.getAsLong()) {
            try {
                led.drain();
            } catch (SabotException e) {
                stopWriting(e, term);
            }
        }
    }

    @Override
    public void close() {
        standDown();
        target.close();
    }
}
