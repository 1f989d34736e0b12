package io.sabot.engine;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.operator.StateInput;
import io.sabot.journal.EventLog;
import io.sabot.journal.LogPoint;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStore;

/**
 * A node's log, opened behind its newest checkpoint, so that the time this takes does not grow with what is before.
 *
 * @param log to be closed by the caller
 * @param afterSeq what is up to here was not read: state is to be made from a checkpoint there or later, or the log opened
 *     again; 0 if all was read
 */
record LogStart(EventLog log, long afterSeq) {
    /** All of the log. */
    static LogStart openAll(NodeStorage storage) {
        return new LogStart(storage.openLog(), 0);
    }

    /** As much of the log as the application needs; all of it if it has no checkpoint that fits. */
    static LogStart open(NodeStorage storage, String fingerprint, EngineListener listener) {
        SymbolDictionary symbols = new SymbolDictionary();
        LogPoint point = storage.hasCheckpoints() ? newest(storage, fingerprint, listener, symbols) : null;
        if (point == null) {
            return openAll(storage);
        }
        EventLog log = storage.openLog(point, symbols);
        return new LogStart(log, log.openedAfter() == point.seq() ? point.seq() : 0);
    }

    /** Null if there is none; who makes the state will meet what is wrong with a checkpoint, and tell. */
    private static LogPoint newest(
            NodeStorage storage, String fingerprint, EngineListener listener, SymbolDictionary symbols) {
        try (CheckpointStore store = storage.openCheckpoints(listener)) {
            // Of what was not forced a loss of power may have left the point and taken what is before.
            long forcedSeq = storage.forcedSeq();
            for (CheckpointInfo checkpoint : store.list()) {
                LogPoint point = point(store, checkpoint, fingerprint);
                if (point != null && point.seq() <= forcedSeq) {
                    store.readSymbols(checkpoint, symbols);
                    return point;
                }
            }
            return null;
        } catch (SabotException e) {
            return null;
        }
    }

    /** Null if it has none, or is not of the application. */
    private static LogPoint point(CheckpointStore store, CheckpointInfo checkpoint, String fingerprint) {
        CheckpointRoot root = CheckpointRoot.load(new StateInput(store.root(checkpoint), new SymbolDictionary()));
        return root.fingerprint().equals(fingerprint) ? root.points().log() : null;
    }
}
