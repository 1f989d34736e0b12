package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.ingest.sink.ConsoleSink;
import io.sabot.ingest.sink.Sink;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxReader;

/** Carries rows from an outbox to its sink. Stepped and closed by one thread of the sinks'. */
final class SinkPump implements Pump {
    private final String name;
    private final Outbox outbox; // not owned
    private final Sink sink;
    private final EngineListener listener;
    private final OutboxReader reader;
    private boolean isWaiting; // the reader's batch is to be written yet
    private boolean isEnded;
    private volatile Problem outage; // as it was told
    private volatile long written;
    private volatile long durableOseq;
    private volatile long refused;

    /**
     * @param sink owned from then on
     * @throws SabotException ENG-0116 if the sink has rows that the outbox never had
     */
    SinkPump(String name, Outbox outbox, Sink sink, EngineListener listener) {
        this.name = name;
        this.outbox = outbox;
        this.sink = sink;
        this.listener = listener;
        this.written = sink.resumeAfter();
        this.durableOseq = sink.durableOseq();
        this.refused = sink.refusedCount();
        try {
            this.reader = outbox.reader(written);
        } catch (SabotException e) {
            sink.close();
            throw SabotException.failed(
                    "ENG-0116",
                    "'" + name + "' has " + written + " rows already, and this data directory has given only "
                            + outbox.lastOseq(),
                    "it was written from another data directory, or this one lost its end with the power",
                    e);
        }
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public long durableOseq() {
        return durableOseq;
    }

    @Override
    public long refused() {
        return refused;
    }

    @Override
    public NodeStatus.SinkStatus status() {
        return new NodeStatus.SinkStatus(name, outbox.lastOseq(), written, refused, outage);
    }

    @Override
    public boolean isConsole() {
        return sink instanceof ConsoleSink;
    }

    @Override
    public boolean isRemote() {
        return sink.isRemote();
    }

    @Override
    public boolean isEnded() {
        return isEnded;
    }

    /** Writes one batch, or applies what was written when there is nothing more or an outage to get over. */
    @Override
    public int doWork() {
        if (isEnded) {
            return 0;
        }
        int work = step();
        durableOseq = sink.durableOseq();
        tellOutage();
        tellRefused();
        return work;
    }

    private int step() {
        if (sink.outage() != null) {
            sink.flush();
            return sink.outage() == null ? 1 : 0;
        }
        if (isWaiting || reader.next()) {
            EventBatch rows = reader.batch();
            long first = reader.oseq(rows.selection()[0]);
            isWaiting = !skipTo(first - 1);
            if (isWaiting) {
                return 0;
            }
            sink.write(rows, first);
            written = reader.lastOseq();
            return rows.selectedCount();
        }
        if (reader.isEnded()) {
            sink.end();
            isEnded = sink.outage() == null;
        } else if (sink.resumeAfter() < written) {
            sink.flush();
        }
        return 0;
    }

    /** Numbers that were given up with their inputs, when the sink had not come so far. False: not before an outage is over. */
    private boolean skipTo(long oseq) {
        if (oseq <= written || oseq > reader.givenUpOseq()) {
            return true;
        }
        sink.flush();
        if (sink.outage() == null) {
            sink.skip(oseq);
        }
        return sink.outage() == null;
    }

    private void tellOutage() {
        Problem now = sink.outage();
        if (now != null && outage == null) {
            listener.onSinkAway(name, now);
        } else if (now == null && outage != null) {
            listener.onSinkBack(name);
        }
        outage = now;
    }

    private void tellRefused() {
        long now = sink.refusedCount();
        if (now > refused) {
            listener.onRefused(name, now - refused);
            refused = now;
        }
    }

    @Override
    public void drain() {
        long target = outbox.lastOseq();
        boolean hasMore = true; // the last numbers may be given up, without rows
        while (hasMore && !isEnded && written < target && sink.outage() == null) {
            hasMore = doWork() > 0;
        }
        doWork();
    }

    @Override
    public void close() {
        reader.close();
        sink.close();
    }
}
