package io.sabot.engine;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStore;
import io.sabot.state.StateSpace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/** Checkpoints on the simulated disk: pages that were not flushed are lost with the process, or only some of them. */
final class SimulatedCheckpoints implements CheckpointStore {
    private static final int KEPT = 2;
    private static final ByteBuffer PAGE = BufferUtil.allocateDirectAligned(StateSpace.PAGE_BYTES, 64);

    /** Its content without the zeros at its end. */
    private static final class Page {
        final int crc;
        final byte[] bytes;
        final long check;
        boolean isFlushed;

        Page(int crc, byte[] bytes) {
            this.crc = crc;
            this.bytes = bytes;
            this.check = checkOf(bytes);
        }
    }

    private record Root(CheckpointInfo info, byte[] bytes, long check) {}

    /** What the disk has. */
    static final class Media {
        private final Map<Long, NavigableMap<Long, Page>> pages = new TreeMap<>();
        private final List<Root> roots = new ArrayList<>(); // newest first
        private final Map<Integer, byte[]> symbols = new TreeMap<>();
        private final Map<Integer, byte[]> unflushedSymbols = new TreeMap<>();
        private boolean isMade;

        boolean isMade() {
            return isMade;
        }

        void clear() {
            pages.clear();
            roots.clear();
            symbols.clear();
            unflushedSymbols.clear();
        }

        /** Pages on their way to the disk came there up to some of them. */
        void crash(Random random) {
            boolean keepsSome = random.nextBoolean();
            for (NavigableMap<Long, Page> versions : pages.values()) {
                versions.values().removeIf(page -> !page.isFlushed && !(keepsSome && random.nextBoolean()));
            }
            pages.values().removeIf(Map::isEmpty);
            unflushedSymbols.keySet().removeIf(id -> !(keepsSome && random.nextBoolean()));
            flushSymbols();
        }

        private void flushSymbols() {
            symbols.putAll(unflushedSymbols);
            unflushedSymbols.clear();
        }

        private byte[] symbol(int id) {
            return unflushedSymbols.getOrDefault(id, symbols.get(id));
        }

        boolean damageNewest(Random random) {
            if (roots.isEmpty()) {
                return false;
            }
            byte[] bytes = roots.get(0).bytes;
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            return true;
        }
    }

    private final Media media;
    private final SimulatedDisk disk; // not owned
    private final SimulationFlaw flaw;
    private final Map<Long, Page> unflushed = new HashMap<>();
    private long highestEpoch;
    private long writing;
    private int storedSymbols;

    SimulatedCheckpoints(Media media, SimulatedDisk disk, SimulationFlaw flaw) {
        this.media = media;
        this.disk = disk;
        this.flaw = flaw;
        media.isMade = true;
        media.roots.forEach(root -> highestEpoch = Math.max(highestEpoch, root.info.epoch()));
        media.pages.values().forEach(versions -> highestEpoch = Math.max(highestEpoch, versions.lastKey()));
    }

    private static long checkOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    private static SabotException damaged(String what) {
        return SabotException.failed("STA-0021", "the checkpoint is damaged: " + what, null, null);
    }

    // ---- reading ----

    @Override
    public List<CheckpointInfo> list() {
        return media.roots.stream().map(Root::info).toList();
    }

    @Override
    public byte[] root(CheckpointInfo checkpoint) {
        for (Root root : media.roots) {
            if (root.info.epoch() == checkpoint.epoch()) {
                if (checkOf(root.bytes) != root.check) {
                    throw damaged("its root");
                }
                return root.bytes.clone();
            }
        }
        throw damaged("no root of " + checkpoint);
    }

    @Override
    public void visitPages(CheckpointInfo checkpoint, PageVisitor visitor) {
        long address = BufferUtil.address(PAGE);
        media.pages.forEach((where, versions) -> {
            Map.Entry<Long, Page> version = versions.floorEntry(checkpoint.epoch());
            if (version != null) {
                Page page = version.getValue();
                copy(page, address);
                visitor.visit((int) (where >>> 32), (int) (long) where, page.crc, address);
            }
        });
    }

    private static void copy(Page page, long address) {
        if (checkOf(page.bytes) != page.check) {
            throw damaged("a page");
        }
        RawMemory.copyFromArray(page.bytes, 0, address, page.bytes.length);
        UnsafeApi.setMemory(address + page.bytes.length, StateSpace.PAGE_BYTES - page.bytes.length, (byte) 0);
    }

    @Override
    public void read(int table, int page, long address) {
        NavigableMap<Long, Page> versions = media.pages.get(where(table, page));
        if (versions == null) {
            throw damaged("page " + page + " of table " + table + " is not there");
        }
        copy(versions.lastEntry().getValue(), address);
    }

    @Override
    public void readSymbols(CheckpointInfo checkpoint, SymbolDictionary into) {
        for (int id = 0; id < checkpoint.symbols(); id++) {
            byte[] text = media.symbol(id);
            if (text == null || into.idOf(text, 0, text.length) != id) {
                throw damaged("symbol " + id);
            }
        }
    }

    @Override
    public void resumeFrom(CheckpointInfo checkpoint) {
        disk.before("forget newer checkpoints");
        long kept = checkpoint == null ? 0 : checkpoint.epoch();
        media.roots.removeIf(root -> root.info.epoch() > kept);
        media.pages.values().forEach(versions -> versions.tailMap(kept, false).clear());
        media.pages.values().removeIf(Map::isEmpty);
        storedSymbols = checkpoint == null ? 0 : checkpoint.symbols();
    }

    // ---- writing ----

    @Override
    public long nextEpoch() {
        return highestEpoch + 1;
    }

    @Override
    public void begin(long epoch) {
        writing = epoch;
        if (flaw == SimulationFlaw.CHECKPOINT_COMMITTED_BEFORE_FLUSH) {
            flushNow();
        }
    }

    private static long where(int table, int page) {
        return (long) table << 32 | page;
    }

    @Override
    public void put(int table, int page, int crc, long address) {
        disk.before("put a page");
        int length = StateSpace.PAGE_BYTES;
        while (length > 0 && UnsafeApi.getLong(address + length - Long.BYTES) == 0) {
            length -= Long.BYTES;
        }
        byte[] bytes = new byte[length];
        RawMemory.copyToArray(address, bytes, 0, length);
        Page put = new Page(crc, bytes);
        unflushed.put(where(table, page), put);
        media.pages
                .computeIfAbsent(where(table, page), fresh -> new TreeMap<>())
                .put(writing, put);
    }

    @Override
    public int putSymbols(SymbolDictionary symbols, int to) {
        for (; storedSymbols < to; storedSymbols++) {
            disk.before("put a symbol");
            if (flaw != SimulationFlaw.SYMBOLS_KEPT_OF_A_LOST_TAIL || media.symbol(storedSymbols) == null) {
                media.unflushedSymbols.put(storedSymbols, symbols.bytes(storedSymbols));
            }
        }
        return storedSymbols;
    }

    @Override
    public void flush() {
        disk.before("flush pages");
        if (flaw != SimulationFlaw.CHECKPOINT_COMMITTED_BEFORE_FLUSH) {
            flushNow();
        }
    }

    private void flushNow() {
        unflushed.values().forEach(page -> page.isFlushed = true);
        unflushed.clear();
        media.flushSymbols();
    }

    @Override
    public void commit(CheckpointInfo checkpoint, byte[] root, int[] pageCounts) {
        disk.before("commit a checkpoint");
        highestEpoch = checkpoint.epoch();
        byte[] copy = Arrays.copyOf(root, root.length);
        media.roots.add(0, new Root(checkpoint, copy, checkOf(copy)));
        disk.before("forget the oldest checkpoint");
        while (media.roots.size() > KEPT) {
            media.roots.remove(KEPT);
        }
        long oldest = media.roots.get(media.roots.size() - 1).info.epoch();
        for (NavigableMap<Long, Page> versions : media.pages.values()) {
            Long needed = versions.floorKey(oldest);
            if (needed != null) {
                versions.headMap(needed, false).clear();
            }
        }
    }

    @Override
    public void close() {
        // The disk keeps what there is.
    }
}
