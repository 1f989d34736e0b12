package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every outbox must do, on disk or in memory. */
abstract class OutboxContract {
    static final EventSchema TEXT =
            new EventSchema("text", 4, 1, List.of(new ColumnSpec("t", SqlType.of(TypeKind.VARCHAR))), -1);

    final MemoryPool pool = MemoryPool.unbounded();
    final EventBatch batch = EventBatch.growable(pool);
    final SymbolDictionary symbols = new SymbolDictionary();

    abstract Outbox open(EventSchema schema, OutboxLimits limits);

    final Outbox open(EventSchema schema) {
        return open(schema, OutboxLimits.NONE);
    }

    @AfterEach
    final void closeMemory() {
        batch.close();
        pool.close();
    }

    final List<String> fill(long seed, int rows) {
        TestBatches.fill(batch, TestBatches.ALL_TYPES, symbols, new Random(seed), rows);
        for (int row = 0; row < rows; row++) {
            batch.positions(row, Position.of(seed, row), Position.of(seed + 1, row));
        }
        return TestBatches.cells(batch);
    }

    final void texts(int rows, int bytes) {
        batch.layout(TEXT, symbols, new boolean[] {true}, rows);
        for (int row = 0; row < rows; row++) {
            batch.column(0).putString(row, "x".repeat(bytes));
            batch.commitRow();
        }
    }

    @Test
    void shouldGiveBackRowsWithTheirPositions() {
        try (Outbox outbox = open(TestBatches.ALL_TYPES)) {
            List<String> written = new ArrayList<>();
            for (int i = 1; i <= 50; i++) {
                written.addAll(fill(i, i));
                outbox.append(batch, i, i * 10L);
            }
            List<String> read = new ArrayList<>();
            int columns = TestBatches.ALL_TYPES.columnCount();
            long oseq = 0;
            try (OutboxReader reader = outbox.reader(0)) {
                while (reader.next()) {
                    read.addAll(TestBatches.cells(reader.batch(), columns));
                    for (int row = 0; row < reader.batch().rows(); row++) {
                        assertThat(reader.oseq(row)).isEqualTo(++oseq);
                        assertThat(reader.firstPosition(row)).isEqualTo(Position.of(reader.inputSeq(), row));
                        assertThat(reader.position(row)).isEqualTo(Position.of(reader.inputSeq() + 1, row));
                    }
                }
            }
            assertThat(read).isEqualTo(written);
            assertThat(outbox.lastOseq()).isEqualTo(oseq).isEqualTo(50 * 51 / 2);
        }
    }

    @Test
    void shouldTakeSelectedRowsOnly() {
        try (Outbox outbox = open(TestBatches.TICKS)) {
            TestBatches.ticks(batch, 10, 100);
            batch.selectionBuffer()[0] = 3;
            batch.selectionBuffer()[1] = 7;
            batch.select(2);
            outbox.append(batch, 1, 1);
            try (OutboxReader reader = outbox.reader(0)) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.batch().rows()).isEqualTo(2);
                assertThat(reader.batch().column(0).getLong(1)).isEqualTo(107);
            }
        }
    }

    @Test
    void shouldSplitLargeOutputsAndRefuseARowThatFitsNowhere() {
        try (Outbox outbox = open(TEXT)) {
            texts(3000, 1);
            outbox.append(batch, 1, 1);
            texts(10, 100_000);
            outbox.append(batch, 2, 2);
            List<Integer> rows = new ArrayList<>();
            try (OutboxReader reader = outbox.reader(0)) {
                while (reader.next()) {
                    rows.add(reader.batch().rows());
                    assertThat(reader.batch().column(0).bytesLength(0)).isIn(1, 100_000);
                }
            }
            assertThat(rows).containsExactly(1024, 1024, 952, 2, 2, 2, 2, 2);
            texts(1, 300_000);
            assertThatThrownBy(() -> outbox.append(batch, 3, 3))
                    .isInstanceOf(SabotException.class)
                    .hasMessageContaining("JRN-0302");
        }
    }

    @Test
    void shouldAppendOnceWhatIsAppendedAgainAfterAnError() {
        try (Outbox outbox = open(TEXT)) {
            texts(2, 100_000);
            List<String> good = TestBatches.cells(batch);
            EventBatch bad = EventBatch.growable(pool);
            bad.layout(TEXT, symbols, new boolean[] {true}, 3);
            for (int row = 0; row < 3; row++) {
                bad.column(0).putString(row, "x".repeat(row == 2 ? 300_000 : 100_000));
                bad.commitRow();
            }
            assertThatThrownBy(() -> outbox.append(bad, 1, 1)).hasMessageContaining("JRN-0302");
            bad.close();
            assertThat(outbox.lastOseq()).isEqualTo(2);
            assertThat(outbox.appliedOseq()).isZero();
            outbox.append(batch, 1, 1);
            assertThat(outbox.lastOseq()).isEqualTo(2);
            try (OutboxReader reader = outbox.reader(0)) {
                assertThat(reader.next()).isTrue();
                assertThat(TestBatches.cells(reader.batch(), 1)).isEqualTo(good);
                assertThat(reader.next()).isFalse();
            }
        }
    }

    @Test
    void shouldGiveUpItsBeginning() {
        try (Outbox outbox = open(TestBatches.TICKS)) {
            for (int i = 1; i <= 1000; i++) {
                outbox.append(TestBatches.ticks(batch, 100, i), i, i * 3_600_000_000_000L);
            }
            assertThat(outbox.firstOseq()).isEqualTo(1);
            long first = outbox.trim(60_000);
            assertThat(first).isGreaterThan(1).isLessThanOrEqualTo(60_000).isEqualTo(outbox.firstOseq());
            for (long after = first - 1; after < 100_000; after += 777) {
                try (OutboxReader reader = outbox.reader(after)) {
                    assertThat(reader.next()).isTrue();
                    assertThat(reader.oseq(reader.batch().selection()[0])).isEqualTo(after + 1);
                }
            }
            assertThatThrownBy(() -> outbox.reader(first - 2))
                    .isInstanceOf(SabotException.class)
                    .hasMessageContaining("JRN-0207")
                    .hasMessageContaining("from output " + first);
            outbox.append(TestBatches.ticks(batch, 5, 1), 1001, 1001 * 3_600_000_000_000L);
            assertThat(outbox.lastOseq()).isEqualTo(100_005);
            assertThat(outbox.trim(Long.MAX_VALUE)).isLessThanOrEqualTo(100_005);
        }
    }

    @Test
    void shouldNotUseANumberAgainThatASinkHasSeen() {
        OutboxLimits limits = new OutboxLimits(10, 50);
        try (Outbox outbox = open(TestBatches.TICKS, limits)) {
            outbox.append(TestBatches.ticks(batch, 5, 1), 9, 9); // the log still has its input: the row is the same
            assertThat(outbox.lastOseq()).isEqualTo(5);
            try (OutboxReader reader = outbox.reader(50)) {
                assertThat(reader.next()).isFalse();
                outbox.append(TestBatches.ticks(batch, 5, 6), 11, 11);
                assertThat(outbox.lastOseq()).isEqualTo(55);
                assertThat(outbox.appliedOseq()).isEqualTo(55);
                assertThat(reader.next()).isTrue();
                assertThat(reader.oseq(0)).isEqualTo(51);
            }
            for (long after = 0; after < 55; after++) {
                try (OutboxReader reader = outbox.reader(after)) {
                    assertThat(reader.next()).isTrue();
                    long expected = after < 5 ? after + 1 : Math.max(51, after + 1);
                    assertThat(reader.oseq(reader.batch().selection()[0])).isEqualTo(expected);
                }
            }
            assertThat(outbox.canResumeAfter(5)).isTrue();
            assertThat(outbox.canResumeAfter(20)).isFalse();
            assertThat(outbox.canResumeAfter(50)).isTrue();
        }
    }

    @Test
    void shouldStartReadingAfterAnyRow() {
        try (Outbox outbox = open(TestBatches.TICKS)) {
            long rows = 0;
            for (int i = 1; i <= 20; i++) {
                outbox.append(TestBatches.ticks(batch, i, rows + 1), i, i);
                rows += i;
            }
            for (long after = 0; after < rows; after++) {
                try (OutboxReader reader = outbox.reader(after)) {
                    assertThat(reader.next()).isTrue();
                    int row = reader.batch().selection()[0];
                    assertThat(reader.oseq(row)).isEqualTo(after + 1);
                    assertThat(reader.batch().column(0).getLong(row)).isEqualTo(after + 1);
                }
            }
            try (OutboxReader reader = outbox.reader(rows)) {
                assertThat(reader.next()).isFalse();
                outbox.append(TestBatches.ticks(batch, 1, rows + 1), 21, 21);
                assertThat(reader.next()).isTrue();
                assertThat(reader.isEnded()).isFalse();
                outbox.end(22, 22);
                outbox.end(22, 22);
                assertThat(reader.next()).isFalse();
                assertThat(reader.isEnded()).isTrue();
            }
            try (OutboxReader reader = outbox.reader(outbox.lastOseq())) {
                assertThat(reader.next()).isFalse();
                assertThat(reader.isEnded()).as("seen by who has every row").isTrue();
            }
        }
    }
}
