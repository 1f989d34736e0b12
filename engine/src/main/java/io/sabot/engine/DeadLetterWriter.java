package io.sabot.engine;

import io.sabot.core.array.ArrayValues;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.text.DoubleText;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.journal.Outbox;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Rows that queries could not use, with the reason, in an outbox of their own: derived from the log like every result.
 *
 * <p>Owned by the sequencer's thread.
 */
final class DeadLetterWriter implements AutoCloseable {
    static final String NAME = "dead_letters";

    /** Characters of a row that are kept: enough to see what it was, and a letter fits into a frame. */
    private static final int MAX_TEXT = 16 * 1024;

    private static final SqlType TEXT = SqlType.of(TypeKind.VARCHAR);

    /** Columns of the outbox. */
    static final EventSchema SCHEMA = EventSchema.derived(
            NAME,
            List.of(
                    new ColumnSpec("query", TEXT),
                    new ColumnSpec("reason", TEXT),
                    new ColumnSpec("detail", TEXT),
                    new ColumnSpec("event", TEXT),
                    new ColumnSpec("row_text", TEXT)),
            EventSchema.NO_COLUMN);

    private final HeldOutputs outputs;
    private final Outbox outbox; // the outputs'
    private final EngineListener listener;
    private final EventBatch letters;
    private long seq;
    private long timeNs;
    private long count;
    private long mutedThroughSeq = -1;
    private SabotException failure;

    /** @param outputs owned from then on */
    DeadLetterWriter(HeldOutputs outputs, MemoryPool pool, EngineListener listener) {
        this.outputs = outputs;
        this.outbox = outputs.outbox();
        this.listener = listener;
        this.letters = EventBatch.growable(pool);
        boolean[] isPlain = new boolean[SCHEMA.columnCount()];
        Arrays.fill(isPlain, true);
        letters.layout(SCHEMA, null, isPlain, EventBatch.DEFAULT_ROWS);
    }

    HeldOutputs outputs() {
        return outputs;
    }

    Outbox outbox() {
        return outbox;
    }

    long count() {
        return count;
    }

    void begin(long newSeq, long newTimeNs) {
        seq = newSeq;
        timeNs = newTimeNs;
        letters.seq(newSeq);
    }

    /** Dead letters of one query, or of a table's computed columns. */
    DeadLetters of(String query) {
        return new DeadLetters() {
            @Override
            public void refuse(Reason reason, EventBatch batch, int row, String detail) {
                DeadLetterWriter.this.refuse(query, reason, batch, row, detail);
            }

            @Override
            public void fail(SabotException e) {
                failure = failure == null ? e : failure;
            }
        };
    }

    /** The first query that could not go on at all with the rows of this frame; null if all can. */
    SabotException failure() {
        return failure;
    }

    /**
     * As {@link OutboxWriter#mute}.
     *
     * @param isEnded whether {@link #end} was called
     */
    void mute(long throughSeq, boolean isEnded) {
        mutedThroughSeq = throughSeq;
        outbox.resumeAfter(outbox.lastOseqUpTo(throughSeq));
        if (isEnded) {
            outputs.end(throughSeq, 0);
        }
    }

    private void refuse(String query, DeadLetters.Reason reason, EventBatch batch, int row, String detail) {
        if (seq <= mutedThroughSeq) {
            return;
        }
        if (letters.isFull()) {
            write();
        }
        int at = letters.nextRow();
        letters.column(0).putString(at, query);
        letters.column(1).putString(at, reason.name());
        letters.column(2).putString(at, cut(new StringBuilder(String.valueOf(detail))));
        letters.column(3).putString(at, Position.format(batch.position(row)));
        letters.column(4).putString(at, text(batch, row));
        letters.positions(at, batch.firstPosition(row), batch.position(row));
        letters.commitRow();
        count++;
        listener.onDeadLetter(query, reason.name(), detail);
    }

    private static String text(EventBatch batch, int row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < batch.schema().columnCount() && text.length() <= MAX_TEXT; i++) {
            ColumnSpec column = batch.schema().column(i);
            text.append(i == 0 ? "" : ", ").append(column.name()).append('=');
            append(text, batch.column(i), column.type(), row);
        }
        return cut(text);
    }

    private static String cut(StringBuilder text) {
        if (text.length() > MAX_TEXT) {
            boolean isHalf = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1));
            text.setLength(isHalf ? MAX_TEXT - 1 : MAX_TEXT);
            text.append('…');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Column column, SqlType type, int row) {
        if (column.isNull(row)) {
            text.append("NULL");
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> text.append(column.getBoolean(row));
            case INT -> text.append(column.getInt(row));
            case BIGINT, INTERVAL -> text.append(column.getLong(row));
            case DOUBLE -> DoubleText.append(column.getDouble(row), text);
            case DECIMAL -> text.append(column.getDecimal(row).toPlainString());
            case VARCHAR -> text.append(column.getString(row));
            case ARRAY -> ArrayValues.append(column.getBytes(row), type.element(), text);
            case BINARY -> text.append("\\x").append(HexFormat.of().formatHex(column.getBytes(row)));
            case DATE -> Timestamps.appendDate(text, column.getInt(row));
            case TIME -> Timestamps.appendTime(text, column.getLong(row));
            case TIMESTAMP -> Timestamps.appendTimestamp(text, column.getLong(row));
        }
    }

    void commit() {
        if (!letters.isEmpty()) {
            write();
        }
    }

    private void write() {
        outputs.append(letters, seq, timeNs);
        letters.clear();
        letters.seq(seq);
    }

    void end() {
        outputs.end(seq, timeNs);
    }

    void save(StateOutput out) {
        out.putLong(outbox.appliedOseq());
        out.putLong(count);
    }

    void load(StateInput in) {
        OutboxState.resume(outbox, in.getLong());
        count = in.getLong();
    }

    @Override
    public void close() {
        letters.close();
        outputs.close();
    }
}
