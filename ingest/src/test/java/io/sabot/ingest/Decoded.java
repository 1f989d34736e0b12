package io.sabot.ingest;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.ingest.RecordReader.Status;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.RecordDecoder;
import io.sabot.ingest.format.RowWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntSupplier;

/** What came of an input: rows as text, rejects, and the offsets behind each. */
public final class Decoded {
    public final List<String> rows = new ArrayList<>();
    public final List<Reject> rejects = new ArrayList<>();
    public final List<Long> offsets = new ArrayList<>();
    public long endOffset;
    public int batches;

    /** {@code "symbol VARCHAR, price DOUBLE NOT NULL, ts TIMESTAMP(3), d DECIMAL(10 2), a INT ARRAY"}; event time is column ts. */
    public static EventSchema schema(String declaration) {
        List<ColumnSpec> columns = new ArrayList<>();
        int eventTime = EventSchema.NO_COLUMN;
        for (String column : declaration.split(",")) {
            String text = column.trim();
            String name = text.substring(0, text.indexOf(' '));
            eventTime = name.equals("ts") ? columns.size() : eventTime;
            columns.add(new ColumnSpec(name, type(text.substring(name.length() + 1))));
        }
        return new EventSchema("t", 1, 1, columns, eventTime);
    }

    private static SqlType type(String text) {
        boolean notNull = text.endsWith(" NOT NULL");
        String[] parts = text.replace(" NOT NULL", "").split("[( )]+");
        if (text.contains(" ARRAY")) {
            SqlType element = type(text.substring(0, text.indexOf(" ARRAY")));
            return new SqlType(TypeKind.ARRAY, 0, 0, !notNull, element);
        }
        TypeKind kind = TypeKind.valueOf(parts[0]);
        SqlType type = SqlType.of(kind);
        if (kind == TypeKind.DECIMAL) {
            type = SqlType.decimal(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        } else if (kind == TypeKind.TIMESTAMP && parts.length > 1) {
            type = SqlType.timestamp(Integer.parseInt(parts[1]));
        }
        return type.withNullable(!notNull);
    }

    public static String row(EventBatch batch, int row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < batch.columnCount(); i++) {
            values.add(batch.column(i).isNull(row) ? "NULL" : value(batch.column(i), row));
        }
        return String.join("|", values);
    }

    private static String value(Column column, int row) {
        return switch (column.type().kind()) {
            case BOOLEAN -> String.valueOf(column.getBoolean(row));
            case INT -> String.valueOf(column.getInt(row));
            case BIGINT -> String.valueOf(column.getLong(row));
            case DOUBLE -> String.valueOf(column.getDouble(row));
            case DECIMAL -> column.getDecimal(row).toPlainString();
            case VARCHAR -> column.getString(row);
            case BINARY -> HexFormat.of().formatHex(column.getBytes(row));
            case DATE ->
                Timestamps.appendDate(new StringBuilder(), column.getInt(row)).toString();
            case TIME ->
                Timestamps.appendTime(new StringBuilder(), column.getLong(row)).toString();
            case TIMESTAMP ->
                Timestamps.appendTimestamp(new StringBuilder(), column.getLong(row))
                        .toString();
            default -> throw new IllegalStateException();
        };
    }

    public static Decoded of(FormatSpec spec, String declaration, String input) {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        return of(spec, schema(declaration), bytes, () -> bytes.length, 1024);
    }

    /** Cuts the input into pieces of the given lengths. */
    public static Decoded of(FormatSpec spec, EventSchema schema, byte[] input, IntSupplier cuts, int batchRows) {
        RowWriter writer = new RowWriter(spec, schema, RowWriter.DEFAULT_MAX_NEW_SYMBOLS);
        RecordDecoder decoder = RecordDecoder.of(writer, 1024, null);
        int[] next = {0};
        Decoded decoded = new Decoded();
        try (MemoryPool pool = MemoryPool.unbounded();
                EventBatch batch = EventBatch.slot(pool)) {
            SymbolDictionary symbols = new SymbolDictionary();
            Status status = Status.ROWS;
            while (status != Status.END) {
                batch.layout(schema, symbols, writer.plainColumns(), batchRows);
                status = decoder.decode(batch);
                decoded.take(batch, status, decoder.offset(), decoder::offsetAfter, decoder.reject());
                if (status == Status.IDLE) {
                    feed(decoder, input, next, Math.max(1, cuts.getAsInt()));
                }
            }
            decoded.endOffset = decoder.offset();
        }
        return decoded;
    }

    private static void feed(RecordDecoder decoder, byte[] input, int[] next, int wanted) {
        int count = Math.min(Math.min(wanted, decoder.prepareInput()), input.length - next[0]);
        if (count == 0) {
            decoder.inputEnded();
            return;
        }
        System.arraycopy(input, next[0], decoder.inputArray(), decoder.inputOffset(), count);
        decoder.inputAdded(count);
        next[0] += count;
    }

    /** Reads to the end, or until it idles {@code maxIdle} times in a row. */
    public static Decoded all(RecordReader reader, EventSchema schema, int batchRows, int maxIdle) {
        Decoded decoded = new Decoded();
        try (MemoryPool pool = MemoryPool.unbounded();
                EventBatch batch = EventBatch.slot(pool)) {
            SymbolDictionary symbols = new SymbolDictionary();
            Status status = Status.ROWS;
            for (int idle = 0; status != Status.END && idle < maxIdle; ) {
                batch.layout(schema, symbols, reader.plainColumns(), batchRows);
                status = reader.read(batch);
                decoded.take(batch, status, reader.offset(), reader::offsetAfter, reader.reject());
                idle = status == Status.IDLE && batch.isEmpty() ? idle + 1 : 0;
                if (idle > 0) {
                    Thread.onSpinWait();
                    java.util.concurrent.locks.LockSupport.parkNanos(100_000);
                }
            }
            decoded.endOffset = reader.offset();
        }
        return decoded;
    }

    private void take(
            EventBatch batch,
            Status status,
            long offset,
            java.util.function.IntToLongFunction offsetAfter,
            Reject reject) {
        batches++;
        for (int i = 0; i < batch.rows(); i++) {
            rows.add(row(batch, i));
            offsets.add(offsetAfter.applyAsLong(i));
        }
        if (status == Status.REJECTED) {
            rejects.add(reject);
            rows.add("REJECT " + reject.cause());
            offsets.add(offset);
        }
    }

    /** Everything about it, for comparing. */
    public String summary(boolean withLines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append(offsets.get(i)).append(' ').append(rows.get(i)).append('\n');
        }
        for (Reject reject : rejects) {
            text.append(reject.offset())
                    .append(' ')
                    .append(reject.lengthBytes())
                    .append(' ');
            text.append(withLines ? reject.line() : 0).append(' ');
            text.append(Arrays.hashCode(reject.bytes())).append('\n');
        }
        return text.append(endOffset).toString();
    }
}
