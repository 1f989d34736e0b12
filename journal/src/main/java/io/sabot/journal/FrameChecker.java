package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;
import org.agrona.UnsafeApi;
import org.agrona.checksum.Crc32c;

/** Verifies frames in order and keeps what the next one must continue. One thread. */
final class FrameChecker {
    private final Numbering numbering;
    private final SymbolDictionary symbols; // null: no dictionary
    private final FrameHeader header = FrameHeader.view();
    private boolean isHashKnown;
    private long hash;
    private long lastSeq;
    private long lastOseq;
    private long lastTimeNs;
    private int symbolsSeen;
    private long frames;

    private FrameChecker(Numbering numbering, SymbolDictionary symbols) {
        this.numbering = numbering;
        this.symbols = symbols;
    }

    /** For the frames after an end that is known. */
    static FrameChecker from(ChainEnd end, Numbering numbering, SymbolDictionary symbols) {
        FrameChecker checker = new FrameChecker(numbering, symbols);
        checker.isHashKnown = true;
        checker.hash = end.hash();
        checker.lastSeq = end.seq();
        checker.lastOseq = end.oseq();
        checker.lastTimeNs = end.timeNs();
        checker.symbolsSeen = end.symbols();
        checker.frames = end.frames();
        return checker;
    }

    /** For a log's frames after one that is not looked at: the first is taken at its word for time and chain. */
    static FrameChecker after(long seq, SymbolDictionary symbols) {
        FrameChecker checker = new FrameChecker(Numbering.LOG, symbols);
        checker.lastSeq = seq;
        checker.isHashKnown = seq == 0;
        return checker;
    }

    /** For an outbox's frames after one that ends with row {@code oseq}. */
    static FrameChecker afterOutput(long oseq) {
        FrameChecker checker = new FrameChecker(Numbering.OUTBOX, null);
        checker.lastOseq = oseq;
        return checker;
    }

    ChainEnd end() {
        return new ChainEnd(frames, lastSeq, lastOseq, lastTimeNs, hash, symbolsSeen);
    }

    Numbering numbering() {
        return numbering;
    }

    FrameHeader header() {
        return header;
    }

    long hash() {
        return hash;
    }

    long lastSeq() {
        return lastSeq;
    }

    long lastOseq() {
        return lastOseq;
    }

    long lastTimeNs() {
        return lastTimeNs;
    }

    /** Number of the last frame. */
    long frames() {
        return frames;
    }

    /** Checks the source's current frame, header first: nothing is read beyond what was found intact. */
    void check(FrameSource source) {
        if (source.length() < FrameDescriptor.HEADER_BYTES) {
            throw broken(Fault.LENGTH, source, source.length() + " bytes");
        }
        header.wrap(source.address());
        checkHeader(source);
        int bodyCrc = Crc32c.INSTANCE.compute(source.address(), FrameDescriptor.HEADER_BYTES, header.bodyBytes());
        if (bodyCrc != header.bodyCrc()) {
            throw broken(Fault.BODY_CRC, source, "");
        }
        checkOrder(source);
        applyDictionary(source);
        lastSeq = header.seq();
        lastTimeNs = header.timeNs();
        lastOseq = header.batchSequence() + header.rows() - 1;
        hash = header.hash();
        isHashKnown = true;
        frames++;
    }

    private void checkHeader(FrameSource source) {
        if (header.magic() != FrameDescriptor.MAGIC) {
            throw broken(Fault.MAGIC, source, Integer.toHexString(header.magic()));
        }
        if (Crc32c.INSTANCE.compute(source.address(), 0, FrameDescriptor.HEADER_CRC) != header.headerCrc()) {
            throw broken(Fault.HEADER_CRC, source, "");
        }
        if (header.version() != FrameDescriptor.VERSION || header.type() == null) {
            throw broken(Fault.VERSION, source, "version " + header.version());
        }
        if (header.bodyBytes() < 0 || header.frameBytes() != source.length()) {
            throw broken(Fault.LENGTH, source, header.frameBytes() + " in " + source.length() + " bytes");
        }
        int content = FrameDescriptor.contentOffset(header.columns(), header.dictionaryBytes());
        if (header.dictionaryBytes() < 0 || header.rows() < 0 || content > header.frameBytes()) {
            throw broken(Fault.LENGTH, source, "content at " + content + " of " + header.frameBytes());
        }
    }

    private void checkOrder(FrameSource source) {
        if (!numbering.continues(lastSeq, lastOseq, header)) {
            throw broken(Fault.SEQ, source, "found " + header.seq() + ", oseq " + header.batchSequence());
        }
        if (header.timeNs() < lastTimeNs) {
            throw broken(Fault.TIME, source, header.timeNs() + " after " + lastTimeNs);
        }
        if (isHashKnown && header.previousHash() != hash) {
            throw broken(Fault.CHAIN, source, "");
        }
    }

    private void applyDictionary(FrameSource source) {
        if (header.dictionaryBytes() == 0 && header.dictionaryEntries() == 0) {
            return;
        }
        long delta = source.address() + FrameDescriptor.HEADER_BYTES + FrameDescriptor.tableBytes(header.columns());
        String problem = symbols == null
                ? "none is expected"
                : DictionaryDelta.apply(symbols, delta, header.dictionaryBytes(), header.dictionaryEntries());
        if (problem == null && UnsafeApi.getInt(delta) != header.symbolsBefore()) {
            problem = "they do not follow the " + header.symbolsBefore() + " before";
        }
        if (problem != null) {
            throw broken(Fault.DICTIONARY, source, problem);
        }
        symbolsSeen = UnsafeApi.getInt(delta) + header.dictionaryEntries();
    }

    private RuntimeException broken(Fault fault, FrameSource source, String detail) {
        return JournalErrors.broken(fault, numbering == Numbering.LOG ? lastSeq + 1 : lastSeq, source, detail);
    }
}
