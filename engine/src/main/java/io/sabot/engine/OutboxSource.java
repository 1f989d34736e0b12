package io.sabot.engine;

import io.sabot.core.schema.EventSchema;
import io.sabot.journal.LogPoint;
import io.sabot.journal.Outbox;

/** Where an application gets its outboxes from. */
interface OutboxSource {
    /** To be closed by the caller. */
    Outbox openOutbox(String name, EventSchema schema);

    /**
     * As {@link #openOutbox(String, EventSchema)}, but need not read what is before a point. For state that begins there:
     * results from before cannot be compared.
     *
     * @param point may be null
     */
    default Outbox openOutbox(String name, EventSchema schema, LogPoint point) {
        return openOutbox(name, schema);
    }
}
