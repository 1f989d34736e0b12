package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.ingest.sink.ConsoleSink;
import io.sabot.ingest.sink.Sink;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxReader;

/** Carries rows from an outbox to its sink. Stepped and closed by the sinks' thread. */
final class SinkPump implements AutoCloseable {
    private final String name;
    private final Outbox outbox; // not owned
    private final Sink sink;
    private final OutboxReader reader;
    private boolean hasUnflushed;
    private boolean isEnded;
    private volatile long written;

    /** @param sink owned from then on */
    SinkPump(String name, Outbox outbox, Sink sink) {
        this.name = name;
        this.outbox = outbox;
        this.sink = sink;
        this.written = sink.resumeAfter();
        this.reader = outbox.reader(sink.resumeAfter());
    }

    String name() {
        return name;
    }

    /** Number of the last row written. Any thread. */
    long written() {
        return written;
    }

    boolean isConsole() {
        return sink instanceof ConsoleSink;
    }

    boolean isEnded() {
        return isEnded;
    }

    /** Writes one batch, or applies what was written when there is nothing more. */
    int doWork() {
        if (isEnded) {
            return 0;
        }
        if (reader.next()) {
            EventBatch rows = reader.batch();
            sink.write(rows, reader.oseq(rows.selection()[0]));
            written = reader.lastOseq();
            hasUnflushed = true;
            return rows.selectedCount();
        }
        if (reader.isEnded()) {
            sink.end();
            isEnded = true;
            hasUnflushed = false;
        } else if (hasUnflushed) {
            sink.flush();
            hasUnflushed = false;
        }
        return 0;
    }

    /** Writes and applies what the outbox has now. */
    void drain() {
        long target = outbox.lastOseq();
        while (!isEnded && written < target) {
            doWork();
        }
        doWork();
    }

    @Override
    public void close() {
        reader.close();
        sink.close();
    }
}
