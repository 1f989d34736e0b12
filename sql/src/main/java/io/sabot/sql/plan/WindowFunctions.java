package io.sabot.sql.plan;

import io.sabot.core.error.Nearest;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.parser.Intervals;
import io.sabot.windows.WindowSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** TUMBLE, HOP, CUMULATE and SESSION as table functions, arguments by place or by name. */
final class WindowFunctions {
    static final List<String> NAMES = List.of("TUMBLE", "HOP", "CUMULATE", "SESSION");

    private WindowFunctions() {}

    static boolean isWindow(String name) {
        return NAMES.contains(name.toUpperCase(Locale.ROOT));
    }

    private static List<String> parameters(String name) {
        return switch (name) {
            case "TUMBLE" -> List.of("DATA", "TIMECOL", "SIZE", "OFFSET");
            case "HOP" -> List.of("DATA", "TIMECOL", "SLIDE", "SIZE", "OFFSET");
            case "CUMULATE" -> List.of("DATA", "TIMECOL", "STEP", "SIZE", "OFFSET");
            default -> List.of("DATA", "TIMECOL", "GAP");
        };
    }

    static RelNode convert(QueryConverter converter, SqlBasicCall call) {
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        List<String> parameters = parameters(name);
        SqlNode[] arguments = arguments(call, name, parameters);
        SqlNode data = arguments[0];
        SqlNodeList partition = SqlNodeList.EMPTY;
        if (data.getKind() == SqlKind.SET_SEMANTICS_TABLE) {
            partition = ((SqlCall) data).operand(1);
            data = ((SqlCall) data).operand(0);
        }
        RelNode input = converter.table(data);
        RelDataType row = input.getRowType();
        int timeColumn = timeColumn(arguments[1], row);
        List<Integer> partitionColumns = new ArrayList<>();
        for (SqlNode column : partition) {
            partitionColumns.add(column((SqlIdentifier) column, row));
        }
        WindowSpec window;
        try {
            boolean isNumber = SqlTypeUtil.isExactNumeric(
                    row.getFieldList().get(timeColumn).getType());
            window = spec(name, arguments, isNumber);
        } catch (IllegalArgumentException e) {
            throw new SqlFault("SQL-0301", name + ": " + e.getMessage(), call, null);
        }
        return new WindowRel(
                converter.cluster(),
                converter.cluster().traitSetOf(Convention.NONE),
                input,
                window,
                timeColumn,
                partitionColumns,
                call.getParserPosition());
    }

    private static SqlNode[] arguments(SqlBasicCall call, String name, List<String> parameters) {
        SqlNode[] arguments = new SqlNode[parameters.size()];
        int place = 0;
        for (SqlNode operand : call.getOperandList()) {
            if (operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
                SqlCall assignment = (SqlCall) operand;
                String parameter = ((SqlIdentifier) assignment.operand(1)).getSimple();
                int index = parameters.indexOf(parameter.toUpperCase(Locale.ROOT));
                if (index < 0) {
                    throw new SqlFault(
                            "SQL-0302",
                            name + " has no parameter '" + parameter + "'",
                            assignment.operand(1),
                            Nearest.hint(parameter, parameters));
                }
                arguments[index] = assignment.operand(0);
            } else if (place < arguments.length) {
                arguments[place++] = operand;
            } else {
                throw new SqlFault("SQL-0302", name + " takes " + parameters + ", found more", operand, null);
            }
        }
        int required = name.equals("SESSION") || name.equals("TUMBLE") ? 3 : 4;
        for (int i = 0; i < required; i++) {
            if (arguments[i] == null) {
                throw new SqlFault(
                        "SQL-0302", name + " lacks " + parameters.get(i), call, name + " takes " + parameters);
            }
        }
        return arguments;
    }

    private static int timeColumn(SqlNode descriptor, RelDataType row) {
        if (descriptor instanceof SqlCall call
                && call.getOperator().getName().equalsIgnoreCase("DESCRIPTOR")
                && call.operandCount() == 1
                && call.operand(0) instanceof SqlIdentifier column) {
            int index = column(column, row);
            SqlTypeName type = row.getFieldList().get(index).getType().getSqlTypeName();
            if (!Arrays.asList(
                            SqlTypeName.TIMESTAMP,
                            SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
                            SqlTypeName.DATE,
                            SqlTypeName.INTEGER,
                            SqlTypeName.BIGINT)
                    .contains(type)) {
                throw new SqlFault("SQL-0303", "a window needs a column of time, found " + type, column, null);
            }
            return index;
        }
        throw new SqlFault("SQL-0303", "DESCRIPTOR(column) is expected here", descriptor, null);
    }

    static int column(SqlIdentifier identifier, RelDataType row) {
        String name = identifier.names.get(identifier.names.size() - 1);
        var field = row.getField(name, false, false);
        if (field == null) {
            throw new SqlFault(
                    "SQL-0101", "unknown column '" + name + "'", identifier, Nearest.hint(name, row.getFieldNames()));
        }
        if (field.getType().getSqlTypeName() == SqlTypeName.ARRAY) {
            throw new SqlFault("SQL-0409", "an ARRAY can neither part rows nor order them", identifier, null);
        }
        return field.getIndex();
    }

    private static WindowSpec spec(String name, SqlNode[] arguments, boolean isNumber) {
        long first = duration(arguments[2], isNumber);
        return switch (name) {
            case "TUMBLE" -> new WindowSpec.Tumble(first, optional(arguments, 3, isNumber));
            case "HOP" -> new WindowSpec.Hop(duration(arguments[3], isNumber), first, optional(arguments, 4, isNumber));
            case "CUMULATE" ->
                new WindowSpec.Cumulate(duration(arguments[3], isNumber), first, optional(arguments, 4, isNumber));
            default -> new WindowSpec.Session(first);
        };
    }

    private static long optional(SqlNode[] arguments, int index, boolean isNumber) {
        return arguments[index] == null ? 0 : duration(arguments[index], isNumber);
    }

    /** Nanoseconds of an interval; a plain number for event time that is one. */
    private static long duration(SqlNode node, boolean isNumber) {
        if (!isNumber && node instanceof SqlIntervalLiteral interval) {
            try {
                return Intervals.nanos(interval);
            } catch (IllegalArgumentException e) {
                throw new SqlFault("SQL-0304", e.getMessage(), interval, null);
            }
        }
        if (isNumber && node instanceof SqlNumericLiteral literal && literal.isInteger()) {
            return literal.longValue(true);
        }
        throw isNumber
                ? new SqlFault("SQL-0304", "a whole number is expected here, as the time column is one", node, null)
                : new SqlFault("SQL-0304", "an interval literal is expected here", node, "INTERVAL '5' MINUTE");
    }
}
