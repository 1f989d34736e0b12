package io.sabot.ingest.jdbc;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows that wait for their transaction, copied, in batches that are used again. One thread. */
final class RowGroup implements AutoCloseable {
    private static final int CHUNK_ROWS = EventBatch.DEFAULT_ROWS;

    private final EventSchema schema;
    private final MemoryPool pool = MemoryPool.unbounded();
    private final List<EventBatch> chunks = new ArrayList<>();
    private int rows;

    RowGroup(EventSchema schema) {
        this.schema = schema;
    }

    int rows() {
        return rows;
    }

    /** Copies the selected rows; columns behind the schema's are left out. */
    void add(EventBatch batch) {
        int[] selection = batch.selection();
        for (int i = 0; i < batch.selectedCount(); i++) {
            add(batch, selection[i]);
        }
    }

    private void add(EventBatch from, int row) {
        if (rows == chunks.size() * CHUNK_ROWS) {
            chunks.add(empty());
        }
        EventBatch to = batch(rows);
        int at = to.nextRow();
        for (int i = 0; i < schema.columnCount(); i++) {
            to.column(i).copyFrom(from.column(i), row, at);
        }
        to.positions(at, from.firstPosition(row), from.position(row));
        to.commitRow();
        rows++;
    }

    private EventBatch empty() {
        EventBatch batch = EventBatch.growable(pool);
        boolean[] isPlain = new boolean[schema.columnCount()];
        Arrays.fill(isPlain, true);
        batch.layout(schema, null, isPlain, CHUNK_ROWS);
        return batch;
    }

    /** What has the row with an index in the group. */
    EventBatch batch(int index) {
        return chunks.get(index / CHUNK_ROWS);
    }

    /** Number of that row in {@link #batch}. */
    static int row(int index) {
        return index % CHUNK_ROWS;
    }

    void clear() {
        chunks.forEach(EventBatch::clear);
        rows = 0;
    }

    @Override
    public void close() {
        chunks.forEach(EventBatch::close);
        pool.close();
    }
}
