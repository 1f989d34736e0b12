package io.sabot.ops.server.http;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.engine.Sabot;
import io.sabot.ops.server.deploy.Applications;
import io.sabot.ops.server.supervise.ApplicationUnit;
import io.sabot.ops.server.supervise.Supervisor;
import java.util.List;

/** Finds what a request is for. */
record Nodes(Applications applications, Supervisor supervisor) {
    /** @throws SabotException OPS-0403 if there is no such application */
    ApplicationUnit unit(String name) {
        applications.require(name);
        ApplicationUnit unit = supervisor.unit(name);
        if (unit == null) {
            throw notRunning(name, "being dropped", null);
        }
        return unit;
    }

    /** @throws SabotException OPS-0421 if it does not run */
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
                        "OPS-0421",
                        "'" + name + "' does not run: it is " + state + (reason == null ? "" : ", " + reason),
                        "GET /v1/applications/" + name + " tells how it goes on")));
    }
}
