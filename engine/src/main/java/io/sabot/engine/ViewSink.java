package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.ingest.sink.Sink;
import io.sabot.state.view.ViewReader;
import io.sabot.state.view.ViewWriter;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps the last row per key of one query. Begins with the first row of the outbox on every start, since a view is derived
 * data; readers see it from the moment on at which it has what the outbox had at the start.
 */
final class ViewSink implements Sink {
    private final String name;
    private final ViewWriter writer;
    private final long publishedFrom;
    private final EngineListener listener;
    private final CountDownLatch published = new CountDownLatch(1);
    private boolean isFull;

    /**
     * @param writer owned from then on
     * @param publishedFrom the output with which readers may see the view; 0 for at once
     */
    ViewSink(String name, ViewWriter writer, long publishedFrom, EngineListener listener) {
        this.name = name;
        this.writer = writer;
        this.publishedFrom = publishedFrom;
        this.listener = listener;
        publishIf(NOTHING);
    }

    String name() {
        return name;
    }

    /** Counted down when readers may see the view. Any thread. */
    CountDownLatch published() {
        return published;
    }

    /** Any thread, once it is published. */
    ViewReader reader() {
        return writer.reader();
    }

    private void publishIf(long lastOutput) {
        if (published.getCount() > 0 && lastOutput >= publishedFrom) {
            writer.publish();
            published.countDown();
        }
    }

    @Override
    public long resumeAfter() {
        return NOTHING;
    }

    @Override
    public void write(EventBatch batch, long firstOutput) {
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        for (int i = 0; i < count; i++) {
            writer.put(batch, selection[i], firstOutput + i);
        }
        writer.flush();
        publishIf(firstOutput + count - 1);
        if (!isFull && writer.refused() > 0) {
            isFull = true;
            listener.onViewFull(name, writer.refusal());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void end() {}

    @Override
    public void close() {
        writer.close();
    }
}
