package io.sabot.ingest.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How far a sink got, in a table of the database it writes to: moves in the same transaction as the rows. The row is locked
 * while somebody moves it, so two writers come one after the other, and the second sees what the first did.
 */
final class SinkProgress {
    static final String TABLE = "sabot_sink";
    static final String DDL =
            "CREATE TABLE " + TABLE + " (sink text PRIMARY KEY, oseq bigint NOT NULL, term bigint NOT NULL)";

    private static final String EXISTS = "SELECT to_regclass('" + TABLE + "') IS NOT NULL";
    private static final String ADD = "INSERT INTO " + TABLE + " VALUES (?, 0, ?) ON CONFLICT (sink) DO NOTHING";
    private static final String READ = "SELECT oseq, term FROM " + TABLE + " WHERE sink = ? FOR UPDATE";
    private static final String PEEK = "SELECT oseq FROM " + TABLE + " WHERE sink = ?";
    private static final String CLAIM = "UPDATE " + TABLE + " SET term = ? WHERE sink = ? AND term <= ?";
    private static final String ADVANCE =
            "UPDATE " + TABLE + " SET oseq = ?, term = ? WHERE sink = ? AND term <= ? AND oseq = ?";

    private final JdbcSpec spec;

    SinkProgress(JdbcSpec spec) {
        this.spec = spec;
    }

    /** Makes the table if it is not there, and commits. */
    void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!isThere(statement)) {
                try {
                    statement.execute(DDL);
                } catch (SQLException e) {
                    connection.rollback();
                    if (Fault.of(e) == Fault.OUTAGE) {
                        throw e;
                    }
                    if (!isThere(statement)) { // else another one was faster
                        throw JdbcErrors.noProgressTable(spec, e);
                    }
                }
            }
        }
        connection.commit();
    }

    private static boolean isThere(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery(EXISTS)) {
            return result.next() && result.getBoolean(1);
        }
    }

    /**
     * Makes this writer the one, and says behind which row it goes on. Waits for what a writer before has under way.
     *
     * @throws io.sabot.core.error.SabotException SNK-0205 if one of a higher term has written
     */
    long claim(Connection connection) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            add.setString(1, spec.sinkId());
            add.setLong(2, spec.term());
            add.executeUpdate();
        }
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setLong(1, spec.term());
            claim.setString(2, spec.sinkId());
            claim.setLong(3, spec.term());
            claim.executeUpdate();
        }
        return read(connection, 0);
    }

    /**
     * Behind which row to go on. Waits for what is under way, such as a commit whose answer was lost.
     *
     * @param expected for the message
     * @throws io.sabot.core.error.SabotException SNK-0205 if one of a higher term has written, or the record is gone
     */
    long read(Connection connection, long expected) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(READ)) {
            read.setString(1, spec.sinkId());
            try (ResultSet result = read.executeQuery()) {
                if (!result.next()) {
                    throw JdbcErrors.fenced(spec, expected, "no such sink");
                }
                if (result.getLong(2) > spec.term()) {
                    throw JdbcErrors.fenced(spec, expected, "a writer of term " + result.getLong(2));
                }
                return result.getLong(1);
            }
        }
    }

    /** Number of the last row applied; waits for nobody, and nobody waits for it. */
    long peek(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!isThere(statement)) {
                return 0;
            }
        }
        try (PreparedStatement peek = connection.prepareStatement(PEEK)) {
            peek.setString(1, spec.sinkId());
            try (ResultSet result = peek.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }

    /** @throws io.sabot.core.error.SabotException SNK-0205 if it does not stand where this writer left it */
    void advance(Connection connection, long from, long to) throws SQLException {
        try (PreparedStatement advance = connection.prepareStatement(ADVANCE)) {
            advance.setLong(1, to);
            advance.setLong(2, spec.term());
            advance.setString(3, spec.sinkId());
            advance.setLong(4, spec.term());
            advance.setLong(5, from);
            if (advance.executeUpdate() != 1) {
                throw JdbcErrors.fenced(spec, from, read(connection, from) + " rows");
            }
        }
    }
}
