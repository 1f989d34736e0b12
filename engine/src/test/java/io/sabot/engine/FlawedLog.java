package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.LogAppender;
import io.sabot.journal.LogCut;
import io.sabot.journal.LogPoint;
import io.sabot.journal.LogReader;
import io.sabot.journal.RejectedRecord;
import java.util.function.LongSupplier;

/** A log that is used in a wrong way. */
final class FlawedLog implements EventLog {
    private final EventLog log;
    private final SymbolDictionary symbols;
    private final LongSupplier clock; // null: time is right

    /** @param clock what frames get as their time; null: what they should */
    FlawedLog(EventLog log, SymbolDictionary symbols, LongSupplier clock) {
        this.log = log;
        this.symbols = symbols;
        this.clock = clock;
    }

    @Override
    public LogAppender appender() {
        return clock == null ? log.appender() : new ClockedAppender(log.appender(), clock);
    }

    @Override
    public LogReader reader(long fromSeq, SymbolDictionary readerSymbols) {
        return log.reader(fromSeq, readerSymbols);
    }

    @Override
    public SymbolDictionary symbols() {
        return symbols;
    }

    @Override
    public long firstSeq() {
        return log.firstSeq();
    }

    @Override
    public long lastSeq() {
        return log.lastSeq();
    }

    @Override
    public long lastTimeNs() {
        return log.lastTimeNs();
    }

    @Override
    public long lastHash() {
        return log.lastHash();
    }

    @Override
    public LogPoint point() {
        return log.point();
    }

    @Override
    public long openedAfter() {
        return log.openedAfter();
    }

    @Override
    public LogCut cut() {
        return log.cut();
    }

    @Override
    public long appendedBytes() {
        return log.appendedBytes();
    }

    @Override
    public long force() {
        return log.force();
    }

    @Override
    public long durableSeq() {
        return log.durableSeq();
    }

    @Override
    public long trim(long beforeSeq) {
        return log.trim(beforeSeq);
    }

    @Override
    public void close() {
        log.close();
    }

    /** Writes the clock's time over the sequencer's. */
    private record ClockedAppender(LogAppender appender, LongSupplier clock) implements LogAppender {
        private FrameHeader timed(FrameHeader fields) {
            return fields.timeNs(clock.getAsLong());
        }

        @Override
        public long append(FrameHeader fields, EventBatch batch) {
            return appender.append(timed(fields), batch);
        }

        @Override
        public long appendReject(FrameHeader fields, RejectedRecord record) {
            return appender.appendReject(timed(fields), record);
        }

        @Override
        public long appendEnd(FrameHeader fields) {
            return appender.appendEnd(timed(fields));
        }

        @Override
        public long appendSchema(FrameHeader fields, EventSchema schema) {
            return appender.appendSchema(timed(fields), schema);
        }

        @Override
        public long appendControl(FrameHeader fields, FrameType type, byte[] payload) {
            return appender.appendControl(timed(fields), type, payload);
        }
    }
}
