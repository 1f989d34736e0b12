package io.sabot.sql.script;

import io.sabot.core.error.Nearest;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Durations;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.catalog.Catalog;
import io.sabot.sql.catalog.ConnectorSpec;
import io.sabot.sql.catalog.SourceText;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.parser.ColumnDef;
import io.sabot.sql.parser.Intervals;
import io.sabot.sql.parser.SqlCreateTable;
import io.sabot.sql.parser.TableOption;
import io.sabot.sql.parser.WatermarkDef;
import io.sabot.sql.plan.ExpressionPlanner;
import io.sabot.sql.type.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;

/** CREATE TABLE → {@link TableSpec}. */
final class TableDeclarations {
    private final Catalog catalog;
    private final ExpressionPlanner planner;
    private final Map<String, ConnectorSpec> connectors = new LinkedHashMap<>();
    private final Problems problems;
    private final Set<String> failedNames;

    /** @param failedNames takes the names, in lower case, of columns that could not be understood */
    TableDeclarations(
            Catalog catalog,
            ExpressionPlanner planner,
            List<ConnectorSpec> connectors,
            Problems problems,
            Set<String> failedNames) {
        this.catalog = catalog;
        this.planner = planner;
        connectors.forEach(connector -> this.connectors.put(connector.name(), connector));
        this.problems = problems;
        this.failedNames = failedNames;
    }

    ConnectorSpec connector(TableSpec table) {
        return table.connector() == null ? null : connectors.get(table.connector());
    }

    /** What is wrong is reported; what is right of it is there for the statements that follow. */
    TableSpec declare(SqlCreateTable statement, int streamId) {
        String name = statement.name().getSimple();
        RelDataTypeFactory types = planner.typeFactory();
        RelDataTypeFactory.Builder physical = types.builder();
        List<ColumnSpec> columns = new ArrayList<>();
        for (ColumnDef column : statement.columns()) {
            if (!column.computed()) {
                SqlType type = type(column);
                columns.add(new ColumnSpec(column.name().getSimple(), type));
                physical.add(column.name().getSimple(), Types.toRel(type, types));
            }
        }
        RelDataType physicalRow = physical.build();
        checkNames(statement);
        RelDataTypeFactory.Builder row = types.builder();
        List<RexNode> expressions = new ArrayList<>();
        int next = 0;
        for (ColumnDef column : statement.columns()) {
            RexNode expression;
            if (column.computed()) {
                expression = computed(column, physicalRow);
            } else {
                expression = planner.rexBuilder()
                        .makeInputRef(physicalRow.getFieldList().get(next).getType(), next);
                next++;
            }
            if (expression != null) {
                expressions.add(expression);
                row.add(column.name().getSimple(), Types.toRel(Types.of(expression.getType()), types));
            }
        }
        RelDataType rowType = row.build();
        int timeColumn = timeColumn(statement.watermark(), rowType);
        EventSchema stream = new EventSchema(name, streamId, 1, columns, physicalTime(timeColumn, expressions));
        return new TableSpec(
                name,
                stream,
                rowType,
                expressions,
                timeColumn,
                timeColumn == EventSchema.NO_COLUMN ? 0 : delay(statement.watermark(), rowType, timeColumn),
                options(statement),
                SourceText.Place.of(statement.name()));
    }

    private void checkNames(SqlCreateTable statement) {
        Map<String, ColumnDef> seen = new LinkedHashMap<>();
        for (ColumnDef column : statement.columns()) {
            String key = column.name().getSimple().toLowerCase(Locale.ROOT);
            if (seen.putIfAbsent(key, column) != null) {
                problems.add(
                        "SQL-0109",
                        "column '" + column.name().getSimple() + "' is declared twice",
                        column.name(),
                        null);
            }
        }
        if (catalog.contains(statement.name().getSimple()) && !statement.orReplace()) {
            problems.add(
                    "SQL-0110", "'" + statement.name().getSimple() + "' is declared already", statement.name(), null);
        }
    }

    // ---- columns ----

    private SqlType type(ColumnDef column) {
        try {
            SqlValidator validator = catalog.validator(catalog.reader());
            RelDataType type = column.type().deriveType(validator, column.nullable());
            return Types.of(type).withNullable(column.nullable());
        } catch (org.apache.calcite.runtime.CalciteException e) {
            problems.add(
                    "SQL-0111",
                    "unknown type " + column.type(),
                    column.type(),
                    Nearest.hint(column.type().toString().toUpperCase(Locale.ROOT), TYPES));
        } catch (io.sabot.core.error.SabotException e) {
            problems.add(
                    "SQL-0111",
                    e.problems().get(0).message(),
                    column.type(),
                    e.problems().get(0).hint());
        }
        return SqlType.of(TypeKind.VARCHAR);
    }

    private static final List<String> TYPES = List.of(
            "BOOLEAN",
            "TINYINT",
            "SMALLINT",
            "INT",
            "INTEGER",
            "BIGINT",
            "FLOAT",
            "REAL",
            "DOUBLE",
            "DECIMAL",
            "NUMERIC",
            "CHAR",
            "VARCHAR",
            "STRING",
            "BINARY",
            "VARBINARY",
            "BYTES",
            "DATE",
            "TIME",
            "TIMESTAMP",
            "TIMESTAMP_LTZ");

    private RexNode computed(ColumnDef column, RelDataType physicalRow) {
        try {
            return planner.expression(column.expression(), physicalRow);
        } catch (SqlFault e) {
            problems.add(e);
        } catch (io.sabot.sql.catalog.SqlFaults e) {
            e.faults().forEach(problems::add);
        }
        failedNames.add(column.name().getSimple().toLowerCase(Locale.ROOT));
        return null;
    }

    // ---- time ----

    private int timeColumn(WatermarkDef watermark, RelDataType row) {
        if (watermark == null) {
            return EventSchema.NO_COLUMN;
        }
        String name = watermark.column().getSimple();
        var field = row.getField(name, false, false);
        if (field == null) {
            problems.add(
                    "SQL-0101",
                    "unknown column '" + name + "'",
                    watermark.column(),
                    Nearest.hint(name, row.getFieldNames()));
            return EventSchema.NO_COLUMN;
        }
        TypeKind kind = Types.of(field.getType()).kind();
        if (kind != TypeKind.TIMESTAMP && kind != TypeKind.BIGINT && kind != TypeKind.DATE && kind != TypeKind.INT) {
            problems.add(
                    "SQL-0112",
                    "event time is a TIMESTAMP, DATE or BIGINT, not " + Types.of(field.getType()),
                    watermark.column(),
                    "compute one: t AS TO_TIMESTAMP(" + name + ")");
            return EventSchema.NO_COLUMN;
        }
        return field.getIndex();
    }

    private static int physicalTime(int timeColumn, List<RexNode> expressions) {
        return timeColumn != EventSchema.NO_COLUMN
                        && expressions.get(timeColumn) instanceof org.apache.calcite.rex.RexInputRef ref
                ? ref.getIndex()
                : EventSchema.NO_COLUMN;
    }

    /** {@code ts} or {@code ts - INTERVAL '5' SECOND}. */
    private long delay(WatermarkDef watermark, RelDataType row, int timeColumn) {
        SqlNode node = watermark.expression();
        String column = row.getFieldNames().get(timeColumn);
        if (isColumn(node, column)) {
            return 0;
        }
        boolean isNumber =
                SqlTypeUtil.isExactNumeric(row.getFieldList().get(timeColumn).getType());
        if (node.getKind() == SqlKind.MINUS && isColumn(((SqlCall) node).operand(0), column)) {
            SqlNode delay = ((SqlCall) node).operand(1);
            try {
                if (!isNumber && delay instanceof SqlIntervalLiteral interval) {
                    return Intervals.nanos(interval);
                }
                if (isNumber && delay instanceof SqlNumericLiteral number && number.isInteger()) {
                    return number.longValue(true);
                }
            } catch (IllegalArgumentException e) {
                problems.add("SQL-0304", e.getMessage(), delay, null);
                return 0;
            }
        }
        problems.add(
                "SQL-0113",
                "a watermark is the column itself, or the column minus "
                        + (isNumber ? "a whole number" : "an interval"),
                node,
                column + (isNumber ? " - 1000" : " - INTERVAL '1' SECOND"));
        return 0;
    }

    private static boolean isColumn(SqlNode node, String column) {
        return node instanceof SqlIdentifier id
                && id.isSimple()
                && id.getSimple().equalsIgnoreCase(column);
    }

    // ---- options ----

    private Map<String, String> options(SqlCreateTable statement) {
        Map<String, String> values = new LinkedHashMap<>();
        for (TableOption option : statement.options()) {
            if (values.put(option.keyText().toLowerCase(Locale.ROOT), option.valueText()) != null) {
                problems.add("SQL-0121", "option '" + option.keyText() + "' is given twice", option.key(), null);
            }
        }
        if (statement.options().isEmpty()) {
            return values;
        }
        ConnectorSpec connector = connector(statement, values);
        if (connector != null) {
            check(statement, connector, values);
        }
        return values;
    }

    private ConnectorSpec connector(SqlCreateTable statement, Map<String, String> values) {
        String name = values.get(TableSpec.CONNECTOR);
        if (name == null) {
            problems.add(
                    "SQL-0122",
                    "WITH lacks 'connector'",
                    statement.options().get(0).key(),
                    "'connector' = 'file', or no WITH at all for an internal topic");
            return null;
        }
        ConnectorSpec connector = connectors.get(name);
        if (connector == null) {
            SqlNode at = statement.options().stream()
                    .filter(option -> option.keyText().equalsIgnoreCase(TableSpec.CONNECTOR))
                    .findFirst()
                    .orElseThrow()
                    .value();
            problems.add(
                    "SQL-0120",
                    "unknown connector '" + name + "'",
                    at,
                    Nearest.hintOrChoice(name, connectors.keySet()));
        }
        return connector;
    }

    private void check(SqlCreateTable statement, ConnectorSpec connector, Map<String, String> values) {
        Map<String, ConnectorSpec.OptionSpec> known = new LinkedHashMap<>();
        connector.options().forEach(option -> known.put(option.name(), option));
        for (TableOption option : statement.options()) {
            String key = option.keyText().toLowerCase(Locale.ROOT);
            if (key.equals(TableSpec.CONNECTOR)) {
                continue;
            }
            ConnectorSpec.OptionSpec spec = known.get(key);
            if (spec == null) {
                problems.add(
                        "SQL-0123",
                        "connector '" + connector.name() + "' has no option '" + option.keyText() + "'",
                        option.key(),
                        Nearest.hint(key, known.keySet()));
            } else {
                check(option, spec);
            }
        }
        for (ConnectorSpec.OptionSpec spec : connector.options()) {
            if (spec.isRequired() && !values.containsKey(spec.name())) {
                problems.add(
                        "SQL-0124",
                        "connector '" + connector.name() + "' needs the option '" + spec.name() + "'",
                        statement.name(),
                        "'" + spec.name() + "' = '…' in WITH");
            }
        }
    }

    private void check(TableOption option, ConnectorSpec.OptionSpec spec) {
        String value = option.valueText();
        boolean isValid =
                switch (spec.kind()) {
                    case TEXT -> !value.isEmpty() || spec.name().equals("null-literal");
                    case CHARACTER -> value.codePointCount(0, value.length()) == 1 || value.equals("\\t");
                    case NUMBER -> value.matches("\\d{1,18}");
                    case DURATION -> Durations.parse(value) > 0;
                    case BOOLEAN, CHOICE -> spec.values().contains(value.toLowerCase(Locale.ROOT));
                };
        if (!isValid) {
            String expected =
                    switch (spec.kind()) {
                        case TEXT -> "some text";
                        case CHARACTER -> "one character";
                        case NUMBER -> "a whole number";
                        case DURATION -> "a length of time such as '5 s'";
                        case BOOLEAN, CHOICE -> "one of " + String.join(", ", spec.values());
                    };
            String nearest = spec.values().isEmpty() ? null : Nearest.hint(value, spec.values());
            problems.add(
                    "SQL-0125",
                    "option '" + spec.name() + "' takes " + expected + ", not '" + value + "'",
                    option.value(),
                    nearest);
        }
    }
}
