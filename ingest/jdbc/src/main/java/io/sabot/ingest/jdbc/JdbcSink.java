package io.sabot.ingest.jdbc;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.Problem;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.sink.RefusedLog;
import io.sabot.ingest.sink.Sink;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * Writes every row once to a table of a PostgreSQL database. A group of rows is one transaction, in which the number of its
 * last row is recorded too ({@link SinkProgress}): the database knows how far this sink got, whatever happens to either.
 *
 * <p>When the database is away the rows taken are kept, and tried again with growing pauses for as long as it takes. If the
 * answer to a commit was lost, the record tells what became of it. A row that the database refuses for good goes to the
 * {@link RefusedLog}, forced before the commit of its group.
 */
public final class JdbcSink implements Sink {
    /** Code of the error that somebody else writes: one of a higher term, or under the same name. */
    public static final String FENCED = "SNK-0205";

    private final JdbcSpec spec;
    private final Connections connections;
    private final SinkProgress progress;
    private final RefusedLog refused;
    private final GroupInsert inserts;
    private final RowGroup taken;
    private final Backoff backoff;
    private final LongSupplier nanoClock;
    private long applied;
    private long skipped; // numbers behind it that no row has
    private boolean isUnknown; // whether the group was committed
    private Problem outage;
    private int failedAttempts;
    private long retryAtNs;
    private boolean isUsable = true;
    private boolean isClosed;

    private JdbcSink(
            JdbcSpec spec,
            EventSchema schema,
            Connections connections,
            SinkProgress progress,
            TargetTable table,
            RefusedLog refused,
            long applied,
            Backoff backoff,
            LongSupplier nanoClock) {
        this.spec = spec;
        this.connections = connections;
        this.progress = progress;
        this.refused = refused;
        this.inserts = new GroupInsert(spec, table, refused);
        this.taken = new RowGroup(schema);
        this.applied = applied;
        this.backoff = backoff;
        this.nanoClock = nanoClock;
    }

    /**
     * Connects, checks the table, and reads how far this sink got.
     *
     * @param schema of the rows; batches may have more columns behind
     * @param refused file for rows that are refused, of this sink alone; created if it is not there
     * @throws io.sabot.core.error.SabotException SNK-0202 if the database cannot be reached, SNK-0203 and SNK-0204 if the
     *     table is not as it must be, SNK-0205 if a writer of a higher term is there, SNK-0206 if it is not allowed
     */
    public static JdbcSink open(JdbcSpec spec, EventSchema schema, Path refused) {
        return open(spec, schema, refused, Connections.of(spec), Backoff.USUAL, System::nanoTime);
    }

    static JdbcSink open(
            JdbcSpec spec,
            EventSchema schema,
            Path refused,
            Connections connections,
            Backoff backoff,
            LongSupplier nanoClock) {
        RefusedLog log = null;
        boolean isDone = false;
        try (Connection connection = connections.next()) {
            SinkProgress progress = new SinkProgress(spec);
            progress.create(connection);
            TargetTable table = TargetTable.find(connection, spec, schema);
            long applied = progress.claim(connection);
            connection.commit();
            log = RefusedLog.open(spec.name(), refused, schema, applied);
            JdbcSink sink = new JdbcSink(spec, schema, connections, progress, table, log, applied, backoff, nanoClock);
            isDone = true;
            return sink;
        } catch (SQLException e) {
            throw Fault.of(e) == Fault.OUTAGE
                    ? JdbcErrors.unreachable(spec, e)
                    : JdbcErrors.fatal(spec, "write to '" + spec.table() + "'", e);
        } finally {
            if (!isDone) {
                if (log != null) {
                    log.close();
                }
                connections.close();
            }
        }
    }

    @Override
    public long resumeAfter() {
        return applied;
    }

    @Override
    public Problem outage() {
        return outage;
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public long refusedCount() {
        return refused.count();
    }

    @Override
    public void write(EventBatch batch, long firstOutput) {
        requireUsable();
        if (outage != null) {
            throw new IllegalStateException("rows during an outage: " + outage.message());
        }
        if (firstOutput != lastTaken() + 1) {
            throw new IllegalArgumentException("row " + firstOutput + " after row " + lastTaken());
        }
        taken.add(batch);
        if (taken.rows() >= spec.groupRows()) {
            apply();
        }
    }

    private long lastTaken() {
        return applied + skipped + taken.rows();
    }

    /** The database learns of it with the next rows. */
    @Override
    public void skip(long throughOutput) {
        if (taken.rows() > 0) {
            throw new IllegalStateException("rows are waiting to be applied");
        }
        skipped = throughOutput - applied;
    }

    /** Does nothing before it is time to try again. */
    @Override
    public void flush() {
        requireUsable();
        boolean isTooEarly = outage != null && nanoClock.getAsLong() - retryAtNs < 0;
        if ((taken.rows() > 0 || outage != null) && !isTooEarly) {
            apply();
        }
    }

    @Override
    public void end() {
        flush();
    }

    private void apply() {
        isUsable = false;
        try {
            transact();
            outage = null;
            failedAttempts = 0;
        } catch (SQLException e) {
            onFailure(e);
        }
        isUsable = true;
    }

    private void transact() throws SQLException {
        try (Connection connection = connections.next()) {
            if (isUnknown) {
                learn(connection);
            }
            if (taken.rows() > 0) {
                commit(connection);
            }
        }
    }

    /** Asks the database whether it has committed the group. */
    private void learn(Connection connection) throws SQLException {
        long last = lastTaken();
        long recorded = progress.read(connection, last);
        if (recorded == last) {
            committed(last);
        } else if (recorded == applied) {
            refused.rollBack();
            isUnknown = false;
        } else {
            throw JdbcErrors.fenced(spec, last, recorded + " rows");
        }
        connection.rollback();
    }

    private void commit(Connection connection) throws SQLException {
        long last = lastTaken();
        boolean isAsked = false;
        boolean isDone = false;
        try {
            progress.advance(connection, applied, last);
            inserts.insert(connection, taken, applied + skipped + 1);
            refused.force();
            isAsked = true;
            connection.commit();
            isDone = true;
        } catch (SQLException e) {
            isUnknown = isAsked && Fault.of(e) == Fault.OUTAGE;
            throw e;
        } finally {
            if (!isDone && !isUnknown) {
                refused.rollBack();
            }
        }
        committed(last);
    }

    private void committed(long last) {
        isUnknown = false;
        applied = last;
        skipped = 0;
        taken.clear();
        refused.commit();
    }

    private void onFailure(SQLException e) {
        Fault fault = Fault.of(e);
        if (fault == Fault.REFUSED && inserts.isDeferred()) {
            // By a constraint that is checked at the commit: once more, so that the row is known.
            inserts.checkAtOnce();
            apply();
        } else if (fault == Fault.OUTAGE) {
            failedAttempts++;
            retryAtNs = nanoClock.getAsLong() + backoff.waitNs(failedAttempts);
            outage = JdbcErrors.away(spec, e);
        } else {
            throw JdbcErrors.fatal(spec, "write to '" + spec.table() + "'", e);
        }
    }

    private void requireUsable() {
        if (!isUsable || isClosed) {
            throw new IllegalStateException(isClosed ? "the sink is closed" : "the sink has failed before");
        }
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try (taken;
                refused;
                connections) {
            isUsable = false;
        }
    }
}
