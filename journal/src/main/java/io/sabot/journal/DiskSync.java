package io.sabot.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** How bytes get from the page cache to the disk. */
@FunctionalInterface
interface DiskSync {
    DiskSync DISK = (channel, path) -> channel.force(false);

    /**
     * @param channel of a file, or of a directory opened for reading
     * @param path of it
     */
    void force(FileChannel channel, Path path) throws IOException;
}
