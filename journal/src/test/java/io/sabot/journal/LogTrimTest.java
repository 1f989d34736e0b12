package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.SymbolDictionary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class LogTrimTest extends DiskTest {
    @Test
    void shouldOpenFromTheFirstFrameThatIsLeft() {
        try (EventLog log = open()) {
            append(log, 40);
            assertThat(log.trim(22)).isEqualTo(20);
            assertThat(QueueDirectory.files(generation(1))).hasSize(6);
            append(log, 5);
            assertThat(log.trim(26)).isEqualTo(24);
        }
        try (EventLog log = open()) {
            assertThat(log.firstSeq()).isEqualTo(24);
            assertThat(log.openedAfter()).isEqualTo(23);
            assertThat(log.lastSeq()).isEqualTo(45);
            assertThat(log.symbols().size()).isEqualTo(45);
            checkFrom(log, 24);
            checkFrom(log, 45);
            try (LogReader reader = log.reader(24, new SymbolDictionary())) {
                assertThat(reader.next())
                        .as("knows the symbols of the frames that are gone")
                        .isTrue();
            }
            append(log, 5);
            log.force();
        }
        long[] seqs = {23};
        JournalFiles.read(
                logDirectory(), reader -> assertThat(reader.header().seq()).isEqualTo(++seqs[0]));
        assertThat(seqs[0]).isEqualTo(50);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(new JournalPrinter(logDirectory(), new PrintStream(bytes, true, StandardCharsets.UTF_8)).verify())
                .isTrue();
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("trimmed: kept from seq 24", "forced up to frame 50");
    }

    @Test
    void shouldOpenATrimmedLogFromAPoint() {
        LogPoint point;
        try (EventLog log = open()) {
            append(log, 40);
            point = log.point();
            append(log, 3);
            log.trim(30);
        }
        SymbolDictionary symbols = new SymbolDictionary();
        for (int i = 1; i <= 40; i++) {
            symbols.idOf("symbol " + i);
        }
        try (EventLog log = Journals.open(config(), lock, point, symbols)) {
            assertThat(log.openedAfter()).isEqualTo(40);
            assertThat(log.firstSeq()).isEqualTo(28);
            checkFrom(log, 28);
        }
    }

    @Test
    void shouldFinishATrimThatACrashInterrupted() {
        write(40, true);
        copyTree(generation(1), directory.resolve("before"));
        try (EventLog log = open()) {
            log.trim(22);
        }
        List<Path> left = QueueDirectory.files(generation(1));
        QueueDirectory.deleteGeneration(generation(1));
        copyTree(directory.resolve("before"), generation(1));
        JournalFiles.read(
                logDirectory(), reader -> assertThat(reader.header().seq()).isGreaterThan(19));
        try (EventLog log = open()) {
            assertThat(log.firstSeq()).isEqualTo(20);
            assertThat(QueueDirectory.files(generation(1))).isEqualTo(left);
        }
    }

    @Test
    void shouldRefuseABeginningThatIsMissingWithoutATrim() {
        write(40, false);
        List<Path> files = QueueDirectory.files(generation(1));
        QueueDirectory.delete(files.get(0));
        assertThatThrownBy(this::open).hasMessageContaining("JRN-0106");
    }

    @Test
    void shouldRefuseATrimmedLogWhoseFirstFileIsMissing() {
        try (EventLog log = open()) {
            append(log, 40);
            log.trim(22);
        }
        QueueDirectory.delete(QueueDirectory.files(generation(1)).get(0));
        assertThatThrownBy(this::open).hasMessageContaining("JRN-0208");
    }

    @Test
    void shouldDeleteGenerationsThatAreOver() {
        write(20, false);
        Place place = place(15);
        flip(place.file(), place.offset() + 300, 1);
        try (EventLog log = open()) {
            append(log, 26);
            assertThat(log.trim(10)).isEqualTo(8);
            checkFrom(log, 8);
            assertThat(generation(1)).exists();
            assertThat(log.trim(30)).isEqualTo(28);
            assertThat(generation(1)).doesNotExist();
            checkFrom(log, 28);
        }
        try (EventLog log = open()) {
            assertThat(log.firstSeq()).isEqualTo(28);
            checkFrom(log, 28);
            append(log, 1);
        }
    }

    @Test
    void shouldTrimShortPeriods() {
        JournalConfig config = config().withRoll(RollPeriod.FIVE_MINUTELY);
        try (EventLog log = Journals.open(config, lock)) {
            append(log, 10);
            assertThat(QueueDirectory.files(generation(1))).hasSize(10);
            assertThat(log.trim(7)).isEqualTo(7);
            assertThat(QueueDirectory.files(generation(1))).hasSize(4);
            checkFrom(log, 7);
        }
        try (EventLog log = Journals.open(config, lock)) {
            checkFrom(log, 7);
        }
    }

    @Test
    void shouldTrimOnAnotherThreadWhileTheLogGrows() throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (EventLog log = open()) {
            append(log, 8);
            Thread trimmer = new Thread(() -> {
                while (log.firstSeq() < 290) {
                    log.trim(log.lastSeq() - 10);
                    log.force();
                }
            });
            trimmer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
            trimmer.start();
            append(log, 400);
            trimmer.join();
            assertThat(failure.get()).isNull();
            checkFrom(log, log.firstSeq());
        }
        try (EventLog log = open()) {
            assertThat(log.firstSeq()).isGreaterThanOrEqualTo(290);
            checkFrom(log, log.firstSeq());
        }
    }

    @Test
    void shouldLetReadersGoOnThatHaveComeFurther() {
        try (EventLog log = open()) {
            append(log, 40);
            SymbolDictionary symbols = new SymbolDictionary();
            try (LogReader reader = log.reader(1, symbols)) {
                for (int i = 1; i <= 30; i++) {
                    assertThat(reader.next()).isTrue();
                }
                log.trim(30);
                append(log, 10);
                for (int i = 31; i <= 50; i++) {
                    assertThat(reader.next()).isTrue();
                    assertThat(reader.header().seq()).isEqualTo(i);
                }
                assertThat(reader.next()).isFalse();
            }
        }
    }
}
