package io.sabot.journal;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a queue's files while somebody may append to them: a document that is not ready is the end for the moment. Files
 * that are made later are found, and so is a generation that is begun later. {@link QueueFileSource} reads files that are
 * at rest.
 */
final class LiveFileSource implements FrameSource {
    private static final int INT_BYTES = 4;
    private static final int NOT_READY = 0x8000_0000;
    private static final int QUEUES_OWN = 0x4000_0000;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;

    private final Path directory;
    private List<FileSpan> files = List.of();
    private int fileIndex = -1;
    private MappedFile current; // null between files
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
        while (current != null || openNextFile()) {
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
        current = new MappedFile(files.get(++fileIndex).file());
        position = files.get(fileIndex).from();
        return true;
    }

    /** Steps to the file's next frame. */
    private boolean step() {
        while (hasBytes(position + INT_BYTES)) {
            int head = current.intAt(position);
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
        long bytes = end > current.bytes() ? current.look() : current.bytes();
        return end <= Math.min(bytes, files.get(fileIndex).to());
    }

    private boolean startsLikeFrame(int length) {
        return length >= INT_BYTES && current.intAt(frameOffset) == FrameDescriptor.MAGIC;
    }

    private RuntimeException broken(Fault fault, String detail) {
        return JournalErrors.broken(fault, seenFrames + 1, this, detail);
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
