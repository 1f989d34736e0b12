package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers that a sink has seen of rows whose inputs are lost, and what else may fail before they are settled. */
final class GivenUpNumbersTest {
    private static final EventSchema SCHEMA =
            EventSchema.derived("t", List.of(new ColumnSpec("n", SqlType.of(TypeKind.BIGINT))), EventSchema.NO_COLUMN);

    private final SimulatedFile file = new SimulatedFile("outbox", what -> {});
    private final MemoryPool pool = MemoryPool.unbounded();

    @AfterEach
    void close() {
        file.close();
        pool.close();
    }

    private Outbox open(long logEndSeq, long sinkRecordedOseq) {
        return SimulatedJournals.openOutbox("t", file, SCHEMA, new OutboxLimits(logEndSeq, sinkRecordedOseq));
    }

    private void append(Outbox outbox, long inputSeq) {
        try (EventBatch batch = EventBatch.growable(pool)) {
            batch.layout(SCHEMA, null, null, 1);
            batch.column(0).putLong(batch.nextRow(), inputSeq);
            batch.commitRow();
            outbox.append(batch, inputSeq, inputSeq);
        }
    }

    @Test
    void shouldGiveUpNumbersOfLostRowsBeforeTheLogGoesOn() {
        try (Outbox outbox = open(0, 3)) {
            outbox.endReplay(0, 0);
            assertThat(outbox.lastOseq()).isEqualTo(3);
        } // killed when the log had a new entry, and the outbox not yet its row
        try (Outbox outbox = open(1, 3)) {
            append(outbox, 1);
            assertThat(outbox.lastOseq()).as("a new row's number").isEqualTo(4);
        }
    }

    @Test
    void shouldKeepNumbersThatReplayHasGivenAgain() {
        try (Outbox outbox = open(2, 2)) {
            append(outbox, 1);
            append(outbox, 2);
            outbox.endReplay(2, 2);
            append(outbox, 3);
            assertThat(outbox.lastOseq()).isEqualTo(3);
        }
    }

    @Test
    void shouldUseNumbersAgainWhereLostInputsComeAgain() {
        try (Outbox outbox = open(3, 0)) {
            for (int seq = 1; seq <= 3; seq++) {
                append(outbox, seq);
            }
        } // the log loses its last two entries, of which a sink has one's row
        OutboxLimits limits = new OutboxLimits(1, 2, true);
        try (Outbox outbox = SimulatedJournals.openOutbox("t", file, SCHEMA, limits)) {
            append(outbox, 1);
            outbox.endReplay(1, 1);
            try (OutboxReader reader = outbox.reader(2)) {
                append(outbox, 2);
                assertThat(reader.next()).as("a row that the sink has").isFalse();
                append(outbox, 3);
                assertThat(reader.next()).isTrue();
                assertThat(reader.lastOseq()).isEqualTo(3);
                assertThat(reader.inputSeq()).isEqualTo(3);
            }
        }
    }

    @Test
    void shouldNotForgetWithThePowerThatNumbersWereGivenUp() {
        try (Outbox outbox = open(0, 3)) {
            append(outbox, 1);
        }
        file.cutPower(new Random(1));
        try (Outbox outbox = open(1, 0)) {
            append(outbox, 1);
            assertThat(outbox.lastOseq()).isEqualTo(4);
        }
    }
}
