package io.sabot.ingest.jdbc;

import java.sql.SQLException;

/** What an error of the database means for who writes; told by its SQLSTATE (PostgreSQL, Appendix A). */
enum Fault {
    /** The database is away or busy: the same may work later. */
    OUTAGE,
    /** It will never take this row. */
    REFUSED,
    /** It will never take any row like this: somebody must change something. */
    FATAL;

    static Fault of(SQLException e) {
        String state = state(e);
        if (state.length() != 5) {
            return e instanceof java.sql.SQLTransientException ? OUTAGE : FATAL;
        }
        return switch (state) {
            case "57P04" -> FATAL; // the database was dropped
            case "55P03", "25006" -> OUTAGE; // a lock was not to be had; read-only, as a standby is
            case "25P03" -> OUTAGE; // this writer stood still within a transaction, and the database ended it
            case "P0001" -> REFUSED; // raised by a trigger
            default ->
                switch (state.substring(0, 2)) {
                    // connection, resources, operator's intervention, system error, transaction rolled back
                    case "08", "53", "57", "58", "40" -> OUTAGE;
                    // data, integrity constraint, check option, program limit such as too long for an index
                    case "22", "23", "44", "54" -> REFUSED;
                    default -> FATAL;
                };
        };
    }

    /** Empty if nobody says. */
    static String state(SQLException e) {
        for (SQLException next = e; next != null; next = next.getNextException()) {
            if (next.getSQLState() != null) {
                return next.getSQLState();
            }
        }
        return "";
    }

    /** The database's own words, on one line. A batch wraps them. */
    static String reason(SQLException e) {
        SQLException last = e;
        while (last.getNextException() != null) {
            last = last.getNextException();
        }
        String text = String.valueOf(last.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
        return text.startsWith("ERROR: ") ? text.substring("ERROR: ".length()) : text;
    }
}
