package io.sabot.ingest.jdbc;

import io.sabot.core.array.ArrayValues;
import io.sabot.core.batch.Column;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.SqlType;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** ARRAY as an array of PostgreSQL's: VARCHAR is {@code text[]} there, whatever the column's elements are. */
final class ArrayBinding implements ColumnBinding {
    private final SqlType element;
    private final String databaseType;

    private ArrayBinding(SqlType element, String databaseType) {
        this.element = element;
        this.databaseType = databaseType;
    }

    /** Null if the elements' type has no counterpart. */
    static ArrayBinding of(SqlType array) {
        SqlType element = array.element();
        String type =
                switch (element.kind()) {
                    case BOOLEAN -> "bool";
                    case INT -> "int4";
                    case BIGINT -> "int8";
                    case DOUBLE -> "float8";
                    case DECIMAL -> "numeric";
                    case VARCHAR -> "text";
                    case BINARY -> "bytea";
                    case DATE -> "date";
                    case TIME -> "time";
                    case TIMESTAMP -> "timestamp";
                    case INTERVAL, ARRAY -> null;
                };
        return type == null ? null : new ArrayBinding(element, type);
    }

    @Override
    public String nullLiteral() {
        return "NULL::" + databaseType + "[]";
    }

    @Override
    public void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException {
        List<Object> values = ArrayValues.toList(from.getBytes(row), element);
        to.setArray(
                parameter,
                to.getConnection()
                        .createArrayOf(
                                databaseType, values.stream().map(this::sent).toArray(this::array)));
    }

    private Object[] array(int length) {
        return switch (element.kind()) {
            case BINARY -> new byte[length][];
            case VARCHAR, DATE, TIME, TIMESTAMP -> new String[length];
            default -> new Object[length];
        };
    }

    private Object sent(Object value) {
        if (value == null) {
            return null;
        }
        return switch (element.kind()) {
            case BINARY -> {
                byte[] bytes = new byte[((ByteBuffer) value).remaining()];
                ((ByteBuffer) value).duplicate().get(bytes);
                yield bytes;
            }
            case DATE ->
                Timestamps.appendDate(new StringBuilder(), (Integer) value).toString();
            case TIME ->
                Timestamps.appendTime(new StringBuilder(), micros(value)).toString();
            case TIMESTAMP ->
                Timestamps.appendTimestamp(new StringBuilder(), micros(value)).toString();
            default -> value;
        };
    }

    private static long micros(Object ns) {
        return ValueBinding.cutToMicros((Long) ns);
    }

    @Override
    public void setNull(PreparedStatement to, int parameter) throws SQLException {
        to.setNull(parameter, Types.ARRAY, "_" + databaseType);
    }
}
