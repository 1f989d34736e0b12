package io.sabot.perf;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.journal.Outbox;

/**
 * One workload's operator as one would write it by hand, for this query and this data only: NULL, late rows and other
 * queries do not exist. Owned by the ring's thread.
 */
interface Ceiling extends AutoCloseable {
    /** Logs and does nothing. */
    Ceiling NOTHING = new Ceiling() {
        @Override
        public void open(SymbolDictionary symbols, Outbox outbox) {}

        @Override
        public void onBatch(EventBatch batch, long seq, long timeNs) {}

        @Override
        public void onEnd(long seq, long timeNs) {}

        @Override
        public void close() {}
    };

    /**
     * @param symbols has every symbol there will be
     * @param outbox null if results are dropped
     */
    void open(SymbolDictionary symbols, Outbox outbox);

    void onBatch(EventBatch batch, long seq, long timeNs);

    void onEnd(long seq, long timeNs);

    @Override
    void close();
}
