package io.sabot.engine;

import io.sabot.core.fault.FaultRun;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system of a test's own, in a file: it can be full, and it can lose its power. */
public final class LoopDisk implements AutoCloseable {
    /** EXT4_IOC_SHUTDOWN without writing the file system's log: what was not synced is gone. */
    private static final String SHUTDOWN =
            """
            sysopen(my $file, $ARGV[0], 0) or die "$!";
            my $flags = pack("L", 2);
            ioctl($file, 0x8004587d, $flags) or die "$!";
            """;

    private final Path image;
    private final Path mount;
    private boolean isMounted;

    private LoopDisk(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    /** Skips the test, and says so, where that is not possible. */
    public static LoopDisk make(Path directory, String name, long mebibytes) throws IOException, InterruptedException {
        LoopDisk disk = new LoopDisk(directory.resolve(name + ".img"), Files.createDirectory(directory.resolve(name)));
        try (RandomAccessFile file = new RandomAccessFile(disk.image.toFile(), "rw")) {
            file.setLength(mebibytes << 20);
        }
        try {
            Tools.run("mkfs.ext4", "-q", "-m", "0", disk.image.toString());
            disk.mount();
        } catch (IOException e) {
            return FaultRun.skip("no loop-mounted file system: " + e.getMessage());
        }
        return disk;
    }

    public Path path() {
        return mount;
    }

    public void mount() throws IOException, InterruptedException {
        Tools.run("mount", "-o", "loop", image.toString(), mount.toString());
        isMounted = true;
    }

    /** From now on nothing reaches the disk. Skips the test where that is not possible. */
    public void cutPower() throws InterruptedException {
        Tools.require("perl", "-e", SHUTDOWN, mount.toString());
    }

    /** Nobody may use it any more. */
    public void unmount() throws IOException, InterruptedException {
        for (int tries = 50; isMounted; tries--) {
            try {
                Tools.run("umount", mount.toString());
                isMounted = false;
            } catch (IOException e) {
                if (tries == 0) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100); // processes that are ending still have files open
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            unmount();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("still mounted: " + mount, e);
        }
        Files.delete(image);
    }
}
