package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;

/** What one process sees of a {@link SimulatedFile}. Closing it changes nothing on the disk. */
final class SimulatedFrames implements FrameStore {
    private final SimulatedFile file;
    private Source scan;
    private long appendedBytes;
    private boolean hasFailed;

    SimulatedFrames(SimulatedFile file) {
        this.file = file;
    }

    @Override
    public boolean fits(LogPoint point) {
        return point.ordinal() > 0 && point.ordinal() <= file.frames() && file.isFrame(point);
    }

    @Override
    public ChainEnd begin(LogPoint point, SymbolDictionary symbols) {
        scan = new Source(point == null ? 0 : (int) point.ordinal());
        return point == null ? ChainEnd.NOTHING : point.chainEnd();
    }

    @Override
    public FrameSource scan() {
        return scan;
    }

    @Override
    public ScanPlace scanned() {
        return ScanPlace.NONE;
    }

    @Override
    public void checkTail(ChainEnd end) {
        for (int index = (int) end.frames(); index < file.frames(); index++) {
            if (!file.isHole(index)) {
                throw JournalErrors.broken(Fault.GAP, end.seq() + 1, scan, "");
            }
        }
    }

    @Override
    public long watermark() {
        return file.watermark();
    }

    @Override
    public LogCut cut(ChainEnd kept, ScanPlace place, long nextOseq, String reason) {
        long lost = Math.max(1, file.frames() - kept.frames());
        file.cut(kept.frames(), nextOseq);
        return new LogCut(kept.seq() + 1, lost, 0, file.name(), 0, reason, file.name());
    }

    @Override
    public void start(ChainEnd end) {
        file.clearAfter(end.frames());
    }

    @Override
    public long nextOseq() {
        return file.nextOseq();
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
    public long reserve(int bytes, long timeNs) {
        requireSound();
        return file.reserve(bytes);
    }

    private void requireSound() {
        if (hasFailed) {
            throw JournalErrors.stopped(file.name(), JournalErrors.forceFailed(file.name(), new java.io.IOException()));
        }
    }

    @Override
    public void commit(int bytes) {
        file.commit(bytes);
        appendedBytes += bytes;
    }

    @Override
    public void rollback() {
        // What was not committed is not there.
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
    public long appendedBytes() {
        return appendedBytes;
    }

    @Override
    public FrameSource source(long ordinal) {
        return new Source((int) ordinal - 1);
    }

    @Override
    public void force(long ordinal) {
        requireSound();
        boolean isDone = false;
        try {
            file.force(ordinal);
            isDone = true;
        } finally {
            hasFailed = !isDone;
        }
    }

    @Override
    public void trim(long beforeOrdinal, SymbolDictionary symbols, String gaps) {
        throw new IllegalStateException("a simulated disk keeps everything");
    }

    @Override
    public String place() {
        return file.name();
    }

    @Override
    public void close() {
        // The file stays.
    }

    private final class Source implements FrameSource {
        private int next;

        Source(int next) {
            this.next = next;
        }

        @Override
        public boolean next() {
            if (next >= file.frames() || file.isHole(next)) {
                return false;
            }
            next++;
            return true;
        }

        @Override
        public long address() {
            return file.address(next - 1);
        }

        @Override
        public int length() {
            return file.length(next - 1);
        }

        @Override
        public String file() {
            return file.name();
        }

        @Override
        public long offset() {
            return next - 1L;
        }

        @Override
        public void close() {
            // Owns nothing.
        }
    }
}
