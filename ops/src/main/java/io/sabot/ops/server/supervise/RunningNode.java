package io.sabot.ops.server.supervise;

import io.sabot.engine.EngineListener;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import java.util.function.UnaryOperator;

/** Makes the node of an application; may take as long as replay takes, and is called again for every start. */
@FunctionalInterface
public interface RunningNode {
    /**
     * Opens and starts it.
     *
     * @param limits puts the application's budget into a configuration
     */
    Sabot start(EngineListener listener, UnaryOperator<SabotConfig> limits);
}
