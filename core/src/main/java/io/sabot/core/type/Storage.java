package io.sabot.core.type;

/** Physical layout of one column's data buffer; all little-endian, all as Apache Arrow lays them out. */
public enum Storage {
    /** One bit a row, least significant first. */
    BIT(0),
    INT32(4),
    INT64(8),
    FLOAT64(8),
    /** Two's complement, low 8 bytes first. */
    DECIMAL128(16),
    /** Dictionary id. */
    SYMBOL32(4),
    /**
     * Arrow's variable-length view: length (4), then up to 12 bytes inline, or prefix (4), buffer index (4), offset in
     * the batch's heap (4).
     */
    VIEW128(16);

    private final int widthBytes;

    Storage(int widthBytes) {
        this.widthBytes = widthBytes;
    }

    /** Bytes a row, 0 for bits. */
    public int widthBytes() {
        return widthBytes;
    }

    /** Bytes that {@code rows} rows need, without padding. */
    public int dataBytes(int rows) {
        return this == BIT ? (rows + 7) >>> 3 : rows * widthBytes;
    }
}
