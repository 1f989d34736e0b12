package io.sabot.engine;

import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.journal.LogPoint;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * From where a node's files can be opened without what is before.
 *
 * @param log just behind the checkpoint's barrier; null if the checkpoint is not at one
 * @param outboxes by name; those are left out that have more than was applied
 */
record StartPoints(LogPoint log, Map<String, LogPoint> outboxes) {
    static final StartPoints NONE = new StartPoints(null, Map.of());

    void save(StateOutput out) {
        out.putBytes(log == null ? new byte[0] : log.encode());
        out.putInt(outboxes.size());
        outboxes.forEach((name, point) -> {
            out.putText(name);
            out.putBytes(point.encode());
        });
    }

    static StartPoints load(StateInput in) {
        byte[] log = in.getBytes();
        Map<String, LogPoint> outboxes = new LinkedHashMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            outboxes.put(in.getText(), LogPoint.decode(in.getBytes()));
        }
        return new StartPoints(log.length == 0 ? null : LogPoint.decode(log), outboxes);
    }
}
