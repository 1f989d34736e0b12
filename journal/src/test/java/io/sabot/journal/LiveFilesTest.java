package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are read while they are written. */
final class LiveFilesTest {
    private static final long HOUR_NS = 3_600_000_000_000L;

    @TempDir
    Path directory;

    private final MemoryPool pool = MemoryPool.unbounded();
    private final EventBatch batch = EventBatch.growable(pool);
    private final FrameHeader fields = FrameHeader.create();
    private DirectoryLock lock;
    private EventLog log;

    @BeforeEach
    void open() {
        lock = DirectoryLock.acquire(directory);
        log = Journals.open(config(), lock);
    }

    private JournalConfig config() {
        return JournalConfig.of(place()).withReserveBytes(1 << 20);
    }

    private Path place() {
        return directory.resolve("log");
    }

    @AfterEach
    void close() {
        log.close();
        lock.close();
        batch.close();
        pool.close();
    }

    private void append(long timeNs, int rows) {
        TestBatches.fill(batch, TestBatches.ALL_TYPES, log.symbols(), new Random(timeNs), rows);
        appendBatch(timeNs);
    }

    private void appendBatch(long timeNs) {
        log.appender().append(fields.clear().seq(log.lastSeq() + 1).timeNs(timeNs), batch);
    }

    private LogReader reader() {
        return JournalFiles.liveLog(place(), new SymbolDictionary());
    }

    @Test
    void shouldFindWhatIsAppendedAfterItsEnd() {
        try (LogReader reader = reader()) {
            assertThat(reader.next()).isFalse();
            for (int i = 1; i <= 20; i++) {
                append(i, 5);
                List<String> cells = TestBatches.cells(batch);
                assertThat(reader.next()).isTrue();
                assertThat(TestBatches.cells(reader.batch(TestBatches.ALL_TYPES)))
                        .isEqualTo(cells);
                assertThat(reader.next()).isFalse();
            }
        }
    }

    @Test
    void shouldGoOnInFilesThatAreMadeLater() {
        try (LogReader reader = reader()) {
            for (int i = 1; i <= 5; i++) {
                append(i * 3 * HOUR_NS, 2);
                append(i * 3 * HOUR_NS + 1, 2);
                assertThat(reader.next()).isTrue();
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().seq()).isEqualTo(2 * i);
                assertThat(reader.next()).isFalse();
            }
        }
        assertThat(QueueDirectory.files(place().resolve("g000001"))).hasSize(5);
    }

    @Test
    void shouldFindNothingWhereNothingIs() {
        try (LogReader reader = JournalFiles.liveLog(directory.resolve("no"), new SymbolDictionary())) {
            assertThat(reader.next()).isFalse();
        }
        try (LogReader reader = JournalFiles.liveOutbox(directory.resolve("no"))) {
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void shouldTakeADocumentThatIsNotReadyForTheEndForNow() throws IOException {
        append(1, 3);
        append(2, 3);
        long second;
        try (LogReader reader = reader()) {
            reader.next();
            reader.next();
            second = ((FrameReader) reader).source().offset() - 4;
        }
        log.close();
        Path file = QueueDirectory.files(place().resolve("g000001")).get(0);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                LogReader reader = reader()) {
            ByteBuffer head = ByteBuffer.allocate(4);
            channel.read(head, second);
            channel.write(ByteBuffer.wrap(new byte[] {0, 0, 0, (byte) 0x80}), second);
            assertThat(reader.next()).isTrue();
            assertThat(reader.next()).isFalse();
            channel.write(head.flip(), second);
            assertThat(reader.next()).isTrue();
        }
    }

    @Test
    void shouldNameAFrameThatIsBroken() throws IOException {
        append(1, 3);
        Path file = QueueDirectory.files(place().resolve("g000001")).get(0);
        try (LogReader reader = reader()) {
            reader.next();
            long offset = ((FrameReader) reader).source().offset() + FrameDescriptor.HEADER_BYTES + 1;
            log.close();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {99}), offset);
            }
        }
        try (LogReader reader = reader()) {
            assertThatThrownBy(reader::next).hasMessageContaining("JRN-01");
        }
    }

    @Test
    void shouldSeeWholeFramesOnlyWhileAnotherThreadAppends() throws InterruptedException {
        int frames = 20_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread appender = new Thread(() -> {
            try {
                for (int i = 1; i <= frames; i++) {
                    TestBatches.ticks(batch, 1 + i % 50, i);
                    appendBatch(i * HOUR_NS / 5_000); // over four files
                }
            } catch (RuntimeException | Error e) {
                failure.set(e);
            }
        });
        appender.start();
        List<Long> firsts = new ArrayList<>();
        try (LogReader reader = reader()) {
            while (firsts.size() < frames && failure.get() == null) {
                if (reader.next()) {
                    firsts.add(reader.batch(TestBatches.TICKS).column(0).getLong(0));
                } else {
                    Thread.onSpinWait();
                }
            }
        } finally {
            appender.join();
        }
        assertThat(failure.get()).isNull();
        for (int i = 0; i < frames; i++) {
            assertThat(firsts.get(i)).isEqualTo(i + 1);
        }
    }

    @Test
    void shouldForgetWhatHasPassed() {
        try (PassingOutbox passing = Journals.passingOutbox("sink", TestBatches.TICKS);
                LogReader first = passing.reader();
                LogReader second = passing.reader()) {
            for (int i = 1; i <= 100; i++) {
                // More than a segment at times.
                int parts = i % 10 == 0 ? 40 : 1;
                for (int part = 0; part < parts; part++) {
                    passing.outbox().append(TestBatches.ticks(batch, 1_000, i), i, i);
                }
                assertThat(rows(first, i)).isEqualTo(parts * 1_000);
                assertThat(rows(second, i)).isEqualTo(parts * 1_000);
                passing.forget();
            }
            assertThat(passing.outbox().lastOseq()).isEqualTo(100_000 + 10 * 39_000);
        }
    }

    private static int rows(LogReader reader, long seq) {
        int rows = 0;
        while (reader.next()) {
            assertThat(reader.header().seq()).isEqualTo(seq);
            rows += reader.header().rows();
        }
        return rows;
    }

    @Test
    void shouldRefuseToForgetForAReaderThatHasNotRead() {
        try (PassingOutbox passing = Journals.passingOutbox("sink", TestBatches.TICKS);
                LogReader reader = passing.reader()) {
            passing.outbox().append(TestBatches.ticks(batch, 1, 1), 1, 1);
            passing.forget();
            assertThatThrownBy(reader::next).hasMessageContaining("forgotten before it was read");
        }
    }
}
