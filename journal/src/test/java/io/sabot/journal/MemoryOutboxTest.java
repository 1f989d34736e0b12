package io.sabot.journal;

import io.sabot.core.schema.EventSchema;

final class MemoryOutboxTest extends OutboxContract {
    @Override
    Outbox open(EventSchema schema) {
        return Journals.memoryOutbox("app/sink", schema);
    }
}
