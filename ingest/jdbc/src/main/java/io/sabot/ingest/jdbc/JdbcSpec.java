package io.sabot.ingest.jdbc;

import java.util.List;
import java.util.Objects;

/**
 * A table that rows are written to, as the user declared it.
 *
 * @param name of the sink, for people
 * @param url {@code jdbc:postgresql:…}
 * @param user null to leave it to the URL
 * @param password null to leave it to the URL, or for a server that wants none
 * @param table in the database, spelled as there, with or without {@code schema.}
 * @param key columns of a unique index: a row replaces the one with the same key; empty: rows are only added
 * @param groupRows rows in one transaction, about
 * @param isFailing whether a row that is refused ends the application, instead of going to the dead letters
 * @param sinkId of this sink among all that write to the database: under this name it keeps how far it got
 * @param term of the writer; one with a higher term fences this one
 */
public record JdbcSpec(
        String name,
        String url,
        String user,
        String password,
        String table,
        List<String> key,
        int groupRows,
        boolean isFailing,
        String sinkId,
        long term) {
    /** What every URL begins with. */
    public static final String URL_PREFIX = "jdbc:postgresql:";

    public static final int DEFAULT_GROUP_ROWS = 1000;

    public JdbcSpec {
        Objects.requireNonNull(name);
        Objects.requireNonNull(table);
        Objects.requireNonNull(sinkId);
        key = List.copyOf(key);
        if (!url.startsWith(URL_PREFIX)) {
            throw JdbcErrors.badOption(
                    name, "'url' is not one of PostgreSQL", "'" + URL_PREFIX + "//host:5432/database'");
        }
        if (groupRows < 1) {
            throw new IllegalArgumentException("groups of " + groupRows + " rows");
        }
    }

    /** The same for a writer of another term. */
    public JdbcSpec inTerm(long newTerm) {
        return new JdbcSpec(name, url, user, password, table, key, groupRows, isFailing, sinkId, newTerm);
    }

    /** The URL without what comes behind the question mark, which may be a password. */
    String place() {
        int end = url.indexOf('?');
        return end < 0 ? url : url.substring(0, end);
    }

    boolean isUpsert() {
        return !key.isEmpty();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return name + " → " + table + " in " + place();
    }
}
