package io.sabot.sql.catalog;

import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.function.JavaKeyedFunction;
import io.sabot.sql.function.JavaStaticFunction;
import io.sabot.sql.function.SabotConvertlets;
import io.sabot.sql.plan.QueryConverter;
import io.sabot.sql.plan.StreamScan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;

/** Names of one application: tables, views, functions, and what a query under conversion adds for a while. */
public final class Catalog {
    private final RelDataTypeFactory types;
    private final Map<String, TableSpec> tables = new LinkedHashMap<>();
    private Map<String, Entry> entries = new LinkedHashMap<>();
    private FunctionCatalog functions = FunctionCatalog.builtIn();

    private record Entry(String name, RelDataType rowType, QueryConverter.Expansion expansion) {}

    public Catalog(RelDataTypeFactory types) {
        this.types = types;
    }

    public FunctionCatalog functions() {
        return functions;
    }

    public void add(List<JavaStaticFunction> more) {
        functions = functions.with(more);
    }

    /** Adds a table function; one of its name is replaced. */
    public void add(JavaKeyedFunction function) {
        functions = functions.with(function);
    }

    /** For suggestions. */
    public Set<String> functionNames() {
        Set<String> names = new TreeSet<>();
        for (SqlOperator operator : functions.operatorTable().getOperatorList()) {
            if (!operator.getName().isEmpty()
                    && Character.isJavaIdentifierStart(operator.getName().charAt(0))) {
                names.add(operator.getName());
            }
        }
        return names;
    }

    /** For suggestions: all columns of these tables and views; names of other things do not matter. */
    public Set<String> columnNames(Set<String> tableNames) {
        Set<String> names = new TreeSet<>();
        for (String table : tableNames) {
            Entry entry = entries.get(key(table));
            if (entry != null) {
                entry.rowType().getFieldNames().stream()
                        .filter(name -> !name.startsWith("$"))
                        .forEach(names::add);
            }
        }
        return names;
    }

    public RelDataTypeFactory types() {
        return types;
    }

    public void add(TableSpec table) {
        tables.put(key(table.name()), table);
        addTransient(
                table.name(),
                table.rowType(),
                context -> new StreamScan(
                        context.getCluster(), context.getCluster().traitSetOf(Convention.NONE), table));
    }

    /** Null if there is none of that name. */
    public TableSpec table(String name) {
        return tables.get(key(name));
    }

    public boolean contains(String name) {
        return entries.containsKey(key(name));
    }

    public List<String> names() {
        return entries.values().stream()
                .map(Entry::name)
                .filter(n -> !n.startsWith("$"))
                .toList();
    }

    public Map<String, TableSpec> tables() {
        return tables;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Adds a name until the scope in which this happens is closed. */
    public void addTransient(String name, RelDataType rowType, QueryConverter.Expansion expansion) {
        entries.put(key(name), new Entry(name, rowType, expansion));
    }

    public Scope openScope() {
        Map<String, Entry> outer = entries;
        entries = new LinkedHashMap<>(outer);
        return () -> entries = outer;
    }

    /** Ends the life of the names added since it was opened. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    public CalciteCatalogReader reader() {
        CalciteSchema schema = CalciteSchema.createRootSchema(false, false);
        entries.forEach((key, entry) -> schema.add(entry.name(), new NamedTable(entry)));
        return new CalciteCatalogReader(schema, List.of(), types, connectionConfig());
    }

    private static CalciteConnectionConfig connectionConfig() {
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
        return new CalciteConnectionConfigImpl(properties);
    }

    public SqlValidator validator(CalciteCatalogReader reader) {
        return SqlValidatorUtil.newValidator(
                functions.operatorTable(),
                reader,
                types,
                SqlValidator.Config.DEFAULT
                        .withConformance(SabotConformance.INSTANCE)
                        .withTypeCoercionFactory(StrictCoercion::new)
                        .withIdentifierExpansion(true));
    }

    public SqlRexConvertletTable convertlets() {
        return SabotConvertlets.INSTANCE;
    }

    private static final class NamedTable extends AbstractTable implements TranslatableTable {
        private final Entry entry;

        NamedTable(Entry entry) {
            this.entry = entry;
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory typeFactory) {
            return entry.rowType();
        }

        @Override
        public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable relOptTable) {
            return entry.expansion().expand(context);
        }
    }
}
