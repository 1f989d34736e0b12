package io.sabot.ops.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The files that one run has written. */
final class Results {
    private static final String BARS = "bars";

    private final Path directory;

    Results(Path directory) {
        this.directory = directory;
    }

    static List<String> files() {
        List<String> files = new ArrayList<>();
        for (Rule rule : Rule.values()) {
            files.add(rule.table() + ".csv");
        }
        files.add(BARS + ".csv");
        return files;
    }

    /** Of all files. */
    long bytes() throws IOException {
        long sum = 0;
        for (String file : files()) {
            try {
                sum += Files.size(directory.resolve(file));
            } catch (NoSuchFileException e) {
                continue; // not begun
            }
        }
        return sum;
    }

    /** Whole lines of all files, without their headers. */
    long rows() throws IOException {
        long sum = 0;
        for (String file : files()) {
            sum += rows(file);
        }
        return sum;
    }

    long rows(String file) throws IOException {
        Path path = directory.resolve(file);
        if (!Files.exists(path)) {
            return 0;
        }
        long newLines = 0;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    newLines += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
        return Math.max(0, newLines - 1);
    }

    String sha256(String file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(directory.resolve(file)), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has it
        }
    }
}
