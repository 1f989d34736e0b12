package io.sabot.ingest;

/**
 * A record that is none, for the dead letters.
 *
 * @param bytes the record as it came, at most {@link #MAX_KEPT_BYTES} of it
 * @param lengthBytes its whole length
 * @param offset of its first byte in the source, or {@link RecordReader#NO_OFFSET}
 * @param line 1-based number of its first line in the source as far as this process has read it, 0 if unknown
 * @param cause for people: which field, what was expected, what was found
 */
public record Reject(byte[] bytes, long lengthBytes, long offset, long line, String cause) {
    public static final int MAX_KEPT_BYTES = 64 * 1024;

    public boolean isWhole() {
        return bytes.length == lengthBytes;
    }
}
