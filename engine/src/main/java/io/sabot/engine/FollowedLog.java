package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.JournalFiles;
import io.sabot.journal.LogAppender;
import io.sabot.journal.LogCut;
import io.sabot.journal.LogPoint;
import io.sabot.journal.LogReader;
import io.sabot.journal.RejectedRecord;
import java.nio.file.Path;

/**
 * The log of a node that goes on writing it, for who reads it from its start. Its files are read, so that it does not matter
 * to the reader if that node stops; the log's end is where the reader has met it. Owned by one thread, which must write nothing.
 */
final class FollowedLog implements EventLog {
    private final Path directory;
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final long firstSeq;
    private boolean areSchemasRead;
    private long lastSeq;
    private long lastTimeNs;
    private long lastHash;

    /** A table of which the log had nothing has rows now: which stream they are, who has read the log before cannot know. */
    static final class StreamAddedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        StreamAddedException(long seq) {
            super("entry " + seq + " declares a stream");
        }
    }

    /** @param directory of the log */
    FollowedLog(Path directory) {
        this.directory = directory;
        try (LogReader reader = JournalFiles.liveLog(directory, new SymbolDictionary())) {
            this.firstSeq = reader.next() ? reader.header().seq() : 1;
        }
    }

    /** From now on a frame that declares a stream is a {@link StreamAddedException}, unless it was read already. */
    void schemasAreRead() {
        areSchemasRead = true;
    }

    @Override
    public LogReader reader(long fromSeq, SymbolDictionary readerSymbols) {
        if (fromSeq > firstSeq) {
            throw new IllegalArgumentException("read from " + firstSeq + ", not from " + fromSeq);
        }
        return new Reader(JournalFiles.liveLog(directory, readerSymbols));
    }

    /** Notes how far it has come. */
    private final class Reader implements LogReader {
        private final LogReader files;

        Reader(LogReader files) {
            this.files = files;
        }

        @Override
        public boolean next() {
            if (!files.next()) {
                return false;
            }
            FrameHeader header = files.header();
            if (header.seq() > lastSeq) {
                if (areSchemasRead && header.type() == FrameType.DDL) {
                    throw new StreamAddedException(header.seq());
                }
                lastSeq = header.seq();
                lastTimeNs = header.timeNs();
                lastHash = header.hash();
            }
            return true;
        }

        @Override
        public FrameHeader header() {
            return files.header();
        }

        @Override
        public EventBatch batch(EventSchema schema) {
            return files.batch(schema);
        }

        @Override
        public RejectedRecord reject() {
            return files.reject();
        }

        @Override
        public EventSchema schema() {
            return files.schema();
        }

        @Override
        public byte[] payload() {
            return files.payload();
        }

        @Override
        public void close() {
            files.close();
        }
    }

    @Override
    public SymbolDictionary symbols() {
        return symbols;
    }

    @Override
    public long firstSeq() {
        return firstSeq;
    }

    @Override
    public long lastSeq() {
        return lastSeq;
    }

    @Override
    public long lastTimeNs() {
        return lastTimeNs;
    }

    @Override
    public long lastHash() {
        return lastHash;
    }

    /** Null: only who writes knows places. */
    @Override
    public LogPoint point() {
        return null;
    }

    @Override
    public long openedAfter() {
        return firstSeq - 1;
    }

    @Override
    public LogCut cut() {
        return null;
    }

    @Override
    public long appendedBytes() {
        return 0;
    }

    @Override
    public long force() {
        return durableSeq();
    }

    /** What follows from entries that prove lost is dropped with them. */
    @Override
    public long durableSeq() {
        return Long.MAX_VALUE;
    }

    @Override
    public long trim(long beforeSeq) {
        return firstSeq;
    }

    /** There to be handed on, and not to be used. */
    @Override
    public LogAppender appender() {
        return NO_APPENDER;
    }

    private static final LogAppender NO_APPENDER = new LogAppender() {
        @Override
        public long append(FrameHeader fields, EventBatch batch) {
            throw readOnly();
        }

        @Override
        public long appendReject(FrameHeader fields, RejectedRecord record) {
            throw readOnly();
        }

        @Override
        public long appendEnd(FrameHeader fields) {
            throw readOnly();
        }

        @Override
        public long appendSchema(FrameHeader fields, EventSchema schema) {
            throw readOnly();
        }

        @Override
        public long appendControl(FrameHeader fields, FrameType type, byte[] payload) {
            throw readOnly();
        }
    };

    private static IllegalStateException readOnly() {
        return new IllegalStateException("the log is another node's");
    }

    @Override
    public void close() {
        // readers are their owners'
    }
}
