package io.sabot.sql.script;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Durations;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.pattern.Navigation;
import io.sabot.sql.pattern.PatternQuery;
import io.sabot.sql.physical.Plan;
import io.sabot.sql.physical.PlanState;
import io.sabot.sql.plan.KeyedCall;
import io.sabot.sql.type.Types;
import io.sabot.state.view.ViewSpec;
import io.sabot.windows.WindowSpec;
import io.sabot.windows.order.OrderKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** The plan of a query, for people. */
public final class Explain {
    private final StringBuilder text = new StringBuilder();
    private final List<String> state = new ArrayList<>();
    private final List<String> times = new ArrayList<>();
    private final List<String> decisions = new ArrayList<>();
    private final List<String> automata = new ArrayList<>();

    private Explain() {}

    /** Ends with a line break. */
    public static String text(QueryPlan query) {
        return new Explain().write(query);
    }

    private String write(QueryPlan query) {
        String target =
                query.target() == null ? "standard output" : query.target().name();
        text.append("== Query ")
                .append(query.name())
                .append(" → ")
                .append(target)
                .append(" ==\n");
        text.append("\nLogical plan\n").append(indented(query.logicalPlan()));
        text.append("\nOptimised plan\n").append(indented(query.optimizedPlan()));
        text.append("\nOperators\n");
        operator(query.plan(), 1);
        if (!automata.isEmpty()) {
            list("Automaton", automata, "");
        }
        if (!state.isEmpty()) {
            state.add(PlanState.PAGES);
        }
        if (query.view() != null) {
            state.addAll(view(query.view()));
        }
        list("State", state, "none");
        list("Watermark", times, "none: everything is decided at the end of the input");
        list("Final", decisions, "rows are final as they come");
        return text.toString();
    }

    private static List<String> view(ViewSpec view) {
        List<String> key = view.keyColumns().stream()
                .map(column -> view.columns().get(column).name())
                .toList();
        return List.of(
                "served view",
                "  rows: the last one per " + key
                        + ", in a Chronicle Map file that other processes read; made anew from"
                        + " the results at each start",
                "  bounded by: " + view.maxKeys() + " keys, see 'max-keys'");
    }

    private static String indented(String plan) {
        return plan.strip().indent(2);
    }

    private void list(String title, List<String> lines, String none) {
        text.append('\n').append(title).append('\n');
        for (String line : lines.isEmpty() ? List.of(none) : lines) {
            text.append("  ").append(line).append('\n');
        }
    }

    private void operator(Plan plan, int depth) {
        text.append("  ".repeat(depth)).append(describe(plan)).append('\n');
        List<Plan> inputs = plan.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            boolean isSubQuery = plan instanceof Plan.Match && i > 0;
            if (isSubQuery) {
                text.append("  ".repeat(depth + 1))
                        .append("SubQuery ")
                        .append(i)
                        .append('\n');
            }
            operator(inputs.get(i), depth + (isSubQuery ? 2 : 1));
        }
    }

    private String describe(Plan plan) {
        state.addAll(PlanState.of(plan));
        if (plan instanceof Plan.Scan scan) {
            return scan(scan);
        } else if (plan instanceof Plan.Values values) {
            return "Values [" + values.rows().size() + (values.rows().size() == 1 ? " row" : " rows")
                    + ", not journaled]";
        } else if (plan instanceof Plan.Calc calc) {
            return calc(calc);
        } else if (plan instanceof Plan.Aggregate aggregate) {
            return aggregate(aggregate);
        } else if (plan instanceof Plan.Assign assign) {
            return "WindowAssign [" + window(assign.window()) + "]";
        } else if (plan instanceof Plan.Match match) {
            return match(match);
        } else if (plan instanceof Plan.Events events) {
            return "EventPattern [" + events.pattern() + "]";
        } else if (plan instanceof Plan.Keyed keyed) {
            return keyed(keyed);
        } else if (plan instanceof Plan.TimeSort sort) {
            return "TimeSort [" + name(sort.flow().schema(), sort.timeColumn()) + keys(sort, sort.furtherKeys()) + "]";
        } else if (plan instanceof Plan.Sort sort) {
            return sort(sort);
        } else if (plan instanceof Plan.Hold) {
            return "Hold [all rows until the end of the input]";
        }
        return "UnionAll [" + plan.inputs().size() + " inputs, watermark is the least of theirs]";
    }

    private static String name(EventSchema schema, int column) {
        return schema.column(column).name();
    }

    private String scan(Plan.Scan scan) {
        TableSpec table = scan.table();
        if (table.hasWatermark()) {
            String column = table.rowType().getFieldNames().get(table.eventTimeColumn());
            times.add(table.name() + ": " + column
                    + (table.watermarkDelayNs() == 0
                            ? ", rows come in order; one that does not is late"
                            : " − " + duration(table.watermarkDelayNs())));
        }
        return "Scan [" + table.name() + ", " + (table.connector() == null ? "internal topic" : table.connector())
                + (scan.flow().isBounded() ? ", bounded" : ", unbounded") + ", columns "
                + scan.flow().schema().columns().stream().map(ColumnSpec::name).toList() + "]";
    }

    private static String calc(Plan.Calc calc) {
        EventSchema input = calc.input().flow().schema();
        StringBuilder line = new StringBuilder();
        if (calc.condition() != null) {
            line.append("where ").append(named(calc.condition(), input));
        }
        if (calc.projects() != null) {
            line.append(line.length() == 0 ? "" : ", ").append("columns ");
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < calc.projects().size(); i++) {
                String expression = named(calc.projects().get(i), input);
                String name = name(calc.flow().schema(), i);
                columns.add(expression.equals(name) ? name : name + " = " + expression);
            }
            line.append(columns);
        }
        return "Calc [" + line + "]";
    }

    static String named(RexNode node, EventSchema schema) {
        return node.accept(new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef ref) {
                        return new NamedRef(name(schema, ref.getIndex()), ref);
                    }
                })
                .toString();
    }

    /** An input reference that prints its column's name. */
    private static final class NamedRef extends org.apache.calcite.rex.RexVariable {
        NamedRef(String name, RexInputRef ref) {
            super(name, ref.getType());
        }

        @Override
        public <R> R accept(org.apache.calcite.rex.RexVisitor<R> visitor) {
            throw new UnsupportedOperationException("only printed");
        }

        @Override
        public <R, P> R accept(org.apache.calcite.rex.RexBiVisitor<R, P> visitor, P argument) {
            throw new UnsupportedOperationException("only printed");
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private String aggregate(Plan.Aggregate aggregate) {
        EventSchema input = aggregate.input().flow().schema();
        List<String> keys = aggregate.keyColumns().stream()
                .map(column -> name(input, column))
                .toList();
        boolean isGlobal = aggregate.window() instanceof WindowSpec.Global;
        decisions.add(
                isGlobal || !aggregate.flow().hasWatermark()
                        ? "aggregates are final at the end of the input"
                        : "a window is final when the watermark reaches its end; later rows of it are dead letters");
        List<String> calls = aggregate.aggregates().stream()
                .map(spec -> spec.kind() + "(" + (spec.argument() == null ? "*" : named(spec.argument(), input)) + ")"
                        + (spec.filter() == null ? "" : " where " + named(spec.filter(), input)))
                .toList();
        return "Aggregate [" + window(aggregate.window()) + ", by " + keys + ", " + calls + "]";
    }

    private static String window(WindowSpec window) {
        if (window instanceof WindowSpec.Tumble tumble) {
            return "TUMBLE size " + duration(tumble.sizeNs());
        } else if (window instanceof WindowSpec.Hop hop) {
            return "HOP size " + duration(hop.sizeNs()) + " slide " + duration(hop.slideNs());
        } else if (window instanceof WindowSpec.Cumulate cumulate) {
            return "CUMULATE size " + duration(cumulate.maxSizeNs()) + " step " + duration(cumulate.stepNs());
        } else if (window instanceof WindowSpec.Session session) {
            return "SESSION gap " + duration(session.gapNs());
        }
        return "all rows";
    }

    private String match(Plan.Match match) {
        PatternQuery query = match.query();
        EventSchema input = match.input().flow().schema();
        List<String> keys = query.partitionColumns().stream()
                .map(column -> name(input, column))
                .toList();
        ExplainPattern pattern = new ExplainPattern(match);
        automata.addAll(pattern.lines());
        decisions.add(pattern.finality());
        return "Match [(" + query.patternText() + "), by " + keys + ", after match "
                + query.skipText()
                + (query.withinNs() == 0 ? "" : ", within " + duration(query.withinNs())) + ", conditions "
                + conditions(query, input) + "]";
    }

    private String keyed(Plan.Keyed keyed) {
        KeyedCall call = keyed.call();
        if (keyed.state().hasTimers()) {
            decisions.add("timers of " + call.function().name() + " fire when the watermark reaches them"
                    + (keyed.input().flow().hasWatermark() ? ", the rest" : "; without one")
                    + " at the end of the input");
        }
        List<String> columns = call.columns().stream()
                .map(column -> column.name() + " " + column.type().kind())
                .toList();
        return "Function [" + call.function().name() + " = "
                + call.function().owner().getName() + ", by "
                + call.keyNames() + ", gives " + columns
                + (keyed.flow().hasWatermark()
                        ? ", event time "
                                + name(keyed.flow().schema(), keyed.flow().timeColumn())
                        : "")
                + "]";
    }

    /** The columns that arguments of navigations may read. */
    static EventSchema withClassifier(EventSchema input) {
        List<ColumnSpec> columns = new ArrayList<>(input.columns());
        columns.add(new ColumnSpec("CLASSIFIER()", SqlType.of(TypeKind.VARCHAR)));
        columns.add(new ColumnSpec("MATCH_NUMBER()", SqlType.of(TypeKind.BIGINT)));
        return EventSchema.derived("scope", columns, EventSchema.NO_COLUMN);
    }

    private static List<String> conditions(PatternQuery query, EventSchema input) {
        List<ColumnSpec> columns = new ArrayList<>(input.columns());
        for (Navigation navigation : query.navigations()) {
            String argument = navigation.argument() == null ? "" : named(navigation.argument(), withClassifier(input));
            columns.add(new ColumnSpec(call(navigation, argument), Types.of(navigation.type())));
        }
        EventSchema scope = EventSchema.derived("scope", columns, EventSchema.NO_COLUMN);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < query.variables().size(); i++) {
            RexNode condition = query.conditions().get(i);
            lines.add(query.variables().get(i) + ": " + (condition == null ? "TRUE" : named(condition, scope)));
        }
        return lines;
    }

    /** The function's name with what stands in its parentheses, as it was written. */
    static String call(Navigation navigation, String argument) {
        int physical = navigation.physicalOffset();
        boolean isLogical = navigation.kind() != Navigation.Kind.PHYSICAL;
        String logical = isLogical
                ? navigation.kind() + "(" + argument + (navigation.offset() == 0 ? "" : ", " + navigation.offset())
                        + ")"
                : argument;
        return physical == 0
                ? logical
                : (physical > 0 ? "PREV(" : "NEXT(") + logical
                        + (Math.abs(physical) == 1 ? "" : ", " + Math.abs(physical)) + ")";
    }

    private String sort(Plan.Sort sort) {
        if (!sort.keys().isEmpty()) {
            decisions.add("the order is final at the end of the input");
        }
        String keys = keys(sort, sort.keys());
        return "Sort [" + (keys.isEmpty() ? "as they come" : keys.substring(2))
                + (sort.offset() == 0 ? "" : ", offset " + sort.offset())
                + (sort.limit() == Long.MAX_VALUE ? "" : ", limit " + sort.limit()) + "]";
    }

    private static String keys(Plan plan, List<OrderKey> keys) {
        StringBuilder line = new StringBuilder();
        for (OrderKey key : keys) {
            line.append(", ")
                    .append(name(plan.inputs().get(0).flow().schema(), key.column()))
                    .append(key.isDescending() ? " DESC" : "");
        }
        return line.toString();
    }

    private static String duration(long ns) {
        return Durations.text(ns);
    }
}
