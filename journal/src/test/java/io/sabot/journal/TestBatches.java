package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.array.ArrayBuilder;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Schemas and random rows. */
final class TestBatches {
    /** One column of every type, VARCHAR twice. */
    static final EventSchema ALL_TYPES = allTypes();

    static final EventSchema TICKS = new EventSchema(
            "ticks",
            2,
            1,
            List.of(
                    new ColumnSpec("ts", SqlType.of(TypeKind.TIMESTAMP)),
                    new ColumnSpec("price", SqlType.of(TypeKind.DOUBLE)),
                    new ColumnSpec("size", SqlType.of(TypeKind.BIGINT))),
            0);

    private TestBatches() {}

    private static EventSchema allTypes() {
        List<ColumnSpec> columns = new ArrayList<>();
        for (TypeKind kind : TypeKind.values()) {
            SqlType type = kind == TypeKind.ARRAY
                    ? new SqlType(kind, 0, 0, true, SqlType.of(TypeKind.BIGINT))
                    : SqlType.of(kind);
            columns.add(new ColumnSpec("c_" + kind, type));
        }
        columns.add(new ColumnSpec("plain\ttext", SqlType.of(TypeKind.VARCHAR)));
        return new EventSchema("all", 1, 3, columns, EventSchema.NO_COLUMN);
    }

    /** Fills rows of any schema; the last column is PLAIN if it is VARCHAR. */
    static void fill(EventBatch batch, EventSchema schema, SymbolDictionary symbols, Random random, int rows) {
        boolean[] isPlain = new boolean[schema.columnCount()];
        isPlain[isPlain.length - 1] = true;
        batch.layout(schema, symbols, isPlain, rows);
        boolean hasNulls = random.nextBoolean();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < schema.columnCount(); i++) {
                if (hasNulls && random.nextInt(4) == 0) {
                    batch.column(i).setNull(row);
                } else {
                    put(batch.column(i), row, random);
                }
            }
            batch.commitRow();
        }
    }

    private static void putArray(Column column, int row, Random random) {
        byte[] array = new ArrayBuilder(column.type().element())
                .of(random.longs(random.nextInt(5)).boxed().toList());
        column.putBytes(row, array, 0, array.length);
    }

    private static void put(Column column, int row, Random random) {
        switch (column.storage()) {
            case BIT -> column.putBoolean(row, random.nextBoolean());
            case INT32 -> column.putInt(row, random.nextInt());
            case INT64 -> column.putLong(row, random.nextLong());
            case FLOAT64 -> column.putDouble(row, random.nextGaussian());
            case DECIMAL128 -> {
                long low = random.nextLong();
                column.putDecimal(row, low, low >> 63);
            }
            case SYMBOL32 -> column.putString(row, "sym-" + random.nextInt(500));
            case VIEW128 -> {
                if (column.type().kind() == TypeKind.ARRAY) {
                    putArray(column, row, random);
                    return;
                }
                byte[] bytes = new byte[random.nextInt(40)];
                Arrays.fill(bytes, (byte) ('a' + random.nextInt(26)));
                assertThat(column.putBytes(row, bytes, 0, bytes.length)).isTrue();
            }
        }
    }

    static EventBatch ticks(EventBatch batch, int rows, long first) {
        batch.layout(TICKS, null, null, rows);
        for (int row = 0; row < rows; row++) {
            batch.column(0).putLong(row, first + row);
            batch.column(1).putDouble(row, row * 0.5);
            batch.column(2).putLong(row, row);
            batch.commitRow();
        }
        return batch;
    }

    /** All cells as text, to compare batches of different encodings. */
    static List<String> cells(EventBatch batch, int columns) {
        List<String> cells = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            for (int i = 0; i < columns; i++) {
                cells.add(cell(batch.column(i), row));
            }
        }
        return cells;
    }

    static List<String> cells(EventBatch batch) {
        return cells(batch, batch.columnCount());
    }

    private static String cell(Column column, int row) {
        if (column.isNull(row)) {
            return "null";
        }
        return switch (column.storage()) {
            case BIT -> String.valueOf(column.getBoolean(row));
            case INT32 -> String.valueOf(column.getInt(row));
            case INT64 -> String.valueOf(column.getLong(row));
            case FLOAT64 -> String.valueOf(column.getDouble(row));
            case DECIMAL128 -> column.getDecimal(row).toString();
            case SYMBOL32, VIEW128 -> column.getString(row);
        };
    }
}
