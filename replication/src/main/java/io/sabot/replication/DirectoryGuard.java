package io.sabot.replication;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second process out of a node's directory. Held by the process, so a killed one leaves nothing behind. */
final class DirectoryGuard implements AutoCloseable {
    static final String FILE = "LOCK";

    private final FileChannel channel;

    private DirectoryGuard(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryGuard take(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isTaken(channel)) {
                channel.close();
                throw inUse(directory);
            }
            return new DirectoryGuard(channel);
        } catch (IOException e) {
            throw ReplicationErrors.failed("REP-0207", "cannot lock " + directory + ": " + e.getMessage(), null, e);
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this process has it already
        }
    }

    private static SabotException inUse(Path directory) {
        return ReplicationErrors.unavailable(
                "REP-0208", "another process uses the cluster directory " + directory, "stop it, or wait for its end");
    }

    /** The lock goes with the channel. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw ReplicationErrors.failed("REP-0207", "cannot release a lock: " + e.getMessage(), null, e);
        }
    }
}
