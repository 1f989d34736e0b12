package io.sabot.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A small text file that is there as a whole or not at all: lines {@code key value}, the last one {@code crc} with the
 * CRC32C, in hex, of all bytes before it.
 */
final class MarkerFile {
    private static final String CRC = "crc ";

    private final Map<String, String> values;

    private MarkerFile(Map<String, String> values) {
        this.values = values;
    }

    static MarkerFile empty() {
        return new MarkerFile(new LinkedHashMap<>());
    }

    MarkerFile put(String key, String value) {
        values.put(key, value.replace('\n', ' '));
        return this;
    }

    MarkerFile put(String key, long value) {
        return put(key, Long.toString(value));
    }

    String text(String key) throws IOException {
        String value = values.get(key);
        if (value == null) {
            throw new IOException("there is no line '" + key + "'");
        }
        return value;
    }

    long number(String key) throws IOException {
        try {
            return Long.parseLong(text(key));
        } catch (NumberFormatException e) {
            throw new IOException("line '" + key + "' has no number", e);
        }
    }

    /** Null if there is no such file. */
    static MarkerFile read(Path file) throws IOException {
        String all;
        try {
            all = Files.readString(file);
        } catch (NoSuchFileException e) {
            return null;
        }
        int crcLine = all.lastIndexOf(CRC);
        if (crcLine < 0 || !all.substring(crcLine).equals(crcLine(all.substring(0, crcLine)))) {
            throw new IOException("the checksum does not fit");
        }
        MarkerFile marker = empty();
        for (String line : List.of(all.substring(0, crcLine).split("\n"))) {
            int space = line.indexOf(' ');
            if (space > 0) {
                marker.put(line.substring(0, space), line.substring(space + 1));
            }
        }
        return marker;
    }

    private static String crcLine(String text) {
        return CRC + Long.toHexString(crc(text.getBytes(StandardCharsets.UTF_8))) + "\n";
    }

    static long crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return crc.getValue();
    }

    /** Replaces the file by this; the directory is not forced. */
    void write(Path file, DiskSync sync) throws IOException {
        StringBuilder text = new StringBuilder();
        values.forEach(
                (key, value) -> text.append(key).append(' ').append(value).append('\n'));
        text.append(crcLine(text.toString()));
        writeWhole(file, text.toString().getBytes(StandardCharsets.UTF_8), sync);
    }

    static void writeWhole(Path file, byte[] bytes, DiskSync sync) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer content = ByteBuffer.wrap(bytes);
            while (content.hasRemaining()) {
                channel.write(content);
            }
            sync.force(channel, temporary);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void forceDirectory(Path directory, DiskSync sync) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            sync.force(channel, directory);
        }
    }
}
