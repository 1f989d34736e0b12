package io.sabot.replication.log;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.journal.EventLog;
import io.sabot.journal.LogReader;

/** A cursor over what was agreed upon. One thread at a time. */
public final class CommittedReader implements AutoCloseable {
    private final CommittedLog committed;
    private final LogReader reader;
    private boolean isWaiting; // the reader's frame may be taken back yet

    CommittedReader(CommittedLog committed, EventLog log, long fromSeq) {
        this.committed = committed;
        this.reader = log.reader(fromSeq, new SymbolDictionary());
    }

    /** Steps to the next entry; false if there is none yet. */
    public boolean next() {
        if (!isWaiting && !reader.next()) {
            return false;
        }
        isWaiting = reader.header().clusterPosition() > committed.stablePosition();
        return !isWaiting;
    }

    public long position() {
        return reader.header().clusterPosition();
    }

    public long timeNs() {
        return reader.header().timeNs();
    }

    public long term() {
        return reader.header().term();
    }

    /** A copy. */
    public byte[] payload() {
        return reader.payload();
    }

    @Override
    public void close() {
        reader.close();
    }
}
