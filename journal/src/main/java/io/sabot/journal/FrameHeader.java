package io.sabot.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * View of a frame's header. The sequencer fills one of its own ({@link #create()}) and hands it to the appender, which
 * sets the fields that follow from the content; a reader's header lies over the frame and is valid until its next
 * {@code next()}. Not thread-safe.
 */
public final class FrameHeader {
    static {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("frames are little-endian, and so must be the machine");
        }
    }

    private final ByteBuffer own; // keeps the memory alive
    private long address;

    private FrameHeader(ByteBuffer own) {
        this.own = own;
        this.address = own == null ? 0 : BufferUtil.address(own);
    }

    /** A header with memory of its own, all fields 0. */
    public static FrameHeader create() {
        return new FrameHeader(ByteBuffer.allocateDirect(FrameDescriptor.HEADER_BYTES));
    }

    static FrameHeader view() {
        return new FrameHeader(null);
    }

    void wrap(long frameAddress) {
        assert own == null;
        address = frameAddress;
    }

    long address() {
        return address;
    }

    /** Sets all fields to 0. */
    public FrameHeader clear() {
        UnsafeApi.setMemory(address, FrameDescriptor.HEADER_BYTES, (byte) 0);
        return this;
    }

    int magic() {
        return UnsafeApi.getInt(address);
    }

    int version() {
        return UnsafeApi.getByte(address + 4) & 0xFF;
    }

    void stamp() {
        UnsafeApi.putInt(address, FrameDescriptor.MAGIC);
        UnsafeApi.putByte(address + 4, (byte) FrameDescriptor.VERSION);
        UnsafeApi.putInt(address + FrameDescriptor.RESERVED_1, 0);
    }

    /** Null if the byte is no type. */
    public FrameType type() {
        return FrameType.of(UnsafeApi.getByte(address + FrameDescriptor.TYPE));
    }

    void type(FrameType type) {
        UnsafeApi.putByte(address + FrameDescriptor.TYPE, (byte) type.ordinal());
    }

    public int columns() {
        return UnsafeApi.getShort(address + FrameDescriptor.COLUMNS) & 0xFFFF;
    }

    void columns(int columns) {
        UnsafeApi.putShort(address + FrameDescriptor.COLUMNS, (short) columns);
    }

    /** Which part of a batch that was split, from 0. */
    public int part() {
        return UnsafeApi.getShort(address + FrameDescriptor.PART) & 0xFFFF;
    }

    /** 0 if the batch was not split. */
    public int parts() {
        return UnsafeApi.getShort(address + FrameDescriptor.PARTS) & 0xFFFF;
    }

    public FrameHeader part(int part, int parts) {
        UnsafeApi.putShort(address + FrameDescriptor.PART, (short) part);
        UnsafeApi.putShort(address + FrameDescriptor.PARTS, (short) parts);
        return this;
    }

    /** Number of the stream, 0 if the frame has none. */
    public int streamId() {
        return UnsafeApi.getInt(address + FrameDescriptor.STREAM_ID);
    }

    public FrameHeader streamId(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.STREAM_ID, value);
        return this;
    }

    public int schemaVersion() {
        return UnsafeApi.getInt(address + FrameDescriptor.SCHEMA_VERSION);
    }

    public FrameHeader schemaVersion(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.SCHEMA_VERSION, value);
        return this;
    }

    /** Number of the log entry; in an outbox, of the input that caused the rows. */
    public long seq() {
        return UnsafeApi.getLong(address + FrameDescriptor.SEQ);
    }

    public FrameHeader seq(long value) {
        UnsafeApi.putLong(address + FrameDescriptor.SEQ, value);
        return this;
    }

    /** Logical time, ns since the epoch. */
    public long timeNs() {
        return UnsafeApi.getLong(address + FrameDescriptor.TIME_NS);
    }

    public FrameHeader timeNs(long value) {
        UnsafeApi.putLong(address + FrameDescriptor.TIME_NS, value);
        return this;
    }

    public long term() {
        return UnsafeApi.getLong(address + FrameDescriptor.TERM);
    }

    public FrameHeader term(long value) {
        UnsafeApi.putLong(address + FrameDescriptor.TERM, value);
        return this;
    }

    public long clusterPosition() {
        return UnsafeApi.getLong(address + FrameDescriptor.CLUSTER_POSITION);
    }

    public FrameHeader clusterPosition(long value) {
        UnsafeApi.putLong(address + FrameDescriptor.CLUSTER_POSITION, value);
        return this;
    }

    public long producerId() {
        return UnsafeApi.getLong(address + FrameDescriptor.PRODUCER_ID);
    }

    public FrameHeader producerId(long value) {
        UnsafeApi.putLong(address + FrameDescriptor.PRODUCER_ID, value);
        return this;
    }

    public int producerEpoch() {
        return UnsafeApi.getInt(address + FrameDescriptor.PRODUCER_EPOCH);
    }

    public FrameHeader producerEpoch(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.PRODUCER_EPOCH, value);
        return this;
    }

    /** The producer's number; in an outbox, the oseq of the first row. */
    public long batchSequence() {
        return UnsafeApi.getLong(address + FrameDescriptor.BATCH_SEQUENCE);
    }

    public FrameHeader batchSequence(long value) {
        UnsafeApi.putLong(address + FrameDescriptor.BATCH_SEQUENCE, value);
        return this;
    }

    public int sourceId() {
        return UnsafeApi.getInt(address + FrameDescriptor.SOURCE_ID);
    }

    public FrameHeader sourceId(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.SOURCE_ID, value);
        return this;
    }

    /** Where the source goes on after this frame. */
    public long sourceOffset() {
        return UnsafeApi.getLong(address + FrameDescriptor.SOURCE_OFFSET);
    }

    public FrameHeader sourceOffset(long value) {
        UnsafeApi.putLong(address + FrameDescriptor.SOURCE_OFFSET, value);
        return this;
    }

    /** CRC32C of the producer's own bytes, for dedupe. */
    public int payloadCrc() {
        return UnsafeApi.getInt(address + FrameDescriptor.PAYLOAD_CRC);
    }

    public FrameHeader payloadCrc(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.PAYLOAD_CRC, value);
        return this;
    }

    public int rows() {
        return UnsafeApi.getInt(address + FrameDescriptor.ROWS);
    }

    void rows(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.ROWS, value);
    }

    public int dictionaryBytes() {
        return UnsafeApi.getInt(address + FrameDescriptor.DICTIONARY_BYTES);
    }

    void dictionaryBytes(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.DICTIONARY_BYTES, value);
    }

    public int dictionaryEntries() {
        return UnsafeApi.getInt(address + FrameDescriptor.DICTIONARY_ENTRIES);
    }

    void dictionaryEntries(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.DICTIONARY_ENTRIES, value);
    }

    /** Dictionary entries in all frames before this one. */
    int symbolsBefore() {
        return UnsafeApi.getInt(address + FrameDescriptor.SYMBOLS_BEFORE);
    }

    void symbolsBefore(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.SYMBOLS_BEFORE, value);
    }

    /** Bytes that follow the header. */
    public int bodyBytes() {
        return UnsafeApi.getInt(address + FrameDescriptor.BODY_BYTES);
    }

    void bodyBytes(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.BODY_BYTES, value);
    }

    public int bodyCrc() {
        return UnsafeApi.getInt(address + FrameDescriptor.BODY_CRC);
    }

    void bodyCrc(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.BODY_CRC, value);
    }

    public long previousHash() {
        return UnsafeApi.getLong(address + FrameDescriptor.PREVIOUS_HASH);
    }

    void previousHash(long value) {
        UnsafeApi.putLong(address + FrameDescriptor.PREVIOUS_HASH, value);
    }

    public int headerCrc() {
        return UnsafeApi.getInt(address + FrameDescriptor.HEADER_CRC);
    }

    void headerCrc(int value) {
        UnsafeApi.putInt(address + FrameDescriptor.HEADER_CRC, value);
    }

    /** Bytes of the whole frame. */
    public int frameBytes() {
        return FrameDescriptor.HEADER_BYTES + bodyBytes();
    }

    /** What the next frame's {@link #previousHash()} must be. */
    public long hash() {
        return FrameDescriptor.hash(headerCrc(), bodyCrc(), seq());
    }
}
