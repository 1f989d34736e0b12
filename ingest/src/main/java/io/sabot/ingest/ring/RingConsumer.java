package io.sabot.ingest.ring;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.Sequence;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** Takes slots for its stages, behind what gates it: the publishers, or the consumer before it. One thread. */
final class RingConsumer implements Runnable {
    /** Slots taken in one call at most, so that those taken are free for publishers soon. */
    private static final int MAX_SLOTS_PER_POLL = 16;

    private final IngestRing ring; // not owned
    private final EventPoller<Slot> poller;
    private final LongSupplier gate;
    private final Stage[] stages;
    private final IdleStrategy idleStrategy;
    private final EventPoller.Handler<Slot> onSlot = this::onSlot;
    private final EventPoller.Handler<Slot> onDiscarded = (slot, sequence, endOfBatch) -> true;
    private final Thread thread;
    private volatile boolean isAsleep;
    private int taken;
    private long lastIdleNs = System.nanoTime();

    RingConsumer(
            IngestRing ring,
            EventPoller<Slot> poller,
            LongSupplier gate,
            List<Stage> stages,
            WaitMode waitMode,
            String threadName) {
        this.ring = ring;
        this.poller = poller;
        this.gate = gate;
        this.stages = stages.toArray(new Stage[0]);
        this.idleStrategy = switch (waitMode) {
            case BACKOFF -> new BackoffIdleStrategy(100, 20, 1_000, 100_000);
            case BUSY_SPIN -> BusySpinIdleStrategy.INSTANCE;
            case BLOCKING -> new Sleep();
        };
        this.thread = new Thread(this, threadName);
    }

    Thread thread() {
        return thread;
    }

    /** Behind the last slot that every stage here has taken. */
    Sequence sequence() {
        return poller.getSequence();
    }

    @Override
    public void run() {
        try {
            while (!ring.hasFailed()) {
                int work = doWork();
                if (work == 0 && ring.isStopping()) {
                    break;
                }
                if (work == 0) {
                    onIdle(System.nanoTime());
                }
                idleStrategy.idle(work);
            }
        } catch (Throwable e) {
            ring.fail(e);
        } finally {
            closeStages();
        }
    }

    private int doWork() throws Exception {
        taken = 0;
        poller.poll(onSlot);
        if (taken > 0) {
            ring.signalTaken();
        }
        return taken;
    }

    private boolean onSlot(Slot slot, long sequence, boolean endOfBatch) {
        for (Stage stage : stages) {
            stage.onSlot(slot, sequence, endOfBatch);
        }
        return ++taken < MAX_SLOTS_PER_POLL && !ring.hasFailed();
    }

    private void onIdle(long nowNs) {
        if (nowNs - lastIdleNs >= IngestRing.IDLE_INTERVAL_NS) {
            lastIdleNs = nowNs;
            for (Stage stage : stages) {
                stage.onIdle(nowNs);
            }
        }
    }

    private void closeStages() {
        for (int i = stages.length - 1; i >= 0; i--) {
            try {
                stages[i].onClose();
            } catch (Throwable e) {
                ring.fail(e);
            }
        }
    }

    /** Passes over what is published, in place of the thread that has ended. */
    void discard() {
        try {
            poller.poll(onDiscarded);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void wake() {
        if (isAsleep) {
            LockSupport.unpark(thread);
        }
    }

    private boolean isAnythingClaimed() {
        return gate.getAsLong() > sequence().get();
    }

    /** Sleeps until woken, or until it is time for {@link Stage#onIdle}. */
    private final class Sleep implements IdleStrategy {
        @Override
        public void idle(int workCount) {
            if (workCount == 0) {
                idle();
            }
        }

        @Override
        public void idle() {
            isAsleep = true;
            if (!isAnythingClaimed() && !ring.isStopping()) {
                LockSupport.parkNanos(ring, IngestRing.IDLE_INTERVAL_NS);
            }
            isAsleep = false;
        }

        @Override
        public void reset() {
            isAsleep = false;
        }
    }
}
