package io.sabot.cep;

import io.sabot.cep.api.EventPattern;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import java.util.List;

/**
 * A pattern and what it is sought in.
 *
 * @param input its event-time column is read if there is one, and must be if the pattern has a time limit
 * @param output columns of what is made of matches
 */
public record EventPatternSpec(String queryName, EventPattern pattern, EventSchema input, EventSchema output) {
    /** @throws SabotException if the pattern cannot be, or not over these rows */
    public EventPatternSpec {
        EventProgram.of(pattern);
        for (String key : pattern.keys()) {
            if (input.indexOf(key) == EventSchema.NO_COLUMN) {
                List<String> names =
                        input.columns().stream().map(ColumnSpec::name).toList();
                throw SabotException.configuration(
                        "CEP-0208", "there is no column '" + key + "' in " + input.name(), Nearest.hint(key, names));
            }
        }
        boolean isTimed = pattern.withinNs() != EventPattern.NO_WITHIN
                || pattern.stages().stream().anyMatch(stage -> stage.withinPreviousNs() != 0);
        if (isTimed && !input.hasEventTime()) {
            throw SabotException.configuration(
                    "CEP-0209",
                    "the pattern has a time limit, and " + input.name() + " has no event time",
                    "declare WATERMARK FOR one of its columns");
        }
    }

    int[] keyColumns() {
        return pattern.keys().stream().mapToInt(input::indexOf).toArray();
    }
}
