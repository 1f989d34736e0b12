package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Breaks a log in many ways, above and below what was forced. */
final class LogCutTest extends DiskTest {
    private static final int FRAMES = 20;

    /** The same damage: refused when it hits what was forced, cut off when it does not. */
    private void breakAt(long brokenSeq, String code, Consumer<Place> damage) {
        write(FRAMES, true);
        Place place = place(brokenSeq);
        damage.accept(place);
        assertThatThrownBy(this::open)
                .isInstanceOf(SabotException.class)
                .hasMessageContaining(code)
                .hasMessageContaining("frame " + brokenSeq + " ")
                .hasMessageContaining("at offset ")
                .hasMessageContaining(generation(1).toString())
                .hasMessageContaining("frames up to " + FRAMES + " had been forced");
        assertThat(generation(2)).doesNotExist();
        forgetWatermark();
        List<Long> sizes = sizes(generation(1));
        checkCut(brokenSeq, code);
        assertThat(sizes(generation(1))).as("old files are not touched").isEqualTo(sizes);
    }

    private void checkCut(long brokenSeq, String code) {
        try (EventLog log = open()) {
            assertThat(log.lastSeq()).isEqualTo(brokenSeq - 1);
            assertThat(log.symbols().size()).isEqualTo((int) brokenSeq - 1);
            LogCut cut = log.cut();
            assertThat(cut.fromSeq()).isEqualTo(brokenSeq);
            assertThat(cut.frames()).isBetween(1L, FRAMES - brokenSeq + 1);
            assertThat(cut.bytes()).isPositive();
            assertThat(cut.reason()).contains(code);
            assertThat(cut.generation()).isEqualTo(generation(2).toString());
            append(log, 10);
            checkFrom(log, 1);
            checkFrom(log, brokenSeq);
        }
        try (EventLog log = open()) {
            assertThat(log.cut()).isNull();
            assertThat(log.lastSeq()).isEqualTo(brokenSeq + 9);
            for (long from = 1; from <= log.lastSeq(); from++) {
                checkFrom(log, from);
            }
            append(log, 3);
            log.force();
        }
        long[] seen = new long[1];
        JournalFiles.read(
                logDirectory(), reader -> assertThat(reader.header().seq()).isEqualTo(++seen[0]));
        assertThat(seen[0]).isEqualTo(brokenSeq + 12);
    }

    private void forgetWatermark() {
        QueueDirectory.delete(logDirectory().resolve(SyncedWatermark.FILE_NAME));
    }

    private static List<Long> sizes(Path generation) {
        List<Long> sizes = new ArrayList<>();
        for (Path file : QueueDirectory.files(generation)) {
            try {
                sizes.add(Files.size(file));
                sizes.add(Files.getLastModifiedTime(file).toMillis());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return sizes;
    }

    @Test
    @FaultCase(number = 6, how = "one bit in the tail, above and below what was forced")
    void shouldCutWhereABitOfTheLastBodyFlipped() {
        breakAt(FRAMES, "JRN-0105", place -> flip(place.file(), place.offset() + place.length() - 5, 4));
    }

    @Test
    @FaultCase(number = 6, how = "one bit in the middle, above and below what was forced")
    void shouldCutWhereABitOfABodyInTheMiddleFlipped() {
        breakAt(11, "JRN-0105", place -> flip(place.file(), place.offset() + 200, 1));
    }

    @Test
    @FaultCase(number = 6, how = "one bit in a header, above and below what was forced")
    void shouldCutWhereABitOfAHeaderFlipped() {
        breakAt(7, "JRN-0104", place -> flip(place.file(), place.offset() + FrameDescriptor.TIME_NS, 128));
    }

    @Test
    void shouldCutWhereTheMagicBroke() {
        breakAt(3, "JRN-0101", place -> flip(place.file(), place.offset(), 1));
    }

    @Test
    void shouldCutWhereADocumentWasNotFinishedButLaterOnesWere() {
        breakAt(6, "JRN-0103", place -> flip(place.file(), place.offset() - 1, 0x80));
    }

    @Test
    void shouldCutAtAZeroedHoleBeforeIntactFrames() {
        // Frame 11 is behind the hole, but it is the next file's first that shows it.
        breakAt(10, "JRN-0106", place -> zero(place.file(), place.offset() - 4, place.length() + 4));
    }

    @Test
    @FaultCase(number = 4, how = "a document marked as unfinished")
    void shouldClearAnUnfinishedDocumentAtTheEnd() {
        write(FRAMES, false);
        Place last = place(FRAMES);
        flip(last.file(), last.offset() - 1, 0x80);
        try (EventLog log = open()) {
            assertThat(log.cut()).isNull();
            assertThat(log.lastSeq()).isEqualTo(FRAMES - 1);
            append(log, 3);
        }
        try (EventLog log = open()) {
            checkFrom(log, 1);
        }
    }

    @Test
    void shouldCutAtAZeroedHoleInTheLastFile() {
        write(19, true);
        Place hole = place(17);
        zero(hole.file(), hole.offset() - 4, hole.length() + 4);
        assertThatThrownBy(this::open).hasMessageContaining("JRN-0111").hasMessageContaining("had been forced");
        forgetWatermark();
        checkCut(17, "JRN-0111");
    }

    @Test
    void shouldCutAtAHoleBeforeAnotherFile() {
        breakAt(8, "JRN-0106", place -> zero(place.file(), place.offset() - 4, 100_000));
    }

    @Test
    void shouldCutTheVeryFirstFrame() {
        breakAt(1, "JRN-0105", place -> flip(place.file(), place.offset() + 200, 1));
    }

    @Test
    void shouldCutWhereAFileWasTruncatedInsideAFrame() {
        write(FRAMES, true);
        Place last = place(FRAMES);
        truncate(last.file(), last.offset() + 50);
        assertThatThrownBy(this::open).hasMessageContaining("frames up to 20 had been forced");
        forgetWatermark();
        checkCut(FRAMES, "JRN-0103");
    }

    @Test
    void shouldGoOnWithoutACutAfterUnforcedFramesThatAreGoneWithoutATrace() {
        write(FRAMES, false);
        Place last = place(FRAMES);
        zero(last.file(), last.offset() - 4, last.length() + 4);
        try (EventLog log = open()) {
            assertThat(log.cut()).isNull();
            assertThat(log.lastSeq()).isEqualTo(FRAMES - 1);
            append(log, 2);
            checkFrom(log, 1);
        }
        assertThat(generation(2)).doesNotExist();
    }

    @Test
    void shouldRefuseALogThatEndsBeforeWhatWasForced() {
        write(FRAMES, true);
        Place last = place(FRAMES - 1);
        Path lastFile = place(FRAMES).file();
        zero(last.file(), last.offset() - 4, 10_000);
        QueueDirectory.delete(lastFile);
        assertThatThrownBy(this::open)
                .hasMessageContaining("JRN-0112")
                .hasMessageContaining("the last frame is 18")
                .hasMessageContaining("frames up to 20");
    }

    @Test
    void shouldCutOnlyWhatIsAboveTheWatermark() {
        try (EventLog log = open()) {
            append(log, 12);
            assertThat(log.force()).isEqualTo(12);
            append(log, 8);
        }
        Place place = place(13);
        flip(place.file(), place.offset() + 300, 1);
        checkCut(13, "JRN-0105");
    }

    @Test
    void shouldRefuseALogWhoseBeginningIsMissingThoughNothingWasForced() {
        write(FRAMES, false);
        QueueDirectory.delete(QueueDirectory.files(generation(1)).get(0));
        assertThatThrownBy(this::open).hasMessageContaining("JRN-0106").hasMessageContaining("frame 1 ");
        assertThat(generation(2)).doesNotExist();
    }

    @Test
    void shouldNeverCutWhatANewerProgramWrote() {
        write(FRAMES, false);
        Place place = place(9);
        flip(place.file(), place.offset() + 4, 2);
        fixHeaderCrc(place);
        assertThatThrownBy(this::open).hasMessageContaining("JRN-0102");
        assertThat(generation(2)).doesNotExist();
    }

    private static void fixHeaderCrc(Place place) {
        try (FileChannel channel = FileChannel.open(place.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header =
                    ByteBuffer.allocate(FrameDescriptor.HEADER_BYTES).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            channel.read(header, place.offset());
            java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
            crc.update(header.array(), 0, FrameDescriptor.HEADER_CRC);
            header.putInt(FrameDescriptor.HEADER_CRC, (int) crc.getValue());
            channel.write(header.flip(), place.offset());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldCutAgainAndAgainAlsoBelowAnEarlierCut() {
        write(FRAMES, false);
        Place place = place(15);
        flip(place.file(), place.offset() + 300, 1);
        checkCutAndAppend(14, 6);
        // In the second generation: its third frame.
        place = places(generation(2)).get(2);
        flip(place.file(), place.offset() + 300, 1);
        checkCutAndAppend(16, 6);
        // Below all cuts: the second generation is not used at all any more.
        QueueDirectory.delete(logDirectory().resolve(SyncedWatermark.FILE_NAME));
        place = place(5);
        flip(place.file(), place.offset() + 300, 1);
        assertThatThrownBy(this::open)
                .as("what a generation builds on was forced")
                .hasMessageContaining("had been forced");
        flip(place.file(), place.offset() + 300, 1);
        try (EventLog log = open()) {
            checkFrom(log, 1);
        }
    }

    private void checkCutAndAppend(long kept, int frames) {
        try (EventLog log = open()) {
            assertThat(log.cut().fromSeq()).isEqualTo(kept + 1);
            append(log, frames);
            checkFrom(log, 1);
        }
    }

    @Test
    void shouldReadOnThroughACutWhileTheLogGrows() {
        write(FRAMES, false);
        Place place = place(15);
        flip(place.file(), place.offset() + 300, 1);
        try (EventLog log = open();
                LogReader reader = log.reader(1, new io.sabot.core.batch.SymbolDictionary())) {
            for (long seq = 1; seq <= 14; seq++) {
                assertThat(reader.next()).isTrue();
            }
            assertThat(reader.next()).isFalse();
            append(log, 9);
            for (long seq = 15; seq <= 23; seq++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().seq()).isEqualTo(seq);
            }
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void shouldForgetACutThatWasNotFinished() throws IOException {
        write(FRAMES, false);
        Files.createDirectory(logDirectory().resolve("g000002.tmp"));
        Files.write(logDirectory().resolve("g000002.tmp/START.tmp"), new byte[3]);
        write(1, false);
        Place place = place(15);
        flip(place.file(), place.offset() + 300, 1);
        checkCutAndAppend(14, 3);
    }

    @Test
    void shouldRefuseAGenerationWhoseStartIsBroken() {
        write(FRAMES, false);
        Place place = place(15);
        flip(place.file(), place.offset() + 300, 1);
        checkCutAndAppend(14, 3);
        flip(generation(2).resolve(GenerationStart.FILE_NAME), 30, 1);
        assertThatThrownBy(this::open).hasMessageContaining("JRN-0208");
    }

    @Test
    void shouldPrintWhereTheTailWasCut() {
        write(FRAMES, false);
        Place place = place(15);
        flip(place.file(), place.offset() + 300, 1);
        checkCutAndAppend(14, 3);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertThat(new JournalPrinter(logDirectory(), out).verify()).isTrue();
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("generation begun after seq 14 of g000001/", "JRN-0105", "6 frames or more")
                .contains("17 frames", "last seq 17");
    }

    @Test
    @FaultCase(number = 5, how = "a new file without its first entry")
    void shouldSurviveACrashAtARollBeforeTheNewFileHasAFrame() {
        try (EventLog log = open()) {
            append(log, 7); // four an hour: frame 8 begins another file
        }
        copyTree(logDirectory(), directory.resolve("before"));
        try (EventLog log = open()) {
            append(log, 1);
        }
        Place first = place(8);
        // The frame is not there, the file is, and the file before says that it has ended.
        zero(first.file(), first.offset() - 4, first.length() + 4);
        try (EventLog log = open()) {
            assertThat(log.cut()).isNull();
            assertThat(log.lastSeq()).isEqualTo(7);
            // Into the file before, though it had ended.
            FrameHeader fields =
                    FrameHeader.create().seq(8).timeNs(log.lastTimeNs()).sourceOffset(8);
            log.symbols().idOf("symbol 8");
            log.appender().append(fields, TestBatches.ticks(batch, 1, 8));
            append(log, 8);
            checkFrom(log, 1);
        }
        try (EventLog log = open()) {
            assertThat(log.lastSeq()).isEqualTo(16);
            checkFrom(log, 1);
        }
    }

    @Test
    void shouldKeepTheFirstPageOfANewFileThatWasNotWrittenBack() {
        write(9, true);
        zero(place(8).file(), 0, 4096); // the queue's own header is gone, frames 8 and 9 are behind it
        assertThatThrownBy(this::open).hasMessageContaining("frames up to 9 had been forced");
        forgetWatermark();
        try (EventLog log = open()) {
            assertThat(log.cut().fromSeq()).isEqualTo(8);
            assertThat(QueueDirectory.files(generation(1))).hasSize(3);
            append(log, 3);
            checkFrom(log, 1);
        }
    }

    @Test
    @FaultCase(number = 6, how = "one bit of a random entry, not forced")
    void shouldOpenWhateverBitsFlipAndKeepAPrefix(FaultRun run) {
        run.times(25);
        Random random = run.random();
        write(FRAMES, false);
        copyTree(logDirectory(), directory.resolve("whole"));
        List<Place> places = places(generation(1));
        for (int i = 0; i < 25; i++) {
            Place place = places.get(random.nextInt(places.size() - 1));
            long offset = place.offset() - 4 + random.nextInt(place.length() + 4);
            flip(place.file(), offset, 1 << random.nextInt(8));
            try (EventLog log = open()) {
                assertThat(log.cut()).isNotNull();
                assertThat(log.lastSeq()).isEqualTo(places.indexOf(place));
                append(log, 2);
                checkFrom(log, 1);
            }
            for (int generation : List.of(1, 2)) {
                QueueDirectory.deleteGeneration(generation(generation));
            }
            QueueDirectory.deleteGeneration(logDirectory());
            copyTree(directory.resolve("whole"), logDirectory());
        }
    }
}
