package io.sabot.engine;

import io.sabot.journal.EventLog;
import io.sabot.state.CheckpointStore;

/** Where a node keeps what survives it. The caller closes what is opened. */
interface NodeStorage extends OutboxSource {
    EventLog openLog();

    boolean hasCheckpoints();

    /** Checkpoints that cannot be opened are put aside, and the listener is told: the log has everything. */
    CheckpointStore openCheckpoints(EngineListener listener);

    /** Puts checkpoints aside that proved damaged, and begins anew; the old store is closed. */
    CheckpointStore replaceCheckpoints(CheckpointStore damaged);
}
