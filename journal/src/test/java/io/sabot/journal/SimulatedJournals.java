package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;

/** Logs and outboxes over a simulated disk, for tests of other modules: {@link Journals} with another store below. */
public final class SimulatedJournals {
    private SimulatedJournals() {}

    public static EventLog openLog(SimulatedFile file) {
        return FrameLog.open(new SimulatedFrames(file));
    }

    /** As {@link Journals#open(JournalConfig, DirectoryLock, LogPoint, SymbolDictionary)}. */
    public static EventLog openLog(SimulatedFile file, LogPoint point, SymbolDictionary symbols) {
        return FrameLog.open(new SimulatedFrames(file), point, symbols);
    }

    public static Outbox openOutbox(String name, SimulatedFile file, EventSchema sinkSchema, OutboxLimits limits) {
        return openOutbox(name, file, sinkSchema, limits, null);
    }

    /** @param point may be null */
    public static Outbox openOutbox(
            String name, SimulatedFile file, EventSchema sinkSchema, OutboxLimits limits, LogPoint point) {
        return Outbox.open(name, new SimulatedFrames(file), sinkSchema, limits, point);
    }
}
