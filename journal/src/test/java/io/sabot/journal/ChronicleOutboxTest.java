package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import java.nio.file.Path;
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
    Outbox open(EventSchema schema) {
        JournalConfig config = JournalConfig.of(directory.resolve("outbox/app/sink"))
                .withRoll(RollPeriod.DAILY)
                .withReserveBytes(1 << 20);
        return Journals.openOutbox("app/sink", config, lock, schema);
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
