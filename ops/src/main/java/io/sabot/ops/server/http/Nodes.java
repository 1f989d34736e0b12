package io.sabot.ops.server.http;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.engine.BatchIntake;
import io.sabot.engine.Sabot;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ops.server.cluster.ClusterNode;
import io.sabot.ops.server.cluster.ReplicatedIntake;
import io.sabot.ops.server.deploy.Applications;
import io.sabot.ops.server.supervise.ApplicationUnit;
import io.sabot.ops.server.supervise.Supervisor;
import java.util.List;

/**
 * Finds what a request is for.
 *
 * @param cluster null for a server alone
 */
record Nodes(Applications applications, Supervisor supervisor, ClusterNode cluster) {
    /** Where rows for a table go. */
    BatchIntake intake(Sabot node, String application, String table, FormatSpec format) {
        if (cluster == null) {
            return node.intake(table, format);
        }
        requireTable(node, table);
        if (format.header() == FormatSpec.Header.YES) {
            throw SabotException.configuration(
                    "OPS-0747", "a cluster takes CSV without a header only", "leave the header out, or post JSON");
        }
        return new ReplicatedIntake(cluster, application, table, format.format());
    }

    private static void requireTable(Sabot node, String table) {
        List<String> tables = node.appendableTables();
        if (tables.stream().noneMatch(name -> name.equalsIgnoreCase(table))) {
            throw SabotException.configuration(
                    "ENG-0110", "no rows can be posted to a table '" + table + "'", Nearest.hint(table, tables));
        }
    }

    /** Says that a table gets no more rows. */
    void end(String application, String table) throws InterruptedException {
        Sabot node = running(application);
        if (cluster == null) {
            node.end(table);
        } else {
            requireTable(node, table);
            cluster.end(application, table);
        }
    }

    /** @throws SabotException OPS-0703 if there is no such application */
    ApplicationUnit unit(String name) {
        applications.require(name);
        ApplicationUnit unit = supervisor.unit(name);
        if (unit == null) {
            throw notRunning(name, "being dropped", null);
        }
        return unit;
    }

    /** @throws SabotException OPS-0721 if it does not run */
    Sabot running(String name) {
        ApplicationUnit unit = unit(name);
        Sabot node = unit.node();
        if (node == null) {
            throw notRunning(name, unit.state().name(), unit.reason());
        }
        return node;
    }

    static SabotException notRunning(String name, String state, String reason) {
        return new SabotException(
                ExitCode.UNAVAILABLE,
                List.of(Problem.of(
                        "OPS-0721",
                        "'" + name + "' does not run: it is " + state + (reason == null ? "" : ", " + reason),
                        "GET /v1/applications/" + name + " tells how it goes on")));
    }
}
