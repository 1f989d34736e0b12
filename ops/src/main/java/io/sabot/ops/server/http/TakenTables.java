package io.sabot.ops.server.http;

import io.sabot.core.error.SabotException;
import io.sabot.ops.server.deploy.Applications;
import io.sabot.ops.server.deploy.Deployment;
import io.sabot.sql.script.ApplicationPlan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which tables applications take rows for, whether they run or not. Any thread. */
final class TakenTables {
    private record Known(Deployment deployment, List<String> tables) {}

    private final Applications applications; // not owned
    private final Map<String, Known> byApplication = new ConcurrentHashMap<>();

    TakenTables(Applications applications) {
        this.applications = applications;
    }

    boolean isTaken(Deployment deployment, String table) {
        Known known = byApplication.get(deployment.name());
        if (known == null || !known.deployment().sql().equals(deployment.sql())) {
            known = new Known(deployment, tables(deployment));
            byApplication.put(deployment.name(), known);
        }
        return known.tables().stream().anyMatch(table::equalsIgnoreCase);
    }

    /** None if this version of the program cannot plan it any more: it will not run. */
    private List<String> tables(Deployment deployment) {
        try {
            ApplicationPlan plan = applications.plan(deployment.name(), deployment.sql());
            return plan.tables().stream()
                    .filter(table -> table.connector() == null && !plan.isWritten(table))
                    .map(table -> table.name())
                    .toList();
        } catch (SabotException e) {
            return List.of();
        }
    }
}
