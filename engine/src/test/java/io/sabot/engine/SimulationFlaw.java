package io.sabot.engine;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.journal.EventLog;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxReader;
import io.sabot.journal.SimulatedFile;
import io.sabot.state.CheckpointStore;
import java.util.Random;
import java.util.function.LongSupplier;

/** Something that is done wrong on purpose around the engine, to see whether the simulation notices. */
enum SimulationFlaw {
    NONE,
    /** The node runs with less durability than its producers were promised. */
    ACKNOWLEDGED_BEFORE_FORCED,
    /** A force does nothing and says that all is well. */
    FORCE_SKIPPED,
    /** A force does what the one before should have done, so that outputs are ahead of their inputs. */
    FORCE_LATE,
    /** What a killed process had appended is gone. */
    TAIL_LOST_WITH_THE_PROCESS,
    FRAMES_SWAPPED,
    /** A value in the log is changed, and its checksums fit. */
    VALUE_CHANGED,
    /** The clock's time is written into the log as it is. */
    CLOCK_TAKEN_AS_IT_IS,
    /** A restart does not know the symbols in the log. */
    DICTIONARY_LOST,
    /** A batch that comes again is taken for a new one. */
    BATCH_TAKEN_AGAIN,
    /** A checkpoint does not have the table of producers. */
    PRODUCERS_FORGOTTEN,
    /** A restart appends the last output once more. */
    OUTPUT_DOUBLED,
    /** Replay begins before the checkpoint. */
    FRAMES_REPLAYED_TWICE,
    /** Replay begins a frame too late. */
    FRAME_NOT_REPLAYED,
    /** A page that was written to is not in the checkpoint. */
    PAGE_NOT_STORED,
    CHECKPOINT_COMMITTED_BEFORE_FLUSH,
    /** The log is opened at a checkpoint that was never forced: what is before it may be gone. */
    POINT_NOT_FORCED,
    /** Symbols that a checkpoint stored are not written again when the log has lost them. */
    SYMBOLS_KEPT_OF_A_LOST_TAIL,
    /** The soonest timer of a queue is not there after a restart. */
    TIMER_DROPPED,
    /** A number that an operator keeps in a field, such as its watermark, is not there after a restart. */
    SCALAR_NOT_RESTORED,
    SINK_NOT_CUT_TO_ITS_RECORD,
    SINK_ASKS_FOR_WHAT_IT_HAS,
    SINK_RECORDED_BEFORE_FORCED;

    /** The durability whose promises it breaks. */
    SabotConfig.Durability shownBy() {
        return switch (this) {
            case ACKNOWLEDGED_BEFORE_FORCED, FORCE_SKIPPED, FORCE_LATE, SINK_RECORDED_BEFORE_FORCED ->
                SabotConfig.Durability.POWER;
            default -> SabotConfig.Durability.PROCESS;
        };
    }

    /** What the disk under the log does. */
    SimulatedFile.Flaw ofLog() {
        return switch (this) {
            case FORCE_SKIPPED -> SimulatedFile.Flaw.FORCES_NOTHING;
            case FORCE_LATE -> SimulatedFile.Flaw.FORCES_LATE;
            case TAIL_LOST_WITH_THE_PROCESS -> SimulatedFile.Flaw.LOSES_TAIL_OF_KILLED;
            case FRAMES_SWAPPED -> SimulatedFile.Flaw.SWAPS_FRAMES;
            case VALUE_CHANGED -> SimulatedFile.Flaw.CHANGES_VALUES;
            default -> SimulatedFile.Flaw.NONE;
        };
    }

    /** Whether to look away where outputs are too early, so that something else has to show what is wrong. */
    boolean hidesEarlyOutputs() {
        return this == ACKNOWLEDGED_BEFORE_FORCED || this == FORCE_SKIPPED;
    }

    EventLog wrap(EventLog log, LongSupplier clock) {
        return switch (this) {
            case CLOCK_TAKEN_AS_IT_IS -> new FlawedLog(log, log.symbols(), clock);
            case DICTIONARY_LOST -> log.lastSeq() == 0 ? log : new FlawedLog(log, new SymbolDictionary(), null);
            default -> log;
        };
    }

    CheckpointStore wrap(CheckpointStore store, Random random) {
        return switch (this) {
            case PAGE_NOT_STORED, TIMER_DROPPED, SCALAR_NOT_RESTORED -> new FlawedCheckpoints(store, this, random);
            default -> store;
        };
    }

    /** Before the application has it. */
    void spoil(Outbox outbox) {
        long last = outbox.lastOseq();
        if (this != OUTPUT_DOUBLED || last == 0) {
            return;
        }
        try (OutboxReader reader = outbox.reader(last - 1)) {
            if (reader.next() && outbox.canResumeAfter(last)) {
                outbox.resumeAfter(last);
                outbox.append(reader.batch(), reader.inputSeq(), reader.timeNs());
            }
        }
    }
}
