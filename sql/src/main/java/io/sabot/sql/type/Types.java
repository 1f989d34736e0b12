package io.sabot.sql.type;

import io.sabot.core.error.SabotException;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Between Calcite's types and Sabot's. */
public final class Types {
    private Types() {}

    /**
     * The type a column of that Calcite type has. Narrower types widen: CHAR to VARCHAR, TINYINT and SMALLINT to INT,
     * FLOAT and REAL to DOUBLE; TIMESTAMP with local time zone is TIMESTAMP.
     *
     * @throws SabotException if Sabot has no such type
     */
    public static SqlType of(RelDataType type) {
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName())) {
            throw SabotException.configuration(
                    "SQL-0301",
                    "an interval of years or months cannot be a result",
                    "add it to a date or timestamp, or use days");
        }
        return ofExpression(type);
    }

    /** As {@link #of}, but an interval of years or months is an INT: the number of months. */
    public static SqlType ofExpression(RelDataType type) {
        boolean nullable = type.isNullable();
        SqlTypeName name = type.getSqlTypeName();
        return switch (name) {
            case BOOLEAN -> simple(TypeKind.BOOLEAN, nullable);
            case TINYINT, SMALLINT, INTEGER -> simple(TypeKind.INT, nullable);
            case BIGINT -> simple(TypeKind.BIGINT, nullable);
            case FLOAT, REAL, DOUBLE -> simple(TypeKind.DOUBLE, nullable);
            case DECIMAL -> decimal(type).withNullable(nullable);
            case CHAR, VARCHAR, NULL, SYMBOL -> simple(TypeKind.VARCHAR, nullable);
            case BINARY, VARBINARY -> simple(TypeKind.BINARY, nullable);
            case DATE -> simple(TypeKind.DATE, nullable);
            case TIME, TIME_WITH_LOCAL_TIME_ZONE -> new SqlType(TypeKind.TIME, fractionDigits(type), 0, nullable, null);
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                SqlType.timestamp(fractionDigits(type)).withNullable(nullable);
            case ARRAY -> new SqlType(TypeKind.ARRAY, 0, 0, nullable, of(type.getComponentType()));
            default -> {
                if (SqlTypeName.DAY_INTERVAL_TYPES.contains(name)) {
                    yield simple(TypeKind.INTERVAL, nullable);
                }
                if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(name)) {
                    yield simple(TypeKind.INT, nullable);
                }
                throw SabotException.configuration(
                        "SQL-0302",
                        "the type " + type.getFullTypeString().toUpperCase(Locale.ROOT) + " is not supported",
                        "use BOOLEAN, INT, BIGINT, DOUBLE, DECIMAL, VARCHAR, BINARY, DATE, TIME, TIMESTAMP or INTERVAL");
            }
        };
    }

    private static SqlType simple(TypeKind kind, boolean nullable) {
        return new SqlType(kind, 0, 0, nullable, null);
    }

    private static SqlType decimal(RelDataType type) {
        int scale = Math.max(0, type.getScale());
        int precision = type.getPrecision() < 0 ? SqlType.MAX_DECIMAL_PRECISION : type.getPrecision();
        return SqlType.decimal(Math.min(SqlType.MAX_DECIMAL_PRECISION, Math.max(1, Math.max(precision, scale))), scale);
    }

    private static int fractionDigits(RelDataType type) {
        int precision = type.getPrecision();
        return precision < 0 || precision > SqlType.MAX_TIMESTAMP_PRECISION
                ? SqlType.MAX_TIMESTAMP_PRECISION
                : precision;
    }

    /** The Calcite type of a column; nullability is kept. */
    public static RelDataType toRel(SqlType type, RelDataTypeFactory factory) {
        RelDataType made =
                switch (type.kind()) {
                    case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
                    case INT -> factory.createSqlType(SqlTypeName.INTEGER);
                    case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
                    case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
                    case DECIMAL -> factory.createSqlType(SqlTypeName.DECIMAL, type.precision(), type.scale());
                    case VARCHAR -> varchar(factory);
                    case BINARY -> factory.createSqlType(SqlTypeName.VARBINARY, RelDataType.PRECISION_NOT_SPECIFIED);
                    case DATE -> factory.createSqlType(SqlTypeName.DATE);
                    case TIME -> factory.createSqlType(SqlTypeName.TIME, type.precision());
                    case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, type.precision());
                    case INTERVAL ->
                        factory.createSqlIntervalType(
                                new SqlIntervalQualifier(TimeUnit.DAY, 9, TimeUnit.SECOND, 9, SqlParserPos.ZERO));
                    case ARRAY -> factory.createArrayType(toRel(type.element(), factory), -1);
                };
        return factory.createTypeWithNullability(made, type.nullable());
    }

    private static RelDataType varchar(RelDataTypeFactory factory) {
        RelDataType type = factory.createSqlType(SqlTypeName.VARCHAR, RelDataType.PRECISION_NOT_SPECIFIED);
        return SqlTypeUtil.addCharsetAndCollation(type, factory);
    }

    /** The Calcite types of columns. */
    public static List<RelDataType> toRel(List<SqlType> types, RelDataTypeFactory factory) {
        return types.stream().map(type -> toRel(type, factory)).toList();
    }

    /** Whether rows can be ordered by event time of the type. */
    public static boolean isTime(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, BIGINT, DATE, INTEGER -> true;
            default -> false;
        };
    }
}
