package io.sabot.sql.function;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlMonotonicBinaryOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.util.Optionality;

/**
 * The operators and functions of Sabot's SQL: Calcite's standard ones without those that are no functions of the log
 * (the clock, chance, the session), some of its libraries', and Sabot's own.
 */
public final class SabotFunctions {
    /** The argument's value in the first row of a group, NULL or not. */
    public static final SqlAggFunction FIRST_VALUE = new EdgeValue("FIRST_VALUE");

    /** The argument's value in the last row of a group, NULL or not. */
    public static final SqlAggFunction LAST_VALUE = new EdgeValue("LAST_VALUE");

    private static final Set<String> NOT_OF_THE_LOG = Set.of(
            "CURRENT_TIMESTAMP",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "RAND",
            "RAND_INTEGER",
            "USER",
            "CURRENT_USER",
            "SESSION_USER",
            "SYSTEM_USER",
            "CURRENT_PATH",
            "CURRENT_ROLE",
            "CURRENT_CATALOG",
            "CURRENT_SCHEMA",
            "NEXT_VALUE",
            "CURRENT_VALUE");

    private static final SqlReturnTypeInference TEXT = nullable(SqlTypeName.VARCHAR);
    private static final SqlReturnTypeInference TEXT_OR_NULL =
            ReturnTypes.explicit(SqlTypeName.VARCHAR).andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference INT = nullable(SqlTypeName.INTEGER);
    private static final SqlReturnTypeInference DOUBLE = nullable(SqlTypeName.DOUBLE);
    private static final SqlReturnTypeInference BOOLEAN = nullable(SqlTypeName.BOOLEAN);
    private static final SqlReturnTypeInference DATE = nullable(SqlTypeName.DATE);

    private static final SqlTypeFamily T = SqlTypeFamily.CHARACTER;
    private static final SqlTypeFamily I = SqlTypeFamily.INTEGER;
    private static final SqlTypeFamily N = SqlTypeFamily.NUMERIC;

    /** Calcite's, and the length of time between two dates or timestamps. */
    static final SqlBinaryOperator MINUS = new SqlMonotonicBinaryOperator(
            "-",
            SqlKind.MINUS,
            SqlStdOperatorTable.MINUS.getLeftPrec(),
            true,
            SabotFunctions::difference,
            InferTypes.FIRST_KNOWN,
            OperandTypes.or(
                    SqlStdOperatorTable.MINUS.getOperandTypeChecker(),
                    OperandTypes.family(SqlTypeFamily.DATETIME, SqlTypeFamily.DATETIME)));

    private static final SqlOperatorTable ALL = all();

    private SabotFunctions() {}

    /** What the validator looks operators up in. */
    public static SqlOperatorTable operatorTable() {
        return ALL;
    }

    /** More operators, which are found before the built-in ones. */
    public static SqlOperatorTable operatorTable(List<SqlOperatorTable> more) {
        if (more.isEmpty()) {
            return ALL;
        }
        List<SqlOperatorTable> tables = new ArrayList<>(more);
        tables.add(ALL);
        return SqlOperatorTables.chain(tables);
    }

    private static SqlOperatorTable all() {
        List<SqlOperator> own = new ArrayList<>();
        own.addAll(ofText());
        own.addAll(ofNumbers());
        own.addAll(ofTime());
        own.addAll(ofLibraries());
        own.add(MINUS);
        own.add(FIRST_VALUE);
        own.add(LAST_VALUE);
        Set<String> replaced = new LinkedHashSet<>(NOT_OF_THE_LOG);
        own.forEach(operator -> replaced.add(operator.getName().toUpperCase(Locale.ROOT)));
        return SqlOperatorTables.chain(SqlOperatorTables.of(own), new Standard(replaced));
    }

    /** Calcite's standard operators without some; it knows best by which syntax its own are found. */
    private record Standard(Set<String> replaced) implements SqlOperatorTable {
        private boolean isKept(SqlOperator operator) {
            boolean isReplaceable = operator instanceof SqlFunction || operator.equals(SqlStdOperatorTable.MINUS);
            return !isReplaceable || !replaced.contains(operator.getName().toUpperCase(Locale.ROOT));
        }

        @Override
        public void lookupOperatorOverloads(
                SqlIdentifier name,
                SqlFunctionCategory category,
                SqlSyntax syntax,
                List<SqlOperator> found,
                SqlNameMatcher matcher) {
            List<SqlOperator> standard = new ArrayList<>();
            SqlStdOperatorTable.instance().lookupOperatorOverloads(name, category, syntax, standard, matcher);
            standard.stream().filter(this::isKept).forEach(found::add);
        }

        @Override
        public List<SqlOperator> getOperatorList() {
            return SqlStdOperatorTable.instance().getOperatorList().stream()
                    .filter(this::isKept)
                    .toList();
        }
    }

    private static List<SqlOperator> ofText() {
        SqlOperandTypeChecker text = OperandTypes.family(T);
        SqlOperandTypeChecker textAndOptionalText = OperandTypes.family(List.of(T, T), i -> i == 1);
        SqlOperandTypeChecker pad = OperandTypes.family(List.of(T, I, T), i -> i == 2);
        return List.of(
                text("LENGTH", INT, OperandTypes.or(text, OperandTypes.BINARY)),
                text("LTRIM", TEXT, textAndOptionalText),
                text("RTRIM", TEXT, textAndOptionalText),
                text("BTRIM", TEXT, textAndOptionalText),
                text("CONCAT", TEXT, OperandTypes.ONE_OR_MORE),
                text(
                        "CONCAT_WS",
                        ReturnTypes.explicit(SqlTypeName.VARCHAR).andThen(SabotFunctions::asFirst),
                        OperandTypes.ONE_OR_MORE),
                text("LEFT", TEXT, OperandTypes.family(T, I)),
                text("RIGHT", TEXT, OperandTypes.family(T, I)),
                text("LPAD", TEXT, pad),
                text("RPAD", TEXT, pad),
                text("SUBSTR", TEXT, OperandTypes.family(List.of(T, I, I), i -> i == 2)),
                text("REPLACE", TEXT, OperandTypes.family(T, T, T)),
                text("TRANSLATE3", TEXT, OperandTypes.family(T, T, T)),
                text("REVERSE", TEXT, text),
                text("REPEAT", TEXT, OperandTypes.family(T, I)),
                text("SPACE", TEXT, OperandTypes.family(I)),
                text("INITCAP", TEXT, text),
                text("ASCII", INT, text),
                text("STARTS_WITH", BOOLEAN, OperandTypes.family(T, T)),
                text("STARTSWITH", BOOLEAN, OperandTypes.family(T, T)),
                text("ENDS_WITH", BOOLEAN, OperandTypes.family(T, T)),
                text("ENDSWITH", BOOLEAN, OperandTypes.family(T, T)),
                text("SPLIT_INDEX", TEXT_OR_NULL, OperandTypes.family(T, T, I)),
                text("REGEXP", BOOLEAN, OperandTypes.family(T, T)),
                text("REGEXP_LIKE", BOOLEAN, OperandTypes.family(T, T)),
                text("REGEXP_EXTRACT", TEXT_OR_NULL, OperandTypes.family(List.of(T, T, I), i -> i == 2)),
                text("REGEXP_REPLACE", TEXT, OperandTypes.family(T, T, T)));
    }

    private static List<SqlOperator> ofNumbers() {
        SqlOperandTypeChecker number = OperandTypes.family(N);
        SqlOperandTypeChecker oneOrTwo = OperandTypes.family(List.of(N, N), i -> i == 1);
        SqlOperandTypeChecker digits = OperandTypes.family(List.of(N, I), i -> i == 1);
        return List.of(
                numeric("LOG", DOUBLE, oneOrTwo),
                numeric("LOG2", DOUBLE, number),
                numeric("POW", DOUBLE, OperandTypes.family(N, N)),
                numeric("SINH", DOUBLE, number),
                numeric("COSH", DOUBLE, number),
                numeric("TANH", DOUBLE, number),
                numeric("PI", ReturnTypes.DOUBLE, OperandTypes.NILADIC),
                numeric("ROUND", SabotFunctions::rounded, digits),
                numeric("TRUNCATE", ReturnTypes.ARG0_NULLABLE, digits),
                numeric("TRUNC", ReturnTypes.ARG0_NULLABLE, digits));
    }

    private static List<SqlOperator> ofTime() {
        SqlOperandTypeChecker parse = OperandTypes.family(List.of(T, T), i -> i == 1);
        return List.of(
                time("TO_TIMESTAMP", SabotFunctions::timestamp, parse),
                time("TO_DATE", DATE, parse),
                time("TO_TIMESTAMP_LTZ", SabotFunctions::timestamp, OperandTypes.family(I, I)),
                time(
                        "DATE_FORMAT",
                        TEXT,
                        OperandTypes.or(
                                OperandTypes.family(SqlTypeFamily.TIMESTAMP, T),
                                OperandTypes.family(SqlTypeFamily.DATE, T))));
    }

    private static List<SqlOperator> ofLibraries() {
        return List.of(
                SqlLibraryOperators.NVL,
                SqlLibraryOperators.IFNULL,
                SqlLibraryOperators.IF,
                SqlLibraryOperators.DECODE,
                SqlLibraryOperators.GREATEST,
                SqlLibraryOperators.LEAST,
                SqlLibraryOperators.SAFE_CAST,
                SqlLibraryOperators.TRY_CAST,
                SqlLibraryOperators.INFIX_CAST,
                SqlLibraryOperators.ILIKE,
                SqlLibraryOperators.NOT_ILIKE,
                SqlLibraryOperators.RLIKE,
                SqlLibraryOperators.NOT_RLIKE);
    }

    private static SqlFunction text(String name, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
        return function(name, type, operands, SqlFunctionCategory.STRING);
    }

    private static SqlFunction numeric(String name, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
        return function(name, type, operands, SqlFunctionCategory.NUMERIC);
    }

    private static SqlFunction time(String name, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
        return function(name, type, operands, SqlFunctionCategory.TIMEDATE);
    }

    private static SqlFunction function(
            String name, SqlReturnTypeInference type, SqlOperandTypeChecker operands, SqlFunctionCategory category) {
        return new SqlFunction(name, SqlKind.OTHER_FUNCTION, type, null, operands, category);
    }

    // ---- types of results ----

    private static SqlReturnTypeInference nullable(SqlTypeName type) {
        return ReturnTypes.explicit(type).andThen(SqlTypeTransforms.TO_NULLABLE);
    }

    private static RelDataType asFirst(SqlOperatorBinding call, RelDataType type) {
        return call.getTypeFactory()
                .createTypeWithNullability(type, call.getOperandType(0).isNullable());
    }

    private static RelDataType timestamp(SqlOperatorBinding call) {
        RelDataType type = call.getTypeFactory().createSqlType(SqlTypeName.TIMESTAMP, 9);
        boolean isNullable = call.collectOperandTypes().stream().anyMatch(RelDataType::isNullable);
        return call.getTypeFactory().createTypeWithNullability(type, isNullable);
    }

    private static RelDataType difference(SqlOperatorBinding call) {
        RelDataType left = call.getOperandType(0);
        RelDataType right = call.getOperandType(1);
        if (!SqlTypeUtil.isDatetime(left) || !SqlTypeUtil.isDatetime(right)) {
            return SqlStdOperatorTable.MINUS.inferReturnType(call);
        }
        SqlIntervalQualifier qualifier =
                new SqlIntervalQualifier(TimeUnit.DAY, 9, TimeUnit.SECOND, 9, SqlParserPos.ZERO);
        return call.getTypeFactory()
                .createTypeWithNullability(
                        call.getTypeFactory().createSqlIntervalType(qualifier),
                        left.isNullable() || right.isNullable());
    }

    /** A DECIMAL rounded to a constant number of digits has no more, and room for 9.99 to become 10.0. */
    private static RelDataType rounded(SqlOperatorBinding call) {
        RelDataType type = call.getOperandType(0);
        boolean isNullable = call.collectOperandTypes().stream().anyMatch(RelDataType::isNullable);
        RelDataType result = type;
        if (type.getSqlTypeName() == SqlTypeName.DECIMAL) {
            boolean isConstant = call.getOperandCount() == 1 || call.isOperandLiteral(1, false);
            int digits = call.getOperandCount() == 1 ? 0 : isConstant ? digits(call) : type.getScale();
            int scale = Math.max(0, Math.min(digits, type.getScale()));
            int carry = digits < type.getScale() ? 1 : 0;
            int precision = Math.min(38, Math.max(1, type.getPrecision() - type.getScale() + carry + scale));
            result = call.getTypeFactory().createSqlType(SqlTypeName.DECIMAL, precision, scale);
        }
        return call.getTypeFactory().createTypeWithNullability(result, isNullable);
    }

    private static int digits(SqlOperatorBinding call) {
        Integer digits = call.getOperandLiteralValue(1, Integer.class);
        return digits == null ? 0 : digits;
    }

    /** FIRST_VALUE and LAST_VALUE as aggregates: Calcite's own are window functions only. */
    private static final class EdgeValue extends SqlAggFunction {
        EdgeValue(String name) {
            super(
                    name,
                    null,
                    SqlKind.valueOf(name),
                    ReturnTypes.ARG0_FORCE_NULLABLE,
                    null,
                    OperandTypes.ANY,
                    SqlFunctionCategory.NUMERIC,
                    false,
                    false,
                    Optionality.FORBIDDEN);
        }
    }
}
