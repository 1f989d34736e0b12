package io.sabot.core.batch;

import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import java.util.IdentityHashMap;
import java.util.Map;
import org.agrona.UnsafeApi;

/**
 * Columns over one piece of memory: what a source fills, the ring hands on, the log stores and operators read.
 *
 * <p>A batch has one writer until it is published and is read-only afterwards. It is valid until its owner lays it out
 * or wraps it anew; operators get it for the duration of a call only. Rows that operators must look at are those of
 * {@link #selection()}.
 *
 * <p>Memory of a batch that owns it ({@code capacity} rows, every buffer padded to 64 bytes):
 *
 * <pre>
 *  column 0: validity bits | data ; column 1: validity bits | data ; … ; heap of variable-length values
 * </pre>
 */
public final class EventBatch implements AutoCloseable {
    /** Size of a ring slot's buffer, and cap of a frame's body. */
    public static final int SLOT_BYTES = 256 * 1024;

    public static final int MAX_ROWS = Position.MAX_ROWS;

    /** Rows a batch gets unless its creator asks for another number: enough to amortise a frame, few enough for L2. */
    public static final int DEFAULT_ROWS = 1024;

    static final int ALIGNMENT = 64;

    private final MemoryPool pool; // not owned
    private final boolean isGrowable;
    private final Map<EventSchema, Column[]> columnsBySchema = new IdentityHashMap<>();
    private int[] selected; // null until somebody filters

    private MemoryBlock block;
    private MemoryBlock heapBlock;
    private EventSchema schema;
    private Column[] columns = {};
    private int rowCapacity;
    private int rows;
    private long heap;
    private int heapCapacity;
    private int heapUsed;
    private int heapCommitted;

    private int[] selection = Selections.IDENTITY;
    private int selectedCount;

    private long seq;
    private long[] ownWatermarks = {};
    private long[] ownPositions = {};
    private long[] ownFirstPositions = {};

    /** Own, or those of the batch this one inherits from. */
    private long[] watermarks = {};

    private long watermarkAfterNs = Watermarks.NONE;

    /** Null while rows are a frame's own. */
    private long[] positions;

    private long[] firstPositions;

    private EventBatch(MemoryPool pool, MemoryBlock block, boolean isGrowable) {
        this.pool = pool;
        this.block = block;
        this.isGrowable = isGrowable;
    }

    /** A batch of the ring: {@link #SLOT_BYTES}, never grows. */
    public static EventBatch slot(MemoryPool pool) {
        return new EventBatch(pool, pool.allocate(SLOT_BYTES), false);
    }

    /** A batch between operators: laid out for any number of rows up to {@link #MAX_ROWS}, its heap grows. */
    public static EventBatch growable(MemoryPool pool) {
        return new EventBatch(pool, null, true);
    }

    /** A view for {@link #wrap}: owns no memory. */
    public static EventBatch view() {
        return new EventBatch(null, null, false);
    }

    // ---- layout ----

    /**
     * Lays the schema's columns over the buffer, empty. A slot gets as many rows as fit, at most {@code maxRows}.
     *
     * @param isPlain per column: VARCHAR as {@link Storage#VIEW128} instead of dictionary ids; null means none
     */
    public void layout(EventSchema newSchema, SymbolDictionary symbols, boolean[] isPlain, int maxRows) {
        Column[] newColumns = columnsOf(newSchema);
        int rowsWanted = Math.min(maxRows, MAX_ROWS);
        boolean needsHeap = false;
        long bitsPerRow = 0;
        for (int i = 0; i < newColumns.length; i++) {
            Storage storage = storageOf(newColumns[i], isPlain, i);
            needsHeap |= storage == Storage.VIEW128;
            bitsPerRow += 1 + (storage == Storage.BIT ? 1 : storage.widthBytes() * 8L);
        }
        if (isGrowable) {
            long needed = paddedBytes(newColumns, isPlain, rowsWanted);
            if (block == null || block.sizeBytes() < needed) {
                closeBlock();
                block = pool.allocate(Math.max(needed, ALIGNMENT));
            }
            rowCapacity = rowsWanted;
        } else {
            long fixedBytes = needsHeap ? block.sizeBytes() / 2 : block.sizeBytes();
            long overhead = (long) newColumns.length * 2 * ALIGNMENT + FrameBody.tableBytes(newColumns.length);
            rowCapacity = (int) Math.min(rowsWanted, (fixedBytes - overhead) * 8 / Math.max(1, bitsPerRow));
        }
        schema = newSchema;
        columns = newColumns;
        long address = block.address();
        for (int i = 0; i < columns.length; i++) {
            Storage storage = storageOf(columns[i], isPlain, i);
            long validity = address;
            long data = validity + align((rowCapacity + 7) >>> 3);
            address = data + align(storage.dataBytes(rowCapacity));
            columns[i].wrap(storage, validity, data, rowCapacity, false);
            columns[i].dictionary(symbols);
        }
        if (!isGrowable) {
            heap = address;
            heapCapacity = (int) (block.address() + block.sizeBytes() - address)
                    - FrameBody.tableBytes(columns.length)
                    - ALIGNMENT;
        }
        clear();
    }

    private static long paddedBytes(Column[] columns, boolean[] isPlain, int rows) {
        long bytes = 0;
        for (int i = 0; i < columns.length; i++) {
            bytes += align((rows + 7) >>> 3)
                    + align(storageOf(columns[i], isPlain, i).dataBytes(rows));
        }
        return bytes;
    }

    private static Storage storageOf(Column column, boolean[] isPlain, int index) {
        Storage storage = column.type().defaultStorage();
        return storage == Storage.SYMBOL32 && isPlain != null && isPlain[index] ? Storage.VIEW128 : storage;
    }

    /** Empties the batch; layout stays. */
    public void clear() {
        rows = 0;
        heapUsed = 0;
        heapCommitted = 0;
        for (Column column : columns) {
            column.wrap(column.storage(), column.validityAddress(), column.dataAddress(), rowCapacity, false);
        }
        selection = Selections.IDENTITY;
        selectedCount = 0;
        watermarks = ownWatermarks;
        watermarkAfterNs = Watermarks.NONE;
        positions = null;
        firstPositions = null;
    }

    /** Columns of a schema; made once per schema and batch. */
    Column[] columnsOf(EventSchema newSchema) {
        Column[] known = columnsBySchema.get(newSchema);
        if (known != null) {
            return known;
        }
        Column[] made = new Column[newSchema.columnCount()];
        for (int i = 0; i < made.length; i++) {
            made[i] = new Column(this, newSchema.column(i).type());
        }
        columnsBySchema.put(newSchema, made);
        return made;
    }

    /** Makes this batch a read-only view; {@link FrameBody} has set the columns. */
    void wrapped(EventSchema newSchema, Column[] newColumns, int rowCount, long heapAddress) {
        schema = newSchema;
        columns = newColumns;
        rowCapacity = rowCount;
        rows = rowCount;
        heap = heapAddress;
        selection = Selections.IDENTITY;
        selectedCount = rowCount;
        watermarkAfterNs = Watermarks.NONE;
        positions = null;
        firstPositions = null;
    }

    static int align(int bytes) {
        return bytes + (ALIGNMENT - 1) & -ALIGNMENT;
    }

    // ---- content ----

    public EventSchema schema() {
        return schema;
    }

    public Column column(int index) {
        return columns[index];
    }

    public int columnCount() {
        return columns.length;
    }

    public int rows() {
        return rows;
    }

    public int rowCapacity() {
        return rowCapacity;
    }

    public boolean isEmpty() {
        return rows == 0;
    }

    public boolean isFull() {
        return rows == rowCapacity;
    }

    /** Index of the row being written; it becomes part of the batch with {@link #commitRow()}. */
    public int nextRow() {
        return rows;
    }

    public void commitRow() {
        assert rows < rowCapacity;
        rows++;
        heapCommitted = heapUsed;
        selectedCount = rows;
    }

    /** Commits {@code count} rows that were written a column at a time. */
    public void commitRows(int count) {
        assert rows + count <= rowCapacity;
        rows += count;
        heapCommitted = heapUsed;
        selectedCount = rows;
    }

    /** Forgets what was written into the row not yet committed. */
    public void abandonRow() {
        heapUsed = heapCommitted;
    }

    long heapAddress() {
        return heap;
    }

    int heapBytes() {
        return heapUsed;
    }

    /** Room for a variable-length value, or 0 if a slot's heap is full. */
    long reserveHeap(int length) {
        if (heapUsed + (long) length > heapCapacity) {
            if (!isGrowable) {
                return 0;
            }
            growHeap(heapUsed + (long) length);
        }
        long address = heap + heapUsed;
        heapUsed += length;
        return address;
    }

    private void growHeap(long needed) {
        long size = Math.max(4096, Math.max(needed, heapCapacity * 2L));
        if (size > Integer.MAX_VALUE - 64) {
            throw new IllegalStateException("a batch's variable-length values exceed 2 GiB");
        }
        MemoryBlock larger = pool.allocate(size);
        UnsafeApi.copyMemory(heap, larger.address(), heapUsed);
        if (heapBlock != null) {
            heapBlock.close();
        }
        heapBlock = larger;
        heap = larger.address();
        heapCapacity = (int) size;
    }

    // ---- what operators see ----

    /** Row numbers to look at, ascending; only the first {@link #selectedCount()} are meant. */
    public int[] selection() {
        return selection;
    }

    public int selectedCount() {
        return selectedCount;
    }

    /** Array of {@link #MAX_ROWS} that a filter may fill before it calls {@link #select(int)}. Owned by the batch. */
    public int[] selectionBuffer() {
        if (selected == null) {
            selected = new int[MAX_ROWS];
        }
        return selected;
    }

    /** Makes the first {@code count} numbers in {@link #selectionBuffer()} the selection. */
    public void select(int count) {
        selection = selectionBuffer();
        selectedCount = count;
    }

    /** Sets selection as it was remembered by the caller: filters restore it for their siblings. */
    public void select(int[] rowNumbers, int count) {
        selection = rowNumbers;
        selectedCount = count;
    }

    public long seq() {
        return seq;
    }

    /** @param newSeq number of the frame whose rows these are, or from which they were derived */
    public void seq(long newSeq) {
        seq = newSeq;
    }

    /**
     * Per row: the watermark that holds when the row is processed, its own event time counted in. Non-descending. The
     * array belongs to the batch and has at least {@link #rows()} elements after {@link #ensureWatermarks()}.
     */
    public long[] watermarks() {
        return watermarks;
    }

    public long[] ensureWatermarks() {
        if (ownWatermarks.length < rowCapacity) {
            ownWatermarks = new long[rowCapacity];
        }
        watermarks = ownWatermarks;
        return watermarks;
    }

    /** Watermark when all rows have been processed. */
    public long watermarkAfterNs() {
        return watermarkAfterNs;
    }

    public void watermarkAfterNs(long watermarkNs) {
        watermarkAfterNs = watermarkNs;
    }

    /** Position of the input row that caused this row: for rows of a frame, their own place. */
    public long position(int row) {
        return positions == null ? Position.of(seq, row) : positions[row];
    }

    /** Position of the first input row that this row was made from. */
    public long firstPosition(int row) {
        return firstPositions == null ? position(row) : firstPositions[row];
    }

    /** Sets both positions of a derived row. */
    public void positions(int row, long firstPosition, long triggerPosition) {
        if (positions == null) {
            if (ownPositions.length < rowCapacity) {
                ownPositions = new long[rowCapacity];
                ownFirstPositions = new long[rowCapacity];
            }
            positions = ownPositions;
            firstPositions = ownFirstPositions;
        }
        positions[row] = triggerPosition;
        firstPositions[row] = firstPosition;
    }

    /** Takes positions, watermarks and seq of the rows of another batch of which this one is a projection, row by row. */
    public void inheritFrom(EventBatch parent) {
        seq = parent.seq;
        positions = parent.positions;
        firstPositions = parent.firstPositions;
        watermarks = parent.watermarks;
        watermarkAfterNs = parent.watermarkAfterNs;
    }

    private void closeBlock() {
        if (block != null) {
            block.close();
            block = null;
        }
    }

    @Override
    public void close() {
        closeBlock();
        if (heapBlock != null) {
            heapBlock.close();
            heapBlock = null;
        }
        columns = new Column[0];
        columnsBySchema.clear();
    }
}
