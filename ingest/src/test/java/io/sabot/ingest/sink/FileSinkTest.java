package io.sabot.ingest.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSinkTest {
    private static final EventSchema SCHEMA = Decoded.schema("n BIGINT, s VARCHAR");
    private static final int SLOT_BYTES = AppliedSlotDescriptor.SLOT_BYTES;

    @TempDir
    Path dir;

    private Path file;
    private Path record;
    private final Rows rows = new Rows(SCHEMA, false);

    @BeforeEach
    void namePaths() {
        file = dir.resolve("out.csv");
        record = dir.resolve("out.applied");
    }

    @AfterEach
    void closeRows() {
        rows.close();
    }

    private FileSink open() {
        return FileSink.open(file, record, OutputFormat.csv(), SCHEMA, false, false);
    }

    private void write(Sink sink, long first, int count) {
        rows.clear();
        for (long n = first; n < first + count; n++) {
            rows.add(n, "v" + n);
        }
        sink.write(rows.batch, first);
    }

    private static String expected(long count) {
        StringBuilder text = new StringBuilder("n,s\n");
        for (long n = 1; n <= count; n++) {
            text.append(n).append(",v").append(n).append('\n');
        }
        return text.toString();
    }

    private String content() throws IOException {
        return Files.readString(file);
    }

    @Test
    void shouldWriteTheFileAndGoOnBehindIt() throws IOException {
        try (FileSink sink = open()) {
            assertThat(sink.resumeAfter()).isEqualTo(Sink.NOTHING);
            write(sink, 1, 2);
            assertThat(sink.resumeAfter()).isEqualTo(Sink.NOTHING);
            sink.flush();
            assertThat(sink.resumeAfter()).isEqualTo(2);
            assertThat(content()).isEqualTo(expected(2));
        }
        try (FileSink sink = open()) {
            assertThat(sink.resumeAfter()).isEqualTo(2);
            write(sink, 3, 1);
            sink.end();
        }
        assertThat(content()).isEqualTo(expected(3));
        assertThat(Files.size(record)).isEqualTo(2 * SLOT_BYTES);
    }

    @Test
    void shouldForceWhenAskedTo() throws IOException {
        for (int run = 0; run < 2; run++) {
            try (FileSink sink = FileSink.open(file, record, OutputFormat.csv(), SCHEMA, true, false)) {
                write(sink, 1 + run, 1);
                sink.flush();
            }
        }
        assertThat(content()).isEqualTo(expected(2));
    }

    @Test
    void shouldCutOffWhatWasNotRecorded() throws IOException {
        try (FileSink sink = open()) {
            write(sink, 1, 2);
            sink.flush();
            write(sink, 3, 5);
        }
        Files.writeString(file, content() + "3,v3\n4,v"); // a kill between data and record
        try (FileSink sink = open()) {
            assertThat(content()).isEqualTo(expected(2));
            write(sink, 3, 2);
            sink.flush();
        }
        assertThat(content()).isEqualTo(expected(4));
    }

    @Test
    void shouldWriteThroughWhenMuchIsPendingAndCutItOffAfterAKill() throws IOException {
        try (FileSink sink = open()) {
            write(sink, 1, 1);
            sink.flush();
            long next = 2;
            while (Files.size(file) < 1_000_000) {
                write(sink, next, 1000);
                next += 1000;
            }
            assertThat(sink.resumeAfter()).isEqualTo(1);
        }
        try (FileSink sink = open()) {
            assertThat(sink.resumeAfter()).isEqualTo(1);
            assertThat(content()).isEqualTo(expected(1));
        }
    }

    @Test
    void shouldUseTheOlderRecordWhenTheNewerIsTorn() throws IOException {
        try (FileSink sink = open()) {
            for (long n = 1; n <= 3; n++) {
                write(sink, n, 1);
                sink.flush();
            }
        }
        damage(1); // the first record says that the file is empty, the fourth is in the second slot
        try (FileSink sink = open()) {
            assertThat(sink.resumeAfter()).isEqualTo(2);
            assertThat(content()).isEqualTo(expected(2));
            write(sink, 3, 1);
            sink.flush();
        }
        try (FileSink sink = open()) {
            assertThat(sink.resumeAfter()).isEqualTo(3);
        }
        assertThat(content()).isEqualTo(expected(3));
    }

    @Test
    void shouldStartOverWhenTheVeryFirstRecordIsTorn() throws IOException {
        open().close();
        damage(0);
        try (FileSink sink = open()) {
            assertThat(sink.resumeAfter()).isEqualTo(Sink.NOTHING);
            write(sink, 1, 2);
            sink.flush();
        }
        assertThat(content()).isEqualTo(expected(2));
    }

    @Test
    void shouldRefuseToGoOnWhenBothRecordsAreDamaged() throws IOException {
        try (FileSink sink = open()) {
            write(sink, 1, 1);
            sink.flush();
            write(sink, 2, 1);
            sink.flush();
        }
        damage(0);
        damage(1);
        assertThatThrownBy(this::open).isInstanceOf(SabotException.class).hasMessageContaining("SNK-0105");
        assertThat(content()).isEqualTo(expected(2));
    }

    private void damage(int slot) throws IOException {
        byte[] bytes = Files.readAllBytes(record);
        bytes[slot * SLOT_BYTES + 30] ^= 4;
        Files.write(record, bytes);
    }

    @Test
    void shouldRefuseAFileThatSomebodyElseHasWritten() throws IOException {
        Files.writeString(file, "something else\n");
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        SabotException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining("SNK-0112")
                .hasMessageContaining("--replace");
        assertThat(content()).isEqualTo("something else\n");
        Files.writeString(file, "");
        open().close();
    }

    @Test
    void shouldKnowAsItsOwnWhatItWroteBeforeItsFirstFlush() throws IOException {
        open().close();
        Files.writeString(file, "n,s\n1,half a r");
        try (FileSink sink = open()) {
            write(sink, 1, 1);
            sink.end();
        }
        assertThat(content()).isEqualTo(expected(1));
    }

    @Test
    void shouldOverwriteAFileWhenToldToReplace() throws IOException {
        Files.writeString(file, "something else\n".repeat(100));
        try (FileSink sink = FileSink.open(file, record, OutputFormat.csv(), SCHEMA, false, true)) {
            assertThat(content()).isEmpty();
            sink.end();
        }
        assertThat(content()).isEqualTo("n,s\n");
        try (FileSink sink = open()) {
            write(sink, 1, 1);
            sink.end();
        }
        assertThat(content()).isEqualTo(expected(1));
    }

    @Test
    void shouldRefuseAFileThatIsShorterThanItWas() throws IOException {
        try (FileSink sink = open()) {
            write(sink, 1, 3);
            sink.flush();
        }
        Files.writeString(file, "n,s\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("SNK-0101")
                .hasMessageContaining("has only 4 bytes");
        Files.delete(file);
        assertThatThrownBy(this::open).hasMessageContaining("SNK-0101").hasMessageContaining("does not exist any more");
        assertThat(file).doesNotExist();
    }

    @Test
    void shouldTellWhyAFileCannotBeWritten() throws IOException {
        file = dir.resolve("missing/out.csv");
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        SabotException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining("SNK-0102")
                .hasMessageContaining("missing' does not exist");
        file = dir;
        assertThatThrownBy(this::open).hasMessageContaining("SNK-0102").hasMessageContaining("is a directory");
        file = dir.resolve("out.csv");
        record = dir.resolve("missing/record");
        assertThatThrownBy(this::open).hasMessageContaining("SNK-0102").hasMessageContaining("missing/record");
    }

    @Test
    void shouldRefuseRowsOutOfOrderAndRowsAfterTheClose() {
        FileSink sink = open();
        write(sink, 1, 2);
        assertThatThrownBy(() -> write(sink, 2, 1)).hasMessage("row 2 after row 2");
        assertThatThrownBy(() -> write(sink, 4, 1)).isInstanceOf(IllegalArgumentException.class);
        sink.close();
        sink.close();
        assertThatThrownBy(() -> write(sink, 3, 1)).hasMessageContaining("the sink is closed");
        assertThatThrownBy(() -> FileSink.open(file, record, OutputFormat.table(), SCHEMA, false, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldHaveTheBytesOfAnUndisturbedRunWhateverHappened() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(record);
            long total = 200L + random.nextInt(200);
            FileSink sink = open();
            long next = 1;
            while (sink.resumeAfter() < total) {
                int count = (int) Math.min(total - next + 1, random.nextInt(20));
                write(sink, next, count);
                next += count;
                if (random.nextInt(3) == 0) {
                    sink.flush();
                }
                if (next > total) {
                    sink.end();
                }
                if (random.nextInt(5) == 0) {
                    sink.close();
                    disturb(random);
                    sink = open();
                    next = sink.resumeAfter() + 1;
                }
            }
            sink.close();
            assertThat(content()).as("seed %d", seed).isEqualTo(expected(total));
        }
    }

    /** What a kill may leave behind: data without its record, half a record. */
    private void disturb(Random random) throws IOException {
        if (random.nextBoolean()) {
            Files.writeString(file, content() + "x".repeat(random.nextInt(100)));
        }
        ByteBuffer slots = ByteBuffer.allocate(2 * SLOT_BYTES).put(Files.readAllBytes(record));
        Applied first = AppliedSlotDescriptor.decode(slots, 0);
        Applied second = AppliedSlotDescriptor.decode(slots, SLOT_BYTES);
        if (first != null && second != null && random.nextInt(3) == 0) { // the slot written last is the one torn
            damage(first.generation() > second.generation() ? 0 : 1);
        }
    }
}
