package io.sabot.ingest.sink;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Writes rows to a stream, such as standard output. A stream cannot be asked what it has, so after a restart rows begin
 * again at 1, unless the caller knows better.
 */
public final class ConsoleSink implements Sink {
    private static final int MAX_PENDING_BYTES = 1 << 16;

    private final OutputStream out; // not owned
    private final RowEncoder encoder;
    private final TextBuffer pending = new TextBuffer();
    private long lastTaken;
    private long lastApplied;
    private boolean isUsable = true;

    /** Begins with row 1. */
    public ConsoleSink(OutputStream out, OutputFormat format, EventSchema schema) {
        this(out, format, schema, NOTHING);
    }

    /**
     * @param out stays open when the sink is closed
     * @param resumeAfter number of the last row that is not wanted any more
     */
    public ConsoleSink(OutputStream out, OutputFormat format, EventSchema schema, long resumeAfter) {
        this.out = out;
        this.encoder = RowEncoder.of(format, schema);
        this.lastTaken = resumeAfter;
        this.lastApplied = resumeAfter;
        encoder.begin(pending);
    }

    @Override
    public long resumeAfter() {
        return lastApplied;
    }

    /** Nothing: after a restart all of it is printed again, unless the caller knows better. */
    @Override
    public long durableOseq() {
        return NOTHING;
    }

    /** @throws SabotException SNK-0103 if the other end of the stream is closed */
    @Override
    public void write(EventBatch batch, long firstOutput) {
        requireUsable();
        SinkNumbers.requireNext(lastTaken, firstOutput);
        encoder.rows(batch, pending);
        lastTaken += batch.selectedCount();
        if (pending.length() >= MAX_PENDING_BYTES) {
            output(false);
        }
    }

    /** @throws SabotException SNK-0103 if the other end of the stream is closed */
    @Override
    public void skip(long throughOutput) {
        lastTaken = throughOutput;
    }

    @Override
    public void flush() {
        requireUsable();
        encoder.flush(pending);
        apply();
    }

    @Override
    public void end() {
        requireUsable();
        encoder.end(pending);
        apply();
    }

    private void apply() {
        if (!pending.isEmpty() || lastTaken != lastApplied) {
            output(true);
        }
        lastApplied = lastTaken;
    }

    private void output(boolean isFlushed) {
        isUsable = false;
        try {
            out.write(pending.bytes(), 0, pending.length());
            if (isFlushed) {
                out.flush();
            }
            if (out instanceof PrintStream print && print.checkError()) { // it keeps the exception to itself
                throw new IOException("the stream is closed");
            }
        } catch (IOException e) {
            throw SinkErrors.closedOutput(e);
        }
        pending.clear();
        isUsable = true;
    }

    private void requireUsable() {
        if (!isUsable) {
            throw new IllegalStateException("the sink is closed or has failed before");
        }
    }

    @Override
    public void close() {
        isUsable = false;
    }
}
