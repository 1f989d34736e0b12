package io.sabot.journal;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.agrona.BufferUtil;

/**
 * Our own reader of a queue's files, for when no one appends: it writes nothing, waits for nothing, and knows file and
 * offset. A file is documents aligned to 4 bytes, each an int (length in 30 bits, bit 30: the queue's own, bit 31: not
 * ready) and its bytes; 0 is the end, {@link #END_OF_FILE} the end for good; not ready
 * is the end in the last file only.
 */
final class QueueFileSource implements FrameSource {
    static final int END_OF_FILE = 0xC000_0000;

    private static final int INT_BYTES = 4;
    private static final int NOT_READY = 0x8000_0000;
    private static final int QUEUES_OWN = 0x4000_0000;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;

    private final List<FileSpan> files;
    private int fileIndex = -1;
    private MappedFile current; // null between files
    private long position;
    private long frameOffset;
    private int frameLength;
    private long limit;
    private long framesSeen;
    private boolean hasFrame;
    private long acceptedOffset;
    private FileSpan acceptedSpan;
    private long acceptedEnd;

    /** @param framesBefore frames before the first span, for messages */
    QueueFileSource(List<FileSpan> files, long framesBefore) {
        this.files = files;
        this.framesSeen = framesBefore;
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
        accept();
        while (current != null || openNextFile()) {
            if (step()) {
                return true;
            }
            if (fileIndex + 1 >= files.size()) {
                return false;
            }
            closeFile();
        }
        return false;
    }

    /** Whoever steps on has found nothing wrong with the frame before. */
    private void accept() {
        if (hasFrame) {
            hasFrame = false;
            acceptedSpan = files.get(fileIndex);
            acceptedEnd = position;
            acceptedOffset = frameOffset;
        }
    }

    private boolean openNextFile() {
        if (fileIndex + 1 >= files.size()) {
            return false;
        }
        FileSpan span = files.get(++fileIndex);
        current = new MappedFile(span.file());
        limit = Math.min(current.bytes(), span.to());
        position = span.from();
        return true;
    }

    /** Steps to the file's next frame. */
    private boolean step() {
        while (position + INT_BYTES <= limit) {
            int head = current.intAt(position);
            if (head == 0 || head == END_OF_FILE) {
                return false;
            }
            if ((head & NOT_READY) != 0 && fileIndex == files.size() - 1) {
                return false; // a killed process was writing here; whether there is more is the tail's question
            }
            int length = head & LENGTH_MASK;
            frameOffset = position + INT_BYTES;
            frameLength = length;
            if ((head & NOT_READY) != 0 || frameOffset + length > limit) {
                throw broken(Fault.LENGTH, "document header " + Integer.toHexString(head));
            }
            boolean isFrame = (head & QUEUES_OWN) == 0;
            if (isFrame != startsLikeFrame(length)) {
                throw broken(Fault.MAGIC, "document header " + Integer.toHexString(head));
            }
            position = frameOffset + length + 3 & -4L;
            if (isFrame) {
                framesSeen++;
                hasFrame = true;
                return true;
            }
        }
        return false;
    }

    private boolean startsLikeFrame(int length) {
        return length >= INT_BYTES && current.intAt(frameOffset) == FrameDescriptor.MAGIC;
    }

    private RuntimeException broken(Fault fault, String detail) {
        return JournalErrors.broken(fault, framesSeen + 1, this, detail);
    }

    @Override
    public long address() {
        return current.address(frameOffset, frameLength);
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

    /** Where the next document's header would be in the last file, after {@link #next()} said that there is none. */
    long end() {
        return position;
    }

    /** Which of the spans the current frame is in; -1 before the first step. */
    int spanIndex() {
        return fileIndex;
    }

    /** The span of the last frame that was stepped over; null: none. */
    FileSpan acceptedSpan() {
        return acceptedSpan;
    }

    long acceptedOffset() {
        return acceptedOffset;
    }

    /** Where its document ends, and the next one's header is. */
    long acceptedEnd() {
        return acceptedEnd;
    }

    private void closeFile() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    @Override
    public void close() {
        closeFile();
    }
}
