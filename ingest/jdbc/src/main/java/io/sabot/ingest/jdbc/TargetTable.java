package io.sabot.ingest.jdbc;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.Nearest;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The table that rows go to: checked once, then a statement with one parameter a column. */
final class TargetTable {
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String UNDEFINED_SCHEMA = "3F000";
    private static final String TYPE_MISMATCH = "42804";
    private static final String NO_UNIQUE_INDEX = "42P10";

    private final ColumnBinding[] bindings;
    private final String insert;

    private TargetTable(ColumnBinding[] bindings, String insert) {
        this.bindings = bindings;
        this.insert = insert;
    }

    /**
     * Finds the table and a column for each of the schema's, by name; case matters only where two differ in nothing else.
     *
     * @throws io.sabot.core.error.SabotException SNK-0203 if there is no such table, SNK-0204 if rows do not fit it,
     *     SNK-0206 if it may not be written to
     */
    static TargetTable find(Connection connection, JdbcSpec spec, EventSchema schema) throws SQLException {
        ColumnBinding[] bindings = bindings(spec, schema);
        List<String> present = columns(connection, spec);
        List<String> columns = new ArrayList<>();
        for (ColumnSpec column : schema.columns()) {
            columns.add(match(spec, column.name(), present, "has no column '" + column.name() + "'"));
        }
        List<String> key = new ArrayList<>();
        for (String name : spec.key()) {
            key.add(match(spec, name, columns, "gets no column '" + name + "', which 'key' names"));
        }
        check(connection, spec, bindings, columns, key);
        String parameters = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
        return new TargetTable(bindings, insert(spec, columns, key, parameters));
    }

    private static ColumnBinding[] bindings(JdbcSpec spec, EventSchema schema) {
        ColumnBinding[] bindings = new ColumnBinding[schema.columnCount()];
        for (int i = 0; i < bindings.length; i++) {
            ColumnSpec column = schema.column(i);
            bindings[i] = ColumnBinding.of(column.type());
            if (bindings[i] == null) {
                throw JdbcErrors.badTable(
                        spec,
                        "cannot take column '" + column.name() + "' of type " + column.type(),
                        "leave it out of the result, or cast it");
            }
        }
        return bindings;
    }

    private static List<String> columns(Connection connection, JdbcSpec spec) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet empty = statement.executeQuery("SELECT * FROM " + quotedTable(spec) + " WHERE false")) {
            ResultSetMetaData metaData = empty.getMetaData();
            for (int i = 1; i <= metaData.getColumnCount(); i++) {
                names.add(metaData.getColumnName(i));
            }
            return names;
        } catch (SQLException e) {
            String state = Fault.state(e);
            if (!state.equals(UNDEFINED_TABLE) && !state.equals(UNDEFINED_SCHEMA)) {
                throw e;
            }
            connection.rollback();
            throw JdbcErrors.noTable(spec, Nearest.hint(spec.table(), tables(connection, spec)));
        }
    }

    /** Names as the user would write them. */
    private static List<String> tables(Connection connection, JdbcSpec spec) throws SQLException {
        String name = spec.table().contains(".") ? "table_schema || '.' || table_name" : "table_name";
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery("SELECT " + name + " FROM information_schema.tables"
                        + " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')")) {
            while (tables.next()) {
                names.add(tables.getString(1));
            }
        }
        return names;
    }

    private static String match(JdbcSpec spec, String name, List<String> names, String problem) {
        if (names.contains(name)) {
            return name;
        }
        List<String> alike = names.stream().filter(name::equalsIgnoreCase).toList();
        if (alike.size() == 1) {
            return alike.get(0);
        }
        throw JdbcErrors.badTable(spec, problem, Nearest.hintOrChoice(name, names));
    }

    /** Lets the database plan the statement: it knows its casts, indexes and permissions best. */
    private static void check(
            Connection connection, JdbcSpec spec, ColumnBinding[] bindings, List<String> columns, List<String> key)
            throws SQLException {
        String nulls =
                List.of(bindings).stream().map(ColumnBinding::nullLiteral).collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("EXPLAIN " + insert(spec, columns, key, nulls));
        } catch (SQLException e) {
            switch (Fault.state(e)) {
                case TYPE_MISMATCH -> throw JdbcErrors.badTable(spec, "does not fit: " + Fault.reason(e), null);
                case NO_UNIQUE_INDEX ->
                    throw JdbcErrors.badTable(
                            spec,
                            "has no unique index on the columns " + String.join(", ", key) + " of 'key'",
                            "CREATE UNIQUE INDEX ON " + spec.table() + " (" + String.join(", ", key) + ")");
                default -> throw e;
            }
        }
    }

    private static String insert(JdbcSpec spec, List<String> columns, List<String> key, String values) {
        String statement = "INSERT INTO " + quotedTable(spec) + " (" + quoted(columns) + ") VALUES (" + values + ")";
        if (key.isEmpty()) {
            return statement;
        }
        String changes = columns.stream()
                .filter(column -> !key.contains(column))
                .map(column -> quoted(column) + " = EXCLUDED." + quoted(column))
                .collect(Collectors.joining(", "));
        return statement + " ON CONFLICT (" + quoted(key) + ") DO "
                + (changes.isEmpty() ? "NOTHING" : "UPDATE SET " + changes);
    }

    private static String quotedTable(JdbcSpec spec) {
        return List.of(spec.table().split("\\.", 2)).stream()
                .map(TargetTable::quoted)
                .collect(Collectors.joining("."));
    }

    private static String quoted(List<String> names) {
        return names.stream().map(TargetTable::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        return connection.prepareStatement(insert);
    }

    /** Adds a row to the statement's batch. */
    void add(PreparedStatement statement, EventBatch batch, int row) throws SQLException {
        for (int i = 0; i < bindings.length; i++) {
            Column column = batch.column(i);
            if (column.isNull(row)) {
                bindings[i].setNull(statement, i + 1);
            } else {
                bindings[i].set(statement, i + 1, column, row);
            }
        }
        statement.addBatch();
    }
}
