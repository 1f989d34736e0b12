package io.sabot.core.error;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Tells a full disk, which is waited for, from a broken one, which is not. */
public final class FullDisk {
    private static final long NOTHING_BYTES = 64 << 10;

    private FullDisk() {}

    /**
     * Whether a write failed for lack of space.
     *
     * @param path an existing file or directory on that disk
     */
    public static boolean isCauseOf(Throwable failure, Path path) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota") || isFull(path);
    }

    /** The system's words may be in any language. */
    private static boolean isFull(Path path) {
        try {
            return Files.getFileStore(path).getUsableSpace() < NOTHING_BYTES;
        } catch (IOException e) {
            return false; // the first failure is told
        }
    }
}
