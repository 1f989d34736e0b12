package io.sabot.windows;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import java.util.List;

/**
 * Arrays of positions and watermarks for a batch of {@link EventBatch#DEFAULT_ROWS} that is filled again and again:
 * clearing a batch drops its arrays, and it gets them back from here instead of making new ones.
 *
 * <p>Owned by the application's operator thread.
 */
final class RowArrays implements AutoCloseable {
    private static final EventSchema NO_COLUMNS = EventSchema.derived("rows", List.of(), EventSchema.NO_COLUMN);

    private final EventBatch keeper;

    RowArrays(MemoryPool pool) {
        this.keeper = EventBatch.growable(pool);
        keeper.layout(NO_COLUMNS, null, null, EventBatch.DEFAULT_ROWS);
        keeper.positions(0, 0, 0);
        keeper.ensureWatermarks();
    }

    /** Must be called before positions of the first row are set; the batch keeps its seq. */
    void lendTo(EventBatch batch) {
        long seq = batch.seq();
        batch.inheritFrom(keeper);
        batch.seq(seq);
    }

    @Override
    public void close() {
        keeper.close();
    }
}
