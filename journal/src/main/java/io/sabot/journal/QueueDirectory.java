package io.sabot.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Names on disk: {@code <directory>/g000001/<period>.cq4}, one file a roll period, and {@code metadata.cq4t}, which can
 * be made anew from them. A generation is begun where the tail of the one before was cut.
 */
final class QueueDirectory {
    private static final String GENERATION_PATTERN = "g\\d{6}";

    private QueueDirectory() {}

    /** The newest generation; made if there is none. */
    static Path openGeneration(Path directory) {
        try {
            Files.createDirectories(directory);
            Path newest = newestGeneration(directory);
            Path generation = newest != null ? newest : directory.resolve(generationName(1));
            Files.createDirectories(generation);
            Path probe = generation.resolve("probe.tmp");
            Files.write(probe, new byte[4096]); // a full or read-only disk shows here, not as a dead process
            Files.delete(probe);
            return generation;
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(directory, e);
        }
    }

    /** Null if the directory has none. */
    static Path newestGeneration(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> child.getFileName().toString().matches(GENERATION_PATTERN))
                    .max(Path::compareTo)
                    .orElse(null);
        }
    }

    static String generationName(int generation) {
        return String.format(Locale.ROOT, "g%06d", generation);
    }

    /** Oldest first: the names begin with date and time. */
    static List<Path> files(Path generation) {
        try (Stream<Path> children = Files.list(generation)) {
            return children.filter(child -> child.getFileName().toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw JournalErrors.cannotRead(generation, e);
        }
    }

    /** Forgets what the queue can find out again, the lock of a dead process first of all. */
    static void deleteMetadata(Path generation) {
        Path metadata = generation.resolve("metadata.cq4t");
        try {
            Files.deleteIfExists(metadata);
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(metadata, e);
        }
    }
}
