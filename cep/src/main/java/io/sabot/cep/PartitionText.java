package io.sabot.cep;

import io.sabot.core.array.ArrayValues;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.time.Timestamps;
import io.sabot.state.KeyDecoder;
import io.sabot.state.KeyTable;
import java.util.Arrays;

/** Says for people which partition it is: {@code symbol 'ACME', day 2026-01-05}. Allocates. */
final class PartitionText {
    private PartitionText() {}

    /** Empty if there is no PARTITION BY. */
    static String of(PatternSpec spec, KeyTable partitions, KeyDecoder decoder, int keyId, MemoryPool pool) {
        StringBuilder text = new StringBuilder();
        boolean[] isPlain = new boolean[spec.output().columnCount()];
        Arrays.fill(isPlain, true);
        try (EventBatch batch = EventBatch.growable(pool)) {
            batch.layout(spec.output(), null, isPlain, 1);
            int row = batch.nextRow();
            decoder.decode(partitions.keyAddress(keyId), partitions.keyLength(keyId), batch, row, 0);
            for (int i = 0; i < spec.partitionColumns().length; i++) {
                text.append(i == 0 ? "" : ", ")
                        .append(spec.output().column(i).name())
                        .append(' ');
                append(batch.column(i), row, text);
            }
        }
        return text.toString();
    }

    private static void append(Column column, int row, StringBuilder text) {
        if (column.isNull(row)) {
            text.append("NULL");
            return;
        }
        switch (column.type().kind()) {
            case BOOLEAN -> text.append(column.getBoolean(row));
            case INT -> text.append(column.getInt(row));
            case BIGINT -> text.append(column.getLong(row));
            case DOUBLE -> text.append(column.getDouble(row));
            case DECIMAL -> text.append(column.getDecimal(row).toPlainString());
            case VARCHAR -> text.append('\'').append(column.getString(row)).append('\'');
            case BINARY -> text.append(column.getBytes(row).length).append(" bytes");
            case DATE -> Timestamps.appendDate(text, column.getInt(row));
            case TIME -> Timestamps.appendTime(text, column.getLong(row));
            case TIMESTAMP -> Timestamps.appendTimestamp(text, column.getLong(row));
            case INTERVAL -> Timestamps.appendInterval(text, column.getLong(row));
            case ARRAY -> ArrayValues.append(column.getBytes(row), column.type().element(), text);
        }
    }
}
