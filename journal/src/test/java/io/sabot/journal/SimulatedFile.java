package io.sabot.journal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;
import org.agrona.checksum.Crc32c;

/**
 * The frames of one log or outbox on a disk that exists in memory only, with what such a disk may do to them: what was
 * not forced is dropped, kept, torn, or lost before frames that are kept. Outlives the logs and outboxes that are opened
 * over it. One thread.
 */
public final class SimulatedFile implements AutoCloseable {
    /** Is told before each thing that a file does to the disk; may throw, and the thing is not done then. */
    public interface Operations {
        void before(String what);

        /** A frame is there now; its header's seq. */
        default void appended(long seq) {}
    }

    /** A disk, or an engine, that does not do what it should. For tests of the tests. */
    public enum Flaw {
        NONE,
        /** Says that frames are forced, and does nothing. */
        FORCES_NOTHING,
        /** Says that frames are forced, and forces those of the time before. */
        FORCES_LATE,
        /** A killed process takes frames along that it had appended. */
        LOSES_TAIL_OF_KILLED,
        /** Two frames change places. */
        SWAPS_FRAMES,
        /** A value is changed, and the checksums with it. */
        CHANGES_VALUES
    }

    private static final int CHUNK_BYTES = 64 * 1024;

    /** Memory of closed files. */
    private static final ArrayDeque<ByteBuffer> SPARE_CHUNKS = new ArrayDeque<>();

    private final String name;
    private final FrameHeader appended = FrameHeader.view();
    private final Operations operations;
    private final List<ByteBuffer> chunks = new ArrayList<>();
    private long[] addresses = new long[64];
    private int[] lengths = new int[64]; // 0: nothing can be found there, though frames may follow
    private int frames;
    private int forced;
    private int claimed; // by a force that lied
    private long watermark;
    private long nextOseq;
    private int used = CHUNK_BYTES;
    private Flaw flaw = Flaw.NONE;
    private boolean failsNextForce;

    public SimulatedFile(String name, Operations operations) {
        this.name = name;
        this.operations = operations;
    }

    public void flaw(Flaw newFlaw) {
        flaw = newFlaw;
    }

    /** Whether the next force ends with an error of the disk. */
    public void failNextForce(boolean fails) {
        failsNextForce = fails;
    }

    public String name() {
        return name;
    }

    public int frames() {
        return frames;
    }

    /** Frames that no loss of power takes away. */
    public int forced() {
        return forced;
    }

    /** What the successor of a frame will name. */
    public long hash(long ordinal) {
        return header(ordinal).hash();
    }

    private FrameHeader header(long ordinal) {
        FrameHeader header = FrameHeader.view();
        header.wrap(addresses[(int) ordinal - 1]);
        return header;
    }

    // ---- the disk's side ----

    /** The process ends. */
    public void kill(Random random) {
        if (flaw == Flaw.LOSES_TAIL_OF_KILLED) {
            frames = forced + random.nextInt(frames - forced + 1);
        }
        spoil();
    }

    /**
     * The power fails.
     *
     * @return whether the file is damaged for sure, so that opening it has to tell
     */
    public boolean cutPower(Random random) {
        spoil();
        int unforced = frames - forced;
        if (unforced == 0) {
            return false;
        }
        int kept = forced + random.nextInt(unforced + 1);
        int damage = random.nextInt(5);
        boolean isDamaged = false;
        if (kept < frames && damage == 1 && lengths[kept] > 1) {
            tear(kept + 1, random);
            frames = kept + 1;
        } else if (kept < frames && damage == 2 && lengths[kept] > 1) {
            lengths[kept] = 0;
            isDamaged = kept + 1 < frames;
        } else if (kept < frames && damage == 3 && lengths[kept] > 1) {
            lengths[kept] = 1 + random.nextInt(lengths[kept] - 1);
            frames = kept + 1;
            isDamaged = true;
        } else {
            frames = kept;
        }
        return isDamaged;
    }

    private void tear(int ordinal, Random random) {
        long address = addresses[ordinal - 1];
        int length = lengths[ordinal - 1];
        if (random.nextBoolean()) {
            int from = random.nextInt(length);
            UnsafeApi.setMemory(address + from, length - from, (byte) 0);
        } else {
            int at = random.nextInt(length);
            UnsafeApi.putByte(address + at, (byte) (UnsafeApi.getByte(address + at) ^ 1 << random.nextInt(8)));
        }
    }

    private void spoil() {
        if (flaw == Flaw.SWAPS_FRAMES && frames - forced >= 2) {
            long address = addresses[frames - 1];
            int length = lengths[frames - 1];
            addresses[frames - 1] = addresses[frames - 2];
            lengths[frames - 1] = lengths[frames - 2];
            addresses[frames - 2] = address;
            lengths[frames - 2] = length;
        } else if (flaw == Flaw.CHANGES_VALUES && frames > forced) {
            changeValue(header(frames));
        }
    }

    private static void changeValue(FrameHeader header) {
        if (header.rows() == 0) {
            return;
        }
        long frame = header.address();
        long content = frame + FrameDescriptor.contentOffset(header.columns(), header.dictionaryBytes());
        UnsafeApi.putByte(content, (byte) (UnsafeApi.getByte(content) ^ 1));
        header.bodyCrc(Crc32c.INSTANCE.compute(frame, FrameDescriptor.HEADER_BYTES, header.bodyBytes()));
        header.headerCrc(Crc32c.INSTANCE.compute(frame, 0, FrameDescriptor.HEADER_CRC));
    }

    // ---- the store's side ----

    /** Frames that the next process can rely on. */
    public long watermark() {
        return watermark;
    }

    long nextOseq() {
        return nextOseq;
    }

    /** False if what is at the point is not the point's frame. */
    boolean isFrame(LogPoint point) {
        int index = (int) point.ordinal() - 1;
        if (lengths[index] < FrameDescriptor.HEADER_BYTES) {
            return false;
        }
        FrameHeader header = header(point.ordinal());
        return Crc32c.INSTANCE.compute(addresses[index], 0, FrameDescriptor.HEADER_CRC) == header.headerCrc()
                && header.hash() == point.hash()
                && header.frameBytes() == lengths[index];
    }

    boolean isHole(int index) {
        return lengths[index] == 0;
    }

    long address(int index) {
        return addresses[index];
    }

    int length(int index) {
        return lengths[index];
    }

    /** Memory for the next frame. */
    long reserve(int bytes) {
        operations.before("append to " + name);
        if (CHUNK_BYTES - used < bytes) {
            ByteBuffer spare = bytes <= CHUNK_BYTES ? SPARE_CHUNKS.poll() : null;
            chunks.add(
                    spare != null
                            ? spare
                            : BufferUtil.allocateDirectAligned(
                                    Math.max(bytes, CHUNK_BYTES), FrameDescriptor.ALIGNMENT));
            used = 0;
        }
        return BufferUtil.address(chunks.get(chunks.size() - 1)) + used;
    }

    void commit(int bytes) {
        if (frames == addresses.length) {
            addresses = Arrays.copyOf(addresses, frames * 2);
            lengths = Arrays.copyOf(lengths, frames * 2);
        }
        addresses[frames] = BufferUtil.address(chunks.get(chunks.size() - 1)) + used;
        lengths[frames++] = bytes;
        used = FrameDescriptor.align(used + bytes);
        appended.wrap(addresses[frames - 1]);
        operations.appended(appended.seq());
    }

    void force(long ordinal) {
        operations.before("force " + name);
        if (failsNextForce) {
            failsNextForce = false;
            throw JournalErrors.forceFailed(name, new java.io.IOException("Input/output error"));
        }
        switch (flaw) {
            case FORCES_NOTHING -> {
                return;
            }
            case FORCES_LATE -> {
                forced = Math.min(claimed, frames);
                claimed = frames;
                return;
            }
            default -> forced = frames;
        }
        operations.before("note the watermark of " + name);
        watermark = ordinal;
    }

    /** Goes on behind a frame in a new generation. */
    void cut(long ordinal, long newNextOseq) {
        operations.before("cut " + name);
        forced = (int) ordinal;
        operations.before("begin a generation of " + name);
        frames = (int) ordinal;
        watermark = Math.min(watermark, ordinal);
        claimed = Math.min(claimed, frames);
        nextOseq = newNextOseq;
    }

    /** Forgets what a dead process had only begun to write. */
    void clearAfter(long ordinal) {
        frames = (int) ordinal;
        forced = Math.min(forced, frames);
    }

    @Override
    public void close() {
        for (ByteBuffer chunk : chunks) {
            if (chunk.capacity() == CHUNK_BYTES) {
                SPARE_CHUNKS.add(chunk);
            }
        }
        chunks.clear();
        frames = 0;
    }
}
