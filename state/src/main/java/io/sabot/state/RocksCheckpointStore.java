package io.sabot.state;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.batch.SymbolDictionary;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;
import org.agrona.checksum.Crc32c;
import org.agrona.collections.LongArrayList;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * Checkpoints in RocksDB.
 *
 * <pre>
 *  family pages    key: int table | int page | long ~epoch, big-endian, so that a page's newest version comes first
 *                  value: int crc | the page
 *  family symbols  key: int id, big-endian
 *                  value: the text in UTF-8
 *  family default  key: long epoch, big-endian
 *                  value: 7 longs of {@link CheckpointInfo} behind the epoch | int crc of the root | int symbols | root
 * </pre>
 *
 * Pages and symbols are written without a write-ahead log and flushed; what makes a checkpoint count is its entry in the default
 * family, written with the write-ahead log and synced after that.
 */
final class RocksCheckpointStore implements CheckpointStore {
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 4 + StateSpace.PAGE_BYTES;
    private static final int INFO_BYTES = 7 * Long.BYTES;
    private static final int SYMBOLS = INFO_BYTES + 4;
    private static final int ROOT = INFO_BYTES + 8;
    private static final int KEPT = 2;
    private static final long CACHE_BYTES = 16L << 20;
    private static final long WRITE_BUFFER_BYTES = 32L << 20;

    private final Path directory;
    private final List<AutoCloseable> handles = new ArrayList<>();
    private final RocksDB db;
    private final ColumnFamilyHandle roots;
    private final ColumnFamilyHandle pages;
    private final ColumnFamilyHandle symbols;
    private final WriteOptions unlogged;
    private final WriteOptions synced;
    private final ReadOptions reading;
    private final ByteBuffer readKey = key();
    private final ByteBuffer readValue = BufferUtil.allocateDirectAligned(VALUE_BYTES, 64);
    private final ByteBuffer writeKey = key();
    private final ByteBuffer writeValue = BufferUtil.allocateDirectAligned(VALUE_BYTES, 64);

    /** Newest first. */
    private final List<CheckpointInfo> committed = new ArrayList<>();

    /** Per table and page the epoch of its newest version, 0 if there is none. */
    private long[][] versions = new long[0][];

    /** Keys of versions that only checkpoints before the newest need, as (table and page, epoch). */
    private LongArrayList superseded = new LongArrayList();

    /** The same, of the checkpoint that is being written. */
    private LongArrayList nowSuperseded = new LongArrayList();

    private int storedSymbols;
    private int[] formerPageCounts; // null: not known yet
    private long writing;
    private long highestEpoch;
    private volatile boolean isClosed;

    private RocksCheckpointStore(Path directory, boolean isReadOnly) throws RocksDBException {
        this.directory = directory;
        LRUCache cache = own(new LRUCache(CACHE_BYTES));
        DBOptions options = own(new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setAtomicFlush(true)
                .setMaxBackgroundJobs(2)
                .setKeepLogFileNum(2)
                .setWriteBufferManager(own(new WriteBufferManager(2 * WRITE_BUFFER_BYTES, cache)));
        ColumnFamilyOptions family = own(new ColumnFamilyOptions())
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
        List<ColumnFamilyHandle> families = new ArrayList<>();
        List<ColumnFamilyDescriptor> names = List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family),
                new ColumnFamilyDescriptor("pages".getBytes(StandardCharsets.UTF_8), family),
                new ColumnFamilyDescriptor("symbols".getBytes(StandardCharsets.UTF_8), family));
        this.db = isReadOnly
                ? RocksDB.openReadOnly(options, directory.toString(), names, families)
                : RocksDB.open(options, directory.toString(), names, families);
        own(db);
        families.forEach(this::own);
        this.roots = families.get(0);
        this.pages = families.get(1);
        this.symbols = families.get(2);
        this.unlogged = own(new WriteOptions()).setDisableWAL(true);
        this.synced = own(new WriteOptions()).setSync(true);
        this.reading = own(new ReadOptions()).setFillCache(false);
    }

    private <T extends AutoCloseable> T own(T handle) {
        handles.add(handle);
        return handle;
    }

    private static ByteBuffer key() {
        return ByteBuffer.allocateDirect(KEY_BYTES).order(ByteOrder.BIG_ENDIAN);
    }

    /** @param directory made if it is not there; nobody else may have it open, but for reading */
    static RocksCheckpointStore open(Path directory) {
        return open(directory, false);
    }

    /** What is there now; a node may be running. */
    static RocksCheckpointStore openReadOnly(Path directory) {
        return open(directory, true);
    }

    private static RocksCheckpointStore open(Path directory, boolean isReadOnly) {
        RocksLibrary.load(directory.resolveSibling("native"));
        RocksCheckpointStore store;
        try {
            store = new RocksCheckpointStore(directory, isReadOnly);
        } catch (RocksDBException e) {
            throw CheckpointErrors.cannotOpen(directory, e);
        }
        try {
            store.readList();
            return store;
        } catch (RocksDBException | BufferUnderflowException e) {
            store.close();
            throw CheckpointErrors.cannotOpen(directory, e);
        }
    }

    private void readList() throws RocksDBException {
        try (RocksIterator at = db.newIterator(roots, reading)) {
            for (at.seekToLast(); at.isValid(); at.prev()) {
                committed.add(info(
                        ByteBuffer.wrap(at.key()).getLong(),
                        ByteBuffer.wrap(at.value()).order(ByteOrder.LITTLE_ENDIAN)));
            }
            at.status();
        }
        highestEpoch = committed.isEmpty() ? 0 : committed.get(0).epoch();
    }

    private static CheckpointInfo info(long epoch, ByteBuffer value) {
        return new CheckpointInfo(
                epoch,
                value.getLong(),
                value.getLong(),
                value.getLong(),
                value.getLong(),
                value.getLong(),
                value.getLong(),
                value.getLong(),
                value.getInt(SYMBOLS));
    }

    @Override
    public List<CheckpointInfo> list() {
        return List.copyOf(committed);
    }

    @Override
    public byte[] root(CheckpointInfo checkpoint) {
        byte[] value;
        try {
            value = db.get(roots, epochKey(checkpoint.epoch()));
        } catch (RocksDBException e) {
            throw CheckpointErrors.damaged(checkpoint, e.toString());
        }
        if (value == null || value.length < ROOT) {
            throw CheckpointErrors.damaged(checkpoint, "its root is missing");
        }
        byte[] root = Arrays.copyOfRange(value, ROOT, value.length);
        if (ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt(INFO_BYTES) != crc(root)) {
            throw CheckpointErrors.damaged(checkpoint, "its root has another checksum");
        }
        return root;
    }

    private static byte[] epochKey(long epoch) {
        return ByteBuffer.allocate(Long.BYTES).putLong(epoch).array();
    }

    private static int crc(byte[] root) {
        ByteBuffer copy = ByteBuffer.allocateDirect(root.length + 1);
        RawMemory.copyFromArray(root, 0, BufferUtil.address(copy), root.length);
        return Crc32c.INSTANCE.compute(BufferUtil.address(copy), 0, root.length);
    }

    @Override
    public void visitPages(CheckpointInfo checkpoint, PageVisitor visitor) {
        long visited = -1;
        try (RocksIterator at = db.newIterator(pages, reading)) {
            for (at.seekToFirst(); at.isValid(); at.next()) {
                ByteBuffer key = ByteBuffer.wrap(at.key());
                long where = key.getLong();
                if (~key.getLong() <= checkpoint.epoch() && where != visited) {
                    visited = where;
                    readValue.clear();
                    checkPage(checkpoint, where, at.value(readValue));
                    visitor.visit(
                            (int) (where >>> 32), (int) where, UnsafeApi.getInt(address(readValue)), page(readValue));
                }
            }
            at.status();
        } catch (RocksDBException e) {
            throw CheckpointErrors.damaged(checkpoint, e.toString());
        }
    }

    private static long address(ByteBuffer value) {
        return BufferUtil.address(value);
    }

    private static long page(ByteBuffer value) {
        return BufferUtil.address(value) + 4;
    }

    private void checkPage(CheckpointInfo checkpoint, long where, int bytes) {
        if (bytes != VALUE_BYTES || UnsafeApi.getInt(address(readValue)) != StateHash.crc(page(readValue))) {
            throw CheckpointErrors.damaged(
                    checkpoint, "page " + (int) where + " of table " + (where >>> 32) + " has another checksum");
        }
    }

    @Override
    public void readSymbols(CheckpointInfo checkpoint, SymbolDictionary into) {
        int count = 0;
        try (RocksIterator at = db.newIterator(symbols, reading)) {
            for (at.seekToFirst(); at.isValid() && count < checkpoint.symbols(); at.next()) {
                byte[] text = at.value();
                if (ByteBuffer.wrap(at.key()).getInt() != count || into.idOf(text, 0, text.length) != count) {
                    break;
                }
                count++;
            }
            at.status();
        } catch (RocksDBException e) {
            throw CheckpointErrors.damaged(checkpoint, e.toString());
        }
        if (count < checkpoint.symbols()) {
            throw CheckpointErrors.damaged(checkpoint, "symbol " + count + " is missing or another");
        }
    }

    @Override
    public void resumeFrom(CheckpointInfo checkpoint) {
        try {
            long kept = checkpoint == null ? 0 : checkpoint.epoch();
            for (CheckpointInfo info : committed) {
                if (info.epoch() > kept) {
                    db.delete(roots, synced, epochKey(info.epoch()));
                }
            }
            committed.removeIf(info -> info.epoch() > kept);
            storedSymbols = checkpoint == null ? 0 : checkpoint.symbols();
            learnVersions(
                    kept, committed.size() < KEPT ? kept : committed.get(1).epoch());
        } catch (RocksDBException e) {
            throw CheckpointErrors.cannotResume(directory, e);
        }
    }

    /**
     * Learns which versions there are, and deletes those that no checkpoint needs. The deletions are not durable before the
     * next checkpoint is flushed, and before that nobody is misled by what they delete.
     */
    private void learnVersions(long newest, long older) throws RocksDBException {
        long where = -1;
        boolean hasOlder = false;
        try (RocksIterator at = db.newIterator(pages, reading)) {
            for (at.seekToFirst(); at.isValid(); at.next()) {
                byte[] bytes = at.key();
                ByteBuffer key = ByteBuffer.wrap(bytes);
                long here = key.getLong();
                long epoch = ~key.getLong();
                highestEpoch = Math.max(highestEpoch, epoch);
                boolean isFirst = here != where;
                if (epoch > newest) {
                    db.delete(pages, unlogged, bytes);
                } else if (isFirst) {
                    where = here;
                    hasOlder = epoch <= older;
                    version((int) (here >>> 32), (int) here, epoch);
                } else if (!hasOlder) {
                    hasOlder = epoch <= older;
                    supersede(superseded, here, epoch);
                } else {
                    db.delete(pages, unlogged, bytes);
                }
            }
            at.status();
        }
    }

    private static void supersede(LongArrayList list, long where, long epoch) {
        list.addLong(where);
        list.addLong(epoch);
    }

    /** @return epoch of the version before, or 0 */
    private long version(int table, int page, long epoch) {
        if (table >= versions.length) {
            versions = Arrays.copyOf(versions, table + 1);
        }
        long[] ofTable = versions[table] == null ? new long[4] : versions[table];
        if (page >= ofTable.length) {
            ofTable = Arrays.copyOf(ofTable, Math.max(page + 1, ofTable.length * 2));
        }
        versions[table] = ofTable;
        long before = ofTable[page];
        ofTable[page] = epoch;
        return before;
    }

    @Override
    public void read(int table, int page, long target) {
        if (isClosed) {
            throw new IllegalStateException("the checkpoints are closed"); // native code would end the process
        }
        // Only pages that the newest checkpoint has are ever read, so the newest version is the one.
        readKey.clear();
        readKey.putLong((long) table << 32 | page).putLong(0).flip();
        try (RocksIterator at = db.newIterator(pages, reading)) {
            at.seek(readKey);
            at.status();
            if (!at.isValid() || ByteBuffer.wrap(at.key()).getLong() != ((long) table << 32 | page)) {
                throw CheckpointErrors.pageDamaged(table, page, "it is not there");
            }
            readValue.clear();
            int bytes = at.value(readValue);
            if (bytes != VALUE_BYTES || UnsafeApi.getInt(address(readValue)) != StateHash.crc(page(readValue))) {
                throw CheckpointErrors.pageDamaged(table, page, "it has another checksum");
            }
            UnsafeApi.copyMemory(page(readValue), target, StateSpace.PAGE_BYTES);
        } catch (RocksDBException e) {
            throw CheckpointErrors.pageDamaged(table, page, e.toString());
        }
    }

    // ---- writing ----

    @Override
    public long nextEpoch() {
        return highestEpoch + 1;
    }

    @Override
    public void begin(long epoch) {
        writing = epoch;
        nowSuperseded = new LongArrayList();
    }

    @Override
    public void put(int table, int page, int crc, long address) {
        long where = (long) table << 32 | page;
        writeKey.clear();
        writeKey.putLong(where).putLong(~writing).flip();
        writeValue.clear();
        UnsafeApi.putInt(address(writeValue), crc);
        UnsafeApi.copyMemory(address, page(writeValue), StateSpace.PAGE_BYTES);
        try {
            db.put(pages, unlogged, writeKey, writeValue);
        } catch (RocksDBException e) {
            throw CheckpointErrors.cannotWrite(directory, e);
        }
        long before = version(table, page, writing);
        if (before != 0) {
            supersede(nowSuperseded, where, before);
        }
    }

    @Override
    public int putSymbols(SymbolDictionary all, int to) {
        try {
            for (; storedSymbols < to; storedSymbols++) {
                byte[] key =
                        ByteBuffer.allocate(Integer.BYTES).putInt(storedSymbols).array();
                db.put(symbols, unlogged, key, all.bytes(storedSymbols));
            }
        } catch (RocksDBException e) {
            throw CheckpointErrors.cannotWrite(directory, e);
        }
        return storedSymbols;
    }

    @Override
    public void flush() {
        try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
            db.flush(options, List.of(roots, pages, symbols));
        } catch (RocksDBException e) {
            throw CheckpointErrors.cannotWrite(directory, e);
        }
    }

    @Override
    public void commit(CheckpointInfo checkpoint, byte[] root, int[] pageCounts) {
        ByteBuffer value = ByteBuffer.allocate(ROOT + root.length).order(ByteOrder.LITTLE_ENDIAN);
        value.putLong(checkpoint.seq())
                .putLong(checkpoint.timeNs())
                .putLong(checkpoint.stateHash())
                .putLong(checkpoint.pages())
                .putLong(checkpoint.writtenPages())
                .putLong(checkpoint.rootBytes())
                .putLong(checkpoint.wallTimeMs())
                .putInt(crc(root))
                .putInt(checkpoint.symbols())
                .put(root);
        try {
            if (highestEpoch < checkpoint.epoch()) { // else the disk was full behind it, and it is called again
                db.put(roots, synced, epochKey(checkpoint.epoch()), value.array());
                committed.add(0, checkpoint);
                highestEpoch = checkpoint.epoch();
            }
            while (committed.size() > KEPT) {
                db.delete(roots, synced, epochKey(committed.get(KEPT).epoch()));
                committed.remove(KEPT);
            }
            deleteSuperseded();
            deletePagesBeyond(pageCounts);
        } catch (RocksDBException e) {
            throw CheckpointErrors.cannotWrite(directory, e);
        }
    }

    /** Two checkpoints are kept: what the former of them replaced is needed by neither. */
    private void deleteSuperseded() throws RocksDBException {
        for (int i = 0; i < superseded.size(); i += 2) {
            writeKey.clear();
            writeKey.putLong(superseded.getLong(i))
                    .putLong(~superseded.getLong(i + 1))
                    .flip();
            db.delete(pages, unlogged, writeKey);
        }
        superseded = nowSuperseded;
    }

    private void deletePagesBeyond(int[] pageCounts) throws RocksDBException {
        if (formerPageCounts == null) {
            formerPageCounts = pageCounts.clone();
            return;
        }
        for (int table = 0; table < versions.length; table++) {
            int kept = Math.max(
                    table < pageCounts.length ? pageCounts[table] : 0,
                    table < formerPageCounts.length ? formerPageCounts[table] : 0);
            int end = versions[table] == null ? 0 : versions[table].length;
            while (end > kept && versions[table][end - 1] == 0) {
                end--;
            }
            if (end > kept) {
                db.deleteRange(pages, unlogged, pageKey(table, kept), pageKey(table, end));
                Arrays.fill(versions[table], kept, end, 0);
            }
        }
        formerPageCounts = pageCounts.clone();
    }

    private static byte[] pageKey(int table, int page) {
        return ByteBuffer.allocate(KEY_BYTES)
                .putLong((long) table << 32 | page)
                .putLong(0)
                .array();
    }

    @Override
    public void close() {
        isClosed = true;
        for (int i = handles.size() - 1; i >= 0; i--) {
            try {
                handles.get(i).close();
            } catch (Exception e) {
                throw CheckpointErrors.cannotOpen(directory, e);
            }
        }
    }
}
