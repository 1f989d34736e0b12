package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.sql.catalog.TableSpec;
import java.util.Arrays;

/**
 * Brings what queries insert into a topic to the queries that read it, within the entry that caused it. Rows keep the
 * positions of what caused them. Owned by the thread that replays.
 */
final class TopicLoop implements AutoCloseable {
    private final ReplayRun run;
    private final TableSpec topic;
    private final OutboxCursor cursor;
    private final EventBatch batch;
    private final boolean[] isPlain;
    private boolean isEnded;

    TopicLoop(ReplayRun run, TableSpec topic, OutboxCursor cursor, MemoryPool pool) {
        this.run = run;
        this.topic = topic;
        this.cursor = cursor;
        this.batch = EventBatch.growable(pool);
        this.isPlain = new boolean[topic.stream().columnCount()];
        // The log's dictionary grows with the log alone.
        Arrays.fill(isPlain, true);
    }

    /**
     * Takes one step: what it causes may come back here.
     *
     * @return whether there was anything to do
     */
    boolean step(long seq, long timeNs) {
        if (cursor.hasFrame()) {
            copy();
            cursor.take();
            run.rows(topic, batch, seq, timeNs);
            return true;
        }
        if (cursor.isEnded() && !isEnded) {
            isEnded = true;
            run.end(topic, seq, timeNs);
            return true;
        }
        return false;
    }

    private void copy() {
        EventBatch rows = cursor.batch();
        batch.layout(topic.stream(), null, isPlain, EventBatch.DEFAULT_ROWS);
        for (int row = 0; row < cursor.rows(); row++) {
            int to = batch.nextRow();
            for (int i = 0; i < isPlain.length; i++) {
                batch.column(i).copyFrom(rows.column(i), row, to);
            }
            batch.positions(to, cursor.firstPosition(row), cursor.position(row));
            batch.commitRow();
        }
    }

    @Override
    public void close() {
        cursor.close();
        batch.close();
    }
}
