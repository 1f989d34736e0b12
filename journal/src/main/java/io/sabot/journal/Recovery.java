package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import java.util.function.Predicate;

/**
 * Reads what is in a store and opens it for appending. The first break at or below the watermark ends it with that
 * break's error; a break above is cut off.
 */
final class Recovery {
    /** What is dropped comes again under the numbers that it had. */
    static final long SAME_NUMBERS = -1;

    private final FrameStore store;
    private final Numbering numbering;
    private final SymbolDictionary symbols; // null in an outbox
    private final ChainEnd from;
    private final boolean isFromPoint;
    private final FrameChecker checker;
    private ChainEnd dropAfter; // null: nothing is dropped
    private ScanPlace dropPlace;
    private LogCut cut;
    private ChainEnd end;

    /** @param point that fits; null: from the first frame */
    Recovery(FrameStore store, Numbering numbering, SymbolDictionary symbols, LogPoint point) {
        this.store = store;
        this.numbering = numbering;
        this.symbols = symbols;
        this.from = store.begin(point, symbols);
        this.isFromPoint = point != null;
        this.checker = FrameChecker.from(from, numbering, symbols);
    }

    /**
     * Opens the store.
     *
     * @param visitor is given every frame; false: this frame and all after it are to be dropped
     * @param sinkOseq last number that a sink has seen: not used again after a drop; or {@link #SAME_NUMBERS}
     */
    void run(Predicate<LogReader> visitor, long sinkOseq) {
        SabotException broken = read(visitor);
        end = checker.end();
        if (dropAfter != null) {
            long lastUsed = sinkOseq == SAME_NUMBERS ? dropAfter.oseq() : Math.max(checker.lastOseq(), sinkOseq);
            long nextOseq = lastUsed + 1;
            end = dropAfter;
            cut = store.cut(end, dropPlace, nextOseq, "the log does not have the inputs of these rows any more");
        } else if (broken != null) {
            cutOff(broken);
        } else if (end.frames() < store.watermark()) {
            throw JournalErrors.endsBelowWatermark(store.place(), end.frames(), store.watermark());
        }
        store.start(end);
    }

    private void cutOff(SabotException broken) {
        if (end.frames() < store.watermark()) {
            throw JournalErrors.brokenBelowWatermark(broken, store.watermark());
        }
        long nextOseq = numbering == Numbering.OUTBOX ? end.oseq() + 1 : 0;
        cut = store.cut(
                end,
                store.scanned(),
                nextOseq,
                broken.problems().get(0).code() + " " + broken.problems().get(0).message());
    }

    /** Null if the store is intact. */
    private SabotException read(Predicate<LogReader> visitor) {
        try (FrameReader reader = new FrameReader(store.scan(), symbols, checker)) {
            ChainEnd before = checker.end();
            while (reader.next()) {
                if (dropAfter == null && !visitor.test(reader)) {
                    dropAfter = before;
                    dropPlace = store.scanned();
                }
                before = dropAfter == null ? checker.end() : null;
            }
            store.checkTail(checker.end());
            return null;
        } catch (SabotException e) {
            Fault fault = Fault.of(e);
            boolean isBeginning = checker.frames() == from.frames() && !isFromPoint;
            // Without its first frames nothing says what a log was: they are not there, or in another directory.
            boolean isMissing = fault == Fault.SEQ && isBeginning;
            if (fault == null || !fault.isDamage() || isMissing) {
                throw e;
            }
            return e;
        }
    }

    /** Null if nothing was cut off. */
    LogCut cut() {
        return cut;
    }

    ChainEnd from() {
        return from;
    }

    /** Of what is in the store. */
    ChainEnd end() {
        return end;
    }
}
