package io.sabot.journal;

/**
 * A record that a source could not read.
 *
 * @param offset bytes from the start of its source
 * @param line 1-based, 0 if unknown
 * @param lengthBytes of the whole record, of which {@code bytes} may be the beginning only
 * @param cause for people
 * @param bytes the log keeps at most {@link FrameDescriptor#MAX_REJECT_BYTES} of them
 */
@SuppressWarnings("ArrayRecordComponent")
public record RejectedRecord(long offset, long line, int lengthBytes, String cause, byte[] bytes) {}
