package io.sabot.core.batch;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** A batch as Arrow vectors, for tools that speak Arrow. Fixed-width buffers are copied whole, strings decoded. */
public final class ArrowViews {
    private ArrowViews() {}

    /** Copies the batch. The caller closes the result. */
    public static VectorSchemaRoot copyOf(EventBatch batch, BufferAllocator allocator) {
        List<FieldVector> vectors = new ArrayList<>();
        for (int i = 0; i < batch.columnCount(); i++) {
            ColumnSpec spec = batch.schema().column(i);
            FieldVector vector = field(spec.name(), spec.type()).createVector(allocator);
            copy(batch.column(i), batch.rows(), vector);
            vectors.add(vector);
        }
        VectorSchemaRoot root = new VectorSchemaRoot(vectors);
        root.setRowCount(batch.rows());
        return root;
    }

    private static Field field(String name, SqlType type) {
        return new Field(name, FieldType.nullable(arrowType(type)), children(type));
    }

    /** The elements' of an ARRAY, null for other types. */
    static List<Field> children(SqlType type) {
        return type.element() == null ? null : List.of(field("element", type.element()));
    }

    static ArrowType arrowType(SqlType type) {
        return switch (type.kind()) {
            case BOOLEAN -> ArrowType.Bool.INSTANCE;
            case INT -> new ArrowType.Int(32, true);
            case BIGINT, INTERVAL -> new ArrowType.Int(64, true);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case DECIMAL -> new ArrowType.Decimal(type.precision(), type.scale(), 128);
            case VARCHAR -> ArrowType.Utf8.INSTANCE;
            case BINARY -> ArrowType.Binary.INSTANCE;
            case ARRAY -> ArrowType.List.INSTANCE;
            case DATE -> new ArrowType.Date(DateUnit.DAY);
            case TIME -> new ArrowType.Time(TimeUnit.NANOSECOND, 64);
            case TIMESTAMP -> new ArrowType.Timestamp(TimeUnit.NANOSECOND, null);
        };
    }

    /** Into fresh memory of the vector's. */
    static void copy(Column column, int rows, FieldVector vector) {
        vector.setInitialCapacity(Math.max(1, rows));
        vector.allocateNew();
        if (vector instanceof ListVector lists) {
            copyLists(column, rows, lists);
            return;
        }
        for (int row = 0; row < rows; row++) {
            if (column.isNull(row)) {
                vector.setNull(row);
            } else {
                copyValue(column, row, vector, row);
                BitVectorHelper.setBit(vector.getValidityBuffer(), row);
            }
        }
        vector.setValueCount(rows);
    }

    private static void copyLists(Column column, int rows, ListVector lists) {
        ArrayElements elements = new ArrayElements(column.type());
        FieldVector values = lists.getDataVector();
        for (int row = 0; row < rows; row++) {
            if (column.isNull(row)) {
                lists.setNull(row);
                continue;
            }
            int from = lists.startNewValue(row);
            int count = elements.wrap(column, row).count();
            for (int i = 0; i < count; i++) {
                while (values.getValueCapacity() <= from + i) {
                    values.reAlloc();
                }
                if (elements.column().isNull(i)) {
                    values.setNull(from + i);
                } else {
                    copyValue(elements.column(), i, values, from + i);
                    BitVectorHelper.setBit(values.getValidityBuffer(), from + i);
                }
            }
            lists.endValue(row, count);
        }
    }

    private static void copyValue(Column column, int row, FieldVector vector, int at) {
        if (vector instanceof BitVector bits) {
            bits.setSafe(at, column.getBoolean(row) ? 1 : 0);
        } else if (vector instanceof IntVector ints) {
            ints.setSafe(at, column.getInt(row));
        } else if (vector instanceof DateDayVector days) {
            days.setSafe(at, column.getInt(row));
        } else if (vector instanceof BigIntVector longs) {
            longs.setSafe(at, column.getLong(row));
        } else if (vector instanceof TimeNanoVector times) {
            times.setSafe(at, column.getLong(row));
        } else if (vector instanceof TimeStampNanoVector timestamps) {
            timestamps.setSafe(at, column.getLong(row));
        } else if (vector instanceof Float8Vector doubles) {
            doubles.setSafe(at, column.getDouble(row));
        } else if (vector instanceof DecimalVector decimals) {
            decimals.setSafe(at, column.getDecimal(row));
        } else if (vector instanceof VarCharVector strings) {
            strings.setSafe(at, column.getString(row).getBytes(StandardCharsets.UTF_8));
        } else if (vector instanceof VarBinaryVector bytes) {
            bytes.setSafe(at, column.getBytes(row));
        } else {
            throw new IllegalStateException("no copy into " + vector.getClass());
        }
    }
}
