package io.sabot.ingest.jdbc;

import io.sabot.ingest.sink.RefusedLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;

/**
 * Inserts a group of rows within a transaction. A group with a row that the database refuses is halved until the row stands
 * alone; that one is put aside, and the others are inserted in their order.
 */
final class GroupInsert {
    private final JdbcSpec spec;
    private final TargetTable table;
    private final RefusedLog refused; // not owned
    private boolean isDeferred = true;

    GroupInsert(JdbcSpec spec, TargetTable table, RefusedLog refused) {
        this.spec = spec;
        this.table = table;
        this.refused = refused;
    }

    /** Whether constraints may be checked at the commit only, which tells nobody the row. */
    boolean isDeferred() {
        return isDeferred;
    }

    /** From now on constraints are checked with each row. */
    void checkAtOnce() {
        isDeferred = false;
    }

    /** @param firstOseq number of the group's first row */
    void insert(Connection connection, RowGroup group, long firstOseq) throws SQLException {
        if (!isDeferred) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
            }
        }
        try (PreparedStatement insert = table.prepare(connection)) {
            insert(connection, insert, group, 0, group.rows(), firstOseq);
        }
    }

    private void insert(
            Connection connection, PreparedStatement insert, RowGroup group, int from, int to, long firstOseq)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            for (int i = from; i < to; i++) {
                table.add(insert, group.batch(i), RowGroup.row(i));
            }
            insert.executeBatch();
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            if (Fault.of(e) != Fault.REFUSED) {
                throw e;
            }
            insert.clearBatch();
            connection.rollback(before);
            if (to - from > 1) {
                int middle = from + to >>> 1;
                insert(connection, insert, group, from, middle, firstOseq);
                insert(connection, insert, group, middle, to, firstOseq);
            } else {
                refuse(group, from, firstOseq + from, e);
            }
        }
    }

    private void refuse(RowGroup group, int index, long oseq, SQLException e) {
        String reason = Fault.reason(e) + " (" + Fault.state(e) + ")";
        if (spec.isFailing()) {
            throw JdbcErrors.refused(spec, oseq, reason);
        }
        refused.append(oseq, reason, group.batch(index), RowGroup.row(index));
    }
}
