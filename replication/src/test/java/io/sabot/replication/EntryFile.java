package io.sabot.replication;

import io.sabot.replication.RecordedEntries.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What a process has applied, in a file that outlives its being killed: 40 bytes per entry, a torn last one is dropped. */
final class EntryFile {
    private static final int LENGTH = 40;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(LENGTH);

    EntryFile(Path file) {
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel.position(channel.size() / LENGTH * LENGTH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Entry> read(Path file) {
        List<Entry> entries = new ArrayList<>();
        try {
            if (Files.exists(file)) {
                ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
                while (all.remaining() >= LENGTH) {
                    entries.add(new Entry(
                            all.getLong(), all.getLong(), all.getLong(), all.getLong(), all.getInt(), all.getInt()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    /** A file that holds one number, written over and over: what the process last knew to be stable. */
    void overwrite(long number) {
        buffer.clear().putLong(number).flip();
        try {
            channel.write(buffer, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long readNumber(Path file) {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(file)).getLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void append(Entry entry) {
        buffer.clear();
        buffer.putLong(entry.position())
                .putLong(entry.timestampNs())
                .putLong(entry.term())
                .putLong(entry.number());
        buffer.putInt(entry.length()).putInt(entry.checksum()).flip();
        try {
            channel.write(buffer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
