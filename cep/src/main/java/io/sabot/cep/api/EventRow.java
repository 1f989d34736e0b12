package io.sabot.cep.api;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;
import java.math.BigDecimal;

/**
 * A row of the pattern's input; valid inside the call it is given to only. Columns go by number or by name, case ignored;
 * a name that is a constant costs a few comparisons. A method that does not fit the column's type throws {@link
 * IllegalArgumentException}, as an unknown name does. A NULL number is zero: {@link #isNull} tells.
 */
public final class EventRow {
    private final EventSchema schema;

    /** Per column a name that it was asked for by: the same constant comes again. */
    private final String[] askedNames;

    private EventBatch batch;
    private int row;

    public EventRow(EventSchema schema) {
        this.schema = schema;
        this.askedNames = new String[schema.columnCount()];
    }

    /** Makes this the view of another row. */
    public void wrap(EventBatch newBatch, int newRow) {
        this.batch = newBatch;
        this.row = newRow;
    }

    public EventSchema schema() {
        return schema;
    }

    /** Number of a column. */
    @SuppressWarnings("ReferenceEquality") // a hit needs no look at the characters
    public int column(String name) {
        for (int i = 0; i < askedNames.length; i++) {
            if (askedNames[i] == name) {
                return i;
            }
        }
        return columnSlow(name);
    }

    private int columnSlow(String name) {
        int index = schema.indexOf(name);
        if (index == EventSchema.NO_COLUMN) {
            throw new IllegalArgumentException("no column '" + name + "' in " + schema.name());
        }
        askedNames[index] = name;
        return index;
    }

    /** The column that the row's values are in, for what is not here; {@link #index} is the row's place in it. */
    public Column values(int column) {
        return batch.column(column);
    }

    public int index() {
        return row;
    }

    /** Place of the row in the log, see {@link io.sabot.core.batch.Position}. */
    public long position() {
        return batch.position(row);
    }

    private Column typed(int column, Storage storage) {
        Column typed = batch.column(column);
        if (typed.storage() != storage) {
            throw mistyped(column, typed);
        }
        return typed;
    }

    private IllegalArgumentException mistyped(int column, Column values) {
        return new IllegalArgumentException(
                "column '" + schema.column(column).name() + "' of " + schema.name() + " is " + values.type());
    }

    public boolean isNull(int column) {
        return batch.column(column).isNull(row);
    }

    public boolean bool(int column) {
        return typed(column, Storage.BIT).getBoolean(row);
    }

    /** INT; DATE as days since the epoch. */
    public int i32(int column) {
        return typed(column, Storage.INT32).getInt(row);
    }

    /** BIGINT; TIME, TIMESTAMP and INTERVAL as nanoseconds. */
    public long i64(int column) {
        return typed(column, Storage.INT64).getLong(row);
    }

    public double f64(int column) {
        return typed(column, Storage.FLOAT64).getDouble(row);
    }

    /** Null for NULL. Allocates. */
    public BigDecimal decimal(int column) {
        Column typed = typed(column, Storage.DECIMAL128);
        return typed.isNull(row) ? null : typed.getDecimal(row);
    }

    /** Text; null for NULL. Allocates unless the value is a symbol. */
    public String string(int column) {
        Column text = batch.column(column);
        if (text.type().kind() != TypeKind.VARCHAR) {
            throw mistyped(column, text);
        }
        return text.isNull(row) ? null : text.getString(row);
    }

    public boolean isNull(String column) {
        return isNull(column(column));
    }

    public boolean bool(String column) {
        return bool(column(column));
    }

    public int i32(String column) {
        return i32(column(column));
    }

    public long i64(String column) {
        return i64(column(column));
    }

    public double f64(String column) {
        return f64(column(column));
    }

    public BigDecimal decimal(String column) {
        return decimal(column(column));
    }

    public String string(String column) {
        return string(column(column));
    }
}
