package io.sabot.ops.server.http;

import io.sabot.engine.NodeStatus;
import io.sabot.engine.Sabot;
import io.sabot.ops.server.supervise.ApplicationUnit;
import java.util.List;
import java.util.Map;

/** What a node says of itself. */
record NodeFigures(NodeStatus status, List<String> tables, Map<String, Long> outputs) {
    /** Null while it does not run. */
    static NodeFigures of(ApplicationUnit unit) {
        Sabot node = unit == null ? null : unit.node();
        if (node == null) {
            return null;
        }
        try {
            return new NodeFigures(node.status(), node.appendableTables(), node.outputs());
        } catch (IllegalStateException e) {
            return null; // it was closed this moment, and whoever asks for others as well is to hear of them
        }
    }
}
