package io.sabot.sql.operator;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.RawMemory;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.type.Storage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.UnsafeApi;
import org.agrona.collections.Long2LongHashMap;

/**
 * From the values of one column to the readers that wait for them. Owned by the operator thread; bound to one batch at a
 * time.
 */
final class ValueIndex {
    private static final int NONE = -1;
    private static final int[] NOBODY = {};

    private final int columnIndex;
    private final List<int[]> readers = new ArrayList<>();

    // Integers.
    private final Long2LongHashMap byNumber = new Long2LongHashMap(NONE);

    // Texts, by number; chained by their hash for columns without dictionary.
    private final Map<String, Integer> byText = new HashMap<>();
    private final List<byte[]> texts = new ArrayList<>();
    private int[] firstByHash = {};
    private int[] nextOfHash = {};

    // The same by dictionary id.
    private SymbolDictionary dictionary; // not owned
    private int[] bySymbol = {};
    private int seenSymbols;

    private Column column;
    private Storage storage;
    private boolean hasNulls;

    ValueIndex(int columnIndex) {
        this.columnIndex = columnIndex;
    }

    void add(Object value, int reader) {
        if (value instanceof Long number) {
            byNumber.put(number.longValue(), with((int) byNumber.get(number.longValue()), reader));
            return;
        }
        String text = (String) value;
        Integer known = byText.get(text);
        int entry = with(known == null ? NONE : known, reader);
        if (known == null) {
            byText.put(text, entry);
            texts.add(text.getBytes(StandardCharsets.UTF_8));
            assert texts.size() == readers.size();
        }
        dictionary = null;
        firstByHash = new int[0];
    }

    /** Adds a reader to an entry, a new one unless it exists. @return the entry */
    private int with(int entry, int reader) {
        if (entry == NONE) {
            readers.add(new int[] {reader});
            return readers.size() - 1;
        }
        int[] old = readers.get(entry);
        if (old[old.length - 1] != reader) {
            int[] longer = Arrays.copyOf(old, old.length + 1);
            longer[old.length] = reader;
            readers.set(entry, longer);
        }
        return entry;
    }

    void bind(EventBatch batch) {
        column = batch.column(columnIndex);
        storage = column.storage();
        hasNulls = column.hasNulls();
        if (storage == Storage.SYMBOL32) {
            learn(column.dictionary());
        } else if (storage == Storage.VIEW128 && firstByHash.length == 0) {
            hash();
        }
    }

    /** Looks the dictionary's new texts up. */
    private void learn(SymbolDictionary symbols) {
        if (symbols != dictionary) {
            dictionary = symbols;
            seenSymbols = 0;
        }
        int size = symbols.size();
        if (bySymbol.length < size) {
            bySymbol = Arrays.copyOf(bySymbol, Math.max(size, bySymbol.length * 2));
        }
        for (; seenSymbols < size; seenSymbols++) {
            bySymbol[seenSymbols] = byText.getOrDefault(symbols.string(seenSymbols), NONE);
        }
    }

    private void hash() {
        firstByHash = new int[Integer.highestOneBit(texts.size() * 2 + 1) * 2];
        Arrays.fill(firstByHash, NONE);
        nextOfHash = new int[texts.size()];
        for (int entry = 0; entry < texts.size(); entry++) {
            byte[] text = texts.get(entry);
            int hash = 0;
            for (byte b : text) {
                hash = hash * 31 + b;
            }
            int bucket = spread(hash);
            nextOfHash[entry] = firstByHash[bucket];
            firstByHash[bucket] = entry;
        }
    }

    private int spread(int hash) {
        return (hash ^ hash >>> 15) & firstByHash.length - 1;
    }

    /** Those that wait for the row's value. */
    int[] readersOf(int row) {
        if (hasNulls && column.isNull(row)) {
            return NOBODY;
        }
        int entry =
                switch (storage) {
                    case SYMBOL32 -> bySymbol[column.getSymbol(row)];
                    case VIEW128 -> entryOfText(column.bytesAddress(row), column.bytesLength(row));
                    case INT32 -> (int) byNumber.get(column.getInt(row));
                    default -> (int) byNumber.get(column.getLong(row));
                };
        return entry == NONE ? NOBODY : readers.get(entry);
    }

    private int entryOfText(long address, int length) {
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + UnsafeApi.getByte(address + i);
        }
        int entry = firstByHash[spread(hash)];
        while (entry != NONE) {
            byte[] text = texts.get(entry);
            if (text.length == length && RawMemory.equal(address, text, length)) {
                return entry;
            }
            entry = nextOfHash[entry];
        }
        return NONE;
    }
}
