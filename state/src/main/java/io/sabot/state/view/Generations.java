package io.sabot.state.view;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one view.
 *
 * <pre>
 *  gNNNNNN.map      rows
 *  gNNNNNN.status   {@link ViewStatus}
 *  gNNNNNN.schema   {@link ViewDescriptor}; appears when readers may use the generation, by one rename
 * </pre>
 */
final class Generations {
    static final long NONE = 0;

    private static final String SCHEMA = "schema";
    private static final Pattern NAME = Pattern.compile("g(\\d{1,18})\\.(map|status|schema|schema-new)");

    private final Path directory;

    Generations(Path directory) {
        this.directory = directory;
    }

    Path map(long generation) {
        return file(generation, "map");
    }

    Path status(long generation) {
        return file(generation, "status");
    }

    Path schema(long generation) {
        return file(generation, SCHEMA);
    }

    private Path file(long generation, String kind) {
        return directory.resolve(String.format("g%06d.%s", generation, kind));
    }

    /** The latest that readers may use, or {@link #NONE}. */
    long newest() throws IOException {
        return newest(SCHEMA);
    }

    /** One that nothing there belongs to. */
    long next() throws IOException {
        return newest("") + 1;
    }

    private long newest(String kind) throws IOException {
        if (!Files.isDirectory(directory)) {
            return NONE;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(name ->
                            name.matches() && (kind.isEmpty() || name.group(2).equals(kind)))
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max()
                    .orElse(NONE);
        }
    }

    void publish(long generation, ViewDescriptor descriptor) throws IOException {
        Path fresh = file(generation, "schema-new");
        descriptor.write(fresh);
        Files.move(fresh, schema(generation), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes the files of all but one generation. Readers that have them open keep what they see, and are told. */
    void retireAllBut(long kept) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches() && Long.parseLong(name.group(1)) != kept) {
                    retire(Long.parseLong(name.group(1)));
                }
            }
        }
    }

    /** Readers are told before the files go, so that one that finds no file knows that it has to look again. */
    void retire(long generation) throws IOException {
        if (Files.exists(status(generation))) {
            ViewStatus.supersede(status(generation));
        }
        Files.deleteIfExists(schema(generation));
        Files.deleteIfExists(file(generation, "schema-new"));
        Files.deleteIfExists(map(generation));
        Files.deleteIfExists(status(generation));
    }
}
