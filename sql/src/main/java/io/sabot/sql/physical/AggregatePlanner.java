package io.sabot.sql.physical;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.sql.aggregate.AggregateSpec;
import io.sabot.sql.plan.WindowRel;
import io.sabot.sql.register.AggregateKind;
import io.sabot.sql.register.Slots;
import io.sabot.sql.type.Types;
import io.sabot.windows.WindowSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * GROUP BY → an aggregate over a window, or over all of a bounded input. A projection under the aggregate becomes part of
 * it, so that arguments are computed where they are added up.
 */
final class AggregatePlanner {
    private static final int WINDOW_COLUMNS = 3;

    private final PhysicalPlanner planner;
    private final Aggregate aggregate;
    private final RexBuilder rex;

    /** What the aggregate's columns are made of, over the columns of {@link #below}. */
    private final List<RexNode> expressions;

    private final RelNode below;

    AggregatePlanner(PhysicalPlanner planner, Aggregate aggregate) {
        this.planner = planner;
        this.aggregate = aggregate;
        this.rex = aggregate.getCluster().getRexBuilder();
        RelNode input = aggregate.getInput();
        this.below = input instanceof Project project && !project.containsOver() ? project.getInput() : input;
        this.expressions = input instanceof Project project && !project.containsOver()
                ? project.getProjects()
                : identity(input.getRowType());
        if (aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
            throw planner.groupFault("SQL-0190", "GROUPING SETS, ROLLUP and CUBE are not supported yet", null);
        }
    }

    private List<RexNode> identity(RelDataType row) {
        List<RexNode> refs = new ArrayList<>();
        row.getFieldList().forEach(field -> refs.add(rex.makeInputRef(field.getType(), field.getIndex())));
        return refs;
    }

    Plan plan() {
        if (below instanceof WindowRel window) {
            return windowed(window);
        }
        if (below instanceof Filter filter && filter.getInput() instanceof WindowRel) {
            throw planner.groupFault(
                    "SQL-0190",
                    "a condition between a window and its GROUP BY that cannot be moved before the window is not"
                            + " supported yet",
                    "filter in a sub-query inside the window function, or with HAVING");
        }
        return global();
    }

    // ---- without a window ----

    private Plan global() {
        Plan input = planner.plan(below);
        if (!input.flow().isBounded()) {
            throw planner.groupFault(
                    "SQL-0406",
                    "GROUP BY or DISTINCT on an unbounded input needs a window",
                    "SELECT … FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY"
                            + " window_start, window_end, …");
        }
        List<RexNode> keys = new ArrayList<>();
        for (int column : aggregate.getGroupSet()) {
            keys.add(expressions.get(column));
        }
        Keyed keyed = keyed(input, keys);
        List<AggregateSpec> specs = specs();
        Flow flow = flow(input.flow(), keys, false, specs, EventSchema.NO_COLUMN);
        return mapped(
                new Plan.Aggregate(
                        keyed.input(),
                        new WindowSpec.Global(),
                        EventSchema.NO_COLUMN,
                        keyed.columns(),
                        specs,
                        keys.isEmpty(),
                        flow),
                resultOrder(keys.size(), keys.size()));
    }

    // ---- with a window ----

    private Plan windowed(WindowRel window) {
        Plan input = planner.plan(window.getInput());
        planner.checkTime(input.flow(), window);
        int firstWindowColumn = window.windowStartColumn();
        List<RexNode> keys = new ArrayList<>();
        Set<Integer> bounds = new HashSet<>();
        List<Integer> place = new ArrayList<>();
        for (int column : aggregate.getGroupSet()) {
            RexNode expression = expressions.get(column);
            if (expression instanceof RexInputRef ref && ref.getIndex() >= firstWindowColumn) {
                bounds.add(ref.getIndex() - firstWindowColumn);
                place.add(-1 - (ref.getIndex() - firstWindowColumn));
            } else {
                place.add(keys.size());
                keys.add(checked(expression, firstWindowColumn));
            }
        }
        checkBounds(window, bounds);
        checkSession(window, keys);
        List<AggregateSpec> specs = specs();
        for (AggregateSpec spec : specs) {
            checked(spec.argument(), firstWindowColumn);
            checked(spec.filter(), firstWindowColumn);
        }
        Keyed keyed = keyed(input, keys);
        int timeColumn = input.flow().hasWatermark() ? keys.size() + 2 : EventSchema.NO_COLUMN;
        Plan result = new Plan.Aggregate(
                keyed.input(),
                window.window(),
                window.timeColumn(),
                keyed.columns(),
                specs,
                false,
                flow(input.flow(), keys, true, specs, timeColumn));
        List<Integer> order = new ArrayList<>();
        for (int at : place) {
            order.add(at < 0 ? keys.size() - 1 - at : at);
        }
        for (int i = 0; i < specs.size(); i++) {
            order.add(keys.size() + WINDOW_COLUMNS + i);
        }
        return mapped(result, order);
    }

    private void checkBounds(WindowRel window, Set<Integer> bounds) {
        boolean isFixed = window.window() instanceof WindowSpec.Tumble || window.window() instanceof WindowSpec.Hop;
        boolean hasEnd = bounds.contains(1) || bounds.contains(2);
        if (isFixed ? bounds.isEmpty() : !bounds.contains(0) || !hasEnd) {
            throw planner.groupFault(
                    "SQL-0407",
                    "GROUP BY over a window function must name window_start and window_end",
                    "GROUP BY window_start, window_end, …");
        }
    }

    private void checkSession(WindowRel window, List<RexNode> keys) {
        if (!(window.window() instanceof WindowSpec.Session)) {
            return;
        }
        Set<Integer> grouped = new HashSet<>();
        keys.forEach(key -> grouped.add(key instanceof RexInputRef ref ? ref.getIndex() : -1));
        if (!grouped.equals(new HashSet<>(window.partitionColumns()))) {
            throw planner.groupFault(
                    "SQL-0408",
                    "GROUP BY over SESSION must name the columns of its PARTITION BY, and no others",
                    "SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), …) … GROUP BY k, window_start, window_end");
        }
    }

    /** Null or an expression without the window's bounds. */
    private RexNode checked(RexNode expression, int firstWindowColumn) {
        if (expression != null) {
            expression.accept(new RexVisitorImpl<Void>(true) {
                @Override
                public Void visitInputRef(RexInputRef ref) {
                    if (ref.getIndex() >= firstWindowColumn) {
                        throw planner.groupFault(
                                "SQL-0190",
                                "the window's bounds inside of aggregates or computed keys are not supported yet",
                                "use them outside of the aggregate");
                    }
                    return null;
                }
            });
        }
        return expression;
    }

    // ---- both ----

    private record Keyed(Plan input, List<Integer> columns) {}

    /** Keys as columns: what is not one yet is computed behind the columns there are. */
    private Keyed keyed(Plan input, List<RexNode> keys) {
        List<Integer> columns = new ArrayList<>();
        List<RexNode> computed = new ArrayList<>();
        RelDataType row = below instanceof WindowRel window ? window.getInput().getRowType() : below.getRowType();
        for (RexNode key : keys) {
            if (key.getType().getSqlTypeName() == SqlTypeName.ARRAY) {
                throw planner.groupFault("SQL-0409", "an ARRAY cannot be grouped by", "group by its elements, a[1]");
            }
            if (key instanceof RexInputRef ref) {
                columns.add(ref.getIndex());
            } else {
                columns.add(row.getFieldCount() + computed.size());
                computed.add(key);
            }
        }
        if (computed.isEmpty()) {
            return new Keyed(input, columns);
        }
        List<RexNode> projects = identity(row);
        projects.addAll(computed);
        List<ColumnSpec> specs = new ArrayList<>(input.flow().schema().columns());
        for (RexNode key : computed) {
            specs.add(new ColumnSpec("$key" + specs.size(), Types.of(key.getType())));
        }
        EventSchema schema = EventSchema.derived(
                input.flow().schema().name(), specs, input.flow().schema().eventTimeColumn());
        Flow flow = new Flow(schema, input.flow().isBounded(), input.flow().isInOrder());
        return new Keyed(new Plan.Calc(input, null, projects, flow), columns);
    }

    private List<AggregateSpec> specs() {
        List<AggregateSpec> specs = new ArrayList<>();
        for (AggregateCall call : aggregate.getAggCallList()) {
            String name = call.getAggregation().getName();
            AggregateKind kind = AggregateKind.of(name);
            if (kind == null) {
                throw planner.groupFault("SQL-0190", "the aggregate " + name + " is not supported yet", null);
            }
            if (call.isDistinct() || call.getArgList().size() > 1 || call.ignoreNulls()) {
                throw planner.groupFault(
                        "SQL-0190",
                        name + " with DISTINCT, IGNORE NULLS or several arguments is not supported yet",
                        null);
            }
            RexNode argument = call.getArgList().isEmpty()
                    ? null
                    : expressions.get(call.getArgList().get(0));
            if (argument != null
                    && kind == AggregateKind.COUNT
                    && !argument.getType().isNullable()) {
                argument = null;
            }
            if (argument != null && kind != AggregateKind.COUNT && !Slots.canHold(Types.of(argument.getType()))) {
                throw planner.groupFault(
                        "SQL-0190", name + " of " + Types.of(argument.getType()) + " is not supported yet", null);
            }
            RexNode filter = call.filterArg < 0 ? null : expressions.get(call.filterArg);
            specs.add(new AggregateSpec(kind, argument, filter, Types.of(call.getType())));
        }
        return specs;
    }

    private Flow flow(Flow input, List<RexNode> keys, boolean hasWindow, List<AggregateSpec> specs, int timeColumn) {
        List<ColumnSpec> columns = new ArrayList<>();
        for (RexNode key : keys) {
            columns.add(new ColumnSpec("$" + columns.size(), Types.of(key.getType())));
        }
        if (hasWindow) {
            List<RelDataType> bounds = below
                    .getRowType()
                    .getFieldList()
                    .subList(
                            below.getRowType().getFieldCount() - WINDOW_COLUMNS,
                            below.getRowType().getFieldCount())
                    .stream()
                    .map(field -> field.getType())
                    .toList();
            columns.add(new ColumnSpec("window_start", Types.of(bounds.get(0))));
            columns.add(new ColumnSpec("window_end", Types.of(bounds.get(1))));
            columns.add(new ColumnSpec("window_time", Types.of(bounds.get(2))));
        }
        for (AggregateSpec spec : specs) {
            columns.add(new ColumnSpec("$" + columns.size(), spec.result()));
        }
        EventSchema schema = EventSchema.derived(input.schema().name(), columns, timeColumn);
        return new Flow(schema, input.isBounded(), hasWindow);
    }

    private List<Integer> resultOrder(int keys, int firstResult) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            order.add(i);
        }
        for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
            order.add(firstResult + i);
        }
        return order;
    }

    /** Puts the operator's columns in the order of the relational aggregate's. */
    private Plan mapped(Plan plan, List<Integer> order) {
        EventSchema made = plan.flow().schema();
        List<RexNode> refs = new ArrayList<>();
        List<ColumnSpec> columns = new ArrayList<>();
        int timeColumn = EventSchema.NO_COLUMN;
        for (int i = 0; i < order.size(); i++) {
            int from = order.get(i);
            SqlType type = made.column(from).type();
            refs.add(rex.makeInputRef(Types.toRel(type, rex.getTypeFactory()), from));
            columns.add(new ColumnSpec(aggregate.getRowType().getFieldNames().get(i), type));
            timeColumn = from == made.eventTimeColumn() ? i : timeColumn;
        }
        boolean isSame = columns.size() == made.columnCount() && RexUtil.isIdentity(refs, aggregate.getRowType());
        Flow flow = new Flow(
                EventSchema.derived(made.name(), columns, timeColumn),
                plan.flow().isBounded(),
                plan.flow().isInOrder());
        return isSame ? plan : new Plan.Calc(plan, null, refs, flow);
    }
}
