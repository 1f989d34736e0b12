package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A data directory, and what a bad disk does to it. */
abstract class DiskTest {
    static final long HOUR_NS = 3_600_000_000_000L;

    @TempDir
    Path directory;

    final MemoryPool pool = MemoryPool.unbounded();
    final EventBatch batch = EventBatch.growable(pool);
    DirectoryLock lock;

    @BeforeEach
    final void acquire() {
        lock = DirectoryLock.acquire(directory);
    }

    @AfterEach
    final void release() {
        lock.close();
        batch.close();
        pool.close();
    }

    final Path logDirectory() {
        return directory.resolve("log");
    }

    final JournalConfig config() {
        return JournalConfig.of(logDirectory()).withReserveBytes(1 << 20);
    }

    final EventLog open() {
        return Journals.open(config(), lock);
    }

    /** Frames that say their own seq, one an hour quarter, with a symbol each. */
    final void append(EventLog log, int frames) {
        for (int i = 0; i < frames; i++) {
            long seq = log.lastSeq() + 1;
            log.symbols().idOf("symbol " + seq);
            FrameHeader fields = FrameHeader.create()
                    .seq(seq)
                    .timeNs(log.lastTimeNs() + HOUR_NS / 4)
                    .streamId(2)
                    .schemaVersion(1);
            log.appender().append(fields.sourceOffset(seq), TestBatches.ticks(batch, 10, seq));
        }
    }

    final void write(int frames, boolean isForced) {
        try (EventLog log = open()) {
            append(log, frames);
            if (isForced) {
                log.force();
            }
        }
    }

    /** Reads all frames from one on, and checks that they are what {@link #append} wrote. */
    static void checkFrom(EventLog log, long fromSeq) {
        SymbolDictionary symbols = new SymbolDictionary();
        for (int i = 1; i < fromSeq; i++) {
            symbols.idOf("symbol " + i);
        }
        try (LogReader reader = log.reader(fromSeq, symbols)) {
            for (long seq = fromSeq; seq <= log.lastSeq(); seq++) {
                assertThat(reader.next()).as("frame %d", seq).isTrue();
                assertThat(reader.header().seq()).isEqualTo(seq);
                assertThat(reader.header().sourceOffset()).isEqualTo(seq);
                assertThat(reader.batch(TestBatches.TICKS).column(0).getLong(0)).isEqualTo(seq);
            }
            assertThat(reader.next()).isFalse();
        }
    }

    final Path generation(int number) {
        return logDirectory().resolve(QueueDirectory.generationName(number));
    }

    /** A frame's document. */
    record Place(Path file, long offset, int length) {}

    static List<Place> places(Path generation) {
        List<FileSpan> spans = QueueDirectory.files(generation).stream()
                .map(file -> FileSpan.whole(1, file))
                .toList();
        List<Place> places = new ArrayList<>();
        try (QueueFileSource source = new QueueFileSource(spans, 0)) {
            while (source.next()) {
                places.add(new Place(Path.of(source.file()), source.offset(), source.length()));
            }
        }
        return places;
    }

    final Place place(long seq) {
        return places(generation(1)).get((int) seq - 1);
    }

    static void flip(Path file, long offset, int bit) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ bit)}), offset);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void zero(Path file, long offset, int bytes) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(bytes), offset);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void truncate(Path file, long bytes) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void copyTree(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
