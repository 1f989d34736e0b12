package io.sabot.sql.operator;

import io.sabot.cep.EventPatternOperator;
import io.sabot.cep.EventPatternSpec;
import io.sabot.cep.MatchKernel;
import io.sabot.cep.MatchOperator;
import io.sabot.cep.PatternKernel;
import io.sabot.cep.PatternSpec;
import io.sabot.cep.StartFilter;
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
import io.sabot.sql.register.SubQueryReader;
import io.sabot.sql.register.SubQueryResult;
import io.sabot.state.StateSpace;
import io.sabot.windows.AggregateKernel;
import io.sabot.windows.WindowAggregateSpec;
import io.sabot.windows.WindowAggregates;
import io.sabot.windows.WindowAssignOperator;
import io.sabot.windows.WindowAssignSpec;
import io.sabot.windows.order.OrderKey;
import io.sabot.windows.order.SortLimitOperator;
import io.sabot.windows.order.TimeSortOperator;
import io.sabot.windows.order.UnionOperator;
import io.sabot.windows.process.KeyedProcessOperator;
import io.sabot.windows.process.KeyedProcessSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** Makes the operators of an application's queries and connects them. */
public final class OperatorBuilder {
    private final FunctionCatalog functions;
    private final StateSpace space;
    private final MemoryPool pool;
    private final Compiler compiler;
    private final List<Operator> operators = new ArrayList<>();
    private final Map<TableSpec, RowFork> readers = new LinkedHashMap<>();
    private final Map<SharedSort, SharedRows> sorts = new LinkedHashMap<>();
    private boolean isRouting = true;
    private final Map<TableSpec, IntakeClock> clocks = new LinkedHashMap<>();
    private final List<Constants> constants = new ArrayList<>();
    private final Map<String, PatternQuery> patterns = new HashMap<>();

    /** Rows that are known before anything is read. */
    public record Constants(Plan.Values rows, Input input) {}

    /** What makes two queries sort the same rows the same way. */
    private record SharedSort(TableSpec table, int timeColumn, List<OrderKey> furtherKeys) {}

    /** One sort for many queries; each has the letters of rows that the sort refuses. */
    private record SharedRows(Operator sort, RowFork readers, List<DeadLetters> letters) {}

    /** @param space where all state goes; outlives the operators */
    public OperatorBuilder(FunctionCatalog functions, StateSpace space, MemoryPool pool) {
        this.functions = functions;
        this.space = space;
        this.pool = pool;
        this.compiler = new Compiler(functions);
    }

    /** Before any query: all get every row, whether it can concern them or not. For comparison. */
    public OperatorBuilder givingAllRows() {
        isRouting = false;
        return this;
    }

    /** Adds one query. */
    public void add(String queryName, Plan plan, DeadLetters deadLetters, Input output) {
        new Query(queryName, deadLetters, isRouting ? Route.of(plan) : null).build(plan, output);
    }

    /**
     * After all queries: where the rows of a table's stream go in, or null if nothing reads the table.
     *
     * @param deadLetters for rows whose computed columns fail
     */
    public Input intake(TableSpec table, DeadLetters deadLetters) {
        RowFork inputs = readers.get(table);
        if (inputs == null) {
            return null;
        }
        addSorts(table);
        EventSchema rows = schemaOf(table);
        IntakeOperator intake = new IntakeOperator(inputs, rows, table.eventTimeColumn(), table.watermarkDelayNs());
        operators.add(intake);
        clocks.put(table, intake);
        Input input = new Input(intake, 0);
        return table.hasComputedColumns()
                ? calc(table.stream(), rows, null, table.expressions(), deadLetters, input)
                : input;
    }

    /** They stand behind the intake and before all queries. */
    private void addSorts(TableSpec table) {
        sorts.forEach((key, shared) -> {
            if (key.table().equals(table)) {
                operators.add(shared.readers());
                operators.add(shared.sort());
            }
        });
    }

    /** By the names that their operators have: the query's, a dot and a number. */
    public Map<String, PatternQuery> patterns() {
        return Map.copyOf(patterns);
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

    /**
     * Flushes them after each frame, those that were given something only. After all intakes were made.
     *
     * @param ordered as {@link #operators} gives them
     */
    public Flushes flushes(List<Operator> ordered) {
        List<RowFork> forks = new ArrayList<>(readers.values());
        sorts.values().forEach(shared -> forks.add(shared.readers()));
        Set<Operator> onDemand = Collections.newSetFromMap(new IdentityHashMap<>());
        forks.forEach(fork -> onDemand.addAll(fork.flushedOnDemand()));
        Flushes flushes = new Flushes(ordered, onDemand);
        forks.forEach(fork -> fork.flushes(flushes));
        return flushes;
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
        private final Route route; // null: sees every row
        private final int firstOperator = operators.size();
        private int count;

        Query(String name, DeadLetters deadLetters, Route route) {
            this.name = name;
            this.deadLetters = deadLetters;
            this.route = route;
        }

        void build(Plan plan, Input downstream) {
            if (plan instanceof Plan.Scan scan) {
                readers.computeIfAbsent(scan.table(), table -> new RowFork()).add(downstream, route, path());
            } else if (plan instanceof Plan.TimeSort sort && sort.input() instanceof Plan.Scan scan) {
                sorted(sort, scan.table()).add(downstream, route, path());
            } else if (plan instanceof Plan.Values values) {
                constants.add(new Constants(values, downstream));
            } else if (plan instanceof Plan.Union union) {
                union(union, downstream);
            } else if (plan instanceof Plan.Match match && !match.subQueries().isEmpty()) {
                matchWithSubQueries(match, downstream);
            } else {
                build(plan.inputs().get(0), single(plan, downstream));
            }
        }

        /** What was made of the query so far, in the order of the data path. */
        private List<Operator> path() {
            List<Operator> path = new ArrayList<>(operators.subList(firstOperator, operators.size()));
            Collections.reverse(path);
            return path;
        }

        private RowFork sorted(Plan.TimeSort sort, TableSpec table) {
            SharedSort key = new SharedSort(table, sort.timeColumn(), sort.furtherKeys());
            SharedRows shared = sorts.get(key);
            if (shared == null) {
                shared = sorted(sort);
                sorts.put(key, shared);
                readers.computeIfAbsent(table, intake -> new RowFork())
                        .add(new Input(shared.sort(), 0), null, List.of());
            }
            shared.letters().add(deadLetters);
            return shared.readers();
        }

        private SharedRows sorted(Plan.TimeSort sort) {
            RowFork fork = new RowFork();
            List<DeadLetters> letters = new ArrayList<>();
            DeadLetters all =
                    (reason, batch, row, detail) -> letters.forEach(query -> query.refuse(reason, batch, row, detail));
            return new SharedRows(timeSort(sort, all, new Input(fork, 0)), fork, letters);
        }

        private Operator timeSort(Plan.TimeSort sort, DeadLetters refused, Input downstream) {
            return new TimeSortOperator(
                    stateName("timesort"),
                    sort.flow().schema(),
                    sort.timeColumn(),
                    sort.furtherKeys(),
                    space,
                    pool,
                    refused,
                    downstream);
        }

        private void union(Plan.Union union, Input downstream) {
            int inputs = union.inputs().size();
            Operator operator =
                    added(new UnionOperator(stateName("union"), union.flow().schema(), inputs, pool, downstream));
            for (int i = 0; i < inputs; i++) {
                build(union.inputs().get(i), new Input(operator, i));
            }
        }

        /** What keeps the pattern's rows until the results are complete is between the sub-queries and the pattern. */
        private void matchWithSubQueries(Plan.Match match, Input downstream) {
            SubQueryResult[] results = match.query().subQueries().stream()
                    .map(subQuery -> new SubQueryResult(subQuery.shape()))
                    .toArray(SubQueryResult[]::new);
            Input rows = new Input(added(match(match, results, downstream)), 0);
            Plan below = match.input();
            if (below instanceof Plan.Sort || below instanceof Plan.Hold) {
                rows = single(below, rows);
                below = below.inputs().get(0);
            }
            Operator gate = added(new SubQueryOperator(results, rows));
            for (int i = 0; i < results.length; i++) {
                build(match.subQueries().get(i), new Input(gate, i + 1));
            }
            build(below, new Input(gate, 0));
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
                return match(match, new SubQueryResult[0], downstream);
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
                return timeSort(sort, deadLetters, downstream);
            } else if (plan instanceof Plan.Hold hold) {
                return SortLimitOperator.keeping(
                        stateName("hold"), hold.flow().schema(), space, pool, deadLetters, downstream);
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

        private Operator match(Plan.Match match, SubQueryResult[] subQueries, Input downstream) {
            PatternQuery query = match.query();
            EventSchema input = match.input().flow().schema();
            List<SqlType> types = input.columns().stream().map(ColumnSpec::type).toList();
            PatternKernel kernel = PatternKernelSource.compile(query, types, functions);
            MatchKernel measures = query.holdsRows() ? MatchKernelSource.compile(query, types, functions) : null;
            giveResults(kernel, subQueries);
            giveResults(measures, subQueries);
            String stateName = stateName("match");
            patterns.put(stateName, query);
            PatternSpec spec = new PatternSpec(
                    stateName,
                    query.program(),
                    query.skip(),
                    query.partitionColumns().stream()
                            .mapToInt(Integer::intValue)
                            .toArray(),
                    match.timeColumn(),
                    query.withinNs(),
                    query.showsTimeouts(),
                    query.isInOrderOfStart(),
                    query.rows(input),
                    query.limits(),
                    match.flow().schema());
            SqlType[] partitionTypes =
                    query.partitionColumns().stream().map(types::get).toArray(SqlType[]::new);
            return new MatchOperator(
                    spec,
                    kernel,
                    measures,
                    startFilter(match, types),
                    partitionTypes,
                    space,
                    pool,
                    deadLetters,
                    downstream);
        }

        /** Null if rows that begin no match are to be seen all the same. */
        private StartFilter startFilter(Plan.Match match, List<SqlType> types) {
            RexNode condition =
                    !isRouting || match.flow().schema().hasEventTime() ? null : PatternStarts.condition(match.query());
            if (condition == null) {
                return null;
            }
            RowPredicate predicate = compiler.predicate(condition, types);
            return (batch, selection, count, rows) -> {
                predicate.bind(batch);
                return predicate.select(batch, selection, count, rows, NecessaryValues.NO_ERRORS);
            };
        }

        private static void giveResults(Object kernel, SubQueryResult[] subQueries) {
            if (kernel instanceof SubQueryReader reader) {
                reader.subQueries(subQueries);
            }
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
