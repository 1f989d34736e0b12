package io.sabot.cep;

import io.sabot.cep.api.EventCondition;
import io.sabot.cep.api.EventRow;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import java.util.List;

/** A pattern's conditions about one row: those that read the row alone are asked once, when somebody wants to know. */
final class EventConditions {
    private final EventCondition[] conditions;
    private final long[] askedFor;
    private final boolean[] answers;
    private final EventRow view;
    private final PathRows matched; // not owned
    private long rowsAsked;

    EventConditions(List<EventCondition> conditions, EventSchema input, PathRows matched) {
        this.conditions = conditions.toArray(new EventCondition[0]);
        this.askedFor = new long[conditions.size()];
        this.answers = new boolean[conditions.size()];
        this.view = new EventRow(input);
        this.matched = matched;
    }

    /** Says which row is asked about from now on. */
    void begin(EventBatch batch, int row) {
        view.wrap(batch, row);
        matched.unbind();
        rowsAsked++;
    }

    /** @param path of the partial match that the row may join */
    boolean holds(int condition, int path) {
        if (condition == EventProgram.NO_CONDITION) {
            return true;
        }
        EventCondition it = conditions[condition];
        if (it.isIterative()) {
            matched.bind(path);
            return it.test().test(view, matched);
        }
        if (askedFor[condition] != rowsAsked) {
            answers[condition] = it.test().test(view, null);
            askedFor[condition] = rowsAsked;
        }
        return answers[condition];
    }
}
