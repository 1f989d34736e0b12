package io.sabot.journal;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Makes one process the owner of a data directory, by a lock on its file {@code LOCK}. The operating system drops the
 * lock with the process, however that ends; the process id in the file is for people. Thread-safe.
 */
public final class DirectoryLock implements AutoCloseable {
    public static final String FILE_NAME = "LOCK";

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Locks the directory, which is made if need be.
     *
     * @throws SabotException JRN-0220 if another process, or this one, holds it; JRN-0201 if it cannot be written to
     */
    public static DirectoryLock acquire(Path directory) {
        Path file = directory.resolve(FILE_NAME);
        FileChannel channel = null;
        boolean isHeld = false;
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            isHeld = tryLock(channel);
            if (!isHeld) {
                throw held(directory, readPid(channel));
            }
            writePid(channel);
            return new DirectoryLock(directory, channel);
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(directory, e);
        } finally {
            if (!isHeld && channel != null) {
                closeQuietly(channel);
            }
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        }
    }

    private static SabotException held(Path directory, String pid) {
        Problem problem = Problem.inFile(
                "JRN-0220",
                "the data directory is in use" + (pid.isEmpty() ? "" : " by process " + pid),
                directory.toString(),
                "stop process " + (pid.isEmpty() ? "that uses it" : pid) + ", or choose another directory");
        return new SabotException(ExitCode.CONFIGURATION, List.of(problem));
    }

    private static String readPid(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).trim();
    }

    private static void writePid(FileChannel channel) throws IOException {
        String pid = ProcessHandle.current().pid() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            assert e != null; // the lock was not ours, and nothing was written
        }
    }

    public Path directory() {
        return directory;
    }

    public boolean isHeld() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(directory, e);
        }
    }
}
