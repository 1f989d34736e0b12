package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.journal.FrameType;
import io.sabot.journal.LogReader;
import io.sabot.journal.OutboxSchema;

/**
 * Steps over the rows of an outbox, on disk or passing, a frame at a time, the current one staying current until it is
 * taken. Owned by the thread that replays.
 */
final class OutboxCursor implements AutoCloseable {
    /** Asking a file for more costs: after it had nothing, it is asked again after so many times. */
    private static final int MAX_MISSES = 16;

    private final LogReader reader;
    private final boolean isPatient;
    private EventSchema schema;
    private EventSchema sinkSchema;
    private EventBatch batch; // null until asked for
    private boolean hasFrame;
    private boolean isEnded;
    private int misses;

    private OutboxCursor(LogReader reader, boolean isPatient) {
        this.reader = reader;
        this.isPatient = isPatient;
    }

    /** Over files that a node may be writing to. */
    static OutboxCursor recorded(LogReader reader) {
        return new OutboxCursor(reader, true);
    }

    /** Over an outbox of this thread. */
    static OutboxCursor passing(LogReader reader) {
        return new OutboxCursor(reader, false);
    }

    /** Whether there is a frame of rows that was not taken. It becomes the current one. */
    boolean hasFrame() {
        if (!hasFrame && !isEnded && (misses == 0 || ++misses > MAX_MISSES)) {
            hasFrame = step();
            misses = hasFrame || !isPatient ? 0 : 1;
        }
        return hasFrame;
    }

    /** As {@link #hasFrame()}, and asks in any case. */
    boolean hasFrameNow() {
        misses = 0;
        return hasFrame();
    }

    private boolean step() {
        while (reader.next()) {
            FrameType type = reader.header().type();
            isEnded |= type == FrameType.END;
            if (type == FrameType.DDL) {
                schema = reader.schema();
                sinkSchema = new EventSchema(
                        schema.name(),
                        schema.streamId(),
                        schema.version(),
                        schema.columns().subList(0, OutboxSchema.sinkColumns(schema)),
                        schema.eventTimeColumn());
            } else if (type == FrameType.OUTPUT) {
                batch = null;
                return true;
            }
        }
        return false;
    }

    /** Goes on behind the current frame, which becomes invalid with the next question. */
    void take() {
        hasFrame = false;
    }

    /** Whether the end of all rows has been seen. */
    boolean isEnded() {
        return isEnded;
    }

    long seq() {
        return reader.header().seq();
    }

    long timeNs() {
        return reader.header().timeNs();
    }

    /** Number of the frame's first row. */
    long oseq() {
        return reader.header().batchSequence();
    }

    int rows() {
        return reader.header().rows();
    }

    /** Whether the other's current frame has the same rows from the same positions of the same entry. */
    boolean isSame(OutboxCursor other) {
        return seq() == other.seq()
                && rows() == other.rows()
                && reader.header().bodyCrc() == other.reader.header().bodyCrc()
                && schema.columns().equals(other.schema.columns());
    }

    /** With positions. */
    EventSchema schema() {
        return schema;
    }

    EventSchema sinkSchema() {
        return sinkSchema;
    }

    EventBatch batch() {
        if (batch == null) {
            batch = reader.batch(schema);
        }
        return batch;
    }

    long firstPosition(int row) {
        return batch().column(sinkSchema.columnCount()).getLong(row);
    }

    long position(int row) {
        return batch().column(sinkSchema.columnCount() + 1).getLong(row);
    }

    @Override
    public void close() {
        reader.close();
    }
}
