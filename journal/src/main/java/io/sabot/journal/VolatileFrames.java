package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;

/** What all stores in memory have in common: they begin empty, have no files, and are as durable as they get. */
abstract class VolatileFrames implements FrameStore {
    @Override
    public boolean fits(LogPoint point) {
        return false;
    }

    @Override
    public ChainEnd begin(LogPoint point, SymbolDictionary symbols) {
        return ChainEnd.NOTHING;
    }

    @Override
    public FrameSource scan() {
        return source(1);
    }

    @Override
    public ScanPlace scanned() {
        return ScanPlace.NONE;
    }

    @Override
    public void checkTail(ChainEnd end) {
        assert end.frames() == 0 : end.frames();
    }

    @Override
    public long watermark() {
        return 0;
    }

    @Override
    public LogCut cut(ChainEnd kept, ScanPlace place, long nextOseq, String reason) {
        throw new IllegalStateException("memory breaks with the process");
    }

    @Override
    public void start(ChainEnd end) {
        assert end.frames() == 0 : end.frames();
    }

    @Override
    public long nextOseq() {
        return 0;
    }

    @Override
    public String trimmedGaps() {
        return "";
    }

    @Override
    public ChainEnd beginning() {
        return ChainEnd.NOTHING;
    }

    @Override
    public void rollback() {
        // What was not committed is not counted.
    }

    @Override
    public boolean beginsFile(long timeNs) {
        return false;
    }

    @Override
    public FilePlace lastPlace() {
        return FilePlace.NONE;
    }

    @Override
    public void force(long ordinal) {
        // There is nothing behind memory.
    }

    @Override
    public String place() {
        return "memory";
    }
}
