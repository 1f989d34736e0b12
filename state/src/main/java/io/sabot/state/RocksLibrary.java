package io.sabot.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * The native half of RocksDB, unpacked once beside the data: a temporary directory may forbid programs, and a killed
 * process would leave a copy there each time.
 */
final class RocksLibrary {
    private RocksLibrary() {}

    static void load(Path directory) {
        // One directory per version, named after the jar that has it.
        String jar = RocksDB.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        Path home = directory.resolve(jar.substring(jar.lastIndexOf('/') + 1));
        Path library = home.resolve(Environment.getJniLibraryFileName("rocksdbjni")); // the name it is looked for by
        try {
            if (!Files.exists(library)) {
                unpack(Environment.getJniLibraryFileName("rocksdb"), home, library);
            }
        } catch (IOException e) {
            throw CheckpointErrors.cannotOpen(directory, e);
        }
        RocksDB.loadLibrary(List.of(home.toAbsolutePath().toString()));
    }

    private static void unpack(String name, Path home, Path library) throws IOException {
        Files.createDirectories(home);
        Path fresh = home.resolve(name + ".new");
        try (InputStream in = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("there is no RocksDB for this kind of machine: " + name);
            }
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
        }
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true); // half a library under the right name after a power cut would never be replaced
        }
        Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
