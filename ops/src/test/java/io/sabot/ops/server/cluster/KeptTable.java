package io.sabot.ops.server.cluster;

import io.sabot.ingest.jdbc.PostgresServer;
import java.sql.SQLException;
import java.util.List;

/** The table of a database that {@link Trades} go to, one row in a transaction. */
final class KeptTable {
    private final PostgresServer database; // not owned
    private final String url;
    private final String name;

    /** Makes it, empty, and forgets how far anybody was with it. */
    KeptTable(PostgresServer database, String url, String name) throws SQLException {
        this.database = database;
        this.url = url;
        this.name = name;
        database.execute("DROP TABLE IF EXISTS " + name);
        // No vacuum, so that rows keep the order in which they came.
        database.execute("CREATE TABLE " + name
                + " (symbol text, ts timestamp, shares integer) WITH (autovacuum_enabled = false)");
        if (!database.rows("SELECT to_regclass('sabot_sink')").contains("null")) {
            database.execute("DELETE FROM sabot_sink WHERE sink = '" + name + "'");
        }
    }

    String options() {
        return "WITH ('connector' = 'jdbc', 'url' = '" + url + "', 'user' = '" + database.user() + "', 'table' = '"
                + name + "', 'sink-id' = '" + name + "', 'group-rows' = '1')";
    }

    /** In the order in which they were written. */
    List<String> rows() throws SQLException {
        return database.rows("SELECT symbol, ts, shares FROM " + name + " ORDER BY ctid");
    }

    int count() throws SQLException {
        return Integer.parseInt(database.rows("SELECT count(*) FROM " + name).get(0));
    }

    /** Of the last leader that wrote; 0 if none has. */
    long term() throws SQLException {
        List<String> terms = database.rows("SELECT term FROM sabot_sink WHERE sink = '" + name + "'");
        return terms.isEmpty() ? 0 : Long.parseLong(terms.get(0));
    }
}
