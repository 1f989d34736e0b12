package io.sabot.ingest.format;

import io.sabot.core.batch.EventBatch;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.RecordReader.Status;
import io.sabot.ingest.Reject;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into records and appends them to batches. The bytes come in cuts of any size, and where they
 * are cut changes nothing.
 *
 * <p>Whoever owns a decoder puts bytes into {@link #inputArray()} behind {@link #prepareInput()}, tells with
 * {@link #inputAdded}, and calls {@link #decode} until it asks for more with {@link Status#IDLE}. Memory is bounded by
 * the limit of a record plus one chunk; a record beyond the limit is consumed in pieces. One thread.
 */
public abstract sealed class RecordDecoder permits CsvDecoder, JsonDecoder {
    /** Gets the lines that start with {@code #}, where they come up between the rows. */
    @FunctionalInterface
    public interface ControlLines {
        /** @param line without its line break; valid during the call */
        void onControlLine(byte[] line, int offset, int length);
    }

    /** What {@link #findEnd} found at the start of the buffer. */
    enum Cut {
        /** A record from {@link #recordStart} to {@link #recordEnd}. */
        RECORD,
        /** Nothing between two line breaks. */
        BLANK,
        /** The end has not come yet. */
        UNFINISHED
    }

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    final RowWriter writer;
    final RecordBuffer buffer;
    private final int recordBytes;
    private final ControlLines controlLines; // null if '#' means nothing

    /** Content of the record that was cut, without its line break; set by {@link #findEnd}. */
    int recordStart;

    int recordEnd;
    /** Where the next record starts. */
    int nextStart;
    /** Line feeds in what was cut, its own line break included. */
    int linesCut;

    private long[] offsetsAfter = new long[0];
    private boolean tracksOffsets = true;
    private boolean isAtStart = true;
    private boolean isEnded;
    private int searchedTo; // relative to the buffer's start: up to here no record ends
    private long line = 1;
    private long skipTo;
    private Reject reject;

    // a record beyond the limit, being consumed
    private boolean isDiscarding;
    private byte[] discardedHead;
    private long discardedOffset;
    private long discardedLine;
    private long discardedBytes;
    private byte lastDiscarded;
    private String discardCause;

    RecordDecoder(RowWriter writer, int chunkBytes, ControlLines controlLines) {
        this.writer = writer;
        this.recordBytes = writer.spec().limits().recordBytes();
        this.buffer = new RecordBuffer(chunkBytes, recordBytes);
        this.controlLines = controlLines;
    }

    /**
     * @param chunkBytes of input to hold at a time; a batch of rows per chunk is a good measure
     * @param controlLines gets the lines that start with {@code #}, or null if they are records
     */
    public static RecordDecoder of(RowWriter writer, int chunkBytes, ControlLines controlLines) {
        return switch (writer.spec().format()) {
            case CSV -> new CsvDecoder(writer, chunkBytes, controlLines);
            case JSON -> new JsonDecoder(writer, chunkBytes, controlLines);
        };
    }

    // ---- bytes in ----

    /** Makes room and returns how many bytes may be put in; at least one after {@link #decode} returned IDLE. */
    public final int prepareInput() {
        if (buffer.start > 0 || buffer.room() == 0) {
            buffer.prepare();
        }
        return buffer.room();
    }

    /** Array to put bytes into, from {@link #inputOffset()}; valid until the next {@link #prepareInput()}. */
    public final byte[] inputArray() {
        return buffer.bytes;
    }

    public final int inputOffset() {
        return buffer.limit;
    }

    public final void inputAdded(int count) {
        assert count >= 0 && count <= buffer.room();
        buffer.limit += count;
    }

    /** No more bytes will come: a last line without line break counts. */
    public final void inputEnded() {
        isEnded = true;
    }

    public final boolean isInputEnded() {
        return isEnded;
    }

    // ---- where we are ----

    /** False as long as the header that must be read first has not been. */
    public boolean isHeaderKnown() {
        return true;
    }

    /**
     * Reads the header, if there is one, without appending rows.
     *
     * @return false if more bytes are needed for that
     */
    public final boolean readHeader() {
        while (!isHeaderKnown()) {
            if (isDiscarding && !discard()) {
                return isEnded;
            }
            Cut cut = skipOrCut();
            if (cut == Cut.RECORD) {
                interceptFirst();
            } else if (cut == Cut.BLANK) {
                consumeRecord();
            } else if (!isDiscarding) {
                return isEnded;
            }
        }
        return true;
    }

    /** Forgets buffered bytes and goes on as if the input started at this offset, behind the header. */
    public final void restartAt(long offset) {
        buffer.clear(offset);
        isAtStart = false;
        isEnded = false;
        searchedTo = 0;
        line = 0;
    }

    /** Drops everything before the offset, as it comes. To be called once, after {@link #readHeader()}. */
    public final void skipTo(long offset) {
        if (offset > buffer.offset) {
            skipTo = offset;
            isAtStart = false;
            line = 0;
            searchedTo = 0;
        }
    }

    /** See {@link RecordReader#offset()}. */
    public final long offset() {
        return buffer.offset;
    }

    /** See {@link RecordReader#offsetAfter(int)}. */
    public final long offsetAfter(int row) {
        return offsetsAfter[row];
    }

    /** For streams whose offsets mean nothing. */
    public final void withoutOffsets() {
        tracksOffsets = false;
    }

    public final Reject reject() {
        return reject;
    }

    /** True if bytes are waiting that may hold records. */
    public final boolean hasBytes() {
        return buffer.size() > searchedTo;
    }

    // ---- records out ----

    /** As {@link RecordReader#read}, where IDLE means: more bytes are needed. */
    public final Status decode(EventBatch batch) {
        while (!batch.isFull()) {
            if (isDiscarding) {
                if (discard()) {
                    return Status.REJECTED;
                }
                return isEnded ? Status.END : Status.IDLE;
            }
            Cut cut = skipOrCut();
            if (cut == Cut.RECORD) {
                Status status = onRecord(batch);
                if (status != null) {
                    return status;
                }
            } else if (cut == Cut.BLANK) {
                consumeRecord();
            } else if (!isDiscarding) {
                return onUnfinished();
            }
        }
        return Status.ROWS;
    }

    private Cut skipOrCut() {
        if (skipTo > buffer.offset) {
            buffer.consume((int) Math.min(buffer.size(), skipTo - buffer.offset));
        }
        if (isAtStart && !skipByteOrderMark()) {
            return Cut.UNFINISHED;
        }
        return cut();
    }

    /** Returns false if it cannot be told yet. */
    private boolean skipByteOrderMark() {
        int size = Math.min(buffer.size(), BYTE_ORDER_MARK.length);
        boolean isPrefix = Arrays.equals(buffer.bytes, buffer.start, buffer.start + size, BYTE_ORDER_MARK, 0, size);
        if (isPrefix && size < BYTE_ORDER_MARK.length && !isEnded) {
            searchedTo = size;
            return false;
        }
        if (isPrefix && size == BYTE_ORDER_MARK.length) {
            buffer.consume(size);
        }
        isAtStart = false;
        return true;
    }

    /** Cuts the next record off, or starts discarding it if it is too long. */
    private Cut cut() {
        int start = buffer.start;
        int size = buffer.size();
        boolean isBeyond = size > recordBytes;
        boolean mayEnd = isEnded || isBeyond || searchedTo == 0
                ? size > 0
                : buffer.indexOfLineFeed(start + searchedTo, buffer.limit) >= 0;
        if (!mayEnd) {
            searchedTo = size;
            return Cut.UNFINISHED;
        }
        int bound = isBeyond ? start + recordBytes + 1 : buffer.limit;
        Cut cut = isControlLine() ? cutLine(bound) : findEnd(bound, isEnded && !isBeyond);
        if (cut == Cut.UNFINISHED && isBeyond) {
            startDiscarding("record longer than " + recordBytes + " bytes" + unfinishedDetail());
        } else if (cut == Cut.UNFINISHED) {
            searchedTo = size;
        }
        return cut;
    }

    private boolean isControlLine() {
        return controlLines != null && buffer.size() > 0 && buffer.bytes[buffer.start] == '#';
    }

    /**
     * Looks for the end of the record at the buffer's start.
     *
     * @param bound index behind the last byte to look at
     * @param isLast the input ends at the bound
     */
    abstract Cut findEnd(int bound, boolean isLast);

    /** Appends the record that was cut; {@link RowWriter#cause()} says why it is bad. */
    abstract RowWriter.Result append(EventBatch batch, int row);

    /** What to add to the cause if the record that {@link #findEnd} saw last is too long or has no end. */
    String unfinishedDetail() {
        return "";
    }

    /** Takes the first record as header if it is one: true if it was. */
    boolean takeHeader() {
        return false;
    }

    /** For records that end with the line. */
    final Cut cutLine(int bound) {
        boolean isLast = isEnded && bound == buffer.limit;
        int end = buffer.indexOfLineFeed(buffer.start, bound);
        if (end < 0 && !isLast) {
            return Cut.UNFINISHED;
        }
        setCut(end < 0 ? bound : end, end >= 0);
        return recordEnd == recordStart ? Cut.BLANK : Cut.RECORD;
    }

    final void setCut(int end, boolean hasLineFeed) {
        recordStart = buffer.start;
        recordEnd = hasLineFeed && end > recordStart && buffer.bytes[end - 1] == '\r' ? end - 1 : end;
        nextStart = hasLineFeed ? end + 1 : end;
        linesCut = hasLineFeed ? 1 : 0;
    }

    private void interceptFirst() {
        if (takeHeader()) {
            consumeRecord();
        }
    }

    /** Null means: go on. */
    private Status onRecord(EventBatch batch) {
        if (isControlLine()) {
            controlLines.onControlLine(buffer.bytes, recordStart, recordEnd - recordStart);
            consumeRecord();
            return null;
        }
        if (!isHeaderKnown() && takeHeader()) {
            consumeRecord();
            return null;
        }
        int row = batch.nextRow();
        RowWriter.Result result = append(batch, row);
        if (result == RowWriter.Result.WRITTEN) {
            commit(batch, row);
            return null;
        }
        batch.abandonRow();
        return switch (result) {
            case BAD -> rejectRecord(writer.cause());
            case NO_ROOM -> batch.isEmpty() ? rejectRecord("record does not fit into a batch") : Status.ROWS;
            default -> Status.ROWS;
        };
    }

    private void commit(EventBatch batch, int row) {
        consumeRecord();
        if (tracksOffsets) {
            if (row >= offsetsAfter.length) {
                offsetsAfter = Arrays.copyOf(offsetsAfter, batch.rowCapacity());
            }
            offsetsAfter[row] = buffer.offset;
        }
        batch.commitRow();
    }

    private void consumeRecord() {
        buffer.consume(nextStart - buffer.start);
        searchedTo = 0;
        if (line > 0) {
            line += linesCut;
        }
    }

    private Status rejectRecord(String cause) {
        int kept = Math.min(recordEnd - recordStart, Reject.MAX_KEPT_BYTES);
        byte[] bytes = buffer.copy(recordStart, recordStart + kept);
        reject = new Reject(bytes, recordEnd - recordStart, rejectOffset(buffer.offset), line, cause);
        consumeRecord();
        return Status.REJECTED;
    }

    private long rejectOffset(long offset) {
        return tracksOffsets ? offset : RecordReader.NO_OFFSET;
    }

    private Status onUnfinished() {
        if (!isEnded) {
            return Status.IDLE;
        }
        return rejectRest("record has no end" + unfinishedDetail()) ? Status.REJECTED : Status.END;
    }

    /**
     * Gives up what is left of a record that will not be completed.
     *
     * @return false if nothing is left
     */
    public final boolean rejectRest(String cause) {
        if (isDiscarding) {
            discard(true);
            return true;
        }
        int end = buffer.limit;
        if (end == buffer.start || end == buffer.start + 1 && buffer.bytes[buffer.start] == '\r') {
            buffer.consume(buffer.size());
            return false;
        }
        setCut(end, false);
        linesCut = countLineFeeds(buffer.start, end);
        rejectRecord(cause);
        return true;
    }

    // ---- records beyond the limit ----

    private void startDiscarding(String cause) {
        isDiscarding = true;
        discardCause = cause;
        discardedHead = buffer.copy(buffer.start, buffer.start + Math.min(recordBytes + 1, Reject.MAX_KEPT_BYTES));
        discardedOffset = buffer.offset;
        discardedLine = line;
        discardedBytes = 0;
        if (line > 0) {
            line += countLineFeeds(buffer.start, buffer.start + recordBytes + 1);
        }
        drop(recordBytes + 1);
    }

    private int countLineFeeds(int from, int to) {
        int count = 0;
        for (int i = buffer.indexOfLineFeed(from, to); i >= 0; i = buffer.indexOfLineFeed(i + 1, to)) {
            count++;
        }
        return count;
    }

    private void drop(int count) {
        if (count > 0) {
            lastDiscarded = buffer.bytes[buffer.start + count - 1];
            discardedBytes += count;
            buffer.consume(count);
        }
    }

    private boolean discard() {
        return discard(isEnded);
    }

    /** Consumes up to the next line break; true when the record has been rejected. */
    private boolean discard(boolean isLast) {
        int end = buffer.indexOfLineFeed(buffer.start, buffer.limit);
        drop(end < 0 ? buffer.size() : end - buffer.start);
        searchedTo = 0;
        if (end < 0 && !isLast) {
            return false;
        }
        if (end >= 0) {
            discardedBytes -= lastDiscarded == '\r' ? 1 : 0;
            buffer.consume(1);
            line += line > 0 ? 1 : 0;
        }
        isDiscarding = false;
        int kept = (int) Math.min(discardedHead.length, discardedBytes);
        reject = new Reject(
                Arrays.copyOf(discardedHead, kept),
                discardedBytes,
                rejectOffset(discardedOffset),
                discardedLine,
                discardCause);
        discardedHead = null;
        return true;
    }
}
