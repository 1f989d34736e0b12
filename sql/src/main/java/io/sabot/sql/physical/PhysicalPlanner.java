package io.sabot.sql.physical;

import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.pattern.PatternQuery;
import io.sabot.sql.plan.KeyedCall;
import io.sabot.sql.plan.KeyedRel;
import io.sabot.sql.plan.PatternRel;
import io.sabot.sql.plan.StreamScan;
import io.sabot.sql.plan.WindowRel;
import io.sabot.sql.type.Types;
import io.sabot.state.keyed.KeyedFunction;
import io.sabot.windows.WindowSpec;
import io.sabot.windows.order.OrderKey;
import io.sabot.windows.process.FunctionState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Relational tree → operators, with the rules that hold on streams: what needs an end, a watermark, an order. */
public final class PhysicalPlanner {
    private final String queryName;
    private final SqlNode statement;
    private final Predicate<TableSpec> isBounded;

    /**
     * @param statement gives the place of problems that no narrower place is known for
     * @param isBounded whether a table's rows have an end
     */
    public PhysicalPlanner(String queryName, SqlNode statement, Predicate<TableSpec> isBounded) {
        this.queryName = queryName;
        this.statement = statement;
        this.isBounded = isBounded;
    }

    /** @throws SqlFault if the query cannot be run on a stream */
    public Plan plan(RelNode rel) {
        if (rel instanceof StreamScan scan) {
            return scan(scan);
        } else if (rel instanceof Project project) {
            return project(project);
        } else if (rel instanceof Filter filter) {
            Plan input = plan(filter.getInput());
            return new Plan.Calc(input, filter.getCondition(), null, input.flow());
        } else if (rel instanceof Aggregate aggregate) {
            return new AggregatePlanner(this, aggregate).plan();
        } else if (rel instanceof WindowRel window) {
            return assign(window);
        } else if (rel instanceof PatternRel pattern) {
            return match(pattern);
        } else if (rel instanceof KeyedRel keyed) {
            return keyed(keyed);
        } else if (rel instanceof Union union && union.all) {
            return union(union);
        } else if (rel instanceof Values values) {
            return values(values);
        } else if (rel instanceof Sort sort) {
            return sort(sort);
        }
        throw fault("SQL-0190", what(rel) + " is not supported yet", null);
    }

    private static String what(RelNode rel) {
        String name = rel.getRelTypeName();
        return switch (name) {
            case "LogicalJoin", "LogicalCorrelate" -> "a join or a sub-query outside of FROM";
            case "LogicalUnion" -> "UNION without ALL";
            case "LogicalIntersect" -> "INTERSECT";
            case "LogicalMinus" -> "EXCEPT";
            case "LogicalWindow" -> "OVER";
            default -> name;
        };
    }

    /** As {@link #fault}, at the GROUP BY or DISTINCT if the statement has one only. */
    SqlFault groupFault(String code, String message, String hint) {
        return new SqlFault(code, message, GroupPlace.in(statement), hint);
    }

    SqlFault fault(String code, String message, String hint) {
        return new SqlFault(code, message, statement, hint);
    }

    EventSchema schema(RelDataType row, int timeColumn) {
        return Flow.schema(queryName, row, timeColumn);
    }

    // ---- leaves ----

    private Plan scan(StreamScan scan) {
        TableSpec table = scan.table();
        return new Plan.Scan(
                table,
                new Flow(
                        Flow.schema(table.name(), table.rowType(), table.eventTimeColumn()),
                        isBounded.test(table),
                        table.hasWatermark() && table.watermarkDelayNs() == 0));
    }

    private Plan values(Values values) {
        List<List<RexLiteral>> rows = new ArrayList<>();
        values.getTuples().forEach(row -> rows.add(List.copyOf(row)));
        return new Plan.Values(rows, new Flow(schema(values.getRowType(), EventSchema.NO_COLUMN), true, false));
    }

    // ---- rows one by one ----

    private Plan project(Project project) {
        if (project.containsOver()) {
            throw fault("SQL-0190", "OVER is not supported yet", null);
        }
        RelNode below = project.getInput();
        RexNode condition = null;
        if (below instanceof Filter filter) {
            condition = filter.getCondition();
            below = filter.getInput();
        }
        Plan input = plan(below);
        return new Plan.Calc(
                input,
                condition,
                project.getProjects(),
                input.flow().with(project.getRowType(), outputOf(input.flow().timeColumn(), project.getProjects())));
    }

    /** Where a column is passed through unchanged, or none. */
    static int outputOf(int column, List<RexNode> projects) {
        for (int i = 0; i < projects.size(); i++) {
            if (column != EventSchema.NO_COLUMN
                    && projects.get(i) instanceof RexInputRef ref
                    && ref.getIndex() == column) {
                return i;
            }
        }
        return EventSchema.NO_COLUMN;
    }

    private Plan union(Union union) {
        List<Plan> inputs = union.getInputs().stream().map(this::plan).toList();
        int timeColumn = inputs.get(0).flow().timeColumn();
        boolean isSame = inputs.stream().allMatch(input -> input.flow().timeColumn() == timeColumn);
        boolean isBoundedUnion = inputs.stream().allMatch(input -> input.flow().isBounded());
        return new Plan.Union(
                inputs,
                new Flow(
                        schema(union.getRowType(), isSame ? timeColumn : EventSchema.NO_COLUMN),
                        isBoundedUnion,
                        false));
    }

    // ---- order ----

    private Plan sort(Sort sort) {
        Plan input = plan(sort.getInput());
        List<OrderKey> keys = new ArrayList<>();
        for (RelFieldCollation collation : sort.getCollation().getFieldCollations()) {
            if (input.flow().schema().column(collation.getFieldIndex()).type().kind() == TypeKind.ARRAY) {
                throw fault("SQL-0409", "an ARRAY cannot be ordered by", "order by its elements, a[1]");
            }
            keys.add(new OrderKey(
                    collation.getFieldIndex(),
                    collation.getDirection().isDescending(),
                    collation.nullDirection == RelFieldCollation.NullDirection.FIRST));
        }
        if (!keys.isEmpty() && !input.flow().isBounded()) {
            throw fault(
                    "SQL-0401",
                    "ORDER BY needs an input that ends",
                    "the rows of an unbounded input come in the order of the log");
        }
        EventSchema schema = schema(sort.getRowType(), EventSchema.NO_COLUMN);
        return new Plan.Sort(
                input,
                keys,
                number(sort.offset, 0),
                number(sort.fetch, Long.MAX_VALUE),
                new Flow(schema, input.flow().isBounded(), false));
    }

    private static long number(RexNode node, long defaultValue) {
        return node == null ? defaultValue : ((RexLiteral) node).getValueAs(Long.class);
    }

    // ---- time ----

    private Plan assign(WindowRel window) {
        Plan input = plan(window.getInput());
        checkTime(input.flow(), window);
        if (window.window() instanceof WindowSpec.Session) {
            throw new SqlFault("SQL-0190", "SESSION without GROUP BY is not supported yet", window.pos(), null);
        }
        Flow flow = input.flow();
        return new Plan.Assign(
                input,
                window.window(),
                window.timeColumn(),
                new Flow(
                        schema(window.getRowType(), flow.hasWatermark() ? flow.timeColumn() : EventSchema.NO_COLUMN),
                        flow.isBounded(),
                        flow.isInOrder()));
    }

    /** What goes by time needs the stream's own time, or an end. */
    void checkTime(Flow flow, WindowRel window) {
        int column = window.timeColumn();
        String name = flow.schema().column(column).name();
        if (flow.hasWatermark() && flow.timeColumn() != column) {
            throw new SqlFault(
                    "SQL-0402",
                    "a window goes by event time, which is '"
                            + flow.schema().column(flow.timeColumn()).name() + "', not '" + name + "'",
                    window.pos(),
                    null);
        }
        if (!flow.hasWatermark() && !flow.isBounded()) {
            TypeKind kind = flow.schema().column(column).type().kind();
            boolean isNumber = kind == TypeKind.INT || kind == TypeKind.BIGINT;
            throw new SqlFault(
                    "SQL-0403",
                    "a window on an unbounded input needs a watermark",
                    window.pos(),
                    "declare WATERMARK FOR " + name + " AS " + name + (isNumber ? " - 1000" : " - INTERVAL '1' SECOND")
                            + " in CREATE TABLE");
        }
    }

    private Plan match(PatternRel rel) {
        PatternQuery query = rel.query();
        Plan input = plan(rel.getInput());
        List<OrderKey> order = new ArrayList<>();
        for (PatternQuery.OrderColumn column : query.orderColumns()) {
            order.add(new OrderKey(column.column(), column.isDescending(), column.isNullFirst()));
        }
        List<Plan> subQueries = new SubQueryPlanner(this).plan(rel, input.flow());
        Plan ordered = SubQueryPlanner.areKnownAtStart(subQueries, input)
                ? ordered(input, order, rel.pos(), "MATCH_RECOGNIZE")
                : held(input, order);
        int timeColumn = order.isEmpty()
                        || order.get(0).isDescending()
                        || !isTime(rel, order.get(0).column())
                ? EventSchema.NO_COLUMN
                : order.get(0).column();
        if (query.withinNs() != 0 && timeColumn == EventSchema.NO_COLUMN) {
            throw new SqlFault(
                    "SQL-0404",
                    "WITHIN needs ORDER BY a column of time, ascending",
                    rel.pos(),
                    "ORDER BY the event-time column");
        }
        return new Plan.Match(
                ordered,
                query,
                timeColumn,
                subQueries,
                new Flow(
                        schema(query.output().type(), matchTimeColumn(query, ordered.flow())),
                        input.flow().isBounded(),
                        false));
    }

    /** Event time of matches: MATCH_ROWTIME() among the measures; where their rows are shown, the rows' own. */
    private static int matchTimeColumn(PatternQuery query, Flow input) {
        if (!input.hasWatermark()) {
            return EventSchema.NO_COLUMN;
        }
        return query.shown().isAllRows() ? query.output().source().indexOf(input.timeColumn()) : query.rowtimeColumn();
    }

    private Plan keyed(KeyedRel rel) {
        KeyedCall call = rel.call();
        Plan input = plan(rel.getInput());
        List<OrderKey> order = call.orderColumns().stream()
                .map(key -> new OrderKey(key.column(), key.isDescending(), key.isDescending()))
                .toList();
        Plan ordered = order.isEmpty() ? input : ordered(input, order, rel.pos(), "a table function with ORDER BY");
        Flow flow = ordered.flow();
        int timeColumn = call.timeColumn() == EventSchema.NO_COLUMN || !flow.hasWatermark()
                ? EventSchema.NO_COLUMN
                : call.keyColumns().size() + call.timeColumn();
        return new Plan.Keyed(
                ordered,
                call,
                functionState(call, flow, rel.pos()),
                new Flow(schema(rel.getRowType(), timeColumn), flow.isBounded(), false));
    }

    private static FunctionState functionState(KeyedCall call, Flow input, SqlParserPos pos) {
        KeyedFunction instance = call.function().create();
        try {
            return FunctionState.of(instance, call.inputWith(input.timeColumn()));
        } catch (RuntimeException e) {
            SabotException failed = call.function().failed("open()", e);
            throw new SqlFault(
                    failed.problems().get(0).code(),
                    failed.problems().get(0).message(),
                    pos,
                    failed.problems().get(0).hint());
        }
    }

    private static boolean isTime(PatternRel rel, int column) {
        return Types.isTime(
                rel.getInput().getRowType().getFieldList().get(column).getType());
    }

    private Plan ordered(Plan input, List<OrderKey> order, SqlParserPos pos, String what) {
        Flow flow = input.flow();
        if (flow.hasWatermark()) {
            if (order.isEmpty()
                    || order.get(0).column() != flow.timeColumn()
                    || order.get(0).isDescending()) {
                if (flow.isBounded()) {
                    return sorted(input, order);
                }
                throw new SqlFault(
                        "SQL-0405",
                        what + " on a stream needs ORDER BY its event time first, ascending",
                        pos,
                        "ORDER BY " + flow.schema().column(flow.timeColumn()).name());
            }
            return flow.isInOrder() && order.size() == 1
                    ? input
                    : new Plan.TimeSort(
                            input,
                            flow.timeColumn(),
                            order.subList(1, order.size()),
                            new Flow(flow.schema(), flow.isBounded(), true));
        }
        if (!flow.isBounded()) {
            throw new SqlFault(
                    "SQL-0403",
                    what + " on an unbounded input needs a watermark",
                    pos,
                    isOfMatches(input)
                            ? "matches have event time if MATCH_ROWTIME() AS t is among their MEASURES and selected: ORDER BY t"
                            : "declare WATERMARK FOR its time column in CREATE TABLE");
        }
        return order.isEmpty() ? input : sorted(input, order);
    }

    private static boolean isOfMatches(Plan plan) {
        return plan instanceof Plan.Match || plan.inputs().stream().limit(1).anyMatch(PhysicalPlanner::isOfMatches);
    }

    /** In order, at the end of the input. */
    private Plan held(Plan input, List<OrderKey> order) {
        return order.isEmpty() ? new Plan.Hold(input, new Flow(arrivals(input), true, false)) : sorted(input, order);
    }

    private EventSchema arrivals(Plan input) {
        return EventSchema.derived(queryName, input.flow().schema().columns(), EventSchema.NO_COLUMN);
    }

    private Plan sorted(Plan input, List<OrderKey> order) {
        return new Plan.Sort(input, order, 0, Long.MAX_VALUE, new Flow(arrivals(input), true, false));
    }
}
