package io.sabot.sql.codegen;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.function.SabotConvertlets;
import io.sabot.sql.type.SabotTypeSystem;
import io.sabot.sql.type.Types;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/** Computes SQL expressions over one row of a table that has columns of every type; what is not set is NULL. */
final class Expressions {
    private static final Map<String, SqlType> COLUMNS = new LinkedHashMap<>();

    static {
        for (String name : List.of("b", "c")) {
            COLUMNS.put(name, SqlType.of(TypeKind.BOOLEAN));
        }
        for (String name : List.of("i", "j")) {
            COLUMNS.put(name, SqlType.of(TypeKind.INT));
        }
        for (String name : List.of("l", "m")) {
            COLUMNS.put(name, SqlType.of(TypeKind.BIGINT));
        }
        for (String name : List.of("d", "e")) {
            COLUMNS.put(name, SqlType.of(TypeKind.DOUBLE));
        }
        COLUMNS.put("n", SqlType.decimal(10, 2));
        COLUMNS.put("o", SqlType.decimal(12, 4));
        COLUMNS.put("w", SqlType.decimal(38, 10));
        for (String name : List.of("s", "t", "p", "q")) { // p and q are plain
            COLUMNS.put(name, SqlType.of(TypeKind.VARCHAR));
        }
        COLUMNS.put("y", SqlType.of(TypeKind.BINARY));
        COLUMNS.put("dt", SqlType.of(TypeKind.DATE));
        COLUMNS.put("ti", SqlType.of(TypeKind.TIME));
        COLUMNS.put("ts", SqlType.timestamp(9));
        COLUMNS.put("ts2", SqlType.timestamp(9));
        COLUMNS.put("ts3", SqlType.timestamp(3));
        COLUMNS.put("iv", SqlType.of(TypeKind.INTERVAL));
        COLUMNS.put("ri", SqlType.of(TypeKind.INT).withNullable(false));
        COLUMNS.put("rs", SqlType.of(TypeKind.VARCHAR).withNullable(false));
    }

    private static final List<SqlType> TYPES = List.copyOf(COLUMNS.values());

    private final FunctionCatalog functions;
    private final SqlRexConvertletTable convertlets;

    private final boolean isSimplified;

    private Expressions(FunctionCatalog functions, SqlRexConvertletTable convertlets, boolean isSimplified) {
        this.functions = functions;
        this.convertlets = convertlets;
        this.isSimplified = isSimplified;
    }

    static Expressions with(FunctionCatalog functions) {
        return new Expressions(functions, SabotConvertlets.INSTANCE, true);
    }

    static Expressions withCalciteConvertlets() {
        return new Expressions(FunctionCatalog.builtIn(), StandardConvertletTable.INSTANCE, true);
    }

    /** Without Calcite's simplification, which may leave out what would fail. */
    static Expressions asWritten() {
        return new Expressions(FunctionCatalog.builtIn(), SabotConvertlets.INSTANCE, false);
    }

    /** The expression's value, null for NULL. */
    static Object value(String expression, Object... namesAndValues) {
        return with(FunctionCatalog.builtIn()).compute(expression, namesAndValues);
    }

    /** The message with which the expression fails. */
    static String failure(String expression, Object... namesAndValues) {
        try {
            Object value = value(expression, namesAndValues);
            throw new AssertionError(expression + " is " + value);
        } catch (Failed e) {
            return e.getMessage();
        }
    }

    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message);
        }
    }

    Object compute(String expression, Object... namesAndValues) {
        Map<String, Object> row = new HashMap<>(Map.of("ri", 7, "rs", "required"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!COLUMNS.containsKey((String) namesAndValues[i])) {
                throw new IllegalArgumentException("no column " + namesAndValues[i]);
            }
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return evaluate(rex(expression), row);
    }

    // ---- from text ----

    RexNode rex(String expression) {
        try {
            SqlNode query = SqlParser.create(
                            "SELECT " + expression + " FROM r",
                            SqlParser.config()
                                    .withConformance(SqlConformanceEnum.BABEL)
                                    .withUnquotedCasing(Casing.UNCHANGED)
                                    .withCaseSensitive(false))
                    .parseQuery();
            RelDataTypeFactory types = new JavaTypeFactoryImpl(SabotTypeSystem.INSTANCE);
            Properties properties = new Properties();
            properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
            CalciteSchema schema = CalciteSchema.createRootSchema(false, false);
            schema.add("r", new Row());
            CalciteCatalogReader reader =
                    new CalciteCatalogReader(schema, List.of(), types, new CalciteConnectionConfigImpl(properties));
            SqlValidator validator = SqlValidatorUtil.newValidator(
                    functions.operatorTable(),
                    reader,
                    types,
                    SqlValidator.Config.DEFAULT
                            .withConformance(SqlConformanceEnum.BABEL)
                            .withIdentifierExpansion(true));
            VolcanoPlanner planner = new VolcanoPlanner();
            planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
            RelOptCluster cluster = RelOptCluster.create(planner, new RexBuilder(types));
            SqlToRelConverter converter = new SqlToRelConverter(
                    (rowType, text, schemaPath, viewPath) -> null,
                    validator,
                    reader,
                    cluster,
                    convertlets,
                    SqlToRelConverter.config()
                            .withExpand(false)
                            .withInSubQueryThreshold(Integer.MAX_VALUE)
                            .addRelBuilderConfigTransform(builder -> builder.withSimplify(isSimplified)));
            Project project = (Project) converter.convertQuery(validator.validate(query), false, true).rel;
            return project.getProjects().get(0);
        } catch (SqlParseException e) {
            throw new IllegalArgumentException(expression, e);
        }
    }

    private static final class Row extends AbstractTable {
        @Override
        public RelDataType getRowType(RelDataTypeFactory factory) {
            RelDataTypeFactory.Builder row = factory.builder();
            COLUMNS.forEach((name, type) -> row.add(name, Types.toRel(type, factory)));
            return row.build();
        }
    }

    // ---- over a row ----

    Object evaluate(RexNode expression, Map<String, Object> row) {
        SqlType type = Types.of(expression.getType());
        try (MemoryPool pool = MemoryPool.unbounded();
                EventBatch in = EventBatch.growable(pool);
                EventBatch out = EventBatch.growable(pool)) {
            fill(in, row);
            out.layout(
                    EventSchema.derived("out", List.of(new ColumnSpec("x", type)), EventSchema.NO_COLUMN),
                    in.column(TYPES.indexOf(COLUMNS.get("s"))).dictionary(),
                    new boolean[] {!(expression instanceof org.apache.calcite.rex.RexInputRef)},
                    4);
            List<String> failures = new ArrayList<>();
            RowProjector projector = new Compiler(functions).projector(List.of(expression), TYPES);
            projector.bind(in);
            int written = projector.project(
                    in, in.selection(), 1, out, new int[1], (failed, message) -> failures.add(message));
            Object result = written == 0 ? null : read(out.column(0), type);
            if (type.kind() == TypeKind.BOOLEAN) {
                checkPredicate(expression, in, Boolean.TRUE.equals(result), failures.isEmpty());
            }
            if (!failures.isEmpty()) {
                throw new Failed(failures.get(0));
            }
            return result;
        }
    }

    private void checkPredicate(RexNode expression, EventBatch in, boolean isTrue, boolean succeeds) {
        RowPredicate predicate = new Compiler(functions).predicate(expression, TYPES);
        predicate.bind(in);
        List<String> failures = new ArrayList<>();
        int selected = predicate.select(in, in.selection(), 1, new int[1], (row, message) -> failures.add(message));
        if (selected == 1 != isTrue || succeeds && !failures.isEmpty()) {
            throw new AssertionError("as a predicate: " + selected + " " + failures + " of " + expression);
        }
    }

    private static void fill(EventBatch in, Map<String, Object> row) {
        List<ColumnSpec> specs = new ArrayList<>();
        boolean[] isPlain = new boolean[COLUMNS.size()];
        COLUMNS.forEach((name, type) -> {
            isPlain[specs.size()] = name.equals("p") || name.equals("q");
            specs.add(new ColumnSpec(name, type));
        });
        in.layout(EventSchema.derived("in", specs, EventSchema.NO_COLUMN), new SymbolDictionary(), isPlain, 4);
        for (int i = 0; i < specs.size(); i++) {
            put(in.column(i), row.get(specs.get(i).name()));
        }
        in.commitRow();
    }

    private static void put(Column column, Object value) {
        if (value == null) {
            column.setNull(0);
            return;
        }
        switch (column.type().kind()) {
            case BOOLEAN -> column.putBoolean(0, (Boolean) value);
            case INT, DATE -> column.putInt(0, ((Number) value).intValue());
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> column.putLong(0, ((Number) value).longValue());
            case DOUBLE -> column.putDouble(0, ((Number) value).doubleValue());
            case DECIMAL ->
                column.putDecimal(
                        0,
                        new BigDecimal(value.toString()).setScale(column.type().scale()));
            case VARCHAR -> column.putString(0, (String) value);
            default -> column.putBytes(0, (byte[]) value, 0, ((byte[]) value).length);
        }
    }

    private static Object read(Column column, SqlType type) {
        if (column.isNull(0)) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN -> column.getBoolean(0);
            case INT, DATE -> column.getInt(0);
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> column.getLong(0);
            case DOUBLE -> column.getDouble(0);
            case DECIMAL -> column.getDecimal(0);
            case VARCHAR -> column.getString(0);
            default -> column.getBytes(0);
        };
    }
}
