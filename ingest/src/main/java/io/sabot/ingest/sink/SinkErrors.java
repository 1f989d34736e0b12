package io.sabot.ingest.sink;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What can be wrong with an output. */
final class SinkErrors {
    private SinkErrors() {}

    /** @throws SabotException SNK-0102 if it is plain from the path that it cannot be written to */
    static void requireWritable(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || Files.isDirectory(file)) {
            throw refused(file, "it is a directory", "name a file in it");
        }
        if (!Files.isDirectory(directory)) {
            throw Files.exists(directory)
                    ? refused(file, "'" + directory + "' is a file, not a directory", null)
                    : refused(file, "directory '" + directory + "' does not exist", "create it first");
        }
        if (Files.exists(file) ? !Files.isWritable(file) : !Files.isWritable(directory)) {
            throw refused(file, "it is not allowed", null);
        }
    }

    private static SabotException refused(Path file, String reason, String hint) {
        return SabotException.configuration("SNK-0102", "cannot write '" + file + "': " + reason, hint);
    }

    static SabotException unwritable(Path file, IOException e) {
        return SabotException.failed("SNK-0102", "cannot write '" + file + "': " + reason(e), null, e);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "it is not allowed";
        }
        return e instanceof NoSuchFileException ? "there is no such path" : String.valueOf(e.getMessage());
    }

    /** @param found length of the file, or null if there is none */
    static SabotException changed(Path file, Long found, Applied applied) {
        String state = found == null ? "does not exist any more" : "has only " + found + " bytes";
        return SabotException.failed(
                "SNK-0101",
                "output file '" + file + "' " + state + ", but " + applied.fileBytes() + " bytes with "
                        + applied.output() + " rows had been written to it",
                "it was changed since; put it back, or start over with --replace",
                null);
    }

    static SabotException closedOutput(IOException e) {
        return SabotException.failed("SNK-0103", "cannot write to the output: " + e.getMessage(), null, e);
    }
}
