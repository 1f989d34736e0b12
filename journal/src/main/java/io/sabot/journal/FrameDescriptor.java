package io.sabot.journal;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.FrameBody;

/**
 * Layout of one frame: one entry of a log or an outbox, one document of a queue. All little-endian, all offsets from the
 * frame's start.
 *
 * <pre>
 *    0  int    magic, "SABF"
 *    4  byte   version, 1
 *    5  byte   type ({@link FrameType} ordinal)
 *    6  short  columns
 *    8  int    stream id
 *   12  int    schema version
 *   16  long   seq; in an outbox that of the input which caused the rows
 *   24  long   logical time, ns since the epoch
 *   32  long   term
 *   40  long   cluster position
 *   48  long   producer id
 *   56  int    producer epoch
 *   60  short  part, from 0
 *   62  short  parts, 0 if the batch was not split
 *   64  long   batch sequence; in an outbox the oseq of the first row
 *   72  int    source id
 *   76  int    rows
 *   80  long   source offset after the last row; in an outbox the number of the frame, from 1
 *   88  int    dictionary bytes
 *   92  int    dictionary entries
 *   96  int    body length: all that follows the header
 *  100  int    payload CRC: CRC32C of the producer's own bytes, 0 if it has none
 *  104  int    body CRC32C, over offset 128 to the frame's end
 *  108  int    reserved, 0
 *  112  long   hash of the previous frame, 0 for the first
 *  120  int    dictionary entries in all frames before
 *  124  int    header CRC32C, over offset 0 to 124
 *  128  body:  table of buffer lengths ({@link FrameBody}; only if the frame has columns)
 *              dictionary delta (only if dictionary bytes &gt; 0):
 *                int first id, int entries, then per entry int length and UTF-8 bytes
 *              zeros up to a multiple of 64
 *              buffers ({@link FrameBody}), or the payload of a frame without columns
 * </pre>
 *
 * Payload of REJECT:
 *
 * <pre>
 *    0  long   offset of the record in its source
 *    8  long   line, 1-based, 0 if unknown
 *   16  int    length of the record
 *   20  int    length of the cause
 *   24  int    length of the bytes kept, at most {@link #MAX_REJECT_BYTES}
 *   28  cause (UTF-8), bytes kept
 * </pre>
 *
 * Payload of PRODUCER:
 *
 * <pre>
 *    0  byte   {@link ProducerChange} ordinal
 *    1  name (UTF-8), of REGISTERED only
 * </pre>
 *
 * A producer's batch with bad records is several frames: the REJECT frames, each a part, then a DATA or PRODUCER frame
 * as the last part. Without the last part they count for nothing.
 *
 * <p>Payload of DDL: {@link SchemaText}. The hash that chains frames is {@code mix((headerCrc << 32 | bodyCrc) + seq * φ)},
 * where mix is the finaliser of SplitMix64 and φ the 64-bit golden ratio. The header's CRC covers the hash of the
 * frame before, so each hash stands for the whole log up to its frame.
 */
public final class FrameDescriptor {
    public static final int MAGIC = 0x46424153;
    public static final int VERSION = 1;
    public static final int HEADER_BYTES = 128;
    public static final int ALIGNMENT = 64;

    /** Rows of one frame need at most this much, table included, dictionary excluded. */
    public static final int MAX_BODY_BYTES = EventBatch.SLOT_BYTES;

    /** Cap of one frame's dictionary delta. */
    public static final int MAX_DICTIONARY_BYTES = 8 << 20;

    public static final int MAX_REJECT_BYTES = 64 * 1024;

    /** Cap of a whole frame; a queue's documents may be a quarter of its block. */
    static final int MAX_FRAME_BYTES = HEADER_BYTES + MAX_BODY_BYTES + MAX_DICTIONARY_BYTES + 64 * 1024;

    static final int TYPE = 5;
    static final int COLUMNS = 6;
    static final int STREAM_ID = 8;
    static final int SCHEMA_VERSION = 12;
    static final int SEQ = 16;
    static final int TIME_NS = 24;
    static final int TERM = 32;
    static final int CLUSTER_POSITION = 40;
    static final int PRODUCER_ID = 48;
    static final int PRODUCER_EPOCH = 56;
    static final int PART = 60;
    static final int PARTS = 62;
    static final int BATCH_SEQUENCE = 64;
    static final int SOURCE_ID = 72;
    static final int ROWS = 76;
    static final int SOURCE_OFFSET = 80;
    static final int DICTIONARY_BYTES = 88;
    static final int DICTIONARY_ENTRIES = 92;
    static final int BODY_BYTES = 96;
    static final int PAYLOAD_CRC = 100;
    static final int BODY_CRC = 104;
    static final int RESERVED_1 = 108;
    static final int PREVIOUS_HASH = 112;
    static final int SYMBOLS_BEFORE = 120;
    static final int HEADER_CRC = 124;

    static final int DELTA_INTRO_BYTES = 8;

    private FrameDescriptor() {}

    static int align(int bytes) {
        return bytes + (ALIGNMENT - 1) & -ALIGNMENT;
    }

    static int tableBytes(int columns) {
        return columns == 0 ? 0 : FrameBody.tableBytes(columns);
    }

    /** Offset of the buffers or the payload. */
    static int contentOffset(int columns, int dictionaryBytes) {
        return align(HEADER_BYTES + tableBytes(columns) + dictionaryBytes);
    }

    static long hash(int headerCrc, int bodyCrc, long seq) {
        long z = ((long) headerCrc << 32 | bodyCrc & 0xFFFF_FFFFL) + seq * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
