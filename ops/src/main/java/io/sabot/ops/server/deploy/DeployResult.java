package io.sabot.ops.server.deploy;

import io.sabot.engine.SabotConfig.Takeover;
import java.util.List;

/**
 * What became of a deployment.
 *
 * @param carriesState whether the version goes on from the state of the one before; else its state is made from the log
 * @param takeover what becomes of the results of the version before; null if there was none, or it is the same
 * @param isBeside whether it is made beside the version before, which goes on until then
 * @param replaysEntries of the log, to make the state; 0 if it goes on with what is there
 */
public record DeployResult(
        String name,
        int version,
        boolean isNew,
        boolean carriesState,
        Takeover takeover,
        boolean isBeside,
        long replaysEntries,
        List<QueryChange> queries) {}
