package io.sabot.state;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.batch.SymbolDictionary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.agrona.BufferUtil;

/** Checkpoints in memory, for a node in memory that is opened again. What is not committed is gone after {@link #resumeFrom}. */
final class MemoryCheckpointStore implements CheckpointStore {
    private static final int KEPT = 2;

    private record Page(int crc, byte[] bytes) {}

    /** Per page its versions by epoch. */
    private final Map<Long, NavigableMap<Long, Page>> pages = new TreeMap<>();

    private final Map<Long, byte[]> roots = new TreeMap<>();
    private final List<byte[]> symbols = new ArrayList<>();
    private final List<CheckpointInfo> committed = new ArrayList<>();
    private long highestEpoch;
    private long writing;

    @Override
    public synchronized List<CheckpointInfo> list() {
        return List.copyOf(committed);
    }

    @Override
    public synchronized byte[] root(CheckpointInfo checkpoint) {
        byte[] root = roots.get(checkpoint.epoch());
        if (root == null) {
            throw CheckpointErrors.damaged(checkpoint, "its root is missing");
        }
        return root.clone();
    }

    @Override
    public synchronized void visitPages(CheckpointInfo checkpoint, PageVisitor visitor) {
        ByteBuffer copy = ByteBuffer.allocateDirect(StateSpace.PAGE_BYTES);
        long address = BufferUtil.address(copy);
        pages.forEach((where, versions) -> {
            Map.Entry<Long, Page> version = versions.floorEntry(checkpoint.epoch());
            if (version != null) {
                Page page = version.getValue();
                RawMemory.copyFromArray(page.bytes(), 0, address, page.bytes().length);
                if (StateHash.crc(address) != page.crc()) {
                    throw CheckpointErrors.damaged(checkpoint, "a page has another checksum");
                }
                visitor.visit((int) (where >>> 32), (int) (long) where, page.crc(), address);
            }
        });
    }

    @Override
    public synchronized void readSymbols(CheckpointInfo checkpoint, SymbolDictionary into) {
        if (checkpoint.symbols() > symbols.size()) {
            throw CheckpointErrors.damaged(checkpoint, "symbol " + symbols.size() + " is missing");
        }
        symbols.subList(0, checkpoint.symbols()).forEach(text -> into.idOf(text, 0, text.length));
    }

    @Override
    public synchronized void resumeFrom(CheckpointInfo checkpoint) {
        long kept = checkpoint == null ? 0 : checkpoint.epoch();
        committed.removeIf(info -> info.epoch() > kept);
        roots.keySet().removeIf(epoch -> epoch > kept);
        pages.values().forEach(versions -> versions.tailMap(kept, false).clear());
        pages.values().removeIf(Map::isEmpty);
        symbols.subList(checkpoint == null ? 0 : checkpoint.symbols(), symbols.size())
                .clear();
    }

    @Override
    public synchronized long nextEpoch() {
        return highestEpoch + 1;
    }

    @Override
    public synchronized void begin(long epoch) {
        writing = epoch;
    }

    @Override
    public synchronized void put(int table, int page, int crc, long address) {
        byte[] bytes = new byte[StateSpace.PAGE_BYTES];
        RawMemory.copyToArray(address, bytes, 0, bytes.length);
        pages.computeIfAbsent((long) table << 32 | page, where -> new TreeMap<>())
                .put(writing, new Page(crc, bytes));
    }

    @Override
    public synchronized int putSymbols(SymbolDictionary all, int to) {
        for (int id = symbols.size(); id < to; id++) {
            symbols.add(all.bytes(id));
        }
        return symbols.size();
    }

    @Override
    public void flush() {
        // Memory is as durable as it gets.
    }

    @Override
    public synchronized void commit(CheckpointInfo checkpoint, byte[] root, int[] pageCounts) {
        highestEpoch = checkpoint.epoch();
        committed.add(0, checkpoint);
        roots.put(checkpoint.epoch(), root.clone());
        while (committed.size() > KEPT) {
            roots.remove(committed.remove(KEPT).epoch());
        }
        long oldest = committed.get(committed.size() - 1).epoch();
        pages.forEach((where, versions) -> {
            Long needed = versions.floorKey(oldest);
            if (needed != null) {
                versions.headMap(needed, false).clear();
            }
        });
    }

    @Override
    public synchronized void read(int table, int page, long address) {
        NavigableMap<Long, Page> versions = pages.get((long) table << 32 | page);
        if (versions == null) {
            throw CheckpointErrors.pageDamaged(table, page, "it is not there");
        }
        byte[] bytes = versions.lastEntry().getValue().bytes();
        RawMemory.copyFromArray(bytes, 0, address, bytes.length);
    }

    @Override
    public void close() {
        // To be opened again.
    }
}
