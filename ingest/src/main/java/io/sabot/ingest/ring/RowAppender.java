package io.sabot.ingest.ring;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Timestamps;
import io.sabot.ingest.RecordReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Appends rows to one stream, for programs that embed the engine:
 *
 * <pre>{@code
 * int aapl = ticks.symbolId("AAPL");
 * ticks.row().symbol(aapl).timestampNs(t).f64(price).i32(size).append();
 * }</pre>
 *
 * <p>Setters fill the columns in the order of their declaration, one after another, or from {@link #at(int)} on. Columns
 * that are not set are NULL; so is a value of {@code null}. The wrong setter for a column is an
 * {@link IllegalStateException}, a value out of range an {@link IllegalArgumentException}; the row is not appended then,
 * and {@link #row()} begins anew.
 *
 * <p>Waits when the ring has no room. When the engine has failed or was closed, rows are refused with a
 * {@link SabotException} (ING-0401, ING-0402). Makes no objects, except in {@link #decimal} and for new symbols. One
 * thread.
 */
public final class RowAppender implements AutoCloseable {
    /** New symbols of a column until it is laid out plain. */
    static final int MAX_NEW_SYMBOLS = 65_536;

    /** Longer values are not worth a dictionary entry. */
    static final int MAX_SYMBOL_BYTES = 1024;

    private static final RowSetter[] NOTHING = {RowSetter.NONE};
    private static final long[] POWERS = new long[19]; // of ten

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private final RingPublisher publisher; // not owned
    private final EventSchema schema;
    private final SymbolDictionary symbols; // not owned
    private final int sourceId;
    private final int maxRows;
    private final boolean isTogether;
    private final int columnCount;
    private final Column[] columns; // of the batch, not owned
    private final RowSetter[] layoutSetters; // one a column, and NONE behind the last
    private final long[] unitsNs;
    private final boolean[] isPlain;
    private final int[] newSymbols;
    private final Utf8Scratch utf8 = new Utf8Scratch();

    private EventBatch batch;
    private EventBatch spare; // made when a row first has to move to another batch
    private RowSetter[] setters = NOTHING; // layoutSetters, or NOTHING while there is no batch to write to
    private int row;
    private int rowCapacity;
    private int next; // column set next
    private boolean isJumped;
    private int setBelow; // after a jump: every column below has a value or is NULL
    private int knownSymbols;
    private long handedInNs;
    private boolean isEnded;
    private boolean isClosed;
    private volatile boolean hasGivenBack;

    /** With batches of {@link EventBatch#DEFAULT_ROWS}. */
    public RowAppender(
            RingPublisher publisher, EventSchema schema, int sourceId, SymbolDictionary symbols, FlushMode flushMode) {
        this(publisher, schema, sourceId, symbols, flushMode, EventBatch.DEFAULT_ROWS);
    }

    /**
     * @param publisher of the thread that will append
     * @param maxRows of a batch; does not count for {@link FlushMode#IMMEDIATE}
     */
    public RowAppender(
            RingPublisher publisher,
            EventSchema schema,
            int sourceId,
            SymbolDictionary symbols,
            FlushMode flushMode,
            int maxRows) {
        this.publisher = publisher;
        this.schema = schema;
        this.symbols = symbols;
        this.sourceId = sourceId;
        this.maxRows = flushMode == FlushMode.IMMEDIATE ? 1 : maxRows;
        this.isTogether = flushMode == FlushMode.TOGETHER;
        this.columnCount = schema.columnCount();
        this.columns = new Column[columnCount];
        this.layoutSetters = new RowSetter[columnCount + 1];
        this.unitsNs = new long[columnCount];
        this.isPlain = new boolean[columnCount];
        this.newSymbols = new int[columnCount];
        requireAppendable();
        this.batch = publisher.newBatch();
        begin(batch);
    }

    private void requireAppendable() {
        if (columnCount == 0) {
            throw new IllegalArgumentException("stream '" + schema.name() + "' has no columns");
        }
        for (int i = 0; i < columnCount; i++) {
            ColumnSpec column = schema.column(i);
            if (RowSetter.of(column.type(), column.type().defaultStorage()) == RowSetter.NONE) {
                throw SabotException.configuration(
                        "ING-0403",
                        "column '" + column.name() + "' of type " + column.type() + " cannot be appended to",
                        "declare it VARCHAR and convert it in a query");
            }
            unitsNs[i] = RowSetter.unitNs(column.type());
        }
    }

    /** Number for {@link #symbol(int)}, good for all rows and columns to come. Not for the hot path. */
    public int symbolId(String value) {
        int id = symbols.idOf(value);
        if (id == SymbolDictionary.NO_SYMBOL) {
            throw new IllegalStateException("there are too many different symbols: append '" + value + "' as a string");
        }
        return id;
    }

    // ---- rows ----

    /** Begins a row; what was set since the last {@link #append()} is forgotten. */
    public RowAppender row() {
        if (next != 0 || isJumped) {
            forgetRow();
        }
        return this;
    }

    private void forgetRow() {
        batch.abandonRow();
        next = 0;
        isJumped = false;
        setBelow = 0;
    }

    /** Makes the row part of the stream. */
    public void append() {
        if (next != columnCount || isJumped) {
            completeRow();
        }
        if (row == 0) {
            handedInNs = System.nanoTime();
        }
        batch.commitRow();
        next = 0;
        if (++row == rowCapacity) {
            onFull();
        }
    }

    private void onFull() {
        if (isTogether) {
            setters = NOTHING;
        } else {
            publish();
        }
    }

    private void completeRow() {
        requireOpen();
        int from = Math.max(next, setBelow);
        for (int i = 0; i < columnCount; i++) {
            boolean isMissing = i >= from || isJumped && columns[i].isNull(row);
            if (isMissing && !schema.column(i).type().nullable()) {
                throw new IllegalStateException(name(i) + " was not set, but is NOT NULL");
            }
        }
        for (int i = from; i < columnCount; i++) {
            columns[i].setNull(row);
        }
        isJumped = false;
        setBelow = 0;
    }

    /** Hands on the rows appended so far. */
    public void flush() {
        requireOpen();
        if (isTogether) {
            throw new IllegalStateException("rows of a numbered batch are handed on with their number");
        }
        requireNoOpenRow();
        if (row > 0) {
            publish();
        }
    }

    /** Hands on the rows appended so far and tells that there will be no more. */
    public void end() {
        flush();
        setters = NOTHING;
        isEnded = true;
        publisher.publishEnd(sourceId, RecordReader.NO_OFFSET, schema);
    }

    /**
     * Hands on the rows appended so far; a row that was begun is forgotten.
     *
     * @throws SabotException if there are such rows and the engine takes none any more; the appender is closed then too
     */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            boolean isFlushable = !isTogether && setters != NOTHING && row > 0;
            forgetRow();
            if (isFlushable) {
                publish();
            }
        } finally {
            setters = NOTHING;
            batch.close();
            if (spare != null) {
                spare.close();
            }
            hasGivenBack = true;
        }
    }

    /** Whether it has been closed and its memory given back. Any thread. */
    public boolean isClosed() {
        return hasGivenBack;
    }

    private void requireNoOpenRow() {
        if (next != 0 || isJumped) {
            throw new IllegalStateException("a row was begun: append() it first, or forget it with row()");
        }
    }

    /** The rows appended since the last {@link #handOn}; to be looked at only, until the next call here. */
    public EventBatch rows() {
        return batch;
    }

    /**
     * Hands on the rows of {@link FlushMode#TOGETHER} as one batch, be it empty.
     *
     * @throws SabotException if the engine takes none any more
     */
    public void handOn(NumberedBatch numbered) {
        requireNoOpenRow();
        if (!isTogether || isClosed) {
            throw new IllegalStateException(isClosed ? "the appender is closed" : "rows are not kept together");
        }
        setters = NOTHING;
        begin(publisher.publishNumbered(batch, sourceId, numbered, row == 0 ? 0 : handedInNs));
    }

    /** Nothing can be set from the moment the batch is given away until another was begun, not even after a failure. */
    private void publish() {
        setters = NOTHING;
        begin(handOn());
    }

    private EventBatch handOn() {
        return publisher.publish(batch, sourceId, RecordReader.NO_OFFSET, handedInNs);
    }

    private void begin(EventBatch empty) {
        batch = empty;
        batch.layout(schema, symbols, isPlain, maxRows);
        adopt();
    }

    private void adopt() {
        row = batch.nextRow();
        rowCapacity = batch.rowCapacity();
        if (rowCapacity <= 0) {
            throw new IllegalArgumentException("a row of stream '" + schema.name() + "' does not fit into a batch");
        }
        for (int i = 0; i < columnCount; i++) {
            Column column = batch.column(i);
            columns[i] = column;
            layoutSetters[i] = RowSetter.of(column.type(), column.storage());
        }
        layoutSetters[columnCount] = RowSetter.NONE;
        knownSymbols = symbols.size();
        setters = layoutSetters;
    }

    // ---- values ----

    /** Goes to a column; columns passed over are NULL unless set before or later. */
    public RowAppender at(int column) {
        requireOpen();
        if (column < 0 || column >= columnCount) {
            throw new IllegalArgumentException("column " + column + " of " + columnCount);
        }
        setBelow = Math.max(setBelow, next);
        for (; setBelow < column; setBelow++) {
            columns[setBelow].setNull(row);
        }
        isJumped = true;
        next = column;
        return this;
    }

    public RowAppender nul() {
        int column = next;
        if (setters[column] == RowSetter.NONE) {
            throw misuse("nul()");
        }
        if (!schema.column(column).type().nullable()) {
            throw new IllegalStateException(name(column) + " is NOT NULL");
        }
        columns[column].setNull(row);
        next = column + 1;
        return this;
    }

    /** @param id of {@link #symbolId} */
    public RowAppender symbol(int id) {
        int column = next;
        if (id < 0 || id >= knownSymbols) {
            requireSymbol(id);
        }
        if (setters[column] != RowSetter.SYMBOL) {
            return plainSymbol(id);
        }
        columns[column].putSymbol(row, id);
        next = column + 1;
        return this;
    }

    private void requireSymbol(int id) {
        knownSymbols = symbols.size();
        if (id < 0 || id >= knownSymbols) {
            throw new IllegalArgumentException("no symbol has the number " + id + ": ask symbolId(String)");
        }
    }

    private RowAppender plainSymbol(int id) {
        if (setters[next] != RowSetter.PLAIN) {
            throw misuse("symbol(int)");
        }
        byte[] bytes = symbols.bytes(id);
        return putBytes(bytes, 0, bytes.length);
    }

    /** VARCHAR; looks the value up, or creates a symbol. {@link #symbol(int)} is faster. */
    public RowAppender string(CharSequence value) {
        if (value == null) {
            return nul();
        }
        RowSetter setter = setters[next];
        if (setter != RowSetter.SYMBOL && setter != RowSetter.PLAIN) {
            throw misuse("string(CharSequence)");
        }
        utf8.encode(value);
        if (setter == RowSetter.SYMBOL && utf8.length() <= MAX_SYMBOL_BYTES) {
            int known = symbols.size();
            int id = symbols.idOf(utf8.bytes(), 0, utf8.length());
            if (id != SymbolDictionary.NO_SYMBOL) {
                if (id >= known) {
                    symbolCreated(next);
                }
                columns[next].putSymbol(row, id);
                next++;
                return this;
            }
        }
        if (setter == RowSetter.SYMBOL) {
            isPlain[next] = true;
            if (isTogether) {
                moveAll();
            } else {
                moveRow();
            }
        }
        return putBytes(utf8.bytes(), 0, utf8.length());
    }

    /** A column that goes on bringing new values is plain from the next batch on. */
    private void symbolCreated(int column) {
        if (++newSymbols[column] > MAX_NEW_SYMBOLS) {
            isPlain[column] = true;
        }
    }

    public RowAppender bytes(byte[] value) {
        return value == null ? nul() : bytes(value, 0, value.length);
    }

    /** BINARY. */
    public RowAppender bytes(byte[] value, int offset, int length) {
        if (setters[next] != RowSetter.BYTES) {
            throw misuse("bytes(byte[])");
        }
        if (offset < 0 || length < 0 || length > value.length - offset) {
            throw new IllegalArgumentException(length + " bytes from " + offset + " of " + value.length);
        }
        return putBytes(value, offset, length);
    }

    private RowAppender putBytes(byte[] bytes, int offset, int length) {
        if (!columns[next].putBytes(row, bytes, offset, length)) {
            if (row == 0) {
                throw doesNotFit(length);
            }
            if (isTogether) {
                throw noRoom();
            }
            moveRow();
            if (!columns[next].putBytes(row, bytes, offset, length)) {
                throw doesNotFit(length);
            }
        }
        next++;
        return this;
    }

    private IllegalArgumentException doesNotFit(int length) {
        return new IllegalArgumentException(
                "a row with " + length + " bytes in " + name(next) + " does not fit into a batch");
    }

    /** TIMESTAMP, in nanoseconds since 1970; digits beyond the column's precision are dropped. */
    public RowAppender timestampNs(long ns) {
        int column = next;
        if (setters[column] != RowSetter.TIMESTAMP) {
            return coarseTimestampNs(ns);
        }
        columns[column].putLong(row, ns);
        next = column + 1;
        return this;
    }

    private RowAppender coarseTimestampNs(long ns) {
        if (setters[next] != RowSetter.COARSE_TIMESTAMP) {
            throw misuse("timestampNs(long)");
        }
        columns[next].putLong(row, ns - Math.floorMod(ns, unitsNs[next]));
        next++;
        return this;
    }

    /** DOUBLE. */
    public RowAppender f64(double value) {
        int column = next;
        if (setters[column] != RowSetter.F64) {
            throw misuse("f64(double)");
        }
        columns[column].putDouble(row, value);
        next = column + 1;
        return this;
    }

    /** INT. */
    public RowAppender i32(int value) {
        int column = next;
        if (setters[column] != RowSetter.I32) {
            throw misuse("i32(int)");
        }
        columns[column].putInt(row, value);
        next = column + 1;
        return this;
    }

    /** BIGINT. */
    public RowAppender i64(long value) {
        int column = next;
        if (setters[column] != RowSetter.I64) {
            throw misuse("i64(long)");
        }
        columns[column].putLong(row, value);
        next = column + 1;
        return this;
    }

    /** BOOLEAN. */
    public RowAppender bool(boolean value) {
        int column = next;
        if (setters[column] != RowSetter.BOOL) {
            throw misuse("bool(boolean)");
        }
        columns[column].putBoolean(row, value);
        next = column + 1;
        return this;
    }

    /** DATE, in days since 1970. */
    public RowAppender dateDays(int days) {
        int column = next;
        if (setters[column] != RowSetter.DATE) {
            throw misuse("dateDays(int)");
        }
        columns[column].putInt(row, days);
        next = column + 1;
        return this;
    }

    /** TIME, in nanoseconds of the day; digits beyond the column's precision are dropped. */
    public RowAppender timeNs(long ns) {
        int column = next;
        if (setters[column] != RowSetter.TIME) {
            throw misuse("timeNs(long)");
        }
        if (ns < 0 || ns >= Timestamps.NS_PER_DAY) {
            throw new IllegalArgumentException(ns + " ns is no time of day");
        }
        columns[column].putLong(row, ns - ns % unitsNs[column]);
        next = column + 1;
        return this;
    }

    /** DECIMAL; rounded half up to the column's scale. Allocates. */
    public RowAppender decimal(BigDecimal value) {
        if (value == null) {
            return nul();
        }
        int column = next;
        if (setters[column] != RowSetter.DECIMAL) {
            throw misuse("decimal(BigDecimal)");
        }
        BigDecimal scaled = value.setScale(columns[column].type().scale(), RoundingMode.HALF_UP);
        if (scaled.precision() > columns[column].type().precision()) {
            throw outOfRange(column, value);
        }
        BigInteger unscaled = scaled.unscaledValue();
        columns[column].putDecimal(
                row, unscaled.longValue(), unscaled.shiftRight(64).longValue());
        next = column + 1;
        return this;
    }

    /** DECIMAL in units of the column's last digit: for DECIMAL(10, 2), 1250 is 12.50. */
    public RowAppender decimalUnscaled(long value) {
        int column = next;
        if (setters[column] != RowSetter.DECIMAL) {
            throw misuse("decimalUnscaled(long)");
        }
        int precision = columns[column].type().precision();
        if (precision < POWERS.length && (value >= POWERS[precision] || value <= -POWERS[precision])) {
            throw outOfRange(
                    column, BigDecimal.valueOf(value, columns[column].type().scale()));
        }
        columns[column].putDecimal(row, value, value >> 63);
        next = column + 1;
        return this;
    }

    private IllegalArgumentException outOfRange(int column, BigDecimal value) {
        return new IllegalArgumentException(value.toPlainString() + " does not fit into " + name(column));
    }

    // ---- the rare ----

    /**
     * Moves the row being written into an empty batch, laid out anew, and hands on the rows before it. The batch given
     * away cannot be read any more, so the values are copied first.
     */
    private void moveRow() {
        if (spare == null) {
            spare = publisher.newBatch();
        }
        spare.layout(schema, symbols, isPlain, maxRows);
        int written = Math.max(next, setBelow);
        for (int i = 0; i < written; i++) {
            if (i != next && !spare.column(i).copyFrom(columns[i], row, 0)) {
                throw new IllegalArgumentException("the row does not fit into a batch up to " + name(i));
            }
        }
        batch.abandonRow();
        int column = next;
        setters = NOTHING;
        next = 0; // where a refusal leaves it
        EventBatch former = batch.isEmpty() ? batch : handOn();
        batch = spare;
        spare = former;
        next = column;
        adopt();
    }

    /** Lays the batch out anew, because a column has to be plain, with all rows so far and the row being written. */
    private void moveAll() {
        if (spare == null) {
            spare = publisher.newBatch();
        }
        spare.layout(schema, symbols, isPlain, maxRows);
        boolean isMoved = spare.rowCapacity() > row;
        for (int i = 0; i < row && isMoved; i++) {
            isMoved = copyRow(i, columnCount);
            spare.commitRow();
        }
        if (!isMoved || !copyRow(row, Math.max(next, setBelow))) {
            throw noRoom();
        }
        EventBatch former = batch;
        batch = spare;
        spare = former;
        adopt();
    }

    /** To the spare batch, but for the column of the row being written that is not set yet. */
    private boolean copyRow(int from, int written) {
        for (int i = 0; i < written; i++) {
            boolean isUnset = from == row && i == next;
            if (!isUnset && !spare.column(i).copyFrom(columns[i], from, from)) {
                return false;
            }
        }
        return true;
    }

    private SabotException noRoom() {
        forgetRow();
        return SabotException.failed(
                "ING-0404",
                "a batch of '" + schema.name() + "' has no room for another row behind " + row,
                "commit the batch, then append the row to the next",
                null);
    }

    private String name(int column) {
        ColumnSpec spec = schema.column(column);
        return "column '" + spec.name() + "' of type " + spec.type();
    }

    private void requireOpen() {
        if (setters == NOTHING) {
            throw misuse("append()");
        }
    }

    private RuntimeException misuse(String call) {
        if (isClosed || isEnded) {
            return new IllegalStateException(isClosed ? "the appender is closed" : "the stream was ended");
        }
        if (setters == NOTHING) {
            publisher.requireTaking();
            if (isTogether && row == rowCapacity) {
                return noRoom();
            }
            return new IllegalStateException("a batch could not be handed on");
        }
        if (next == columnCount) {
            return new IllegalStateException(
                    call + " behind the last of the " + columnCount + " columns of '" + schema.name() + "'");
        }
        return new IllegalStateException(name(next) + " is set with " + setters[next].calls + ", not with " + call);
    }
}
