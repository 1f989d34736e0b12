package io.sabot.state.view;

import io.sabot.core.array.ArrayValues;
import io.sabot.core.batch.Decimals;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.text.DoubleText;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.TypeKind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * One row of a view: a copy, valid until its reader's next call. Columns go by number, or by {@link #column}. What is NULL
 * is 0 where a number is asked for.
 */
public final class ViewRow {
    private final List<ColumnSpec> columns;
    private final RowLayout layout;
    private final ViewBytes bytes;

    ViewRow(List<ColumnSpec> columns, ViewBytes bytes) {
        this.columns = columns;
        this.layout = new RowLayout(columns);
        this.bytes = bytes;
    }

    /** Number of the row among the results of its query, from 1. */
    public long output() {
        return bytes.getLong(RowLayout.OUTPUT);
    }

    public List<ColumnSpec> columns() {
        return columns;
    }

    /** Number of a column, case ignored; to be looked up once. */
    public int column(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no column '" + name + "' in "
                + columns.stream().map(ColumnSpec::name).toList());
    }

    private TypeKind kind(int column) {
        return columns.get(column).type().kind();
    }

    private void require(boolean isFitting, int column) {
        if (!isFitting) {
            throw new IllegalArgumentException("column '" + columns.get(column).name() + "' is "
                    + columns.get(column).type());
        }
    }

    public boolean isNull(int column) {
        Objects.checkIndex(column, columns.size());
        return RowLayout.isNull(bytes, column);
    }

    public boolean bool(int column) {
        require(kind(column) == TypeKind.BOOLEAN, column);
        return bytes.getLong(layout.offset(column)) != 0;
    }

    /** INT; DATE as days since the epoch. */
    public int i32(int column) {
        require(kind(column) == TypeKind.INT || kind(column) == TypeKind.DATE, column);
        return (int) bytes.getLong(layout.offset(column));
    }

    /** As {@link #i32(int)}, and BIGINT; TIME, TIMESTAMP and INTERVAL as nanoseconds. */
    public long i64(int column) {
        TypeKind kind = kind(column);
        boolean isOther = kind == TypeKind.DOUBLE || kind == TypeKind.DECIMAL || ViewSpec.isText(kind);
        require(!isOther && kind != TypeKind.BOOLEAN, column);
        return bytes.getLong(layout.offset(column));
    }

    public double f64(int column) {
        require(kind(column) == TypeKind.DOUBLE, column);
        return Double.longBitsToDouble(bytes.getLong(layout.offset(column)));
    }

    /** Allocates; null for NULL. */
    public BigDecimal decimal(int column) {
        require(kind(column) == TypeKind.DECIMAL, column);
        int at = layout.offset(column);
        return isNull(column)
                ? null
                : Decimals.toBigDecimal(
                        bytes.getLong(at),
                        bytes.getLong(at + 8),
                        columns.get(column).type().scale());
    }

    /** Allocates; null for NULL. */
    public String string(int column) {
        require(kind(column) == TypeKind.VARCHAR, column);
        int at = layout.offset(column);
        return isNull(column)
                ? null
                : new String(bytes.array(), bytes.getInt(at), bytes.getInt(at + 4), StandardCharsets.UTF_8);
    }

    /** Allocates; null for NULL. */
    public byte[] binary(int column) {
        require(kind(column) == TypeKind.BINARY, column);
        return isNull(column) ? null : bytesOf(column);
    }

    /** An ARRAY, see {@link ArrayValues#toList}. Allocates; null for NULL. */
    public List<Object> list(int column) {
        require(kind(column) == TypeKind.ARRAY, column);
        return isNull(column)
                ? null
                : ArrayValues.toList(bytesOf(column), columns.get(column).type().element());
    }

    private byte[] bytesOf(int column) {
        int from = bytes.getInt(layout.offset(column));
        return Arrays.copyOfRange(bytes.array(), from, from + bytes.getInt(layout.offset(column) + 4));
    }

    public String string(String column) {
        return string(column(column));
    }

    public double f64(String column) {
        return f64(column(column));
    }

    public long i64(String column) {
        return i64(column(column));
    }

    public int i32(String column) {
        return i32(column(column));
    }

    /** Appends a value as results show it; nothing for NULL. */
    public void appendText(int column, StringBuilder out) {
        if (isNull(column)) {
            return;
        }
        switch (kind(column)) {
            case BOOLEAN -> out.append(bool(column));
            case INT, BIGINT -> out.append(i64(column));
            case DOUBLE -> DoubleText.append(f64(column), out);
            case DECIMAL -> out.append(decimal(column).toPlainString());
            case VARCHAR -> out.append(string(column));
            case BINARY -> out.append("\\x").append(HexFormat.of().formatHex(binary(column)));
            case DATE -> Timestamps.appendDate(out, i64(column));
            case TIME -> Timestamps.appendTime(out, i64(column));
            case TIMESTAMP -> Timestamps.appendTimestamp(out, i64(column));
            case INTERVAL -> Timestamps.appendInterval(out, i64(column));
            case ARRAY ->
                ArrayValues.append(bytesOf(column), columns.get(column).type().element(), out);
        }
    }

    boolean isRemoved() {
        return RowLayout.isRemoved(bytes);
    }
}
