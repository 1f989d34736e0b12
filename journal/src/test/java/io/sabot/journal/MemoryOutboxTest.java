package io.sabot.journal;

import io.sabot.core.schema.EventSchema;

final class MemoryOutboxTest extends OutboxContract {
    @Override
    Outbox open(EventSchema schema, OutboxLimits limits) {
        return Outbox.open("app/sink", new MemoryFrames(Numbering.OUTBOX), schema, limits, null);
    }
}
