package io.sabot.sql.operator;

import io.sabot.cep.EventPatternOperator;
import io.sabot.cep.EventPatternSpec;
import io.sabot.cep.MatchKernel;
import io.sabot.cep.MatchOperator;
import io.sabot.cep.PatternKernel;
import io.sabot.cep.PatternProgram;
import io.sabot.cep.PatternSpec;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.sql.aggregate.AggregateKernelSource;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.codegen.Compiler;
import io.sabot.sql.codegen.RowPredicate;
import io.sabot.sql.codegen.RowProjector;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.pattern.MatchKernelSource;
import io.sabot.sql.pattern.PatternKernelSource;
import io.sabot.sql.pattern.PatternQuery;
import io.sabot.sql.physical.Plan;
import io.sabot.sql.plan.KeyedCall;
import io.sabot.state.StateSpace;
import io.sabot.windows.AggregateKernel;
import io.sabot.windows.WindowAggregateSpec;
import io.sabot.windows.WindowAggregates;
import io.sabot.windows.WindowAssignOperator;
import io.sabot.windows.WindowAssignSpec;
import io.sabot.windows.order.SortLimitOperator;
import io.sabot.windows.order.TimeSortOperator;
import io.sabot.windows.order.UnionOperator;
import io.sabot.windows.process.KeyedProcessOperator;
import io.sabot.windows.process.KeyedProcessSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** Makes the operators of an application's queries and connects them. */
public final class OperatorBuilder {
    private final FunctionCatalog functions;
    private final StateSpace space;
    private final MemoryPool pool;
    private final Compiler compiler;
    private final List<Operator> operators = new ArrayList<>();
    private final Map<TableSpec, List<Input>> readers = new LinkedHashMap<>();
    private final Map<TableSpec, IntakeClock> clocks = new LinkedHashMap<>();
    private final List<Constants> constants = new ArrayList<>();

    /** Rows that are known before anything is read. */
    public record Constants(Plan.Values rows, Input input) {}

    /** @param space where all state goes; outlives the operators */
    public OperatorBuilder(FunctionCatalog functions, StateSpace space, MemoryPool pool) {
        this.functions = functions;
        this.space = space;
        this.pool = pool;
        this.compiler = new Compiler(functions);
    }

    /** Adds one query. */
    public void add(String queryName, Plan plan, DeadLetters deadLetters, Input output) {
        new Query(queryName, deadLetters).build(plan, output);
    }

    /**
     * After all queries: where the rows of a table's stream go in, or null if nothing reads the table.
     *
     * @param deadLetters for rows whose computed columns fail
     */
    public Input intake(TableSpec table, DeadLetters deadLetters) {
        List<Input> inputs = readers.get(table);
        if (inputs == null) {
            return null;
        }
        EventSchema rows = schemaOf(table);
        IntakeOperator intake = new IntakeOperator(inputs, rows, table.eventTimeColumn(), table.watermarkDelayNs());
        operators.add(intake);
        clocks.put(table, intake);
        Input input = new Input(intake, 0);
        return table.hasComputedColumns()
                ? calc(table.stream(), rows, null, table.expressions(), deadLetters, input)
                : input;
    }

    /** The watermark of a table that has an intake. */
    public IntakeClock clock(TableSpec table) {
        return clocks.get(table);
    }

    private static EventSchema schemaOf(TableSpec table) {
        return io.sabot.sql.physical.Flow.schema(table.name(), table.rowType(), table.eventTimeColumn());
    }

    /** In the order of the data path, for {@link Operator#flush()}; to be closed by the caller. */
    public List<Operator> operators() {
        List<Operator> ordered = new ArrayList<>(operators);
        Collections.reverse(ordered);
        return ordered;
    }

    public List<Constants> constants() {
        return List.copyOf(constants);
    }

    private Input calc(
            EventSchema input,
            EventSchema output,
            RexNode condition,
            List<RexNode> projects,
            DeadLetters deadLetters,
            Input downstream) {
        List<SqlType> types = input.columns().stream().map(ColumnSpec::type).toList();
        RowPredicate predicate = condition == null ? null : compiler.predicate(condition, types);
        RowProjector projector = projects == null ? null : compiler.projector(projects, types);
        int[] sources = new int[output.columnCount()];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = projects != null && projects.get(i) instanceof RexInputRef ref
                    ? ref.getIndex()
                    : CalcOperator.computed();
        }
        Operator calc = new CalcOperator(predicate, projector, sources, output, pool, deadLetters, downstream);
        operators.add(calc);
        return new Input(calc, 0);
    }

    /** The operators of one query, from its output back to its inputs. */
    private final class Query {
        private final String name;
        private final DeadLetters deadLetters;
        private int count;

        Query(String name, DeadLetters deadLetters) {
            this.name = name;
            this.deadLetters = deadLetters;
        }

        void build(Plan plan, Input downstream) {
            if (plan instanceof Plan.Scan scan) {
                readers.computeIfAbsent(scan.table(), table -> new ArrayList<>())
                        .add(downstream);
            } else if (plan instanceof Plan.Values values) {
                constants.add(new Constants(values, downstream));
            } else if (plan instanceof Plan.Union union) {
                union(union, downstream);
            } else {
                build(plan.inputs().get(0), single(plan, downstream));
            }
        }

        private void union(Plan.Union union, Input downstream) {
            int inputs = union.inputs().size();
            Operator operator =
                    added(new UnionOperator(stateName("union"), union.flow().schema(), inputs, pool, downstream));
            for (int i = 0; i < inputs; i++) {
                build(union.inputs().get(i), new Input(operator, i));
            }
        }

        private Operator added(Operator operator) {
            operators.add(operator);
            return operator;
        }

        private String stateName(String kind) {
            return name + "." + kind + "_" + ++count;
        }

        private Input single(Plan plan, Input downstream) {
            if (plan instanceof Plan.Calc calc) {
                return calc(
                        calc.input().flow().schema(),
                        calc.flow().schema(),
                        calc.condition(),
                        calc.projects(),
                        deadLetters,
                        downstream);
            }
            return new Input(added(operator(plan, downstream)), 0);
        }

        private Operator operator(Plan plan, Input downstream) {
            if (plan instanceof Plan.Aggregate aggregate) {
                return aggregate(aggregate, downstream);
            } else if (plan instanceof Plan.Match match) {
                return match(match, downstream);
            } else if (plan instanceof Plan.Events events) {
                return events(events, downstream);
            } else if (plan instanceof Plan.Keyed keyed) {
                return keyed(keyed, downstream);
            } else if (plan instanceof Plan.Assign assign) {
                WindowAssignSpec spec = new WindowAssignSpec(
                        stateName("assign"),
                        assign.input().flow().schema(),
                        assign.timeColumn(),
                        assign.window(),
                        assign.flow().schema());
                return new WindowAssignOperator(spec, pool, deadLetters, downstream);
            } else if (plan instanceof Plan.TimeSort sort) {
                return new TimeSortOperator(
                        stateName("timesort"),
                        sort.flow().schema(),
                        sort.timeColumn(),
                        sort.furtherKeys(),
                        space,
                        pool,
                        deadLetters,
                        downstream);
            } else if (plan instanceof Plan.Sort sort) {
                return new SortLimitOperator(
                        stateName("sort"),
                        sort.flow().schema(),
                        sort.keys(),
                        sort.offset(),
                        sort.limit(),
                        space,
                        pool,
                        deadLetters,
                        downstream);
            }
            throw new IllegalStateException("no operator for " + plan);
        }

        private Operator aggregate(Plan.Aggregate aggregate, Input downstream) {
            EventSchema input = aggregate.input().flow().schema();
            WindowAggregateSpec spec = new WindowAggregateSpec(
                    stateName("aggregate"),
                    input,
                    aggregate.timeColumn(),
                    aggregate.keyColumns().stream().mapToInt(Integer::intValue).toArray(),
                    aggregate.window(),
                    aggregate.flow().schema(),
                    aggregate.emitsEmpty());
            AggregateKernel kernel = AggregateKernelSource.compile(
                    aggregate.aggregates(),
                    input.columns().stream().map(ColumnSpec::type).toList(),
                    aggregate.timeColumn(),
                    functions);
            return WindowAggregates.create(spec, kernel, space, pool, deadLetters, downstream);
        }

        private Operator match(Plan.Match match, Input downstream) {
            PatternQuery query = match.query();
            EventSchema input = match.input().flow().schema();
            List<SqlType> types = input.columns().stream().map(ColumnSpec::type).toList();
            PatternKernel kernel = PatternKernelSource.compile(query, types, functions);
            MatchKernel measures = query.holdsRows() ? MatchKernelSource.compile(query, types, functions) : null;
            PatternSpec spec = new PatternSpec(
                    stateName("match"),
                    PatternProgram.of(query.pattern()),
                    query.skip(),
                    query.partitionColumns().stream()
                            .mapToInt(Integer::intValue)
                            .toArray(),
                    match.timeColumn(),
                    query.withinNs(),
                    query.showsTimeouts(),
                    query.isInOrderOfStart(),
                    query.rows(input),
                    PatternSpec.DEFAULT_MAX_THREADS,
                    match.flow().schema());
            SqlType[] partitionTypes =
                    query.partitionColumns().stream().map(types::get).toArray(SqlType[]::new);
            return new MatchOperator(spec, kernel, measures, partitionTypes, space, pool, deadLetters, downstream);
        }

        private Operator events(Plan.Events events, Input downstream) {
            EventPatternSpec spec = new EventPatternSpec(
                    stateName("events"),
                    events.pattern(),
                    events.input().flow().schema(),
                    events.flow().schema());
            return new EventPatternOperator(spec, events.function(), space, pool, deadLetters, downstream);
        }

        private Operator keyed(Plan.Keyed keyed, Input downstream) {
            KeyedCall call = keyed.call();
            EventSchema input = call.inputWith(keyed.input().flow().timeColumn());
            KeyedProcessSpec spec = new KeyedProcessSpec(
                    stateName("process"),
                    input,
                    call.keyColumns().stream().mapToInt(Integer::intValue).toArray(),
                    keyed.flow().schema());
            return new KeyedProcessOperator(spec, call.function().create(), space, pool, deadLetters, downstream);
        }
    }
}
