package io.sabot.journal;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.FrameBody;
import io.sabot.core.batch.RawMemory;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.UnsafeApi;
import org.agrona.checksum.Crc32c;

/**
 * Encodes frames straight into a store's memory. One thread; the last seq may be read by any.
 *
 * <p>A log counts frames: seq is always the last plus one. An outbox counts rows: its writer only asks that seq does not
 * go back, and {@link Outbox} answers for the rest.
 */
final class FrameWriter implements LogAppender {
    private final FrameStore store; // not owned
    private final SymbolDictionary symbols; // null: no dictionary
    private final Numbering numbering;
    private final FrameHeader header = FrameHeader.view();
    private final AtomicLong lastSeq = new AtomicLong();
    private final AtomicLong lastTimeNs = new AtomicLong();
    private long hash;
    private int symbolsWritten;
    private int deltaEnd;
    private boolean isFailed;

    /** @param end of all that is in the store */
    FrameWriter(FrameStore store, SymbolDictionary symbols, Numbering numbering, ChainEnd end) {
        this.store = store;
        this.symbols = symbols;
        this.numbering = numbering;
        this.hash = end.hash();
        this.symbolsWritten = end.symbols();
        lastSeq.set(end.seq());
        lastTimeNs.set(end.timeNs());
    }

    long lastSeq() {
        return lastSeq.get();
    }

    long lastTimeNs() {
        return lastTimeNs.get();
    }

    /** Appender's thread. */
    ChainEnd end(long frames, long oseq) {
        return new ChainEnd(frames, lastSeq.getPlain(), oseq, lastTimeNs.getPlain(), hash, symbolsWritten);
    }

    @Override
    public long append(FrameHeader fields, EventBatch batch) {
        return append(fields, batch, FrameType.DATA);
    }

    long append(FrameHeader fields, EventBatch batch, FrameType type) {
        int columns = batch.columnCount();
        int buffers = FrameBody.buffersBytes(batch);
        if (FrameDescriptor.tableBytes(columns) + buffers > FrameDescriptor.MAX_BODY_BYTES) {
            throw new IllegalArgumentException("a batch of " + batch.rows() + " rows needs " + buffers
                    + " bytes, over the cap of " + FrameDescriptor.MAX_BODY_BYTES);
        }
        prepare(fields);
        if (symbols != null && deltaEnd < symbols.size()) {
            checkSymbolsSlow(batch);
        }
        long frame = begin(fields, type, columns, buffers);
        boolean isDone = false;
        try {
            if (columns > 0) {
                FrameBody.encodeTable(batch, frame + FrameDescriptor.HEADER_BYTES);
            }
            FrameBody.encodeBuffers(batch, frame + header.frameBytes() - buffers);
            header.rows(batch.rows());
            isDone = true;
        } finally {
            end(isDone);
        }
        return lastSeq.getPlain();
    }

    @Override
    public long appendReject(FrameHeader fields, RejectedRecord record) {
        byte[] cause = record.cause().getBytes(StandardCharsets.UTF_8);
        int kept = Math.min(record.bytes().length, FrameDescriptor.MAX_REJECT_BYTES);
        return appendControl(fields, FrameType.REJECT, RejectPayload.encode(record, cause, kept));
    }

    @Override
    public long appendEnd(FrameHeader fields) {
        return appendControl(fields, FrameType.END, new byte[0]);
    }

    @Override
    public long appendSchema(FrameHeader fields, EventSchema schema) {
        fields.streamId(schema.streamId()).schemaVersion(schema.version()).batchSequence(0);
        return appendControl(fields, FrameType.DDL, SchemaText.bytes(schema));
    }

    @Override
    public long appendControl(FrameHeader fields, FrameType type, byte[] payload) {
        if (payload.length > FrameDescriptor.MAX_BODY_BYTES) {
            throw new IllegalArgumentException("a payload of " + payload.length + " bytes");
        }
        prepare(fields);
        long frame = begin(fields, type, 0, payload.length);
        RawMemory.copyFromArray(payload, 0, frame + header.frameBytes() - payload.length, payload.length);
        header.rows(0);
        end(true);
        return lastSeq.getPlain();
    }

    /** Checks order, and decides which dictionary entries go into the frame. */
    private void prepare(FrameHeader fields) {
        if (isFailed) {
            throw new IllegalStateException("the log failed before: " + store.place());
        }
        numbering.checkAppend(lastSeq.getPlain(), fields.seq());
        if (fields.timeNs() < lastTimeNs.getPlain()) {
            throw new IllegalArgumentException(
                    "logical time goes back from " + lastTimeNs.getPlain() + " to " + fields.timeNs());
        }
        deltaEnd = symbols == null ? 0 : DictionaryDelta.end(symbols, symbolsWritten);
    }

    /** More new entries than fit into one frame: those that the batch refers to must be among the first. */
    private void checkSymbolsSlow(EventBatch batch) {
        for (int i = 0; i < batch.columnCount(); i++) {
            Column column = batch.column(i);
            if (column.storage() == Storage.SYMBOL32) {
                for (int row = 0; row < batch.rows(); row++) {
                    if (!column.isNull(row) && column.getSymbol(row) >= deltaEnd) {
                        throw new IllegalArgumentException("symbol " + column.getSymbol(row) + " is not in the log,"
                                + " and the dictionary grew by more than one frame can hold");
                    }
                }
            }
        }
    }

    long lastHash() {
        return hash;
    }

    private long begin(FrameHeader fields, FrameType type, int columns, int contentBytes) {
        int deltaBytes = symbols == null ? 0 : DictionaryDelta.bytes(symbols, symbolsWritten, deltaEnd);
        int content = FrameDescriptor.contentOffset(columns, deltaBytes);
        long frame = store.reserve(content + contentBytes, fields.timeNs());
        UnsafeApi.copyMemory(fields.address(), frame, FrameDescriptor.HEADER_BYTES);
        header.wrap(frame);
        header.stamp();
        header.type(type);
        header.columns(columns);
        header.dictionaryBytes(deltaBytes);
        header.dictionaryEntries(deltaEnd - symbolsWritten);
        header.symbolsBefore(symbolsWritten);
        header.bodyBytes(content + contentBytes - FrameDescriptor.HEADER_BYTES);
        header.previousHash(hash);
        long delta = frame + FrameDescriptor.HEADER_BYTES + FrameDescriptor.tableBytes(columns);
        if (deltaBytes > 0) {
            DictionaryDelta.encode(symbols, symbolsWritten, deltaEnd, delta);
        }
        UnsafeApi.setMemory(delta + deltaBytes, frame + content - delta - deltaBytes, (byte) 0);
        return frame;
    }

    private void end(boolean isDone) {
        if (!isDone) {
            isFailed = true;
            store.rollback();
            return;
        }
        long frame = header.address();
        header.bodyCrc(Crc32c.INSTANCE.compute(frame, FrameDescriptor.HEADER_BYTES, header.bodyBytes()));
        header.headerCrc(Crc32c.INSTANCE.compute(frame, 0, FrameDescriptor.HEADER_CRC));
        long newHash = header.hash();
        long seq = header.seq();
        long timeNs = header.timeNs();
        int frameBytes = header.frameBytes();
        store.commit(frameBytes);
        hash = newHash;
        symbolsWritten = deltaEnd;
        lastTimeNs.lazySet(timeNs);
        lastSeq.lazySet(seq);
    }
}
