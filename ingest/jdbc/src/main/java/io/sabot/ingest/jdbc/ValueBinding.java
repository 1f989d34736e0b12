package io.sabot.ingest.jdbc;

import io.sabot.core.batch.Column;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** How values of one type go into a statement. PostgreSQL's times have microseconds: digits behind are cut. */
enum ValueBinding implements ColumnBinding {
    BOOLEAN("boolean", Types.BOOLEAN) {
        @Override
        public void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException {
            to.setBoolean(parameter, from.getBoolean(row));
        }
    },
    INT("integer", Types.INTEGER) {
        @Override
        public void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException {
            to.setInt(parameter, from.getInt(row));
        }
    },
    BIGINT("bigint", Types.BIGINT) {
        @Override
        public void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException {
            to.setLong(parameter, from.getLong(row));
        }
    },
    DOUBLE("double precision", Types.DOUBLE) {
        @Override
        public void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException {
            to.setDouble(parameter, from.getDouble(row));
        }
    },
    DECIMAL("numeric", Types.NUMERIC) {
        @Override
        public void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException {
            to.setBigDecimal(parameter, from.getDecimal(row));
        }
    },
    /** Without a type of its own: it becomes what the column is. */
    VARCHAR("unknown", Types.VARCHAR) {
        @Override
        public void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException {
            to.setString(parameter, from.getString(row));
        }
    },
    BINARY("bytea", Types.BINARY) {
        @Override
        public void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException {
            to.setBytes(parameter, from.getBytes(row));
        }
    },
    DATE("date", Types.DATE) {
        @Override
        public void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException {
            to.setObject(parameter, LocalDate.ofEpochDay(from.getInt(row)));
        }
    },
    TIME("time", Types.TIME) {
        @Override
        public void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException {
            to.setObject(parameter, LocalTime.ofNanoOfDay(cutToMicros(from.getLong(row))));
        }
    },
    TIMESTAMP("timestamp", Types.TIMESTAMP) {
        @Override
        public void set(PreparedStatement to, int parameter, Column from, int row) throws SQLException {
            long ns = cutToMicros(from.getLong(row));
            to.setObject(
                    parameter,
                    LocalDateTime.ofEpochSecond(
                            Math.floorDiv(ns, NS_PER_SECOND), (int) Math.floorMod(ns, NS_PER_SECOND), ZoneOffset.UTC));
        }
    };

    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long NS_PER_MICRO = 1_000L;

    private final String databaseType;
    private final int jdbcType;

    ValueBinding(String databaseType, int jdbcType) {
        this.databaseType = databaseType;
        this.jdbcType = jdbcType;
    }

    /** Of a type that is no ARRAY; null if it has no counterpart. */
    static ValueBinding of(SqlType type) {
        return type.kind() == TypeKind.INTERVAL ? null : valueOf(type.kind().name());
    }

    /** The nearest earlier microsecond, also before 1970. */
    static long cutToMicros(long ns) {
        return Math.floorDiv(ns, NS_PER_MICRO) * NS_PER_MICRO;
    }

    @Override
    public String nullLiteral() {
        return this == VARCHAR ? "NULL" : "NULL::" + databaseType;
    }

    @Override
    public final void setNull(PreparedStatement to, int parameter) throws SQLException {
        to.setNull(parameter, jdbcType);
    }
}
