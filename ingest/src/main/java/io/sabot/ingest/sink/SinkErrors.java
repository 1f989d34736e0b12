package io.sabot.ingest.sink;

import io.sabot.core.error.Problem;
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

    /** Makes the directory if only its last part is missing. @throws SabotException SNK-0102 if it cannot be written to */
    static void requireWritableDirectory(Path directory) {
        Path parent = directory.toAbsolutePath().getParent();
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw refused(directory, "it is a file, not a directory", "parts need a directory of their own");
        }
        if (!Files.exists(directory) && parent != null && !Files.isDirectory(parent)) {
            throw refused(directory, "directory '" + parent + "' does not exist", "create it first");
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
        if (!Files.isWritable(directory)) {
            throw refused(directory, "it is not allowed", null);
        }
    }

    static SabotException partsOfOthers(Path directory, Path part) {
        return SabotException.configuration(
                "SNK-0107",
                "the directory '" + directory + "' has parts of another run: " + part.getFileName(),
                "empty it, or name another directory");
    }

    static SabotException filledByOthers(Path file) {
        return SabotException.configuration(
                "SNK-0112",
                "output file '" + file + "' is not empty, and this data directory has not written it",
                "move it away; go on with the --data-dir that wrote it; or overwrite it with --replace");
    }

    static SabotException partsBroken(Path directory, String detail) {
        return SabotException.failed(
                "SNK-0106",
                "the parts in '" + directory + "' do not follow each other: " + detail,
                "put back what is missing; or take all parts out, then writing goes on behind them",
                null);
    }

    static SabotException refusedLogDamaged(Path file, long position) {
        return SabotException.failed(
                "SNK-0108",
                "the refused rows in '" + file + "' are damaged at byte " + position,
                "restore the data directory; or move the file away to go on without what it has",
                null);
    }

    static SabotException tooManyRefused(String sink, Path file, long count) {
        return SabotException.failed(
                "SNK-0109",
                "'" + sink + "' has refused " + count + " rows, and '" + file + "' takes no more",
                "see what it refuses with sabot dlq list",
                null);
    }

    static Problem noSpace(Path file) {
        return Problem.of(
                "SNK-0111", "no space left for '" + file + "'", "free some space, and the rows that wait are written");
    }

    static SabotException unreadable(Path file, IOException e) {
        return SabotException.failed("SNK-0110", "cannot read '" + file + "': " + reason(e), null, e);
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
