package io.sabot.ingest.file;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be wrong with an input file. */
final class FileErrors {
    private static final int MAX_LISTED = 10_000;

    private FileErrors() {}

    /** @throws SabotException if the path is no readable file */
    static void requireReadable(Path path) {
        if (Files.isDirectory(path)) {
            throw SabotException.configuration("ING-0201", "input '" + path + "' is a directory", "name a file in it");
        }
        if (!Files.exists(path)) {
            throw SabotException.configuration("ING-0202", "input file '" + path + "' does not exist", hint(path));
        }
        if (!Files.isReadable(path)) {
            throw SabotException.configuration("ING-0203", "input file '" + path + "' may not be read", null);
        }
    }

    private static String hint(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        Path fileName = path.getFileName();
        if (directory == null || fileName == null || !Files.isDirectory(directory)) {
            return "directory '" + directory + "' does not exist either";
        }
        try (Stream<Path> listing = Files.list(directory)) {
            List<String> names = listing.limit(MAX_LISTED)
                    .map(file -> String.valueOf(file.getFileName()))
                    .collect(Collectors.toList());
            return Nearest.hint(fileName.toString(), names);
        } catch (IOException e) {
            return null; // a hint is not worth a second error
        }
    }

    static SabotException unreadable(String name, IOException e) {
        return SabotException.failed("ING-0204", "cannot read '" + name + "': " + e.getMessage(), null, e);
    }

    static SabotException corrupt(String name, long offset, String detail, Throwable cause) {
        String message = "gzip file '" + name + "' is " + detail + " at byte " + offset;
        return new SabotException(
                ExitCode.BAD_DATA,
                List.of(Problem.of("ING-0205", message, "check it with gzip -t, and copy it again")),
                cause);
    }

    static SabotException tooShort(String name, long length, long offset) {
        return SabotException.failed(
                "ING-0206",
                "'" + name + "' has " + length + " bytes, but was read up to byte " + offset + " before",
                "the input was truncated or replaced; put it back, or start over with --replace",
                null);
    }
}
