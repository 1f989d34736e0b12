package io.sabot.state.view;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks into the file of a {@link MapStore} that is being written, without a lock: the mapping is read-only, so that a
 * reader can neither stop the writer nor harm the file, however it ends.
 *
 * <p>Why it finds what is there: the writer of the map writes an entry before the slot that points to it; keys in the file
 * are never overwritten as long as a slot points to them; a row that grows is written elsewhere before its slot is changed;
 * slots do not move. So an entry that has another key, while its slot is as it was, is another key's. And a row that is
 * overwritten in place fails its check, and is read again.
 */
final class MappedRows implements ViewRows {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int SPINS = 1_000;
    private static final long PATIENCE_NS = 1_000_000_000L;
    private static final long PAUSE_NS = 10_000L;
    private static final int MAX_LENGTH_BITS = 35;

    /** What a look at one entry found. */
    private enum Found {
        ROW,
        OTHER_KEY,
        TORN
    }

    private final String view;
    private final MapLayout layout;
    private final ByteBuffer[] tiers;
    private final long keyMask;
    private final int slotMask;
    private int valueAt; // set by length()

    private MappedRows(String view, MapLayout layout, ByteBuffer[] tiers) {
        this.view = view;
        this.layout = layout;
        this.tiers = tiers;
        this.keyMask = (1L << layout.keyBits()) - 1;
        this.slotMask = Math.toIntExact(layout.slots() - 1);
    }

    static MappedRows open(Path file, String view, MapLayout layout) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < layout.tiersOffset() + layout.segments() * layout.tierBytes()) {
                throw new IOException("it is too short");
            }
            ByteBuffer[] tiers = new ByteBuffer[layout.segments()];
            for (int i = 0; i < tiers.length; i++) {
                long offset = layout.tiersOffset() + i * layout.tierBytes();
                tiers[i] = channel.map(FileChannel.MapMode.READ_ONLY, offset, layout.tierBytes())
                        .order(ByteOrder.LITTLE_ENDIAN);
            }
            return new MappedRows(view, layout, tiers);
        }
    }

    @Override
    public boolean read(ViewBytes key, long hash, ViewBytes row) {
        ByteBuffer tier = tiers[layout.segment(hash)];
        long wanted = layout.slotKey(hash);
        int slot = (int) wanted & slotMask;
        while (true) {
            long word = word(tier, slot);
            if (word == 0) {
                return false;
            }
            if ((word & keyMask) == wanted && settle(tier, slot, key, hash, row)) {
                return true;
            }
            slot = slot + 1 & slotMask;
        }
    }

    /** Reads the entry of a slot until it is whole; false if it is another key's. */
    private boolean settle(ByteBuffer tier, int slot, ViewBytes key, long hash, ViewBytes row) {
        long word = word(tier, slot);
        Found found = entry(tier, chunk(word), key, hash, row);
        if (found == Found.ROW) {
            return true;
        }
        boolean isOther = found == Found.OTHER_KEY && word(tier, slot) == word;
        return !isOther && settleSlow(tier, slot, key, hash, row);
    }

    private boolean settleSlow(ByteBuffer tier, int slot, ViewBytes key, long hash, ViewBytes row) {
        long startNs = System.nanoTime();
        for (int tries = 0; true; tries++) {
            long word = word(tier, slot);
            Found found = entry(tier, chunk(word), key, hash, row);
            if (found == Found.ROW) {
                return true;
            }
            if (found == Found.OTHER_KEY && word(tier, slot) == word) {
                return false;
            }
            if (tries < SPINS) {
                Thread.onSpinWait();
            } else if (System.nanoTime() - startNs < PATIENCE_NS) {
                LockSupport.parkNanos(PAUSE_NS);
            } else {
                throw ViewErrors.torn(view);
            }
        }
    }

    private long word(ByteBuffer tier, int slot) {
        return layout.slotBytes() == 4
                ? (int) INT.getAcquire(tier, slot << 2) & 0xFFFF_FFFFL
                : (long) LONG.getAcquire(tier, slot << 3);
    }

    private long chunk(long word) {
        return word >>> layout.keyBits();
    }

    private Found entry(ByteBuffer tier, long chunk, ViewBytes key, long hash, ViewBytes row) {
        long at = layout.entriesOffset() + chunk * layout.chunkBytes();
        int keyLength = length(tier, at);
        if (keyLength != key.length() || !isKey(tier, valueAt, key)) {
            return Found.OTHER_KEY;
        }
        return row(tier, valueAt + (long) keyLength, hash, row);
    }

    /** Copies the row and checks it. */
    private Found row(ByteBuffer tier, long at, long hash, ViewBytes row) {
        int length = length(tier, at);
        if (length < RowLayout.NULLS || length > tier.capacity() - valueAt) {
            return Found.TORN;
        }
        row.length(length);
        tier.get(valueAt, row.array(), 0, length);
        return RowLayout.isWhole(row, hash) ? Found.ROW : Found.TORN;
    }

    /** A length, 7 bits a byte; -1 if there is none there. What follows it is at {@link #valueAt}. */
    private int length(ByteBuffer tier, long from) {
        long length = 0;
        long at = from;
        for (int shift = 0; shift < MAX_LENGTH_BITS && at < tier.capacity(); shift += 7) {
            byte next = tier.get((int) at++);
            length |= (next & 0x7FL) << shift;
            if (next >= 0) {
                valueAt = (int) at;
                return length <= tier.capacity() - at ? (int) length : -1;
            }
        }
        return -1;
    }

    private static boolean isKey(ByteBuffer tier, int from, ViewBytes key) {
        byte[] bytes = key.array();
        int length = key.length();
        int at = 0;
        for (; at <= length - 8; at += 8) {
            if (tier.getLong(from + at) != key.getLong(at)) {
                return false;
            }
        }
        for (; at < length; at++) {
            if (tier.get(from + at) != bytes[at]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void forEach(ViewBytes key, ViewBytes row, Runnable action) {
        for (ByteBuffer tier : tiers) {
            for (int slot = 0; slot <= slotMask; slot++) {
                if (readAny(tier, slot, key, row)) {
                    action.run();
                }
            }
        }
    }

    /** Reads the entry of a slot, whichever key it has; false if the slot is empty. */
    private boolean readAny(ByteBuffer tier, int slot, ViewBytes key, ViewBytes row) {
        long startNs = System.nanoTime();
        while (true) {
            long word = word(tier, slot);
            if (word == 0) {
                return false;
            }
            long at = layout.entriesOffset() + chunk(word) * layout.chunkBytes();
            int keyLength = length(tier, at);
            if (keyLength >= 0) {
                key.length(keyLength);
                tier.get(valueAt, key.array(), 0, keyLength);
                long hash = key.hash();
                if (layout.slotKey(hash) == (word & keyMask)
                        && row(tier, valueAt + (long) keyLength, hash, row) == Found.ROW) {
                    return true;
                }
            }
            if (System.nanoTime() - startNs >= PATIENCE_NS) {
                throw ViewErrors.torn(view);
            }
            Thread.onSpinWait();
        }
    }
}
