package io.sabot.journal;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.batch.SymbolDictionary;
import org.agrona.UnsafeApi;

/** Dictionary entries as bytes: layout in {@link FrameDescriptor}. */
final class DictionaryDelta {
    private static final int ENTRY_INTRO_BYTES = 4;

    private DictionaryDelta() {}

    /** First id that no longer fits when the entries from {@code from} on are written. */
    static int end(SymbolDictionary symbols, int from) {
        int size = symbols.size();
        long bytes = FrameDescriptor.DELTA_INTRO_BYTES;
        int id = from;
        while (id < size) {
            bytes += ENTRY_INTRO_BYTES + symbols.bytes(id).length;
            if (bytes > FrameDescriptor.MAX_DICTIONARY_BYTES) {
                break;
            }
            id++;
        }
        return id;
    }

    static int bytes(SymbolDictionary symbols, int from, int end) {
        if (from == end) {
            return 0;
        }
        int bytes = FrameDescriptor.DELTA_INTRO_BYTES;
        for (int id = from; id < end; id++) {
            bytes += ENTRY_INTRO_BYTES + symbols.bytes(id).length;
        }
        return bytes;
    }

    static void encode(SymbolDictionary symbols, int from, int end, long address) {
        if (from == end) {
            return;
        }
        UnsafeApi.putInt(address, from);
        UnsafeApi.putInt(address + 4, end - from);
        long entry = address + FrameDescriptor.DELTA_INTRO_BYTES;
        for (int id = from; id < end; id++) {
            byte[] bytes = symbols.bytes(id);
            UnsafeApi.putInt(entry, bytes.length);
            RawMemory.copyFromArray(bytes, 0, entry + ENTRY_INTRO_BYTES, bytes.length);
            entry += ENTRY_INTRO_BYTES + bytes.length;
        }
    }

    /**
     * Adds the entries to a dictionary, or compares those that it has already.
     *
     * @return null, or what is wrong
     */
    static String apply(SymbolDictionary symbols, long address, int bytes, int entries) {
        if (bytes == 0) {
            return entries == 0 ? null : entries + " entries in 0 bytes";
        }
        if (bytes < FrameDescriptor.DELTA_INTRO_BYTES || UnsafeApi.getInt(address + 4) != entries) {
            return entries + " entries in " + bytes + " bytes";
        }
        long end = address + bytes;
        long entry = address + FrameDescriptor.DELTA_INTRO_BYTES;
        int first = UnsafeApi.getInt(address);
        for (int id = first; id < first + entries; id++) {
            int length = end - entry < ENTRY_INTRO_BYTES ? -1 : UnsafeApi.getInt(entry);
            if (length < 0 || length > end - entry - ENTRY_INTRO_BYTES) {
                return "entry " + id + " exceeds the delta";
            }
            if (!applyEntry(symbols, id, entry + ENTRY_INTRO_BYTES, length)) {
                return "entry " + id + " differs from the dictionary's, which has " + symbols.size() + " entries";
            }
            entry += ENTRY_INTRO_BYTES + length;
        }
        return entry == end ? null : "the delta has spare bytes";
    }

    private static boolean applyEntry(SymbolDictionary symbols, int id, long address, int length) {
        if (id < symbols.size()) {
            byte[] known = symbols.bytes(id);
            return known.length == length && RawMemory.equal(address, known, length);
        }
        return id == symbols.size() && symbols.idOf(address, length) == id;
    }
}
