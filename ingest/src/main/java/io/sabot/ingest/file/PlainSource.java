package io.sabot.ingest.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A file as it is; when followed, its end is only the end for now. */
final class PlainSource implements ByteSource {
    private final Path path;
    private final RandomAccessFile file;
    private final boolean isFollowed;
    private long position;

    PlainSource(Path path, boolean isFollowed) {
        this.path = path;
        this.isFollowed = isFollowed;
        try {
            this.file = new RandomAccessFile(path.toFile(), "r");
        } catch (IOException e) {
            throw FileErrors.unreadable(path.toString(), e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        try {
            int count = file.read(target, offset, length);
            if (count >= 0) {
                position += count;
                return count;
            }
            if (!isFollowed) {
                return END;
            }
            if (file.length() < position) {
                throw FileErrors.tooShort(path.toString(), file.length(), position);
            }
            return 0;
        } catch (IOException e) {
            throw FileErrors.unreadable(path.toString(), e);
        }
    }

    @Override
    public boolean seek(long offset) {
        try {
            if (offset > file.length()) {
                throw FileErrors.tooShort(path.toString(), file.length(), offset);
            }
            file.seek(offset);
            position = offset;
            return true;
        } catch (IOException e) {
            throw FileErrors.unreadable(path.toString(), e);
        }
    }

    @Override
    public long totalBytes() {
        try {
            return isFollowed ? ByteSource.super.totalBytes() : file.length();
        } catch (IOException e) {
            throw FileErrors.unreadable(path.toString(), e);
        }
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw FileErrors.unreadable(path.toString(), e);
        }
    }
}
