package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;

/** A log over any store. */
final class FrameLog implements EventLog {
    private final FrameStore store;
    private final SymbolDictionary symbols;
    private final FrameWriter writer;
    private final LogCut cut;
    private final long openedAfter;

    private volatile long durableSeq;

    private FrameLog(FrameStore store, SymbolDictionary symbols, Recovery recovery) {
        this.store = store;
        this.symbols = symbols;
        this.writer = new FrameWriter(store, symbols, Numbering.LOG, recovery.end());
        this.cut = recovery.cut();
        this.openedAfter = recovery.from().seq();
        this.durableSeq = store.watermark();
    }

    /** Reads and verifies all that is in the store, which the log then owns. */
    static FrameLog open(FrameStore store) {
        return open(store, null, new SymbolDictionary());
    }

    /**
     * Reads and verifies what is in the store after the point.
     *
     * @param point may be null
     * @param preloaded the point's dictionary
     */
    static FrameLog open(FrameStore store, LogPoint point, SymbolDictionary preloaded) {
        boolean isDone = false;
        try {
            boolean isUsable = point != null && preloaded.size() == point.symbols() && store.fits(point);
            SymbolDictionary symbols = isUsable || point == null ? preloaded : new SymbolDictionary();
            Recovery recovery = new Recovery(store, Numbering.LOG, symbols, isUsable ? point : null);
            recovery.run(reader -> true, 0);
            FrameLog log = new FrameLog(store, symbols, recovery);
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
        ChainEnd before = store.beginning();
        if (fromSeq <= before.seq()) {
            throw JournalErrors.trimmed("seq", fromSeq, before.seq() + 1, store.place());
        }
        for (int id = readerSymbols.size(); id < before.symbols(); id++) {
            readerSymbols.idOf(symbols.string(id)); // their frames are gone
        }
        FrameSource source = store.source(fromSeq);
        return new FrameReader(source, readerSymbols, FrameChecker.after(fromSeq - 1, readerSymbols));
    }

    @Override
    public SymbolDictionary symbols() {
        return symbols;
    }

    @Override
    public long firstSeq() {
        return store.beginning().seq() + 1;
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
    public LogPoint point() {
        return LogPoint.of(writer.end(writer.lastSeq(), 0), store.lastPlace());
    }

    @Override
    public long openedAfter() {
        return openedAfter;
    }

    @Override
    public LogCut cut() {
        return cut;
    }

    @Override
    public long appendedBytes() {
        return store.appendedBytes();
    }

    @Override
    public long force() {
        long seq = lastSeq();
        store.force(seq);
        durableSeq = seq;
        return seq;
    }

    @Override
    public long durableSeq() {
        return durableSeq;
    }

    @Override
    public long trim(long beforeSeq) {
        store.trim(Math.min(beforeSeq, lastSeq()), symbols, "");
        return firstSeq();
    }

    @Override
    public void close() {
        store.close();
    }
}
