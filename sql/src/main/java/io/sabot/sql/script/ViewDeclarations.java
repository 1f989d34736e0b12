package io.sabot.sql.script;

import io.sabot.core.error.Nearest;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.catalog.SourceText;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.parser.SqlCreateMaterializedView;
import io.sabot.sql.parser.TableOption;
import io.sabot.sql.physical.Flow;
import io.sabot.sql.physical.Plan;
import io.sabot.state.view.ViewSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/** CREATE MATERIALIZED VIEW: what its rows go to, and which of its columns are the key. */
final class ViewDeclarations {
    /** What {@link TableSpec#connector()} says for the target of a view's query. */
    static final String CONNECTOR = "view";

    private static final String MAX_KEYS = "max-keys";

    private ViewDeclarations() {}

    /** The table that the query's rows are for; not one that statements can name. */
    static TableSpec target(SqlCreateMaterializedView view, RelDataType row) {
        String name = view.name().getSimple();
        EventSchema schema = Flow.schema(name, row, EventSchema.NO_COLUMN);
        List<RexNode> columns = new ArrayList<>();
        row.getFieldList().forEach(field -> columns.add(new RexInputRef(field.getIndex(), field.getType())));
        return new TableSpec(
                name,
                schema,
                row,
                columns,
                EventSchema.NO_COLUMN,
                0,
                Map.of(TableSpec.CONNECTOR, CONNECTOR),
                SourceText.Place.of(view.name()));
    }

    /** Checks what can be checked before the query is planned. */
    static void check(SqlCreateMaterializedView view, RelDataType row) {
        maxKeys(view);
        declaredKey(view, row.getFieldNames());
    }

    static ViewSpec spec(SqlCreateMaterializedView view, EventSchema output, Plan plan) {
        List<String> names = output.columns().stream().map(ColumnSpec::name).toList();
        List<Integer> key = view.primaryKey().isEmpty() ? groupedBy(plan) : declaredKey(view, names);
        if (key == null) {
            throw new SqlFault(
                    "SQL-0140",
                    "view '" + output.name() + "' needs a key: the last row of which columns is it to show?",
                    view.name(),
                    "CREATE MATERIALIZED VIEW " + output.name() + " (PRIMARY KEY (…) NOT ENFORCED) AS …");
        }
        for (int column : key) {
            if (output.column(column).type().kind() == TypeKind.ARRAY) {
                throw new SqlFault(
                        "SQL-0409",
                        "column '" + names.get(column) + "' is an ARRAY, which cannot be a key",
                        view.name(),
                        null);
            }
        }
        return new ViewSpec(output.name(), output.columns(), key, maxKeys(view));
    }

    private static List<Integer> declaredKey(SqlCreateMaterializedView view, List<String> names) {
        List<Integer> key = new ArrayList<>();
        for (SqlNode node : view.primaryKey()) {
            String name = ((SqlIdentifier) node).getSimple();
            int column = indexOf(name, names);
            if (column < 0) {
                throw new SqlFault(
                        "SQL-0101", "unknown column '" + name + "' of the view", node, Nearest.hint(name, names));
            }
            if (key.contains(column)) {
                throw new SqlFault("SQL-0109", "column '" + name + "' is named twice", node, null);
            }
            key.add(column);
        }
        return key;
    }

    private static int indexOf(String name, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Columns that the rows are grouped by, a window apart: of each group the view shows the latest window. Null if the
     * rows are not grouped, or a column of the group is not among them.
     */
    private static List<Integer> groupedBy(Plan plan) {
        if (plan instanceof Plan.Aggregate aggregate) {
            List<Integer> key = new ArrayList<>();
            for (int i = 0; i < aggregate.keyColumns().size(); i++) {
                key.add(i);
            }
            return key;
        } else if (plan instanceof Plan.Calc calc) {
            return through(calc.projects(), groupedBy(calc.input()));
        } else if (plan instanceof Plan.Sort || plan instanceof Plan.TimeSort) {
            return groupedBy(plan.inputs().get(0));
        }
        return null;
    }

    /** Where a projection puts the columns; null if it leaves one out. */
    private static List<Integer> through(List<RexNode> projects, List<Integer> key) {
        if (key == null || projects == null) {
            return key;
        }
        List<Integer> places = new ArrayList<>();
        for (int column : key) {
            int place = 0;
            while (place < projects.size() && !isColumn(projects.get(place), column)) {
                place++;
            }
            if (place == projects.size()) {
                return null;
            }
            places.add(place);
        }
        return places;
    }

    private static boolean isColumn(RexNode node, int column) {
        return node instanceof RexInputRef ref && ref.getIndex() == column;
    }

    private static long maxKeys(SqlCreateMaterializedView view) {
        long maxKeys = ViewSpec.DEFAULT_MAX_KEYS;
        Set<String> seen = new TreeSet<>();
        for (TableOption option : view.options()) {
            String name = option.keyText().toLowerCase(Locale.ROOT);
            if (!name.equals(MAX_KEYS)) {
                throw new SqlFault(
                        "SQL-0123",
                        "a materialized view has no option '" + option.keyText() + "'",
                        option.key(),
                        Nearest.hintOrChoice(name, Set.of(MAX_KEYS)));
            }
            if (!seen.add(name)) {
                throw new SqlFault("SQL-0121", "option '" + name + "' is given twice", option.key(), null);
            }
            maxKeys = keys(option);
        }
        return maxKeys;
    }

    private static long keys(TableOption option) {
        String value = option.valueText();
        long keys = value.matches("\\d{1,10}") ? Long.parseLong(value) : 0;
        if (keys < 1 || keys > ViewSpec.LARGEST_MAX_KEYS) {
            throw new SqlFault(
                    "SQL-0125",
                    "option '" + MAX_KEYS + "' takes a whole number from 1 to " + ViewSpec.LARGEST_MAX_KEYS + ", not '"
                            + value + "'",
                    option.value(),
                    null);
        }
        return keys;
    }
}
