package io.sabot.journal;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;

/**
 * A sink's cursor over its outbox. One thread at a time. Batches lie over the outbox's memory and are valid until the next
 * {@link #next()} or {@link #close()}; errors are those of {@link LogReader}.
 */
public final class OutboxReader implements AutoCloseable {
    private final FrameReader reader;
    private final EventSchema schema;
    private final int sinkColumns;
    private long lastOseq;
    private long givenUpOseq;
    private EventBatch batch;
    private boolean isEnded;

    OutboxReader(FrameReader reader, EventSchema schema, long afterOseq) {
        this.reader = reader;
        this.schema = schema;
        this.sinkColumns = OutboxSchema.sinkColumns(schema);
        this.lastOseq = afterOseq;
    }

    /** Steps to the next batch of rows. False if there is none now, or none at all ({@link #isEnded()}). */
    public boolean next() {
        while (reader.next()) {
            FrameHeader header = reader.header();
            isEnded |= header.type() == FrameType.END;
            long end = header.batchSequence() + header.rows() - 1;
            if (header.type() == FrameType.GENERATION_START) {
                givenUpOseq = end;
            }
            if (header.type() == FrameType.OUTPUT && end > lastOseq) {
                batch = reader.batch(schema);
                selectAfter(lastOseq);
                lastOseq = end;
                return true;
            }
        }
        return false;
    }

    /** The first frame may begin with rows that the sink has already. */
    private void selectAfter(long oseq) {
        int skipped = (int) Math.max(0, oseq - reader.header().batchSequence() + 1);
        if (skipped > 0) {
            int[] selection = batch.selectionBuffer();
            for (int row = skipped; row < batch.rows(); row++) {
                selection[row - skipped] = row;
            }
            batch.select(batch.rows() - skipped);
        }
    }

    /** The rows, with {@link Outbox#schema()}; only the selected ones are meant. */
    public EventBatch batch() {
        return batch;
    }

    /** Number of a row of {@link #batch()}. */
    public long oseq(int row) {
        return reader.header().batchSequence() + row;
    }

    /** Number of the current batch's last row. */
    public long lastOseq() {
        return lastOseq;
    }

    /** No row has a number between that of the last row before and this one; 0 as long as there was no such gap. */
    public long givenUpOseq() {
        return givenUpOseq;
    }

    /** Seq of the log's frame that caused the rows. */
    public long inputSeq() {
        return reader.header().seq();
    }

    /** Logical time of that frame. */
    public long timeNs() {
        return reader.header().timeNs();
    }

    /** {@link EventBatch#firstPosition} of a row when it was appended. */
    public long firstPosition(int row) {
        return batch.column(sinkColumns).getLong(row);
    }

    /** {@link EventBatch#position} of a row when it was appended. */
    public long position(int row) {
        return batch.column(sinkColumns + 1).getLong(row);
    }

    /** True once the reader has passed the last row that will ever be. */
    public boolean isEnded() {
        return isEnded;
    }

    @Override
    public void close() {
        reader.close();
    }
}
