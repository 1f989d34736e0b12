package io.sabot.core.batch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Append-only dictionary of the strings that repeat: id ↔ UTF-8 bytes, ids dense from 0.
 *
 * <p>Any thread may look up without a lock; creating an entry takes one. An id that reached another thread through a
 * published batch is visible there with its entry.
 */
public final class SymbolDictionary {
    /** Answer when the dictionary is full. */
    public static final int NO_SYMBOL = -1;

    public static final int DEFAULT_MAX_SYMBOLS = 4_000_000;

    private static final class Entry {
        final int id;
        final int hash;
        final byte[] bytes;
        final String string;

        Entry(int id, int hash, byte[] bytes) {
            this.id = id;
            this.hash = hash;
            this.bytes = bytes;
            this.string = new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private final ReentrantLock creation = new ReentrantLock();
    private final int maxSymbols;
    private volatile Entry[] byId = new Entry[64];
    private volatile Entry[] table = new Entry[256];
    private volatile int size;

    public SymbolDictionary() {
        this(DEFAULT_MAX_SYMBOLS);
    }

    public SymbolDictionary(int maxSymbols) {
        this.maxSymbols = maxSymbols;
    }

    public int size() {
        return size;
    }

    public byte[] bytes(int id) {
        return byId[id].bytes;
    }

    public String string(int id) {
        return byId[id].string;
    }

    /** Id of the string, created if new; {@link #NO_SYMBOL} if the dictionary is full. */
    public int idOf(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return idOf(bytes, 0, bytes.length);
    }

    /** As {@link #idOf(String)}; the bytes must be valid UTF-8 and are copied if new. */
    public int idOf(byte[] bytes, int offset, int length) {
        int hash = RawMemory.hash(bytes, offset, length);
        int id = find(hash, bytes, offset, length);
        return id != NO_SYMBOL ? id : create(hash, Arrays.copyOfRange(bytes, offset, offset + length));
    }

    public int idOf(long address, int length) {
        int hash = RawMemory.hash(address, length);
        Entry[] entries = table;
        int mask = entries.length - 1;
        for (int slot = hash & mask; ; slot = slot + 1 & mask) {
            Entry entry = entries[slot];
            if (entry == null) {
                byte[] bytes = new byte[length];
                RawMemory.copyToArray(address, bytes, 0, length);
                return create(hash, bytes);
            }
            if (entry.hash == hash && entry.bytes.length == length && RawMemory.equal(address, entry.bytes, length)) {
                return entry.id;
            }
        }
    }

    /** Id of the string if it exists, else {@link #NO_SYMBOL}; creates nothing. */
    public int findId(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return find(RawMemory.hash(bytes, 0, bytes.length), bytes, 0, bytes.length);
    }

    private int find(int hash, byte[] bytes, int offset, int length) {
        Entry[] entries = table;
        int mask = entries.length - 1;
        for (int slot = hash & mask; ; slot = slot + 1 & mask) {
            Entry entry = entries[slot];
            if (entry == null) {
                return NO_SYMBOL;
            }
            if (entry.hash == hash
                    && entry.bytes.length == length
                    && RawMemory.equal(bytes, offset, entry.bytes, length)) {
                return entry.id;
            }
        }
    }

    private int create(int hash, byte[] bytes) {
        creation.lock();
        try {
            int existing = find(hash, bytes, 0, bytes.length);
            if (existing != NO_SYMBOL) {
                return existing;
            }
            int id = size;
            if (id >= maxSymbols) {
                return NO_SYMBOL;
            }
            Entry entry = new Entry(id, hash, bytes);
            Entry[] ids = byId;
            if (id == ids.length) {
                ids = Arrays.copyOf(ids, id * 2);
            }
            ids[id] = entry;
            byId = ids;
            insert(entry);
            size = id + 1;
            return id;
        } finally {
            creation.unlock();
        }
    }

    private void insert(Entry entry) {
        Entry[] entries = table;
        if ((entry.id + 1) * 2L > entries.length) {
            Entry[] larger = new Entry[entries.length * 2];
            for (Entry old : entries) {
                if (old != null) {
                    place(larger, old);
                }
            }
            entries = larger;
        }
        place(entries, entry);
        table = entries;
    }

    private static void place(Entry[] entries, Entry entry) {
        int mask = entries.length - 1;
        int slot = entry.hash & mask;
        while (entries[slot] != null) {
            slot = slot + 1 & mask;
        }
        entries[slot] = entry;
    }
}
