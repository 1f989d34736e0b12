package io.sabot.engine;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.journal.EventLog;
import io.sabot.journal.LogPoint;
import io.sabot.state.CheckpointStore;

/** Where a node keeps what survives it. The caller closes what is opened. */
interface NodeStorage extends OutboxSource {
    EventLog openLog();

    /** Seq of the last entry that a loss of power cannot have taken; before the log is opened. */
    default long forcedSeq() {
        return 0;
    }

    /**
     * As {@link #openLog()}, but need not read what is before a point; {@link EventLog#openedAfter()} tells.
     *
     * @param symbols the point's; the log's may be others, if it was read from the start
     */
    default EventLog openLog(LogPoint point, SymbolDictionary symbols) {
        return openLog();
    }

    boolean hasCheckpoints();

    /** Checkpoints that cannot be opened are put aside, and the listener is told: the log has everything. */
    CheckpointStore openCheckpoints(EngineListener listener);

    /** Puts checkpoints aside that proved damaged, and begins anew; the old store is closed. */
    CheckpointStore replaceCheckpoints(CheckpointStore damaged);
}
