package io.sabot.journal;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;

/**
 * An outbox in memory whose frames are looked at and then forgotten, so that its size does not grow with what passes.
 * One thread appends and reads.
 */
public final class PassingOutbox implements AutoCloseable {
    private final PassingFrames frames = new PassingFrames();
    private final Outbox outbox;

    PassingOutbox(String name, EventSchema sinkSchema) {
        outbox = Outbox.open(name, frames, sinkSchema, OutboxLimits.NONE, null);
    }

    /** Where results go in; closed with this, or by whoever appends. */
    public Outbox outbox() {
        return outbox;
    }

    /**
     * A cursor over every frame from now on, which must have read all frames each time {@link #forget()} is called. Its
     * {@link EventBatch}es have {@link Outbox#schema()}.
     */
    public LogReader reader() {
        return new FrameReader(frames.source(1), null, FrameChecker.from(ChainEnd.NOTHING, Numbering.OUTBOX, null));
    }

    /** All frames so far have been read: their memory is used again. */
    public void forget() {
        frames.forget();
    }

    @Override
    public void close() {
        outbox.close();
    }
}
