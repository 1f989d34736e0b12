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
 * Our own reader of a queue's files: it writes nothing, waits for nothing, and knows file and offset. If somebody may be
 * appending ({@link #live}) a document that is not ready is the end for the moment, else it is damage. A file is
 * documents aligned to 4 bytes, each an int (length in 30 bits, bit 30: the queue's own, bit 31: not ready) and its
 * bytes; 0 is the end, {@link #END_OF_FILE} the end for good.
 *
 * <p>Maps a window at a time, because a map is limited to 2 GiB.
 */
final class QueueFileSource implements FrameSource {
    static final int END_OF_FILE = 0xC000_0000;

    private static final int INT_BYTES = 4;
    private static final int NOT_READY = 0x8000_0000;
    private static final int QUEUES_OWN = 0x4000_0000;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;
    private static final long WINDOW_BYTES = 64L << 20;
    private static final long PAGE_BYTES = 4096;

    private final Path liveDirectory; // null: nobody appends
    private Path generation; // of the live directory, once there is one
    private List<Path> files;
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

    QueueFileSource(List<Path> files) {
        this(files, null);
    }

    private QueueFileSource(List<Path> files, Path liveDirectory) {
        this.files = files;
        this.liveDirectory = liveDirectory;
    }

    /**
     * Files that another thread or process may append to; those that are made later are found.
     *
     * @param directory that was given to {@link JournalConfig}; need not be there yet
     */
    static QueueFileSource live(Path directory) {
        return new QueueFileSource(List.of(), directory);
    }

    /** True if the queue died while it made this file: it has no frames. */
    static boolean isUnfinished(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < INT_BYTES) {
                return true;
            }
            MappedByteBuffer start = channel.map(FileChannel.MapMode.READ_ONLY, 0, INT_BYTES);
            int first = start.order(ByteOrder.LITTLE_ENDIAN).getInt(0);
            BufferUtil.free(start);
            return first == 0 || first == NOT_READY;
        } catch (IOException e) {
            throw JournalErrors.cannotRead(file, e);
        }
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
            if (liveDirectory != null && step()) {
                return true; // appended after the look at the file, and before the next one was made
            }
            closeFile();
        }
        return false;
    }

    private boolean hasNextFile() {
        if (fileIndex + 1 < files.size()) {
            return true;
        }
        if (liveDirectory != null) {
            listAgain();
        }
        return fileIndex + 1 < files.size();
    }

    private void listAgain() {
        try {
            if (generation == null && Files.isDirectory(liveDirectory)) {
                generation = QueueDirectory.newestGeneration(liveDirectory);
            }
            files = generation == null ? files : QueueDirectory.files(generation);
        } catch (IOException e) {
            throw JournalErrors.cannotRead(liveDirectory, e);
        }
    }

    private boolean openNextFile() {
        if (!hasNextFile()) {
            return false;
        }
        Path file = files.get(++fileIndex);
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            fileBytes = channel.size();
        } catch (IOException e) {
            throw JournalErrors.cannotRead(file, e);
        }
        position = 0;
        return true;
    }

    /** Steps to the file's next frame. */
    private boolean step() {
        while (hasBytes(position + INT_BYTES)) {
            int head = intAt(position);
            VarHandle.acquireFence(); // what was written before the header is read after it
            if (head == 0 || head == END_OF_FILE || liveDirectory != null && (head & NOT_READY) != 0) {
                return false;
            }
            int length = head & LENGTH_MASK;
            frameOffset = position + INT_BYTES;
            frameLength = length;
            if ((head & NOT_READY) != 0 || !hasBytes(frameOffset + length)) {
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

    /** A live file grows. */
    private boolean hasBytes(long end) {
        if (end > fileBytes && liveDirectory != null) {
            try {
                fileBytes = channel.size();
            } catch (IOException e) {
                throw JournalErrors.cannotRead(files.get(fileIndex), e);
            }
        }
        return end <= fileBytes;
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
                throw JournalErrors.cannotRead(files.get(fileIndex), e);
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
        return fileIndex < 0 ? "" : files.get(fileIndex).toString();
    }

    @Override
    public long offset() {
        return frameOffset;
    }

    /** Where the next document's header would be in the current file, after {@link #next()} said that there is none. */
    long end() {
        return position;
    }

    /** Null before the first step. */
    Path currentFile() {
        return fileIndex < 0 ? null : files.get(fileIndex);
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
                throw JournalErrors.cannotRead(files.get(fileIndex), e);
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
