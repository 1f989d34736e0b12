package io.sabot.sql.script;

import io.sabot.core.error.Nearest;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.catalog.SqlFaults;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;

/** What INSERT does with the columns of its query: puts each in its place, of the place's type. */
final class Assignments {
    private static final Set<TypeKind> NUMBERS =
            Set.of(TypeKind.INT, TypeKind.BIGINT, TypeKind.DOUBLE, TypeKind.DECIMAL);

    private final RexBuilder rex;

    Assignments(RelOptCluster cluster) {
        this.rex = cluster.getRexBuilder();
    }

    RelNode assign(SqlInsert insert, RelNode source, TableSpec target) {
        List<Integer> places = places(insert, target);
        int given = source.getRowType().getFieldCount();
        if (places.size() != given) {
            throw new SqlFault(
                    "SQL-0105",
                    "the query has " + given + " columns, " + target.name() + " takes " + places.size() + ": "
                            + places.stream()
                                    .map(place -> target.stream().column(place).name())
                                    .toList(),
                    insert.getSource(),
                    null);
        }
        List<RexNode> projects = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<SqlFault> faults = new ArrayList<>();
        for (int place = 0; place < target.stream().columnCount(); place++) {
            SqlType wanted = target.stream().column(place).type();
            RelDataType type = Types.toRel(wanted.withNullable(true), rex.getTypeFactory());
            int from = places.indexOf(place);
            RexNode value = from < 0 ? rex.makeNullLiteral(type) : rex.makeInputRef(source, from);
            if (isAssignable(Types.of(value.getType()), wanted)) {
                projects.add(converted(value, type, wanted));
            } else {
                faults.add(mismatch(
                        insert,
                        from,
                        value,
                        wanted,
                        target.stream().column(place).name(),
                        target));
            }
            names.add(target.stream().column(place).name());
        }
        if (!faults.isEmpty()) {
            throw new SqlFaults(faults);
        }
        return RelOptUtil.areRowTypesEqual(source.getRowType(), rowType(projects, names), false)
                ? source
                : LogicalProject.create(source, List.of(), projects, names, Set.of());
    }

    private RelDataType rowType(List<RexNode> projects, List<String> names) {
        return rex.getTypeFactory()
                .createStructType(projects.stream().map(RexNode::getType).toList(), names);
    }

    private static List<Integer> places(SqlInsert insert, TableSpec target) {
        List<Integer> places = new ArrayList<>();
        if (insert.getTargetColumnList() == null) {
            for (int i = 0; i < target.stream().columnCount(); i++) {
                places.add(i);
            }
            return places;
        }
        for (SqlNode node : insert.getTargetColumnList()) {
            String name = ((SqlIdentifier) node).getSimple();
            int place = target.stream().indexOf(name);
            if (place < 0) {
                throw new SqlFault(
                        "SQL-0101",
                        "unknown column '" + name + "' of " + target.name(),
                        node,
                        Nearest.hint(
                                name,
                                target.stream().columns().stream()
                                        .map(column -> column.name())
                                        .toList()));
            }
            if (places.contains(place)) {
                throw new SqlFault("SQL-0109", "column '" + name + "' is named twice", node, null);
            }
            places.add(place);
        }
        return places;
    }

    private RexNode converted(RexNode value, RelDataType type, SqlType wanted) {
        SqlType given = Types.of(value.getType());
        return given.withNullable(true).equals(wanted.withNullable(true)) ? value : rex.makeCast(type, value);
    }

    private static SqlFault mismatch(
            SqlInsert insert, int from, RexNode value, SqlType wanted, String column, TableSpec target) {
        return new SqlFault(
                "SQL-0106",
                "column '" + column + "' of " + target.name() + " is " + wanted.withNullable(true)
                        + ", the query gives " + Types.of(value.getType()).withNullable(true),
                item(insert.getSource(), from),
                "CAST(… AS " + wanted.withNullable(true) + ")");
    }

    private static boolean isAssignable(SqlType given, SqlType wanted) {
        return given.kind() == wanted.kind() && given.kind() != TypeKind.ARRAY
                || isAssignableArray(given, wanted)
                || NUMBERS.contains(given.kind()) && NUMBERS.contains(wanted.kind())
                || given.kind() == TypeKind.DATE && wanted.kind() == TypeKind.TIMESTAMP;
    }

    private static boolean isAssignableArray(SqlType given, SqlType wanted) {
        return given.kind() == TypeKind.ARRAY
                && wanted.kind() == TypeKind.ARRAY
                && isAssignable(given.element(), wanted.element());
    }

    /** The select item, or that of the first row of VALUES, if it can be pointed at. */
    private static SqlNode item(SqlNode source, int item) {
        SqlNodeList items = null;
        if (source instanceof SqlSelect select) {
            items = select.getSelectList();
        } else if (source.getKind() == SqlKind.VALUES && ((SqlCall) source).operand(0) instanceof SqlCall row) {
            items = new SqlNodeList(row.getOperandList(), row.getParserPosition());
        }
        boolean isPlain = items != null
                && items.size() > item
                && items.stream().noneMatch(node -> node instanceof SqlIdentifier id && id.isStar());
        return isPlain ? items.get(item) : source;
    }
}
