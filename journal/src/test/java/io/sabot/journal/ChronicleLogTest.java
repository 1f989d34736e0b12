package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChronicleLogTest extends EventLogContract {
    @TempDir
    Path directory;

    private DirectoryLock lock;
    private EventLog log;

    @BeforeEach
    void open() {
        lock = DirectoryLock.acquire(directory);
        log = Journals.open(config(), lock);
    }

    private JournalConfig config() {
        return JournalConfig.of(directory.resolve("log")).withReserveBytes(1 << 20);
    }

    @AfterEach
    void close() {
        log.close();
        lock.close();
    }

    @Override
    EventLog log() {
        return log;
    }

    private void reopen() {
        log.close();
        log = Journals.open(config(), lock);
    }

    private List<FileSpan> spans() {
        return files().stream().map(file -> FileSpan.whole(1, file)).toList();
    }

    private List<Path> files() {
        return QueueDirectory.files(directory.resolve("log").resolve("g000001"));
    }

    @Test
    void shouldGoOnAfterReopening() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<List<String>> written = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            TestBatches.fill(batch, TestBatches.ALL_TYPES, log.symbols(), random, 20);
            written.add(TestBatches.cells(batch));
            log.appender().append(next(i * HOUR_NS / 7), batch);
            if (random.nextInt(10) == 0) {
                int symbols = log.symbols().size();
                reopen();
                assertThat(log.lastSeq()).isEqualTo(i);
                assertThat(log.symbols().size()).isEqualTo(symbols);
                assertThat(log.lastTimeNs()).isEqualTo(i * HOUR_NS / 7);
            }
        }
        try (LogReader reader = log.reader(1, new SymbolDictionary())) {
            for (List<String> cells : written) {
                assertThat(reader.next()).isTrue();
                assertThat(TestBatches.cells(reader.batch(TestBatches.ALL_TYPES)))
                        .isEqualTo(cells);
            }
        }
        assertThat(files()).hasSizeGreaterThan(5);
    }

    @Test
    void shouldPutFramesIntoFilesByLogicalTime() {
        log.appender().append(next(5 * HOUR_NS), TestBatches.ticks(batch, 1, 0));
        log.appender().append(next(5 * HOUR_NS + 1), TestBatches.ticks(batch, 1, 0));
        log.appender().append(next(7 * HOUR_NS), TestBatches.ticks(batch, 1, 0));
        assertThat(files().stream().map(file -> file.getFileName().toString()))
                .containsExactly("19700101-05F.cq4", "19700101-07F.cq4");
    }

    @Test
    void shouldRefuseAnyFlippedBit() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            appendRandom(random, 10);
        }
        List<long[]> places = framePlaces();
        log.force();
        log.close();
        Path file = files().get(0);
        for (int i = 0; i < 300; i++) {
            long[] place = places.get(random.nextInt(places.size()));
            boolean isLast = place == places.get(places.size() - 1);
            // The document's header counts as part of the frame; that of the last one is the queue's word alone.
            long from = place[0] - (isLast ? 0 : 4);
            long offset = from + (long) (random.nextDouble() * (place[0] + place[1] - from));
            int bit = 1 << random.nextInt(8);
            flip(file, offset, bit);
            assertThatThrownBy(() -> Journals.open(config(), lock).close())
                    .as("offset %d bit %d", offset, bit)
                    .isInstanceOf(SabotException.class)
                    .hasMessageContaining("JRN-01")
                    .hasMessageContaining("sabot journal verify")
                    .hasMessageContaining(file.toString());
            flip(file, offset, bit);
        }
        log = Journals.open(config(), lock);
        assertThat(log.lastSeq()).isEqualTo(20);
    }

    /** Offset and length of each frame. */
    private List<long[]> framePlaces() {
        List<long[]> places = new ArrayList<>();
        try (QueueFileSource source = new QueueFileSource(spans(), 0)) {
            while (source.next()) {
                places.add(new long[] {source.offset(), source.length()});
            }
        }
        return places;
    }

    private static void flip(Path file, long offset, int bit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ bit)}), offset);
        }
    }

    @Test
    void shouldRefuseADocumentHeaderLostInTheMiddle() throws IOException {
        for (int i = 0; i < 20; i++) {
            log.appender().append(next(1), TestBatches.ticks(batch, 3, 0));
        }
        long[] place = framePlaces().get(11);
        log.force();
        log.close();
        try (FileChannel channel = FileChannel.open(files().get(0), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(4), place[0] - 4);
        }
        assertThatThrownBy(() -> Journals.open(config(), lock))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("JRN-0111")
                .hasMessageContaining("frame 12");
    }

    @Test
    void shouldClearWhatAKilledProcessLeftBehindTheEnd() throws IOException {
        log.appender().append(next(1), TestBatches.ticks(batch, 3, 0));
        long[] place = framePlaces().get(0);
        log.close();
        byte[] garbage = new byte[300_000];
        new Random(5).nextBytes(garbage);
        long end = place[0] + place[1] + 3 & -4L;
        try (FileChannel channel = FileChannel.open(files().get(0), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(garbage), end + 4);
        }
        log = Journals.open(config(), lock);
        for (int i = 0; i < 3; i++) {
            log.appender().append(next(1), TestBatches.ticks(batch, 3, 0));
        }
        reopen();
        assertThat(log.lastSeq()).isEqualTo(4);
    }

    @Test
    void shouldForgetAFileThatWasNotFinished() throws IOException {
        log.appender().append(next(HOUR_NS), TestBatches.ticks(batch, 3, 0));
        log.close();
        Path unfinished = files().get(0).resolveSibling("19700101-03F.cq4");
        Files.write(unfinished, new byte[] {0, 0, 0, (byte) 0x80, 1, 2, 3, 4});
        log = Journals.open(config(), lock);
        assertThat(unfinished).doesNotExist();
        log.appender().append(next(3 * HOUR_NS), TestBatches.ticks(batch, 3, 0));
        reopen();
        assertThat(log.lastSeq()).isEqualTo(2);
    }

    @Test
    void shouldForceEveryFileItWroteTo() {
        log.appender().append(next(HOUR_NS), TestBatches.ticks(batch, 3, 0));
        assertThat(log.force()).isEqualTo(1);
        log.appender().append(next(2 * HOUR_NS), TestBatches.ticks(batch, 3, 0));
        log.appender().append(next(3 * HOUR_NS), TestBatches.ticks(batch, 3, 0));
        assertThat(log.force()).isEqualTo(3);
    }

    @Test
    void shouldRefuseToAppendWithoutFreeSpaceAndGoOnWhenThereIsSome() {
        log.close();
        EventLog strict = Journals.open(config().withReserveBytes(Long.MAX_VALUE), lock);
        try {
            FrameHeader first = FrameHeader.create().seq(1);
            TestBatches.ticks(batch, 3, 0);
            assertThatThrownBy(() -> strict.appender().append(first, batch))
                    .isInstanceOfSatisfying(SabotException.class, e -> {
                        assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED);
                        assertThat(e.problems().get(0).code()).isEqualTo("JRN-0202");
                    });
            assertThat(strict.lastSeq()).isZero();
        } finally {
            strict.close();
        }
        log = Journals.open(config(), lock);
        assertThat(log.appender().append(next(1), batch)).isEqualTo(1);
    }

    @Test
    void shouldNameThePathThatCannotBeOpened() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> Journals.open(JournalConfig.of(file), lock))
                .isInstanceOfSatisfying(
                        SabotException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("FileAlreadyExists");
    }

    @Test
    void shouldCarryMoreDictionaryEntriesThanABatchHasBytes() {
        byte[] filler = new byte[1000];
        for (int i = 0; i < 3000; i++) {
            java.util.Arrays.fill(filler, (byte) ('a' + i % 26));
            log.symbols().idOf(new String(filler, java.nio.charset.StandardCharsets.UTF_8) + i);
        }
        log.appender().append(next(1), TestBatches.ticks(batch, 3, 0));
        log.appender().append(next(1), TestBatches.ticks(batch, 3, 0));
        reopen();
        assertThat(log.symbols().size()).isEqualTo(3000);
        assertThat(log.lastSeq()).isEqualTo(2);
    }
}
