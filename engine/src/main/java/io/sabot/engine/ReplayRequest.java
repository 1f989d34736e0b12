package io.sabot.engine;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/**
 * What is to be replayed.
 *
 * @param directory of the data, node running or not; nothing in it is changed
 * @param sql application to replay; null for the one that was recorded
 * @param against for a comparison: the application whose results come first; null for the results that were recorded
 * @param from first log entry whose results are wanted; null for the log's first
 * @param to last log entry; null for the log's end
 * @param warmUpNs log time before {@code from} whose entries are given to the operators as well, so that they have state;
 *     {@link #WHOLE_LOG} for all, 0 for none
 * @param tables whose results are wanted, case ignored; empty for a choice that fits
 * @param sqlDirectory that relative paths in the recorded application start from, which is not recorded
 */
public record ReplayRequest(
        Path directory,
        ReplaySql sql,
        ReplaySql against,
        ReplayPoint from,
        ReplayPoint to,
        long warmUpNs,
        Set<String> tables,
        Path sqlDirectory) {
    /** Warm-up with everything before. */
    public static final long WHOLE_LOG = Long.MAX_VALUE;

    public ReplayRequest {
        Objects.requireNonNull(directory);
        Objects.requireNonNull(sqlDirectory);
        tables = Set.copyOf(tables);
        if (warmUpNs < 0) {
            throw new IllegalArgumentException("a warm-up of " + warmUpNs + " ns");
        }
    }

    /** The recorded application over the whole log. */
    public static ReplayRequest of(Path directory) {
        return new ReplayRequest(directory, null, null, null, null, WHOLE_LOG, Set.of(), Path.of(""));
    }

    public ReplayRequest withSql(ReplaySql newSql) {
        return new ReplayRequest(directory, newSql, against, from, to, warmUpNs, tables, sqlDirectory);
    }

    public ReplayRequest withAgainst(ReplaySql newAgainst) {
        return new ReplayRequest(directory, sql, newAgainst, from, to, warmUpNs, tables, sqlDirectory);
    }

    /** @param newFrom,newTo null where the range is open */
    public ReplayRequest withRange(ReplayPoint newFrom, ReplayPoint newTo) {
        return new ReplayRequest(directory, sql, against, newFrom, newTo, warmUpNs, tables, sqlDirectory);
    }

    public ReplayRequest withWarmUpNs(long newWarmUpNs) {
        return new ReplayRequest(directory, sql, against, from, to, newWarmUpNs, tables, sqlDirectory);
    }

    public ReplayRequest withTables(Set<String> newTables) {
        return new ReplayRequest(directory, sql, against, from, to, warmUpNs, newTables, sqlDirectory);
    }

    public ReplayRequest withSqlDirectory(Path newSqlDirectory) {
        return new ReplayRequest(directory, sql, against, from, to, warmUpNs, tables, newSqlDirectory);
    }
}
