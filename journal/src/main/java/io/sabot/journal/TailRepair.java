package io.sabot.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.checksum.Crc32c;

/**
 * What lies beyond the last document of a queue's last file. A process that was killed inside a document leaves some of
 * its bytes there under a document header of 0: nothing was promised about them, they are cleared, because the queue
 * takes for granted that it writes to zeros. Whole frames further on are another thing: a document header before them
 * was lost, and so would they be.
 */
final class TailRepair {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int PAGE_BYTES = 4096;
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(CHUNK_BYTES).asReadOnlyBuffer();

    private final Path file;
    private final long end;
    private final Numbering numbering;
    private final ChainEnd last;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final FrameHeader header = FrameHeader.view();
    private boolean hasBytes;
    private boolean isSurvey;
    private long lostFrames;
    private long lastByte;

    /**
     * @param end offset of the document header that is 0 or {@link QueueFileSource#END_OF_FILE}
     * @param last of the frames before it
     */
    TailRepair(Path file, long end, Numbering numbering, ChainEnd last) {
        this.file = file;
        this.end = end;
        this.numbering = numbering;
        this.last = last;
    }

    /** Throws if there are frames beyond the end; changes nothing. */
    void check() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            walk(channel, false);
        } catch (IOException e) {
            throw JournalErrors.cannotRead(file, e);
        }
    }

    /**
     * Counts what is beyond the end: changes nothing.
     *
     * @return {frames with an intact header that were seen or follow from their numbers, bytes}
     */
    long[] survey() {
        isSurvey = true;
        lastByte = end;
        check();
        return new long[] {lostFrames, lastByte - end};
    }

    /** As {@link #check()}, and then clears what is there. */
    void clear() {
        check();
        if (!hasBytes) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            walk(channel, true);
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(file, e);
        }
    }

    private void walk(FileChannel channel, boolean isClearing) throws IOException {
        long size = channel.size();
        long offset = end;
        while (offset < size) {
            chunk.clear();
            int bytes = readChunk(channel, offset);
            if (!isClearing && !isSurvey && isEndOfFile(offset, bytes)) {
                hasBytes = true; // another file was begun, and is gone: the queue may go on in this one
                return;
            }
            // A file grows by large sparse blocks, so that nearly all of what is walked is zeros.
            boolean isZero = isZero(0, bytes);
            hasBytes |= !isZero;
            if (isClearing) {
                if (!isZero) {
                    clearChunk(channel, offset, bytes);
                }
                offset += bytes;
            } else {
                if (!isZero) {
                    lastByte = offset + lastByteIn(bytes);
                    search(offset, bytes);
                }
                boolean isLast = offset + bytes >= size;
                offset += isLast ? bytes : bytes - FrameDescriptor.HEADER_BYTES;
            }
        }
    }

    private boolean isEndOfFile(long offset, int bytes) {
        return offset == end && bytes >= 4 && chunk.getInt(0) == QueueFileSource.END_OF_FILE;
    }

    private int readChunk(FileChannel channel, long offset) throws IOException {
        int bytes = 0;
        while (chunk.hasRemaining()) {
            int read = channel.read(chunk, offset + bytes);
            if (read < 0) {
                break;
            }
            bytes += read;
        }
        return bytes;
    }

    private int lastByteIn(int bytes) {
        int last = bytes;
        while (last > 0 && chunk.get(last - 1) == 0) {
            last--;
        }
        return last;
    }

    private void search(long offset, int bytes) {
        for (int i = 0; i + FrameDescriptor.HEADER_BYTES <= bytes; i += 4) {
            if (chunk.getInt(i) == FrameDescriptor.MAGIC) {
                checkStray(offset + i, BufferUtil.address(chunk) + i);
            }
        }
    }

    private void checkStray(long offset, long address) {
        header.wrap(address);
        boolean isFrame = Crc32c.INSTANCE.compute(address, 0, FrameDescriptor.HEADER_CRC) == header.headerCrc();
        if (isSurvey) {
            lostFrames = isFrame ? Math.max(lostFrames, numbering.ordinal(header) - last.frames()) : lostFrames;
            return;
        }
        boolean isUncommitted = offset == end + 4 && header.previousHash() == last.hash();
        if (isFrame && header.seq() >= last.seq() && !isUncommitted) {
            String detail = "frame " + header.seq() + " is at offset " + offset;
            throw JournalErrors.broken(Fault.GAP, nextNumber(), file.toString(), end, detail);
        }
    }

    /** What messages call a frame. */
    private long nextNumber() {
        return numbering == Numbering.LOG ? last.seq() + 1 : last.seq();
    }

    private void clearChunk(FileChannel channel, long offset, int bytes) throws IOException {
        for (int from = 0; from < bytes; from += PAGE_BYTES) {
            int to = Math.min(bytes, from + PAGE_BYTES);
            if (!isZero(from, to)) {
                channel.write(ByteBuffer.allocate(to - from), offset + from);
            }
        }
    }

    private boolean isZero(int from, int to) {
        return chunk.slice(from, to - from).mismatch(ZEROS.slice(0, to - from)) < 0;
    }
}
