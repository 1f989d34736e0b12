package io.sabot.ingest;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.TypeKind;

/** One input of {@link EventTimeMerge}: rows read ahead, and what comes first of it. One thread. */
final class MergeSource implements AutoCloseable {
    /** What comes next. */
    enum Head {
        ROW,
        REJECT,
        END,
        /** Not known before the reader has more. */
        UNKNOWN,
        /** The end has been told of. */
        DONE
    }

    final RecordReader reader;
    final EventSchema schema;
    private final SymbolDictionary symbols;
    private final EventBatch ahead;
    private final boolean isDate;
    private int row;
    private Head afterRows = Head.UNKNOWN;
    private Head head = Head.UNKNOWN;
    private long timeNs;
    private long offset;

    MergeSource(EventTimeMerge.Source source, SymbolDictionary symbols, MemoryPool pool) {
        this.reader = source.reader();
        this.schema = source.schema();
        this.symbols = symbols;
        this.ahead = EventBatch.slot(pool);
        this.timeNs = source.lastEventTimeNs();
        this.offset = reader.offset();
        this.isDate = schema.hasEventTime()
                && schema.column(schema.eventTimeColumn()).type().kind() == TypeKind.DATE;
        layout();
    }

    private void layout() {
        ahead.layout(schema, symbols, reader.plainColumns(), EventBatch.DEFAULT_ROWS);
        row = 0;
    }

    /** Finds out what comes next, if that can be known now. */
    Head head() {
        if (head == Head.UNKNOWN) {
            if (row == ahead.rows() && afterRows == Head.UNKNOWN) {
                readAhead();
            }
            head = row < ahead.rows() ? Head.ROW : afterRows;
            if (head == Head.ROW) {
                timeNs = timeOfRow();
            }
        }
        return head;
    }

    private void readAhead() {
        layout();
        afterRows = switch (reader.read(ahead)) {
            case ROWS, IDLE -> Head.UNKNOWN;
            case REJECTED -> Head.REJECT;
            case END -> Head.END;
        };
    }

    /** Without event time every row is as early as can be; a row without one is as late as the row before it. */
    private long timeOfRow() {
        if (!schema.hasEventTime()) {
            return timeNs;
        }
        Column column = ahead.column(schema.eventTimeColumn());
        if (column.isNull(row)) {
            return timeNs;
        }
        return switch (column.storage()) {
            case INT32 -> isDate ? column.getInt(row) * Timestamps.NS_PER_DAY : column.getInt(row);
            default -> column.getLong(row);
        };
    }

    /** Event time of the head, or of the last row if the head is none. */
    long timeNs() {
        return timeNs;
    }

    /** Copies the head row behind the rows of {@code out}; false if there is no room for it. */
    boolean copyTo(EventBatch out) {
        int target = out.nextRow();
        for (int i = 0; i < schema.columnCount(); i++) {
            if (!out.column(i).copyFrom(ahead.column(i), row, target)) {
                out.abandonRow();
                return false;
            }
        }
        out.commitRow();
        return true;
    }

    void rowTaken() {
        offset = reader.offsetAfter(row);
        row++;
        head = Head.UNKNOWN;
    }

    /** The reject or the end has been told of. */
    void statusTaken() {
        offset = reader.offset();
        boolean isEnd = head == Head.END;
        afterRows = isEnd ? Head.DONE : Head.UNKNOWN;
        head = afterRows;
    }

    /** Behind what was handed on. */
    long offset() {
        return offset;
    }

    @Override
    public void close() {
        ahead.close();
        reader.close();
    }
}
