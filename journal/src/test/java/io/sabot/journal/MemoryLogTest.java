package io.sabot.journal;

import org.junit.jupiter.api.AfterEach;

final class MemoryLogTest extends EventLogContract {
    private final EventLog log = Journals.memory();

    @Override
    EventLog log() {
        return log;
    }

    /** Each frame is published by a small object, and kept. */
    @Override
    double allocationLimit() {
        return 200;
    }

    @AfterEach
    void close() {
        log.close();
    }
}
