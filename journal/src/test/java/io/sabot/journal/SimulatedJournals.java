package io.sabot.journal;

import io.sabot.core.schema.EventSchema;

/** Logs and outboxes over a simulated disk, for tests of other modules: {@link Journals} with another store below. */
public final class SimulatedJournals {
    private SimulatedJournals() {}

    public static EventLog openLog(SimulatedFile file) {
        return FrameLog.open(new SimulatedFrames(file));
    }

    public static Outbox openOutbox(String name, SimulatedFile file, EventSchema sinkSchema, OutboxLimits limits) {
        return Outbox.open(name, new SimulatedFrames(file), sinkSchema, limits, null);
    }
}
