package io.sabot.ingest.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RowAppenderTest {
    private static final String ALL =
            "s VARCHAR, ts TIMESTAMP(3), d DOUBLE, i INT, l BIGINT, b BOOLEAN, m DECIMAL(10 2), x BINARY, y DATE, t TIME";

    private final MemoryPool pool = MemoryPool.unbounded();
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final Taken taken = new Taken();
    private final IngestRing ring = new IngestRing(pool, 4, WaitMode.BACKOFF, List.of(taken), "ring");

    @BeforeEach
    void startRing() {
        ring.start();
    }

    @AfterEach
    void closeWhichFailsIfABufferIsOpen() {
        ring.close();
        pool.close();
    }

    private RowAppender appender(String columns, FlushMode mode) {
        return appender(columns, mode, 4);
    }

    private RowAppender appender(String columns, FlushMode mode, int maxRows) {
        return new RowAppender(ring.newPublisher(), Decoded.schema(columns), 3, symbols, mode, maxRows);
    }

    private List<String> slots() {
        assertThat(ring.awaitDrained(Duration.ofSeconds(10))).isTrue();
        return taken.slots();
    }

    private List<String> rows() {
        slots();
        return taken.rows();
    }

    @Test
    void shouldSetColumnsOfAllTypes() {
        try (RowAppender rows = appender(ALL, FlushMode.IMMEDIATE)) {
            rows.row()
                    .string("köln")
                    .timestampNs(1_234_567_890L)
                    .f64(1.5)
                    .i32(-1)
                    .i64(Long.MAX_VALUE)
                    .bool(true)
                    .decimal(new BigDecimal("1.005"))
                    .bytes(new byte[] {1, (byte) 0xFF})
                    .dateDays(1)
                    .timeNs(1_000_000_000L)
                    .append();
            rows.row()
                    .symbol(rows.symbolId("bonn"))
                    .timestampNs(-1)
                    .f64(Double.NaN)
                    .at(6)
                    .decimalUnscaled(-1250)
                    .append();
            rows.row().append();
            assertThat(rows())
                    .containsExactly(
                            "köln|1970-01-01 00:00:01.234|1.5|-1|9223372036854775807|true|1.01|01ff|1970-01-02|00:00:01",
                            "bonn|1969-12-31 23:59:59.999|NaN|NULL|NULL|NULL|-12.50|NULL|NULL|NULL",
                            "NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL");
        }
    }

    @Test
    void shouldLeaveColumnsPassedOverNullUnlessTheyAreSetLater() {
        try (RowAppender rows = appender("a INT, b INT, c INT, d INT", FlushMode.IMMEDIATE)) {
            rows.row().at(2).i32(3).append();
            rows.row().at(3).i32(4).at(0).i32(1).append();
            rows.row().i32(1).nul().i32(3).append();
            rows.row().i32(1).i32(2).at(0).i32(9).append();
            assertThat(rows()).containsExactly("NULL|NULL|3|NULL", "1|NULL|NULL|4", "1|NULL|3|NULL", "9|2|NULL|NULL");
        }
    }

    @Test
    void shouldForgetWhatWasSetWhenARowBeginsAnew() {
        try (RowAppender rows = appender("a INT, b VARCHAR", FlushMode.IMMEDIATE)) {
            rows.row().at(1).string("x");
            rows.row().i32(7).append();
            assertThat(rows()).containsExactly("7|NULL");
        }
    }

    @Test
    void shouldNameTheColumnWhenTheSetterIsWrong() {
        try (RowAppender rows = appender("a INT, b VARCHAR NOT NULL, m DECIMAL(4 2)", FlushMode.MANUAL)) {
            assertThatThrownBy(() -> rows.row().f64(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("column 'a' of type INT is set with i32(int), not with f64(double)");
            assertThatThrownBy(() -> rows.row().i32(1).bytes(new byte[0]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("string(CharSequence)");
            assertThatThrownBy(() -> rows.row().i32(1).nul())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("NOT NULL");
            assertThatThrownBy(() -> rows.row().i32(1).append())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("column 'b'")
                    .hasMessageContaining("was not set");
            assertThatThrownBy(() -> rows.row().i32(1).symbol(99))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("99");
            assertThatThrownBy(() -> rows.row().i32(1).string("b").decimalUnscaled(10_000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("100.00")
                    .hasMessageContaining("column 'm'");
            assertThatThrownBy(() -> rows.row().i32(1).string("b").decimal(new BigDecimal("99.995")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() ->
                            rows.row().i32(1).string("b").decimalUnscaled(1).i64(5))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("i64(long) behind the last of the 3 columns of 't'");
            assertThatThrownBy(() -> rows.row().at(3)).isInstanceOf(IllegalArgumentException.class);
            rows.row().i32(1).string("ok").append();
            rows.flush();
            assertThat(rows()).containsExactly("1|ok|NULL");
        }
    }

    @Test
    void shouldHandOnEveryRowAtOnceUnlessToldOtherwise() {
        try (RowAppender rows = appender("a INT", FlushMode.IMMEDIATE)) {
            rows.row().i32(1).append();
            rows.row().i32(2).append();
            assertThat(slots()).containsExactly("s3 DATA 1 @-1", "s3 DATA 2 @-1");
        }
    }

    @Test
    void shouldHandOnRowsWhenFullOrFlushedWhenFlushedManually() {
        try (RowAppender rows = appender("a INT", FlushMode.MANUAL, 3)) {
            rows.row().i32(1).append();
            rows.row().i32(2).append();
            assertThat(slots()).isEmpty();
            rows.flush();
            rows.flush();
            for (int i = 3; i <= 6; i++) {
                rows.row().i32(i).append();
            }
            assertThat(slots()).containsExactly("s3 DATA 1, 2 @-1", "s3 DATA 3, 4, 5 @-1");
            rows.row().i32(7);
            assertThatThrownBy(rows::flush).hasMessageContaining("a row was begun");
        }
        assertThat(slots()).hasSize(3).last().isEqualTo("s3 DATA 6 @-1");
    }

    @Test
    void shouldTellOfTheEndAndTakeNothingAfterIt() {
        RowAppender rows = appender("a INT", FlushMode.MANUAL);
        rows.row().i32(1).append();
        rows.end();
        assertThat(slots()).containsExactly("s3 DATA 1 @-1", "s3 END @-1");
        assertThatThrownBy(() -> rows.row().i32(1)).hasMessageContaining("the stream was ended");
        rows.close();
        rows.close();
        assertThatThrownBy(() -> rows.row().i32(1)).hasMessageContaining("the appender is closed");
        assertThatThrownBy(rows::flush).hasMessageContaining("the appender is closed");
        assertThatThrownBy(() -> rows.row().append()).hasMessageContaining("the appender is closed");
    }

    @Test
    void shouldMoveARowToAnotherBatchWhenItsBytesFindNoRoom() {
        byte[] large = new byte[60_000];
        try (RowAppender rows = appender("a INT, x BINARY, s VARCHAR", FlushMode.MANUAL, 100)) {
            for (int i = 0; i < 10; i++) {
                rows.row().i32(i).bytes(large).string("v" + i).append();
            }
            rows.flush();
            assertThat(rows()).hasSize(10);
            for (int i = 0; i < 10; i++) {
                assertThat(rows().get(i)).startsWith(i + "|0000").endsWith("00|v" + i);
            }
            assertThatThrownBy(() -> rows.row().i32(1).bytes(new byte[300_000]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not fit into a batch");
        }
    }

    @Test
    void shouldLayAColumnOutPlainWhenAValueIsTooLongForASymbol() {
        String longValue = "y".repeat(RowAppender.MAX_SYMBOL_BYTES + 1);
        try (RowAppender rows = appender("a INT, s VARCHAR, b INT", FlushMode.MANUAL, 100)) {
            rows.row().i32(1).string("x").i32(2).append();
            rows.row().i32(3).string(longValue).i32(4).append();
            rows.row().i32(5).symbol(rows.symbolId("x")).i32(6).append();
            rows.flush();
            assertThat(slots()).hasSize(2);
            assertThat(rows()).containsExactly("1|x|2", "3|" + longValue + "|4", "5|x|6");
        }
    }

    @Test
    void shouldGoOnPlainWhenTheDictionaryIsFull() {
        SymbolDictionary small = new SymbolDictionary(1);
        EventSchema schema = Decoded.schema("a INT, s VARCHAR");
        try (RowAppender rows = new RowAppender(ring.newPublisher(), schema, 3, small, FlushMode.MANUAL, 100)) {
            rows.row().i32(1).string("x").append();
            rows.row().i32(2).string("y").append();
            rows.row().i32(3).string("x").append();
            rows.flush();
            assertThat(rows()).containsExactly("1|x", "2|y", "3|x");
            assertThatThrownBy(() -> rows.symbolId("z")).hasMessageContaining("too many different symbols");
        }
    }

    @Test
    void shouldRefuseRowsWhenTheEngineHasFailed() {
        taken.toThrow = new IllegalStateException("disk on fire");
        RowAppender rows = appender("a INT, s VARCHAR, b INT", FlushMode.IMMEDIATE);
        rows.row().i32(1).append();
        assertThatThrownBy(() -> ring.awaitDrained(Duration.ofSeconds(10))).isInstanceOf(SabotException.class);
        assertThatThrownBy(() -> rows.row().i32(2).append()).hasMessageContaining("ING-0401");
        assertThatThrownBy(() -> rows.row().i32(2)).hasMessageContaining("ING-0401");
        assertThatThrownBy(rows::flush).hasMessageContaining("ING-0401");
        rows.close();
    }

    @Test
    void shouldRefuseARowThatHadToMoveWhenTheEngineHasFailed() {
        taken.toThrow = new IllegalStateException("disk on fire");
        RowAppender rows = appender("a INT, s VARCHAR, b INT", FlushMode.MANUAL);
        rows.row().i32(1).append();
        rows.flush();
        assertThatThrownBy(() -> ring.awaitDrained(Duration.ofSeconds(10))).isInstanceOf(SabotException.class);
        rows.row().i32(2).append();
        rows.row().i32(3);
        String longValue = "y".repeat(RowAppender.MAX_SYMBOL_BYTES + 1);
        assertThatThrownBy(() -> rows.string(longValue)).hasMessageContaining("ING-0401");
        assertThatThrownBy(() -> rows.i32(4)).hasMessageContaining("ING-0401");
        assertThatThrownBy(rows::append).hasMessageContaining("ING-0401");
        rows.close();
    }

    @Test
    void shouldTellWhenRowsAreLostAtTheClose() {
        RowAppender rows = appender("a INT", FlushMode.MANUAL);
        rows.row().i32(1).append();
        ring.close();
        assertThatThrownBy(rows::close).hasMessageContaining("ING-0402");
        rows.close();
    }

    @Test
    void shouldMakeNoGarbagePerRow() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SymbolDictionary known = new SymbolDictionary();
        Stage counting = (slot, sequence, endOfBatch) -> {};
        try (IngestRing quiet = new IngestRing(pool, 16, WaitMode.BACKOFF, List.of(counting), "quiet-ring")) {
            quiet.start();
            EventSchema schema = Decoded.schema("s VARCHAR, v VARCHAR, ts TIMESTAMP, d DOUBLE, i INT, x BINARY");
            try (RowAppender rows = new RowAppender(quiet.newPublisher(), schema, 1, known, FlushMode.MANUAL, 1024)) {
                int symbol = rows.symbolId("AAPL");
                byte[] bytes = new byte[40];
                appendMany(rows, symbol, bytes, 200_000);
                long id = Thread.currentThread().getId();
                long before = threads.getThreadAllocatedBytes(id);
                appendMany(rows, symbol, bytes, 200_000);
                assertThat(threads.getThreadAllocatedBytes(id) - before).isLessThan(200_000 / 10);
            }
        }
    }

    private static void appendMany(RowAppender rows, int symbol, byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            rows.row()
                    .symbol(symbol)
                    .string("XNAS")
                    .timestampNs(i)
                    .f64(i)
                    .i32(i)
                    .bytes(bytes)
                    .append();
        }
    }
}
