package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;

/** A log over any store. */
final class FrameLog implements EventLog {
    private final FrameStore store;
    private final SymbolDictionary symbols;
    private final FrameWriter writer;

    private FrameLog(FrameStore store, SymbolDictionary symbols, FrameWriter writer) {
        this.store = store;
        this.symbols = symbols;
        this.writer = writer;
    }

    /** Reads and verifies all that is in the store, which the log then owns. */
    static FrameLog open(FrameStore store, SymbolDictionary symbols) {
        boolean isDone = false;
        try {
            FrameChecker checker = FrameChecker.fromStart(Numbering.LOG, symbols);
            try (FrameReader reader = new FrameReader(store.scan(), symbols, checker)) {
                while (reader.next()) {
                    // Checking is all there is to do.
                }
            }
            store.start(checker);
            FrameLog log = new FrameLog(store, symbols, new FrameWriter(store, symbols, checker));
            isDone = true;
            return log;
        } finally {
            if (!isDone) {
                store.close();
            }
        }
    }

    @Override
    public LogAppender appender() {
        return writer;
    }

    @Override
    public LogReader reader(long fromSeq, SymbolDictionary readerSymbols) {
        if (fromSeq < 1 || fromSeq > lastSeq() + 1) {
            throw JournalErrors.notThere(fromSeq, store.place());
        }
        FrameSource source = store.source(fromSeq);
        return new FrameReader(source, readerSymbols, FrameChecker.after(fromSeq - 1, readerSymbols));
    }

    @Override
    public SymbolDictionary symbols() {
        return symbols;
    }

    @Override
    public long lastSeq() {
        return writer.lastSeq();
    }

    @Override
    public long lastTimeNs() {
        return writer.lastTimeNs();
    }

    @Override
    public long lastHash() {
        return writer.lastHash();
    }

    @Override
    public long appendedBytes() {
        return writer.appendedBytes();
    }

    @Override
    public long force() {
        long seq = lastSeq();
        store.force();
        return seq;
    }

    @Override
    public void close() {
        store.close();
    }
}
