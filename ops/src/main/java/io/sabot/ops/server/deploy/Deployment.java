package io.sabot.ops.server.deploy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sabot.core.error.SabotException;
import io.sabot.ops.server.supervise.Budget;
import io.sabot.ops.server.supervise.GroupSpec;
import io.sabot.ops.server.supervise.RestartPolicy;
import java.util.Map;

/**
 * What a server is to run under a name.
 *
 * @param version 1, 2, 3, … with every deployment under the name
 * @param settings beside those of the file
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Deployment(
        String name,
        int version,
        String sql,
        Map<String, String> settings,
        String group,
        RestartPolicy restart,
        Budget budget,
        boolean isPaused) {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}";

    public Deployment {
        settings = settings == null ? Map.of() : Map.copyOf(settings);
        group = group == null ? GroupSpec.DEFAULT_NAME : group;
        restart = restart == null ? RestartPolicy.TRANSIENT : restart;
        budget = budget == null ? Budget.NONE : budget;
        requireName("application", name);
        requireName("group", group);
    }

    /** Names are directories and parts of addresses. */
    static void requireName(String what, String name) {
        if (name == null || !name.matches(NAME)) {
            throw SabotException.configuration(
                    "OPS-0701",
                    "the name of a" + (what.startsWith("a") ? "n " : " ") + what
                            + " has 1 to 64 letters, digits and '_', '.', '-', and does not begin with one of these: not '"
                            + name + "'",
                    null);
        }
    }

    Deployment ofVersion(int newVersion) {
        return new Deployment(name, newVersion, sql, settings, group, restart, budget, isPaused);
    }

    Deployment paused(boolean isPausedNow) {
        return new Deployment(name, version, sql, settings, group, restart, budget, isPausedNow);
    }
}
