package io.sabot.sql.script;

import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.sql.catalog.Catalog;
import io.sabot.sql.catalog.ConnectorSpec;
import io.sabot.sql.catalog.SourceText;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.catalog.SqlFaults;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.operator.PlanCheck;
import io.sabot.sql.parser.ParsedScript;
import io.sabot.sql.parser.SabotSqlParser;
import io.sabot.sql.parser.SqlCreateFunction;
import io.sabot.sql.parser.SqlCreateMaterializedView;
import io.sabot.sql.parser.SqlCreateTable;
import io.sabot.sql.parser.SqlCreateView;
import io.sabot.sql.parser.SqlExplainStatement;
import io.sabot.sql.parser.SqlSetOption;
import io.sabot.sql.parser.SqlStatementSet;
import io.sabot.sql.parser.SyntaxError;
import io.sabot.sql.pattern.PatternSettings;
import io.sabot.sql.physical.PhysicalPlanner;
import io.sabot.sql.physical.Plan;
import io.sabot.sql.plan.Optimizer;
import io.sabot.sql.plan.QueryConverter;
import io.sabot.sql.plan.StreamScan;
import io.sabot.sql.plan.UnsupportedParts;
import io.sabot.sql.type.SabotRexBuilder;
import io.sabot.sql.type.SabotTypeSystem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/**
 * A SQL file → a plan for everything in it, or everything that is wrong with it. Nothing is opened and nothing started,
 * save the JARs of functions.
 */
public final class ScriptPlanner {
    private static final Pattern DECLARATION = Pattern.compile(
            "\\bCREATE\\s+(?:OR\\s+REPLACE\\s+)?(?:TEMPORARY\\s+)?(?:TABLE|(?:MATERIALIZED\\s+)?VIEW|FUNCTION)\\s+"
                    + "(?:IF\\s+NOT\\s+EXISTS\\s+)?[\"`]?(\\w+)",
            Pattern.CASE_INSENSITIVE);

    private final Set<String> settingNames;
    private final Path directory;
    private final Problems problems;
    private final Catalog catalog;
    private final QueryConverter converter;
    private final TableDeclarations declarations;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Query> queries = new ArrayList<>();
    private final Map<TableSpec, Boolean> boundedTables = new HashMap<>();

    /** Names in lower case. */
    private final Set<String> materializedViews = new HashSet<>();

    /** Names of statements that failed: what refers to them would only fail again. */
    private final Set<String> failedNames = new HashSet<>();

    private record Query(String name, SqlNode statement, TableSpec target, RelNode rel, boolean isExplained) {}

    private ScriptPlanner(SourceText source, List<ConnectorSpec> connectors, Set<String> settingNames, Path directory) {
        this.settingNames = settingNames;
        this.directory = directory;
        this.problems = new Problems(source);
        JavaTypeFactoryImpl types = new JavaTypeFactoryImpl(SabotTypeSystem.INSTANCE);
        this.catalog = new Catalog(types);
        RelOptCluster cluster =
                RelOptCluster.create(new HepPlanner(HepProgram.builder().build()), new SabotRexBuilder(types));
        this.converter = new QueryConverter(catalog, cluster);
        this.declarations = new TableDeclarations(catalog, converter, connectors, problems, failedNames);
    }

    /**
     * @param file for messages
     * @param settingNames what SET may name
     * @param directory that relative paths of JARs start from
     * @throws SabotException with every problem found
     */
    public static ApplicationPlan plan(
            String file, String text, List<ConnectorSpec> connectors, Set<String> settingNames, Path directory) {
        return new ScriptPlanner(new SourceText(file, text), connectors, settingNames, directory).plan(text);
    }

    private ApplicationPlan plan(String text) {
        ParsedScript script = SabotSqlParser.parse(text);
        for (SyntaxError error : script.errors()) {
            problems.add(problems.source()
                    .problem(
                            "SQL-0001",
                            error.message(),
                            new SourceText.Place(error.line(), error.column(), error.endLine(), error.endColumn()),
                            error.hint()));
        }
        if (!script.errors().isEmpty()) {
            rememberUnread(text, script);
        }
        for (SqlNode statement : script.statements()) {
            guarded(statement, () -> statement(statement, false));
        }
        List<QueryPlan> plans = new ArrayList<>();
        List<String> explained = new ArrayList<>();
        for (Query query : queries) {
            guarded(query.statement(), () -> {
                QueryPlan plan = physical(query);
                if (query.isExplained()) {
                    explained.add(Explain.text(plan));
                } else {
                    plans.add(plan);
                }
            });
        }
        Set<TableSpec> read = new LinkedHashSet<>();
        queries.forEach(query -> read.addAll(leaves(query.rel())));
        new FilePaths(directory, problems)
                .check(
                        read,
                        queries.stream()
                                .map(Query::target)
                                .filter(Objects::nonNull)
                                .toList());
        problems.throwIfAny();
        return new ApplicationPlan(
                List.copyOf(catalog.tables().values()),
                plans,
                explained,
                settings,
                catalog.functions(),
                problems.source(),
                fingerprint(script.statements()));
    }

    /** A declaration that could not be read has a name all the same: that the name is unknown is no further error. */
    private void rememberUnread(String text, ParsedScript script) {
        Set<String> read = new HashSet<>();
        for (SqlNode statement : script.statements()) {
            if (statement instanceof SqlCreateTable table) {
                read.add(table.name().getSimple().toLowerCase(Locale.ROOT));
            } else if (statement instanceof SqlCreateView view) {
                read.add(view.name().getSimple().toLowerCase(Locale.ROOT));
            } else if (statement instanceof SqlCreateMaterializedView view) {
                read.add(view.name().getSimple().toLowerCase(Locale.ROOT));
            }
        }
        Matcher declaration = DECLARATION.matcher(text);
        while (declaration.find()) {
            String name = declaration.group(1).toLowerCase(Locale.ROOT);
            if (!read.contains(name)) {
                failedNames.add(name);
            }
        }
    }

    private void guarded(SqlNode statement, Runnable work) {
        try {
            work.run();
        } catch (SqlFault e) {
            report(e, statement);
        } catch (SqlFaults e) {
            e.faults().forEach(fault -> report(fault, statement));
        } catch (SabotException e) {
            e.problems().forEach(problem -> problems.add(problem.code(), problem.message(), statement, problem.hint()));
        } catch (UnsupportedOperationException | AssertionError e) {
            problems.add("SQL-0191", "this statement cannot be planned: " + e.getMessage(), statement, null);
        }
    }

    /** @param statement where the fault is, if it does not say so itself */
    private void report(SqlFault fault, SqlNode statement) {
        boolean isConsequence = failedNames.stream()
                .anyMatch(name -> fault.getMessage().toLowerCase(Locale.ROOT).contains("'" + name + "'"));
        if (isConsequence) {
            return;
        }
        if (fault.place().line() == 0) {
            problems.add(fault.code(), fault.getMessage(), statement, fault.hint());
        } else {
            problems.add(fault);
        }
    }

    /** Of what decides about results: how a node runs may change from run to run. */
    private static String fingerprint(List<SqlNode> statements) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (SqlNode statement : statements) {
                if (statement instanceof SqlSetOption option && !isOfPatterns(option)) {
                    continue;
                }
                digest.update(statement.toString().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) ';');
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- statements ----

    private void statement(SqlNode statement, boolean isExplained) {
        if (statement instanceof SqlCreateTable table) {
            table(table);
        } else if (statement instanceof SqlCreateView view) {
            view(view);
        } else if (statement instanceof SqlCreateMaterializedView view) {
            materializedView(view, isExplained);
        } else if (statement instanceof SqlCreateFunction function) {
            function(function);
        } else if (statement instanceof SqlExplainStatement explain) {
            statement(explain.statement(), true);
        } else if (statement instanceof SqlStatementSet set) {
            set.statements().forEach(member -> guarded(member, () -> statement(member, isExplained)));
        } else if (statement instanceof SqlSetOption option) {
            set(option);
        } else if (statement instanceof SqlInsert insert) {
            insert(insert, isExplained);
        } else if (statement.isA(SqlKind.QUERY)) {
            String name = "select_" + (queries.size() + 1);
            queries.add(new Query(name, statement, null, relation(statement), isExplained));
        } else {
            throw new SqlFault("SQL-0190", "this statement is not supported", statement, null);
        }
    }

    private RelNode relation(SqlNode query) {
        UnsupportedParts.check(query);
        return converter.convert(query).project();
    }

    private void table(SqlCreateTable statement) {
        TableSpec table = declarations.declare(statement, catalog.tables().size() + 1);
        catalog.add(table);
        new PlanCheck(catalog.functions()).check(table);
    }

    private void function(SqlCreateFunction function) {
        try {
            FunctionDeclarations.declare(function, directory, catalog);
        } catch (SqlFault e) {
            failedNames.add(function.name().getSimple().toLowerCase(Locale.ROOT));
            throw e;
        }
    }

    private void view(SqlCreateView view) {
        String name = view.name().getSimple();
        if (catalog.contains(name) && !view.orReplace()) {
            throw new SqlFault("SQL-0110", "'" + name + "' is declared already", view.name(), null);
        }
        try {
            UnsupportedParts.check(view.query());
            RelNode rel = converter.query(view.query(), view.columns());
            catalog.addTransient(name, rel.getRowType(), context -> rel);
        } catch (SqlFault | SqlFaults e) {
            failedNames.add(name.toLowerCase(Locale.ROOT));
            throw e;
        }
    }

    /** Read by another query it is as if its own query stood there: all its rows, not the last of each key. */
    private void materializedView(SqlCreateMaterializedView view, boolean isExplained) {
        String name = view.name().getSimple();
        if (catalog.contains(name)) {
            throw new SqlFault("SQL-0110", "'" + name + "' is declared already", view.name(), null);
        }
        try {
            RelNode rel = relation(view.query());
            ViewDeclarations.check(view, rel.getRowType());
            TableSpec target = ViewDeclarations.target(view, rel.getRowType());
            queries.add(new Query(name + "_" + (queries.size() + 1), view, target, rel, isExplained));
            if (!isExplained) {
                catalog.addTransient(name, rel.getRowType(), context -> rel);
                materializedViews.add(name.toLowerCase(Locale.ROOT));
            }
        } catch (SqlFault | SqlFaults e) {
            failedNames.add(name.toLowerCase(Locale.ROOT));
            throw e;
        }
    }

    private static boolean isOfPatterns(SqlSetOption option) {
        return PatternSettings.NAMES.contains(option.keyText().toLowerCase(Locale.ROOT));
    }

    /** For the patterns of the statements behind it. */
    private void setOfPatterns(SqlSetOption option, String key) {
        try {
            converter.patternSettings(converter.patternSettings().with(key, option.valueText()));
        } catch (IllegalArgumentException e) {
            throw new SqlFault(
                    "SQL-0131",
                    "the setting '" + key + "' takes " + e.getMessage() + ", not '" + option.valueText() + "'",
                    option.value(),
                    null);
        }
    }

    private void set(SqlSetOption option) {
        String key = option.keyText().toLowerCase(Locale.ROOT);
        if (isOfPatterns(option)) {
            setOfPatterns(option, key);
            return;
        }
        if (!settingNames.contains(key)) {
            throw new SqlFault(
                    "SQL-0130",
                    "unknown setting '" + option.keyText() + "'",
                    option.key(),
                    Nearest.hintOrChoice(
                            key, key.startsWith(PatternSettings.PREFIX) ? PatternSettings.NAMES : settingNames));
        }
        settings.put(key, option.valueText());
    }

    private void insert(SqlInsert insert, boolean isExplained) {
        String name = insert.getTargetTable().toString();
        TableSpec target = catalog.table(name);
        if (target == null && failedNames.contains(name.toLowerCase(Locale.ROOT))) {
            return;
        }
        if (materializedViews.contains(name.toLowerCase(Locale.ROOT))) {
            throw new SqlFault(
                    "SQL-0141",
                    "'" + name + "' is a materialized view: what is in it is what its query gives",
                    insert.getTargetTable(),
                    null);
        }
        if (target == null) {
            throw new SqlFault(
                    "SQL-0103",
                    "unknown table '" + name + "'",
                    insert.getTargetTable(),
                    Nearest.hint(
                            name,
                            catalog.tables().values().stream()
                                    .map(TableSpec::name)
                                    .toList()));
        }
        ConnectorSpec connector = declarations.connector(target);
        if (connector != null && !connector.isSink()) {
            throw new SqlFault(
                    "SQL-0126",
                    "connector '" + connector.name() + "' of '" + target.name() + "' cannot be written to",
                    insert.getTargetTable(),
                    null);
        }
        RelNode source = relation(insert.getSource());
        RelNode assigned = new Assignments(converter.cluster()).assign(insert, source, target);
        queries.add(new Query(target.name() + "_" + (queries.size() + 1), insert, target, assigned, isExplained));
    }

    // ---- from trees to operators ----

    private QueryPlan physical(Query query) {
        String logical = RelOptUtil.toString(query.rel());
        RelNode optimized = Optimizer.optimize(query.rel());
        Plan plan = new PhysicalPlanner(query.name(), query.statement(), this::isBounded).plan(optimized);
        new PlanCheck(catalog.functions()).check(plan);
        EventSchema output = query.target() == null
                ? withNames(plan, query.name(), query.rel().getRowType().getFieldNames())
                : withNames(
                        plan,
                        query.target().name(),
                        query.target().stream().columns().stream()
                                .map(ColumnSpec::name)
                                .toList());
        return new QueryPlan(
                query.name(),
                query.statement().toString(),
                query.target(),
                query.statement() instanceof SqlCreateMaterializedView view
                        ? ViewDeclarations.spec(view, output, plan)
                        : null,
                output,
                plan,
                logical,
                RelOptUtil.toString(optimized));
    }

    /** The optimiser drops projections that only rename. */
    private static EventSchema withNames(Plan plan, String name, List<String> columnNames) {
        List<ColumnSpec> columns = new ArrayList<>();
        List<ColumnSpec> made = plan.flow().schema().columns();
        for (int i = 0; i < made.size(); i++) {
            columns.add(new ColumnSpec(columnNames.get(i), made.get(i).type()));
        }
        return EventSchema.derived(name, columns, EventSchema.NO_COLUMN);
    }

    /** An internal topic ends when all that write to it do. */
    private boolean isBounded(TableSpec table) {
        Boolean known = boundedTables.get(table);
        if (known != null) {
            return known;
        }
        ConnectorSpec connector = declarations.connector(table);
        if (connector != null) {
            boolean isFollowed = Boolean.parseBoolean(table.option("follow", "false"));
            boundedTables.put(table, connector.isBounded() && !isFollowed);
            return boundedTables.get(table);
        }
        boundedTables.put(table, false);
        boolean isWritten = false;
        boolean isBounded = true;
        for (Query query : queries) {
            if (query.target() != null && query.target().name().equals(table.name())) {
                isWritten = true;
                isBounded &= leaves(query.rel()).stream().allMatch(this::isBounded);
            }
        }
        boundedTables.put(table, isWritten && isBounded);
        return isWritten && isBounded;
    }

    private static Set<TableSpec> leaves(RelNode rel) {
        Set<TableSpec> tables = new HashSet<>();
        new RelVisitor() {
            @Override
            public void visit(RelNode node, int ordinal, RelNode parent) {
                if (node instanceof StreamScan scan) {
                    tables.add(scan.table());
                }
                super.visit(node, ordinal, parent);
            }
        }.go(rel);
        return tables;
    }
}
