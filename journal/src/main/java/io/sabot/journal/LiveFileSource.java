package io.sabot.journal;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.agrona.BufferUtil;

/**
 * Reads a queue's files while somebody may append to them: a document that is not ready is the end for the moment. Files
 * that are made later are found, and so is a generation that is begun later. {@link QueueFileSource} reads files that are
 * at rest.
 *
 * <p>Maps a window at a time, because a map is limited to 2 GiB.
 */
final class LiveFileSource implements FrameSource {
    private static final int INT_BYTES = 4;
    private static final int NOT_READY = 0x8000_0000;
    private static final int QUEUES_OWN = 0x4000_0000;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;
    private static final long WINDOW_BYTES = 64L << 20;
    private static final long PAGE_BYTES = 4096;

    private final Path directory;
    private List<FileSpan> files = List.of();
    private int fileIndex = -1;
    private FileChannel channel;
    private long fileBytes;
    private MappedByteBuffer window;
    private long windowStart;
    private long windowAddress;
    private long position;
    private long frameOffset;
    private int frameLength;
    private long seenFrames;

    /** @param directory that was given to {@link JournalConfig}; need not be there yet */
    LiveFileSource(Path directory) {
        this.directory = directory;
    }

    @Override
    public boolean next() {
        while (channel != null || openNextFile()) {
            if (step()) {
                return true;
            }
            if (!hasNextFile()) {
                return false;
            }
            if (step()) {
                return true; // appended after the look at the file, and before the next one was made
            }
            closeFile();
        }
        return false;
    }

    private boolean hasNextFile() {
        if (fileIndex + 1 >= files.size()) {
            files = spans(directory);
        }
        return fileIndex + 1 < files.size();
    }

    private static List<FileSpan> spans(Path directory) {
        try {
            boolean isThere = Files.isDirectory(directory)
                    && !QueueDirectory.generations(directory).isEmpty();
            return isThere ? LogLayout.read(directory).allSpans() : List.of();
        } catch (IOException e) {
            throw JournalErrors.cannotRead(directory, e);
        }
    }

    private boolean openNextFile() {
        if (!hasNextFile()) {
            return false;
        }
        Path file = files.get(++fileIndex).file();
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            fileBytes = channel.size();
        } catch (IOException e) {
            throw JournalErrors.cannotRead(file, e);
        }
        position = files.get(fileIndex).from();
        return true;
    }

    /** Steps to the file's next frame. */
    private boolean step() {
        while (hasBytes(position + INT_BYTES)) {
            int head = intAt(position);
            VarHandle.acquireFence(); // what was written before the header is read after it
            if (head == 0 || head == QueueFileSource.END_OF_FILE || (head & NOT_READY) != 0) {
                return false;
            }
            int length = head & LENGTH_MASK;
            frameOffset = position + INT_BYTES;
            frameLength = length;
            if (!hasBytes(frameOffset + length)) {
                throw broken(Fault.LENGTH, "document header " + Integer.toHexString(head));
            }
            boolean isFrame = (head & QUEUES_OWN) == 0;
            if (isFrame != startsLikeFrame(length)) {
                throw broken(Fault.MAGIC, "document header " + Integer.toHexString(head));
            }
            position = frameOffset + length + 3 & -4L;
            if (isFrame) {
                seenFrames++;
                return true;
            }
        }
        return false;
    }

    /** A live file grows; a generation's last may have been cut. */
    private boolean hasBytes(long end) {
        if (end > fileBytes) {
            try {
                fileBytes = channel.size();
            } catch (IOException e) {
                throw JournalErrors.cannotRead(files.get(fileIndex).file(), e);
            }
        }
        return end <= Math.min(fileBytes, files.get(fileIndex).to());
    }

    private boolean startsLikeFrame(int length) {
        return length >= INT_BYTES && intAt(frameOffset) == FrameDescriptor.MAGIC;
    }

    private RuntimeException broken(Fault fault, String detail) {
        return JournalErrors.broken(fault, seenFrames + 1, this, detail);
    }

    private int intAt(long offset) {
        return window(offset, INT_BYTES).getInt((int) (offset - windowStart));
    }

    private MappedByteBuffer window(long offset, long bytes) {
        if (window == null || offset < windowStart || offset + bytes > windowStart + window.capacity()) {
            unmap();
            windowStart = offset & -PAGE_BYTES;
            long size = Math.min(fileBytes - windowStart, Math.max(WINDOW_BYTES, offset + bytes - windowStart));
            try {
                window = channel.map(FileChannel.MapMode.READ_ONLY, windowStart, size);
            } catch (IOException e) {
                throw JournalErrors.cannotRead(files.get(fileIndex).file(), e);
            }
            window.order(ByteOrder.LITTLE_ENDIAN);
            windowAddress = BufferUtil.address(window);
        }
        return window;
    }

    @Override
    public long address() {
        window(frameOffset, frameLength);
        return windowAddress + (frameOffset - windowStart);
    }

    @Override
    public int length() {
        return frameLength;
    }

    @Override
    public String file() {
        return fileIndex < 0 ? "" : files.get(fileIndex).file().toString();
    }

    @Override
    public long offset() {
        return frameOffset;
    }

    private void unmap() {
        if (window != null) {
            BufferUtil.free(window);
            window = null;
        }
    }

    private void closeFile() {
        unmap();
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw JournalErrors.cannotRead(files.get(fileIndex).file(), e);
            } finally {
                channel = null;
            }
        }
    }

    @Override
    public void close() {
        closeFile();
    }
}
