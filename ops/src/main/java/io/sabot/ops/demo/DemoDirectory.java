package io.sabot.ops.demo;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a demonstration keeps its things: a directory that was asked for and stays, or one that goes away. */
final class DemoDirectory implements AutoCloseable {
    private final Path path;
    private final boolean isKept;

    private DemoDirectory(Path path, boolean isKept) {
        this.path = path;
        this.isKept = isKept;
    }

    /** @param asked null for one that goes away */
    static DemoDirectory open(Path asked) throws IOException {
        if (asked == null) {
            return new DemoDirectory(Files.createTempDirectory("sabot-demo-"), false);
        }
        Files.createDirectories(asked);
        try (Stream<Path> entries = Files.list(asked)) {
            if (entries.findAny().isPresent()) {
                throw SabotException.configuration(
                        "OPS-0201",
                        "the directory " + asked + " is not empty",
                        "the demonstration starts with an empty market: choose a new --data-dir");
            }
        }
        return new DemoDirectory(asked, true);
    }

    Path path() {
        return path;
    }

    boolean isKept() {
        return isKept;
    }

    /** Bytes of all files below, as far as they are written. */
    static long bytes(Path directory) {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile)
                    .mapToLong(DemoDirectory::size)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0; // files come and go while somebody writes: the next look sees it
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path each : paths) {
            Files.deleteIfExists(each);
        }
    }

    @Override
    public void close() throws IOException {
        if (!isKept) {
            delete(path);
        }
    }
}
