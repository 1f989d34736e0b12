package io.sabot.state.view;

import net.openhft.chronicle.map.VanillaChronicleMap;

/**
 * Where a Chronicle Map file without extra tiers keeps what, as its specification ("Chronicle Map Data Store Memory
 * Layout") has it. A reader finds an entry with these numbers alone.
 *
 * <pre>
 *  file: header | segment headers with the locks | tier 0 | tier 1 | …            (one tier a segment)
 *  tier: slots of the hash lookup | counters | free list | entries, in chunks
 *  slot: low {@code keyBits} bits of the key's hash, then the number of the entry's first chunk; 0 = empty
 *  entry: length of the key (7 bits a byte, low first) | key | length of the value | value
 * </pre>
 *
 * @param segments a power of two
 * @param slotBytes 4 or 8
 * @param slots a power of two
 * @param tiersOffset of tier 0 in the file
 * @param entriesOffset of chunk 0 in a tier
 */
record MapLayout(
        int segments,
        int slotBytes,
        int keyBits,
        long slots,
        long chunkBytes,
        long tierBytes,
        long tiersOffset,
        long entriesOffset) {

    MapLayout {
        boolean isSound = Integer.bitCount(segments) == 1
                && (slotBytes == 4 || slotBytes == 8)
                && keyBits > 0
                && keyBits < slotBytes * 8
                && Long.bitCount(slots) == 1
                && chunkBytes > 0
                && tierBytes > 0
                && tierBytes <= Integer.MAX_VALUE
                && slots * slotBytes < entriesOffset
                && entriesOffset < tierBytes
                && tiersOffset > 0;
        if (!isSound) {
            throw new IllegalArgumentException("layout of a map that no view has");
        }
    }

    static MapLayout of(VanillaChronicleMap<?, ?, ?> map) {
        return new MapLayout(
                map.actualSegments,
                map.tierHashLookupSlotSize,
                map.tierHashLookupKeyBits,
                map.tierHashLookupCapacity,
                map.chunkSize,
                map.tierSize,
                map.segmentBaseAddr(0) - map.bsAddress(),
                map.tierHashLookupOuterSize
                        + VanillaChronicleMap.TIER_COUNTERS_AREA_SIZE
                        + map.tierFreeListOuterSize
                        + map.tierEntrySpaceInnerOffset);
    }

    int segment(long hash) {
        return (int) hash & segments - 1;
    }

    /** What the slot of a key with that hash has in its low bits. */
    long slotKey(long hash) {
        long mask = (1L << keyBits) - 1;
        long key = hash >>> Integer.numberOfTrailingZeros(segments) & mask;
        return key == 0 ? mask : key;
    }
}
