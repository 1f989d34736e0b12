package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.sink.Sink;
import java.util.function.Consumer;

/** A sink that calls the program that embeds the engine. */
final class Subscription implements Sink {
    private final Consumer<Row> consumer;
    private final Row row;
    private final long durableOseq;
    private long applied;

    Subscription(EventSchema schema, long afterOutput, Consumer<Row> consumer) {
        this.consumer = consumer;
        this.row = new Row(schema);
        this.applied = afterOutput;
        this.durableOseq = afterOutput;
    }

    @Override
    public long resumeAfter() {
        return applied;
    }

    /** What the program said it has: what it is told now it may forget. */
    @Override
    public long durableOseq() {
        return durableOseq;
    }

    @Override
    public void write(EventBatch batch, long firstOutput) {
        int[] selection = batch.selection();
        for (int i = 0; i < batch.selectedCount(); i++) {
            row.wrap(batch, selection[i], firstOutput + i);
            consumer.accept(row);
        }
        applied = firstOutput + batch.selectedCount() - 1;
    }

    @Override
    public void flush() {}

    @Override
    public void end() {}

    @Override
    public void close() {}
}
