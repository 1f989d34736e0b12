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
    static final String FILE_ENDING = ".cq4";

    private static final String METADATA = "metadata.cq4t";
    private static final String GENERATION_PATTERN = "g\\d{6}";

    private QueueDirectory() {}

    /** Makes the directory and its first generation if there is none. */
    static void prepare(Path directory) {
        try {
            Files.createDirectories(directory);
            if (generations(directory).isEmpty()) {
                Files.createDirectories(directory.resolve(generationName(1)));
            }
            Path probe = directory.resolve("probe.tmp");
            Files.write(probe, new byte[4096]); // a full or read-only disk shows here, not as a dead process
            Files.delete(probe);
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(directory, e);
        }
    }

    /** Numbers of the generations that are there, oldest first. */
    static List<Integer> generations(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString())
                    .filter(name -> name.matches(GENERATION_PATTERN))
                    .map(name -> Integer.valueOf(name.substring(1)))
                    .sorted()
                    .toList();
        }
    }

    static String generationName(int generation) {
        return String.format(Locale.ROOT, "g%06d", generation);
    }

    /** Oldest first: the names begin with date and time. */
    static List<Path> files(Path generation) {
        try (Stream<Path> children = Files.list(generation)) {
            return children.filter(child -> child.getFileName().toString().endsWith(FILE_ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw JournalErrors.cannotRead(generation, e);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(file, e);
        }
    }

    /** With all files in it; it has no directories. */
    static void deleteGeneration(Path generation) {
        try (Stream<Path> children = Files.list(generation)) {
            children.forEach(QueueDirectory::delete);
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(generation, e);
        }
        delete(generation);
    }

    /** Forgets what the queue can find out again, the lock of a dead process first of all. */
    static void deleteMetadata(Path generation) {
        delete(metadata(generation));
    }

    static Path metadata(Path generation) {
        return generation.resolve(METADATA);
    }
}
