package io.sabot.ingest.jdbc;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.sql.SQLException;
import java.util.List;

/** What can be wrong with a table that is written to. */
final class JdbcErrors {
    private JdbcErrors() {}

    static SabotException badOption(String sink, String what, String hint) {
        return SabotException.configuration("SNK-0201", "table '" + sink + "': " + what, hint);
    }

    static Problem away(JdbcSpec spec, SQLException e) {
        return Problem.of(
                "SNK-0202",
                "'" + spec.name() + "' cannot write to " + spec.place() + ": " + Fault.reason(e),
                "it is tried again until it works; nothing is lost meanwhile");
    }

    static SabotException unreachable(JdbcSpec spec, SQLException e) {
        Problem problem = Problem.of(
                "SNK-0202",
                "cannot reach " + spec.place() + " for '" + spec.name() + "': " + Fault.reason(e),
                "at the start the database must be there; later it may be away for a while");
        return new SabotException(ExitCode.UNAVAILABLE, List.of(problem), e);
    }

    static SabotException noTable(JdbcSpec spec, String hint) {
        return SabotException.configuration(
                "SNK-0203",
                "there is no table '" + spec.table() + "' in " + spec.place(),
                hint != null ? hint : "it is written here exactly as in the database; it is not created");
    }

    static SabotException badTable(JdbcSpec spec, String what, String hint) {
        return SabotException.configuration("SNK-0204", "table '" + spec.table() + "' " + what, hint);
    }

    static SabotException fenced(JdbcSpec spec, long expected, String found) {
        return SabotException.failed(
                JdbcSink.FENCED,
                "the record of '" + spec.sinkId() + "' in " + spec.place() + " is not where this node left it, at "
                        + expected + " rows: there is " + found,
                "somebody else writes under this name, or the database was put back; when only one does, start again",
                null);
    }

    static SabotException fatal(JdbcSpec spec, String doing, SQLException e) {
        return SabotException.failed(
                "SNK-0206",
                "'" + spec.name() + "' cannot " + doing + " in " + spec.place() + ": " + Fault.reason(e) + " ("
                        + Fault.state(e) + ")",
                hint(e),
                e);
    }

    private static String hint(SQLException e) {
        return Fault.state(e).startsWith("28") ? "see 'user' and 'password' or 'password-env'" : null;
    }

    static SabotException noProgressTable(JdbcSpec spec, SQLException e) {
        return SabotException.failed(
                "SNK-0206",
                "'" + spec.name() + "' cannot create " + SinkProgress.TABLE + " in " + spec.place() + ": "
                        + Fault.reason(e) + " (" + Fault.state(e) + ")",
                "let somebody who may: " + SinkProgress.DDL,
                e);
    }

    static SabotException refused(JdbcSpec spec, long oseq, String reason) {
        return SabotException.failed(
                "SNK-0207",
                "'" + spec.name() + "' cannot write row " + oseq + ": " + reason,
                "with 'on-error' = 'dead_letter' it would be put aside",
                null);
    }
}
