package io.sabot.ingest.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.List;

/** Wakes sleeping consumers when something was published. Consumers poll: nobody waits in the Disruptor's sense. */
final class ConsumerSignal implements WaitStrategy {
    private List<RingConsumer> sleepers = List.of();

    /** Called before anything is published; without it nobody needs to be woken. */
    void sleepers(List<RingConsumer> consumers) {
        sleepers = consumers;
    }

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException {
        throw new IllegalStateException("consumers of this ring poll");
    }

    @Override
    public void signalAllWhenBlocking() {
        if (sleepers.isEmpty()) {
            return;
        }
        VarHandle.fullFence(); // what was published must be visible before a consumer is seen awake: it looks again
        for (int i = 0; i < sleepers.size(); i++) {
            sleepers.get(i).wake();
        }
    }
}
