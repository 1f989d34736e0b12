package io.sabot.state;

import java.util.Arrays;
import org.agrona.checksum.Crc32c;

/**
 * Hash of all pages, kept up to date page by page: a sum of what each page's number and checksum mix to, so that the
 * order of pages does not matter.
 *
 * <p>Owned by whoever works off frozen pages: one thread at a time.
 */
final class StateHash {
    private static final long NO_PAGE = 0;

    private long[][] mixes = new long[0][];
    private long sum;

    static int crc(long address) {
        return Crc32c.INSTANCE.compute(address, 0, StateSpace.PAGE_BYTES);
    }

    void set(int table, int page, int crc) {
        if (table >= mixes.length) {
            mixes = Arrays.copyOf(mixes, table + 1);
        }
        long[] ofTable = mixes[table] == null ? new long[4] : mixes[table];
        if (page >= ofTable.length) {
            ofTable = Arrays.copyOf(ofTable, Math.max(page + 1, ofTable.length * 2));
        }
        mixes[table] = ofTable;
        long mixed = mix((long) table << 32 | page, crc);
        sum += mixed - ofTable[page];
        ofTable[page] = mixed;
    }

    /** A table has so many pages and no more. */
    void limit(int table, int pageCount) {
        long[] ofTable = table < mixes.length ? mixes[table] : null;
        if (ofTable == null) {
            return;
        }
        for (int page = pageCount; page < ofTable.length; page++) {
            sum -= ofTable[page];
            ofTable[page] = NO_PAGE;
        }
    }

    /** Hash of the pages and of what is kept besides them, from a byte on. */
    long with(byte[] root, int from) {
        int hash = 1;
        for (int i = from; i < root.length; i++) {
            hash = 31 * hash + root[i];
        }
        return sum + mix(root.length - from, hash);
    }

    private static long mix(long where, int what) {
        long mixed = (where * 0x9E3779B97F4A7C15L ^ what) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 29) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 32;
    }
}
