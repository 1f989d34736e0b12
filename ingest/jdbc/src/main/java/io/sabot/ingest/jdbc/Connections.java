package io.sabot.ingest.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/** Where a sink has its connection from: one at a time, made anew when it broke. */
interface Connections extends AutoCloseable {
    /** In a transaction of READ COMMITTED; to be closed, which rolls back what was not committed. */
    Connection next() throws SQLException;

    @Override
    void close();

    static Connections of(JdbcSpec spec) {
        HikariDataSource pool = new HikariDataSource(config(spec));
        return new Connections() {
            @Override
            public Connection next() throws SQLException {
                return pool.getConnection();
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    private static HikariConfig config(JdbcSpec spec) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("sabot-sink-" + spec.name());
        config.setJdbcUrl(spec.url());
        config.setUsername(spec.user());
        config.setPassword(spec.password());
        config.setMaximumPoolSize(1);
        config.setMinimumIdle(0);
        config.setAutoCommit(false);
        // An update that has waited for a row looks at its newest version: fencing rests on it.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setInitializationFailTimeout(-1); // the first use will say what is wrong
        config.setConnectionTimeout(5_000);
        config.setValidationTimeout(2_500);
        // Times without a zone are UTC. Who waits for a lock of a writer that has vanished is told so, and that
        // writer's transaction is ended: a leader that stands still holds up the next one for so long.
        config.setConnectionInitSql(
                "SET TIME ZONE 'UTC'; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '10s'");
        // All of these can be set otherwise in the URL. An untyped text may be JSON, a UUID, an enum.
        config.addDataSourceProperty("stringtype", "unspecified");
        config.addDataSourceProperty("ApplicationName", "sabot");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "30");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // One statement for many rows; where rows replace each other it may not have the same key twice.
        config.addDataSourceProperty("reWriteBatchedInserts", String.valueOf(!spec.isUpsert()));
        return config;
    }
}
