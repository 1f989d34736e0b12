package io.sabot.journal;

import io.sabot.core.schema.EventSchema;

/** What is in an outbox when it is opened. */
final class OutboxScan {
    private final String name;
    private final EventSchema schema;
    private final OutboxLimits limits;
    private final OseqGaps gaps;
    private long lastOseq;
    private boolean hasSchema;
    private boolean isEnded;

    OutboxScan(String name, EventSchema schema, OutboxLimits limits, OseqGaps gaps) {
        this.name = name;
        this.schema = schema;
        this.limits = limits;
        this.gaps = gaps;
    }

    /** Opens the store. */
    Recovery run(FrameStore store, LogPoint point) {
        Recovery recovery = new Recovery(store, Numbering.OUTBOX, null, point);
        lastOseq = recovery.from().oseq();
        recovery.run(this::visit, limits.isRepeated() ? Recovery.SAME_NUMBERS : limits.sinkRecordedOseq());
        if (point != null && recovery.end().frames() == point.ordinal()) {
            isEnded = isEnd(store, point.ordinal());
        }
        return recovery;
    }

    private boolean visit(LogReader reader) {
        FrameHeader header = reader.header();
        if (header.seq() > limits.logEndSeq()) {
            return false;
        }
        switch (header.type()) {
            case END -> isEnded = true;
            case GENERATION_START -> gaps.add(lastOseq, header.batchSequence() - 1);
            case DDL -> {
                hasSchema = true;
                checkSchema(reader.schema());
            }
            default -> {
                // rows
            }
        }
        lastOseq = header.batchSequence() + header.rows() - 1;
        return true;
    }

    private void checkSchema(EventSchema stored) {
        if (!stored.columns().equals(schema.columns())) {
            throw JournalErrors.schemaChanged(
                    name, stored.columns().toString(), schema.columns().toString());
        }
    }

    private static boolean isEnd(FrameStore store, long ordinal) {
        FrameHeader header = FrameHeader.view();
        try (FrameSource source = store.source(ordinal)) {
            if (!source.next()) {
                throw JournalErrors.notThere(ordinal, store.place());
            }
            header.wrap(source.address());
            return header.type() == FrameType.END;
        }
    }

    /** An outbox that begins with its point may have one: it is written again, which does no harm. */
    boolean hasSchema() {
        return hasSchema;
    }

    boolean isEnded() {
        return isEnded;
    }
}
