package io.sabot.sql.plan;

import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.function.JavaKeyedFunction;
import io.sabot.sql.type.Types;
import io.sabot.state.keyed.KeyedFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/** Calls in FROM: window functions, and users' functions over {@code TABLE t PARTITION BY k ORDER BY ts}. */
public final class TableFunctions {
    private static final Set<TypeKind> TIMES = Set.of(TypeKind.TIMESTAMP, TypeKind.DATE, TypeKind.BIGINT);

    private TableFunctions() {}

    public static boolean isBuiltIn(String name) {
        return WindowFunctions.isWindow(name);
    }

    static RelNode convert(QueryConverter converter, FunctionCatalog functions, SqlCall call) {
        String name = call.getOperator().getName();
        if (isBuiltIn(name)) {
            return WindowFunctions.convert(converter, (SqlBasicCall) call);
        }
        JavaKeyedFunction function = functions.keyed(name);
        if (function != null) {
            return keyed(converter, function, call);
        }
        if (functions.isScalar(name)) {
            throw new SqlFault(
                    "SQL-0316",
                    "'" + name + "' is a function of one row, it cannot stand in FROM",
                    call,
                    "SELECT " + name + "(…) FROM t; a table function implements " + KeyedFunction.class.getName());
        }
        List<String> known = new ArrayList<>(WindowFunctions.NAMES);
        known.addAll(functions.keyedNames());
        throw new SqlFault("SQL-0103", "unknown table function '" + name + "'", call, Nearest.hint(name, known));
    }

    // ---- users' functions ----

    private static RelNode keyed(QueryConverter converter, JavaKeyedFunction function, SqlCall call) {
        SqlNode data = tableArgument(function.name(), call);
        SqlNodeList partition = SqlNodeList.EMPTY;
        SqlNodeList order = SqlNodeList.EMPTY;
        if (data.getKind() == SqlKind.SET_SEMANTICS_TABLE) {
            partition = ((SqlCall) data).operand(1);
            order = ((SqlCall) data).operand(2);
            data = ((SqlCall) data).operand(0);
        }
        RelNode input = converter.table(data);
        RelDataType row = input.getRowType();
        List<Integer> keys = new ArrayList<>();
        for (SqlNode column : partition) {
            int key = WindowFunctions.column((SqlIdentifier) column, row);
            if (keys.contains(key)) {
                throw new SqlFault("SQL-0109", "column '" + column + "' is named twice", column, null);
            }
            keys.add(key);
        }
        EventSchema schema = schema(function.name(), row);
        KeyedFunction instance = instance(function, call);
        List<ColumnSpec> columns = columns(function, instance, schema, call);
        checkNames(function, columns, keys.stream().map(schema::column).toList(), call);
        KeyedCall keyed = new KeyedCall(
                function, schema, keys, orders(order, row), columns, timeColumn(function, instance, columns, call));
        return new KeyedRel(
                converter.cluster(),
                converter.cluster().traitSetOf(Convention.NONE),
                input,
                keyed,
                order.isEmpty() ? call.getParserPosition() : order.getParserPosition());
    }

    private static KeyedFunction instance(JavaKeyedFunction function, SqlCall call) {
        try {
            return function.create();
        } catch (SabotException e) {
            throw fault(e, call);
        }
    }

    private static SqlNode tableArgument(String name, SqlCall call) {
        String usage = name + "(TABLE t PARTITION BY k)";
        if (call.operandCount() == 0) {
            throw new SqlFault("SQL-0302", name + " lacks its table", call, usage);
        }
        if (call.operandCount() > 1) {
            throw new SqlFault("SQL-0302", name + " takes one table, found more", call.operand(1), usage);
        }
        SqlNode argument = call.operand(0);
        if (argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
            SqlNode parameter = ((SqlCall) argument).operand(1);
            if (!parameter.toString().equalsIgnoreCase("DATA")) {
                throw new SqlFault(
                        "SQL-0302",
                        name + " has no parameter '" + parameter + "'",
                        parameter,
                        Nearest.hint(parameter.toString(), List.of("DATA")));
            }
            argument = ((SqlCall) argument).operand(0);
        }
        boolean isTable = argument.getKind() == SqlKind.EXPLICIT_TABLE
                || argument.getKind() == SqlKind.SET_SEMANTICS_TABLE
                || argument.isA(SqlKind.QUERY);
        if (!isTable) {
            throw new SqlFault("SQL-0302", name + " takes a table, found " + argument, argument, usage);
        }
        return argument;
    }

    private static EventSchema schema(String name, RelDataType row) {
        List<ColumnSpec> columns = new ArrayList<>();
        for (RelDataTypeField field : row.getFieldList()) {
            columns.add(new ColumnSpec(field.getName(), Types.of(field.getType())));
        }
        return EventSchema.derived(name, columns, EventSchema.NO_COLUMN);
    }

    private static List<KeyedCall.OrderColumn> orders(SqlNodeList order, RelDataType row) {
        List<KeyedCall.OrderColumn> columns = new ArrayList<>();
        for (SqlNode node : order) {
            boolean isDescending = node.getKind() == SqlKind.DESCENDING;
            SqlNode column = isDescending ? ((SqlCall) node).operand(0) : node;
            if (!(column instanceof SqlIdentifier identifier)) {
                throw new SqlFault("SQL-0315", "ORDER BY of a table argument takes columns", node, null);
            }
            columns.add(new KeyedCall.OrderColumn(WindowFunctions.column(identifier, row), isDescending));
        }
        return columns;
    }

    private static List<ColumnSpec> columns(
            JavaKeyedFunction function, KeyedFunction instance, EventSchema input, SqlCall call) {
        List<ColumnSpec> columns;
        try {
            columns = instance.columns(input);
        } catch (RuntimeException e) {
            throw fault(function.failed("columns()", e), call);
        }
        if (columns == null || columns.isEmpty()) {
            throw new SqlFault(
                    "SQL-0315",
                    "the function " + function.name() + " declares no columns",
                    call,
                    "columns() of " + function.owner().getName() + " names what its rows consist of");
        }
        return columns.stream()
                .map(column -> new ColumnSpec(column.name(), column.type().withNullable(true)))
                .toList();
    }

    private static SqlFault fault(SabotException e, SqlCall call) {
        return new SqlFault(
                e.problems().get(0).code(),
                e.problems().get(0).message(),
                call,
                e.problems().get(0).hint());
    }

    private static void checkNames(
            JavaKeyedFunction function, List<ColumnSpec> columns, List<ColumnSpec> keys, SqlCall call) {
        List<String> seen = new ArrayList<>(keys.stream().map(ColumnSpec::name).toList());
        for (ColumnSpec column : columns) {
            if (column.type().kind() == TypeKind.ARRAY) {
                throw new SqlFault(
                        "SQL-0315",
                        "column '" + column.name() + "' of the function " + function.name() + " is an ARRAY, which"
                                + " functions cannot write",
                        call,
                        null);
            }
            if (seen.stream().anyMatch(column.name()::equalsIgnoreCase)) {
                throw new SqlFault(
                        "SQL-0315",
                        "the function " + function.name() + " declares the column '" + column.name()
                                + "', which is there already",
                        call,
                        "its rows begin with the columns of PARTITION BY");
            }
            seen.add(column.name());
        }
    }

    private static int timeColumn(
            JavaKeyedFunction function, KeyedFunction instance, List<ColumnSpec> columns, SqlCall call) {
        int column = instance.eventTimeColumn();
        boolean isTime = column == EventSchema.NO_COLUMN
                || column >= 0
                        && column < columns.size()
                        && TIMES.contains(columns.get(column).type().kind());
        if (!isTime) {
            throw new SqlFault(
                    "SQL-0315",
                    "eventTimeColumn() of the function " + function.name() + " is " + column
                            + ", which is no column of time",
                    call,
                    "event time is a TIMESTAMP, DATE or BIGINT; its columns are numbered from 0");
        }
        return column;
    }
}
