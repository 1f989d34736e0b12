package io.sabot.sql.type;

import io.sabot.core.type.SqlType;
import java.math.RoundingMode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * How types are derived: nanoseconds, decimals of 38 digits, AVG of integers as DOUBLE. Where a decimal's exact result
 * type does not fit, fractional digits are given up before whole ones, down to six, as Flink and SQL Server do.
 */
public final class SabotTypeSystem extends RelDataTypeSystemImpl {
    public static final SabotTypeSystem INSTANCE = new SabotTypeSystem();

    private static final int MAX_DECIMAL = SqlType.MAX_DECIMAL_PRECISION;
    private static final int MIN_KEPT_SCALE = 6;
    private static final int NANOS = SqlType.MAX_TIMESTAMP_PRECISION;

    private SabotTypeSystem() {}

    @Override
    public int getMaxPrecision(SqlTypeName name) {
        return switch (name) {
            case DECIMAL -> MAX_DECIMAL;
            case TIME, TIME_WITH_LOCAL_TIME_ZONE, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> NANOS;
            case CHAR, VARCHAR, BINARY, VARBINARY -> Integer.MAX_VALUE;
            default -> super.getMaxPrecision(name);
        };
    }

    @Override
    public int getMaxScale(SqlTypeName name) {
        return name == SqlTypeName.DECIMAL ? MAX_DECIMAL : super.getMaxScale(name);
    }

    /** Without a precision nothing is cut off. */
    @Override
    public int getDefaultPrecision(SqlTypeName name) {
        return switch (name) {
            case TIME, TIME_WITH_LOCAL_TIME_ZONE, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> NANOS;
            case INTERVAL_DAY,
                    INTERVAL_DAY_HOUR,
                    INTERVAL_DAY_MINUTE,
                    INTERVAL_DAY_SECOND,
                    INTERVAL_HOUR,
                    INTERVAL_HOUR_MINUTE,
                    INTERVAL_HOUR_SECOND,
                    INTERVAL_MINUTE,
                    INTERVAL_MINUTE_SECOND,
                    INTERVAL_SECOND,
                    INTERVAL_YEAR,
                    INTERVAL_YEAR_MONTH,
                    INTERVAL_MONTH -> SqlTypeName.MAX_INTERVAL_START_PRECISION;
            default -> super.getDefaultPrecision(name);
        };
    }

    @Override
    public int getDefaultScale(SqlTypeName name) {
        return SqlTypeName.DAY_INTERVAL_TYPES.contains(name) ? NANOS : super.getDefaultScale(name);
    }

    @Override
    public RoundingMode roundingMode() {
        return RoundingMode.HALF_UP;
    }

    /** Strings of several lengths meet in VARCHAR: {@code CASE … THEN 'a' ELSE 'bcd'} adds no blanks. */
    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }

    // ---- aggregates ----

    @Override
    public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
        RelDataType sum =
                switch (argument.getSqlTypeName()) {
                    case TINYINT, SMALLINT, INTEGER, BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
                    case FLOAT, REAL, DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
                    case DECIMAL -> factory.createSqlType(SqlTypeName.DECIMAL, MAX_DECIMAL, argument.getScale());
                    default -> argument;
                };
        return factory.createTypeWithNullability(sum, argument.isNullable());
    }

    /** Of a DECIMAL: 38 digits, at least six of them after the point. */
    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
        RelDataType average =
                switch (argument.getSqlTypeName()) {
                    case TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, REAL, DOUBLE ->
                        factory.createSqlType(SqlTypeName.DOUBLE);
                    case DECIMAL ->
                        factory.createSqlType(
                                SqlTypeName.DECIMAL, MAX_DECIMAL, Math.max(MIN_KEPT_SCALE, argument.getScale()));
                    default -> argument;
                };
        return factory.createTypeWithNullability(average, argument.isNullable());
    }

    @Override
    public RelDataType deriveCovarType(RelDataTypeFactory factory, RelDataType first, RelDataType second) {
        return factory.createTypeWithNullability(
                factory.createSqlType(SqlTypeName.DOUBLE), first.isNullable() || second.isNullable());
    }

    // ---- decimals ----

    @Override
    public RelDataType deriveDecimalPlusType(RelDataTypeFactory factory, RelDataType a, RelDataType b) {
        if (!isDecimalArithmetic(a, b)) {
            return null;
        }
        int scale = Math.max(scale(a), scale(b));
        return adjusted(factory, Math.max(whole(a), whole(b)) + scale + 1, scale);
    }

    @Override
    public RelDataType deriveDecimalMultiplyType(RelDataTypeFactory factory, RelDataType a, RelDataType b) {
        if (!isDecimalArithmetic(a, b)) {
            return null;
        }
        return adjusted(factory, a.getPrecision() + b.getPrecision(), scale(a) + scale(b));
    }

    @Override
    public RelDataType deriveDecimalDivideType(RelDataTypeFactory factory, RelDataType a, RelDataType b) {
        if (!isDecimalArithmetic(a, b)) {
            return null;
        }
        int scale = Math.max(MIN_KEPT_SCALE, scale(a) + b.getPrecision() + 1);
        return adjusted(factory, whole(a) + scale(b) + scale, scale);
    }

    @Override
    public RelDataType deriveDecimalModType(RelDataTypeFactory factory, RelDataType a, RelDataType b) {
        if (!isDecimalArithmetic(a, b)) {
            return null;
        }
        int scale = Math.max(scale(a), scale(b));
        return adjusted(factory, Math.min(whole(a), whole(b)) + scale, scale);
    }

    private static boolean isDecimalArithmetic(RelDataType a, RelDataType b) {
        return SqlTypeUtil.isExactNumeric(a)
                && SqlTypeUtil.isExactNumeric(b)
                && (SqlTypeUtil.isDecimal(a) || SqlTypeUtil.isDecimal(b));
    }

    private static int scale(RelDataType type) {
        return Math.max(0, type.getScale());
    }

    private static int whole(RelDataType type) {
        return type.getPrecision() - scale(type);
    }

    private static RelDataType adjusted(RelDataTypeFactory factory, int precision, int scale) {
        if (precision <= MAX_DECIMAL) {
            return factory.createSqlType(SqlTypeName.DECIMAL, Math.max(1, precision), scale);
        }
        int keptScale = Math.max(MAX_DECIMAL - (precision - scale), Math.min(scale, MIN_KEPT_SCALE));
        return factory.createSqlType(SqlTypeName.DECIMAL, MAX_DECIMAL, keptScale);
    }
}
