package io.sabot.sql.register;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.codegen.JavaTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.agrona.collections.LongHashSet;

/**
 * What a sub-query has given: at most one row, or the set of the values of its only column. Filled while its rows come,
 * read by generated code afterwards; on the heap, and in the checkpoint's root.
 *
 * <p>Values are as generated code has them, see {@code Value}: numbers and times as a {@code long}, DOUBLE as its bits,
 * others as objects. Owned by the application's operator thread.
 */
public final class SubQueryResult {
    /** Values that IN may look among. */
    static final int MAX_VALUES = 1_000_000;

    /**
     * @param isSet whether all values of one column are wanted, else one row
     * @param columns types of its columns
     * @param place in the text, for messages
     */
    public record Shape(boolean isSet, List<SqlType> columns, String place) {
        public Shape {
            columns = List.copyOf(columns);
        }
    }

    private final Shape shape;
    private final long[] bits;
    private final Object[] objects;
    private final boolean[] isNull;
    private final LongHashSet longs = new LongHashSet();
    private final Set<Object> others = new LinkedHashSet<>();
    private boolean isEmpty = true;
    private boolean hasNull;

    public SubQueryResult(Shape shape) {
        this.shape = shape;
        int count = shape.columns().size();
        this.bits = new long[count];
        this.objects = new Object[count];
        this.isNull = new boolean[count];
        Arrays.fill(isNull, true);
    }

    // ---- rows ----

    /** @throws SabotException SQL-0412 for a second row, SQL-0413 for too many values */
    public void add(EventBatch batch, int row) {
        if (!shape.isSet() && !isEmpty) {
            throw SabotException.failed(
                    "SQL-0412",
                    "the sub-query at " + shape.place() + " gives more than one row",
                    "use an aggregate such as MAX, or IN (SELECT …)",
                    null);
        }
        isEmpty = false;
        for (int column = 0; column < bits.length; column++) {
            read(batch.column(column), row, column);
        }
        if (shape.isSet()) {
            addToSet();
        }
    }

    private void read(Column column, int row, int to) {
        isNull[to] = column.isNull(row);
        if (isNull[to]) {
            return;
        }
        SqlType type = shape.columns().get(to);
        switch (type.kind()) {
            case BOOLEAN -> bits[to] = column.getBoolean(row) ? 1 : 0;
            case INT, DATE -> bits[to] = column.getInt(row);
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> bits[to] = column.getLong(row);
            case DOUBLE -> bits[to] = doubleBits(column.getDouble(row));
            case DECIMAL -> decimal(column.getDecimal(row), to);
            case VARCHAR -> objects[to] = column.getString(row);
            case BINARY, ARRAY -> objects[to] = column.getBytes(row);
        }
    }

    private void decimal(BigDecimal value, int to) {
        if (isObject(to)) {
            objects[to] = value;
        } else {
            bits[to] = value.unscaledValue().longValue();
        }
    }

    /** Equal for the zeros, which are equal. */
    private static long doubleBits(double value) {
        return Double.doubleToLongBits(value + 0.0);
    }

    private boolean isObject(int column) {
        SqlType type = shape.columns().get(column);
        return switch (type.kind()) {
            case VARCHAR, BINARY, ARRAY -> true;
            case DECIMAL -> JavaTypes.isWide(type);
            default -> false;
        };
    }

    private void addToSet() {
        if (isNull[0]) {
            hasNull = true;
        } else if (isObject(0)) {
            others.add(objects[0]);
        } else {
            longs.add(bits[0]);
        }
        if (longs.size() + others.size() > MAX_VALUES) {
            throw SabotException.failed(
                    "SQL-0413",
                    "the sub-query at " + shape.place() + " gives more than " + MAX_VALUES + " different values",
                    "IN keeps them all in memory: narrow the sub-query with WHERE",
                    null);
        }
    }

    // ---- for generated code ----

    public boolean isEmpty() {
        return isEmpty;
    }

    /** Whether a value of the set is NULL. */
    public boolean hasNull() {
        return hasNull;
    }

    public boolean isNull(int column) {
        return isNull[column];
    }

    public boolean booleanAt(int column) {
        return bits[column] != 0;
    }

    public int intAt(int column) {
        return (int) bits[column];
    }

    public long longAt(int column) {
        return bits[column];
    }

    public double doubleAt(int column) {
        return Double.longBitsToDouble(bits[column]);
    }

    public Object objectAt(int column) {
        return objects[column];
    }

    public boolean contains(boolean value) {
        return longs.contains(value ? 1 : 0);
    }

    public boolean contains(int value) {
        return longs.contains(value);
    }

    public boolean contains(long value) {
        return longs.contains(value);
    }

    public boolean contains(double value) {
        return longs.contains(doubleBits(value));
    }

    public boolean contains(Object value) {
        return others.contains(value);
    }

    // ---- checkpoints ----

    public void save(StateOutput out) {
        out.putBoolean(isEmpty);
        out.putBoolean(hasNull);
        for (int column = 0; column < bits.length; column++) {
            out.putBoolean(isNull[column]);
            out.putLong(bits[column]);
            if (isObject(column) && !isNull[column]) {
                out.putBytes(bytesOf(objects[column]));
            }
        }
        out.putInt(longs.size());
        LongHashSet.LongIterator values = longs.iterator();
        while (values.hasNext()) {
            out.putLong(values.nextValue());
        }
        out.putInt(others.size());
        others.forEach(value -> out.putBytes(bytesOf(value)));
    }

    public void load(StateInput in) {
        isEmpty = in.getBoolean();
        hasNull = in.getBoolean();
        for (int column = 0; column < bits.length; column++) {
            isNull[column] = in.getBoolean();
            bits[column] = in.getLong();
            if (isObject(column) && !isNull[column]) {
                objects[column] = objectOf(in.getBytes(), column);
            }
        }
        for (int left = in.getInt(); left > 0; left--) {
            longs.add(in.getLong());
        }
        for (int left = in.getInt(); left > 0; left--) {
            others.add(objectOf(in.getBytes(), 0));
        }
    }

    private static byte[] bytesOf(Object value) {
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return value instanceof BigDecimal number ? number.unscaledValue().toByteArray() : (byte[]) value;
    }

    private Object objectOf(byte[] bytes, int column) {
        SqlType type = shape.columns().get(column);
        if (type.kind() == TypeKind.VARCHAR) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return type.kind() == TypeKind.DECIMAL ? new BigDecimal(new BigInteger(bytes), type.scale()) : bytes;
    }
}
