package io.sabot.ingest.jdbc;

import io.sabot.core.error.SabotException;
import java.sql.Connection;
import java.sql.SQLException;

/** Says how far a sink got, whoever writes it, and gets in nobody's way. One thread. */
public final class JdbcProgress implements AutoCloseable {
    private final JdbcSpec spec;
    private final SinkProgress progress;
    private final Connections connections;

    /** Does not connect yet. */
    public JdbcProgress(JdbcSpec spec) {
        this.spec = spec;
        this.progress = new SinkProgress(spec);
        this.connections = Connections.of(spec);
    }

    /**
     * Number of the last row applied, 0 if nobody has written yet.
     *
     * @throws SabotException SNK-0202 if the database cannot be reached, SNK-0206 if it is not allowed
     */
    public long appliedOseq() {
        try (Connection connection = connections.next()) {
            long applied = progress.peek(connection);
            connection.rollback();
            return applied;
        } catch (SQLException e) {
            throw Fault.of(e) == Fault.OUTAGE
                    ? JdbcErrors.unreachable(spec, e)
                    : JdbcErrors.fatal(spec, "read " + SinkProgress.TABLE, e);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
