package io.sabot.ingest.ring;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;

/** How a column of a {@link RowAppender} is set, as it is laid out now. */
enum RowSetter {
    SYMBOL("symbol(int) or string(CharSequence)"),
    /** A VARCHAR laid out plain. */
    PLAIN("string(CharSequence) or symbol(int)"),
    BYTES("bytes(byte[])"),
    TIMESTAMP("timestampNs(long)"),
    /** Fewer than nine digits are kept. */
    COARSE_TIMESTAMP("timestampNs(long)"),
    F64("f64(double)"),
    I32("i32(int)"),
    I64("i64(long)"),
    BOOL("bool(boolean)"),
    DECIMAL("decimal(BigDecimal) or decimalUnscaled(long)"),
    DATE("dateDays(int)"),
    TIME("timeNs(long)"),
    /** Behind the last column, or nothing may be set at all. */
    NONE("nothing");

    final String calls;

    RowSetter(String calls) {
        this.calls = calls;
    }

    /** Of a column, or {@link #NONE} if rows cannot be appended to such a column. */
    static RowSetter of(SqlType type, Storage storage) {
        return switch (type.kind()) {
            case VARCHAR -> storage == Storage.SYMBOL32 ? SYMBOL : PLAIN;
            case BINARY -> BYTES;
            case TIMESTAMP -> type.precision() < SqlType.MAX_TIMESTAMP_PRECISION ? COARSE_TIMESTAMP : TIMESTAMP;
            case DOUBLE -> F64;
            case INT -> I32;
            case BIGINT -> I64;
            case BOOLEAN -> BOOL;
            case DECIMAL -> DECIMAL;
            case DATE -> DATE;
            case TIME -> TIME;
            case INTERVAL, ARRAY -> NONE;
        };
    }

    /** Nanoseconds to which times of this type are cut. */
    static long unitNs(SqlType type) {
        long unit = 1;
        if (type.kind() == TypeKind.TIMESTAMP || type.kind() == TypeKind.TIME) {
            for (int i = type.precision(); i < SqlType.MAX_TIMESTAMP_PRECISION; i++) {
                unit *= 10;
            }
        }
        return unit;
    }
}
