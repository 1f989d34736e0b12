package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalPrinterTest {
    @TempDir
    Path directory;

    private final MemoryPool pool = MemoryPool.unbounded();
    private final EventBatch batch = EventBatch.growable(pool);

    @BeforeEach
    void write() {
        FrameHeader fields = FrameHeader.create();
        JournalConfig config = JournalConfig.of(directory.resolve("log")).withReserveBytes(1 << 20);
        try (DirectoryLock lock = DirectoryLock.acquire(directory);
                EventLog log = Journals.open(config, lock)) {
            log.appender().appendSchema(fields.seq(1), TestBatches.TICKS);
            TestBatches.ticks(batch, 2, 1_000_000_000);
            log.appender().append(fields.seq(2).streamId(2).schemaVersion(1).sourceOffset(42), batch);
            log.appender().appendReject(fields.clear().seq(3), new RejectedRecord(9, 2, 1, "bad", new byte[1]));
        }
    }

    @AfterEach
    void closeMemory() {
        batch.close();
        pool.close();
    }

    private String print(Consumer<JournalPrinter> what) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        what.accept(new JournalPrinter(directory.resolve("log"), new PrintStream(bytes, true, StandardCharsets.UTF_8)));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldListFrames() {
        assertThat(print(JournalPrinter::ls).lines())
                .hasSize(4)
                .element(2)
                .asString()
                .contains("DATA", "1970-01-01 00:00:00", "0:42");
    }

    @Test
    void shouldPrintRows() {
        assertThat(print(JournalPrinter::cat).lines())
                .containsExactly(
                        "1\tDDL\tticks\tts TIMESTAMP(9), price DOUBLE, size BIGINT",
                        "2:0\tticks\t1970-01-01 00:00:01\t0.0\t0",
                        "2:1\tticks\t1970-01-01 00:00:01.000000001\t0.5\t1",
                        "3\tREJECT\tline 2, offset 9: bad");
    }

    @Test
    void shouldTellWhetherAllIsIntact() throws IOException {
        assertThat(print(printer -> assertThat(printer.verify()).isTrue())).contains("3 frames, 2 rows", "last seq 3");
        Path file = QueueDirectory.files(directory.resolve("log/g000001")).get(0);
        long second;
        try (QueueFileSource source = new QueueFileSource(List.of(FileSpan.whole(1, file)), 0)) {
            assertThat(source.next()).isTrue();
            assertThat(source.next()).isTrue();
            second = source.offset();
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(second + 200);
            bytes.write(0x55);
        }
        assertThat(print(printer -> assertThat(printer.verify()).isFalse()))
                .contains("broken after 1 frames", "frame 2", file.toString(), "at offset " + second);
    }

    @Test
    void shouldPrintAnOutbox() {
        try (DirectoryLock lock = DirectoryLock.acquire(directory);
                Outbox outbox = Journals.openOutbox(
                        "out",
                        JournalConfig.of(directory.resolve("out")).withReserveBytes(0),
                        lock,
                        TestBatches.TICKS)) {
            TestBatches.ticks(batch, 1, 5);
            batch.positions(0, 16384, 16385);
            outbox.append(batch, 7, 8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JournalPrinter(directory.resolve("out"), new PrintStream(bytes, true, StandardCharsets.UTF_8)).cat();
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .element(1)
                .isEqualTo("1\tticks\t1970-01-01 00:00:00.000000005\t0.0\t0\t1:0\t1:1");
    }

    @Test
    void shouldSayThatThereIsNoLog() {
        assertThatThrownBy(() -> new JournalPrinter(directory, System.out))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("JRN-0205");
    }
}
