package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.schema.EventSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChronicleOutboxTest extends OutboxContract {
    @TempDir
    Path directory;

    private DirectoryLock lock;

    @BeforeEach
    void acquire() {
        lock = DirectoryLock.acquire(directory);
    }

    @AfterEach
    void release() {
        lock.close();
    }

    @Override
    Outbox open(EventSchema schema, OutboxLimits limits) {
        return open(schema, limits, null);
    }

    private Path files() {
        return directory.resolve("outbox/app/sink");
    }

    private Outbox open(EventSchema schema, OutboxLimits limits, LogPoint point) {
        JournalConfig config =
                JournalConfig.of(files()).withRoll(RollPeriod.DAILY).withReserveBytes(1 << 20);
        return Journals.openOutbox("app/sink", config, lock, schema, limits, point);
    }

    /** Ten rows per input, half a day apart. */
    private void ticksFrom(Outbox outbox, long from, long to) {
        for (long seq = from; seq <= to; seq++) {
            outbox.append(TestBatches.ticks(batch, 10, seq * 100), seq, seq * 12 * EventLogContract.HOUR_NS);
        }
    }

    private static List<Long> oseqs(Outbox outbox, long after) {
        List<Long> oseqs = new ArrayList<>();
        try (OutboxReader reader = outbox.reader(after)) {
            while (reader.next()) {
                for (int i = 0; i < reader.batch().selectedCount(); i++) {
                    oseqs.add(reader.oseq(reader.batch().selection()[i]));
                }
            }
        }
        return oseqs;
    }

    @Test
    @FaultCase(number = 3, how = "an outbox with rows of inputs that the log lost")
    void shouldDropRowsOfInputsThatTheLogLost() {
        try (Outbox outbox = open(TestBatches.TICKS)) {
            ticksFrom(outbox, 1, 20);
            outbox.end(21, 21 * 12 * EventLogContract.HOUR_NS);
            outbox.force();
        }
        try (Outbox outbox = open(TestBatches.TICKS, new OutboxLimits(12, 150))) {
            assertThat(outbox.cut().fromSeq()).isEqualTo(13);
            assertThat(outbox.lastOseq())
                    .as("more was in the outbox than the sinks had")
                    .isEqualTo(200);
            ticksFrom(outbox, 1, 11);
            assertThat(outbox.appliedOseq()).isEqualTo(110);
            assertThat(outbox.point()).isNull();
            ticksFrom(outbox, 12, 12);
            assertThat(outbox.appliedOseq()).isEqualTo(200);
            ticksFrom(outbox, 13, 14);
            assertThat(outbox.lastOseq()).isEqualTo(220);
            assertThat(oseqs(outbox, 115))
                    .hasSize(25)
                    .startsWith(116L, 117L, 118L, 119L, 120L, 201L)
                    .endsWith(220L);
            assertThat(oseqs(outbox, 150)).hasSize(20);
            assertThat(oseqs(outbox, 200)).hasSize(20);
        }
        try (Outbox outbox = open(TestBatches.TICKS, new OutboxLimits(14, 220))) {
            assertThat(outbox.cut()).isNull();
            ticksFrom(outbox, 1, 15);
            assertThat(outbox.lastOseq()).isEqualTo(230);
        }
        try (Outbox outbox = open(TestBatches.TICKS, new OutboxLimits(15, 220))) {
            outbox.resumeAfter(120); // a checkpoint from before the cut
            ticksFrom(outbox, 13, 15);
            assertThat(outbox.appliedOseq()).isEqualTo(230);
        }
        long[] rows = new long[1];
        JournalFiles.read(files(), reader -> rows[0] += reader.header().rows());
        assertThat(rows[0]).isEqualTo(150);
    }

    @Test
    void shouldDropEverythingAndNumberAfterWhatTheSinksSaw() {
        try (Outbox outbox = open(TestBatches.TICKS)) {
            ticksFrom(outbox, 5, 6);
        }
        for (int i = 0; i < 2; i++) {
            try (Outbox outbox = open(TestBatches.TICKS, new OutboxLimits(2, 33))) {
                assertThat(outbox.cut() == null).isEqualTo(i > 0);
                assertThat(outbox.lastOseq()).isEqualTo(33);
                assertThat(outbox.appliedOseq()).isEqualTo(33);
            }
        }
        try (Outbox outbox = open(TestBatches.TICKS, new OutboxLimits(2, 33))) {
            ticksFrom(outbox, 3, 3);
            assertThat(oseqs(outbox, 0)).startsWith(34L).hasSize(10);
        }
        try (Outbox outbox = open(TestBatches.TICKS, new OutboxLimits(3, 33))) {
            ticksFrom(outbox, 3, 4);
            assertThat(oseqs(outbox, 40)).startsWith(41L).hasSize(13);
        }
    }

    @Test
    @FaultCase(number = 6, how = "one bit in an outbox; the log has its inputs")
    void shouldMakeBrokenRowsAgainUnderTheirOwnNumbers() {
        try (Outbox outbox = open(TestBatches.TICKS)) {
            ticksFrom(outbox, 1, 20);
        }
        DiskTest.Place place = DiskTest.places(files().resolve("g000001")).get(15);
        DiskTest.flip(place.file(), place.offset() + 300, 1);
        try (Outbox outbox = open(TestBatches.TICKS, new OutboxLimits(20, 200))) {
            assertThat(outbox.cut()).isNotNull();
            long kept = outbox.lastOseq();
            assertThat(kept).isBetween(90L, 150L);
            ticksFrom(outbox, 1, 20);
            assertThat(outbox.lastOseq()).isEqualTo(200);
            ticksFrom(outbox, 21, 21);
            assertThat(oseqs(outbox, 0)).hasSize(210).endsWith(210L);
        }
    }

    @Test
    void shouldRefuseABreakBelowWhatWasForced() {
        try (Outbox outbox = open(TestBatches.TICKS)) {
            ticksFrom(outbox, 1, 20);
            outbox.force();
        }
        DiskTest.Place place = DiskTest.places(files().resolve("g000001")).get(15);
        DiskTest.flip(place.file(), place.offset() + 300, 1);
        assertThatThrownBy(() -> open(TestBatches.TICKS)).hasMessageContaining("had been forced");
    }

    @Test
    void shouldOpenFromAPoint() {
        LogPoint point;
        long oseq;
        try (Outbox outbox = open(TestBatches.TICKS)) {
            ticksFrom(outbox, 1, 20);
            point = LogPoint.decode(outbox.point().encode());
            oseq = outbox.appliedOseq();
            ticksFrom(outbox, 21, 30);
        }
        DiskTest.Place early = DiskTest.places(files().resolve("g000001")).get(2);
        DiskTest.flip(early.file(), early.offset() + 300, 1); // is not read
        try (Outbox outbox = open(TestBatches.TICKS, new OutboxLimits(30, 0), point)) {
            assertThat(outbox.cut()).isNull();
            outbox.resumeAfter(oseq);
            ticksFrom(outbox, 21, 31);
            assertThat(outbox.lastOseq()).isEqualTo(310);
            for (long after = 20; after < 310; after += 13) {
                assertThat(oseqs(outbox, after)).startsWith(after + 1).hasSize((int) (310 - after));
            }
            outbox.end(32, 32 * 12 * EventLogContract.HOUR_NS);
            point = outbox.point();
        }
        try (Outbox outbox = open(TestBatches.TICKS, new OutboxLimits(32, 0), point)) {
            outbox.resumeAfter(310);
            assertThatThrownBy(() -> ticksFrom(outbox, 33, 33)).hasMessageContaining("JRN-0301");
        }
    }

    @Test
    void shouldTakeTrimmedRowsOnTrust() {
        try (Outbox outbox = open(TestBatches.TICKS)) {
            ticksFrom(outbox, 1, 10);
        }
        try (Outbox outbox = open(TestBatches.TICKS, new OutboxLimits(6, 75))) {
            ticksFrom(outbox, 1, 20);
            assertThat(outbox.lastOseq()).isEqualTo(240);
            assertThat(outbox.trim(180)).isGreaterThan(101);
            assertThat(files().resolve("g000001")).doesNotExist();
        }
        try (Outbox outbox = open(TestBatches.TICKS, new OutboxLimits(20, 240))) {
            long first = outbox.firstOseq();
            assertThat(first).isBetween(102L, 180L);
            ticksFrom(outbox, 1, 21);
            assertThat(outbox.lastOseq()).isEqualTo(250);
            assertThat(oseqs(outbox, first - 1)).hasSize((int) (251 - first)).startsWith(first);
        }
        List<FrameType> types = new ArrayList<>();
        JournalFiles.read(files(), reader -> types.add(reader.header().type()));
        assertThat(types).as("each file says its rows' shape").startsWith(FrameType.DDL, FrameType.OUTPUT);
    }

    private void appendFrom(Outbox outbox, int from, int to) {
        for (int i = from; i <= to; i++) {
            fill(i, 7 + 300 * (i % 7));
            outbox.append(batch, i, i);
        }
    }

    @Test
    void shouldCompareWhatItHasAndAppendTheRest() {
        long before;
        try (Outbox outbox = open(TestBatches.ALL_TYPES)) {
            appendFrom(outbox, 1, 20);
            before = outbox.lastOseq();
        }
        try (Outbox outbox = open(TestBatches.ALL_TYPES)) {
            assertThat(outbox.lastOseq()).isEqualTo(before);
            appendFrom(outbox, 1, 20);
            assertThat(outbox.appliedOseq()).isEqualTo(before);
            assertThat(outbox.lastOseq()).isEqualTo(before);
            appendFrom(outbox, 21, 30);
            outbox.end(31, 31);
            assertThat(outbox.lastOseq()).isGreaterThan(before);
        }
        try (Outbox outbox = open(TestBatches.ALL_TYPES)) {
            appendFrom(outbox, 1, 30);
            outbox.end(31, 31);
            fill(32, 1);
            assertThatThrownBy(() -> outbox.append(batch, 32, 32)).hasMessageContaining("JRN-0301");
        }
    }

    @Test
    void shouldGoOnFromACheckpoint() {
        long checkpoint;
        try (Outbox outbox = open(TestBatches.ALL_TYPES)) {
            appendFrom(outbox, 1, 12);
            checkpoint = outbox.appliedOseq();
            appendFrom(outbox, 13, 20);
        }
        try (Outbox outbox = open(TestBatches.ALL_TYPES)) {
            outbox.resumeAfter(checkpoint);
            appendFrom(outbox, 13, 22);
        }
    }

    @Test
    void shouldRefuseAReplayThatGivesAnotherResult() {
        try (Outbox outbox = open(TestBatches.TICKS)) {
            outbox.append(TestBatches.ticks(batch, 5, 1), 1, 1);
            outbox.append(TestBatches.ticks(batch, 5, 6), 2, 2);
        }
        try (Outbox outbox = open(TestBatches.TICKS)) {
            outbox.append(TestBatches.ticks(batch, 5, 1), 1, 1);
            TestBatches.ticks(batch, 5, 6);
            batch.column(1).putDouble(3, -0.25);
            assertThatThrownBy(() -> outbox.append(batch, 2, 2))
                    .isInstanceOf(SabotException.class)
                    .hasMessageContaining("JRN-0301")
                    .hasMessageContaining("app/sink")
                    .hasMessageContaining("output 6 of input frame 2");
            assertThatThrownBy(() -> outbox.end(3, 3)).hasMessageContaining("JRN-0301");
        }
    }

    @Test
    void shouldRefuseAnotherSchema() {
        try (Outbox outbox = open(TestBatches.TICKS)) {
            outbox.append(TestBatches.ticks(batch, 5, 1), 1, 1);
        }
        assertThatThrownBy(() -> open(TEXT)).isInstanceOf(SabotException.class).hasMessageContaining("JRN-0303");
    }
}
