package io.sabot.engine;

import java.nio.file.Path;

/**
 * The text of an application.
 *
 * @param file for messages
 * @param directory that relative paths in it start from
 */
public record ReplaySql(String file, String text, Path directory) {
    /** Reads a file. */
    public static ReplaySql read(Path file) {
        return new ReplaySql(
                file.toString(), Sabot.read(file), file.toAbsolutePath().getParent());
    }
}
