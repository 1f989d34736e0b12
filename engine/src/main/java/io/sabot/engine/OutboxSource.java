package io.sabot.engine;

import io.sabot.core.schema.EventSchema;
import io.sabot.journal.Outbox;

/** Where an application gets its outboxes from. */
interface OutboxSource {
    /** To be closed by the caller. */
    Outbox openOutbox(String name, EventSchema schema);
}
