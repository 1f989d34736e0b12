package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.keyed.KeyTimers;
import io.sabot.state.keyed.KeyedFunction;
import io.sabot.state.keyed.MapState;
import io.sabot.state.keyed.RowCollector;
import io.sabot.state.keyed.RowView;
import io.sabot.state.keyed.StateContext;
import io.sabot.state.keyed.TimeToLive;
import io.sabot.state.keyed.ValueState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's function in a node; public, as the class of a function must be. */
public final class KeyedFunctionTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int ROWS = 12_000;

    private static final String RULES =
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts - INTERVAL '3' SECOND);
            CREATE FUNCTION bursts AS 'io.sabot.engine.KeyedFunctionTest$Bursts';
            CREATE TABLE bursts_out (symbol VARCHAR, ends TIMESTAMP(9), n BIGINT, venues BIGINT) WITH ('connector' = 'file', 'path' = 'bursts.csv');
            INSERT INTO bursts_out SELECT * FROM TABLE(bursts(TABLE ticks PARTITION BY symbol));
            CREATE TABLE per_minute (starts TIMESTAMP(3), n BIGINT, total BIGINT) WITH ('connector' = 'file', 'path' = 'minutes.csv');
            INSERT INTO per_minute SELECT window_start, COUNT(*), SUM(n)
              FROM TABLE(TUMBLE(TABLE (SELECT ends, n FROM TABLE(bursts(TABLE ticks PARTITION BY symbol))), DESCRIPTOR(ends), INTERVAL '10' SECOND))
              GROUP BY window_start, window_end;
            """;

    @TempDir
    Path directory;

    /** Rows of a symbol until it is silent for half a second, and how many distinct prices were among them. */
    public static final class Bursts implements KeyedFunction {
        private ValueState count;
        private ValueState end;
        private MapState prices;
        private KeyTimers timers;

        @Override
        public List<ColumnSpec> columns(EventSchema input) {
            return List.of(
                    new ColumnSpec("ends", SqlType.of(TypeKind.TIMESTAMP)),
                    new ColumnSpec("n", SqlType.of(TypeKind.BIGINT)),
                    new ColumnSpec("distinct_prices", SqlType.of(TypeKind.BIGINT)));
        }

        @Override
        public int eventTimeColumn() {
            return 0;
        }

        @Override
        public void open(StateContext context) {
            count = context.value("count", TimeToLive.FOREVER);
            end = context.value("end", TimeToLive.FOREVER);
            prices = context.map("prices", TimeToLive.afterWrite(5 * SECOND_NS));
            timers = context.timers();
        }

        @Override
        public void onRow(RowView row, RowCollector out) {
            count.putLong(count.longValue(0) + 1);
            prices.at((long) row.getDouble(2));
            prices.putLong(1);
            long endNs = Math.max(end.longValue(Long.MIN_VALUE), row.getLong(1) + SECOND_NS / 2);
            if (end.longValue(Long.MIN_VALUE) != endNs) {
                end.putLong(endNs);
                timers.set(endNs);
            }
        }

        @Override
        public void onTimer(long deadlineNs, RowCollector out) {
            if (deadlineNs != end.longValue(deadlineNs)) {
                return;
            }
            long distinct = 0;
            prices.rewind();
            while (prices.next()) {
                distinct++;
            }
            out.putLong(0, deadlineNs);
            out.putLong(1, count.longValue());
            out.putLong(2, distinct);
            out.emit();
            count.clear();
            end.clear();
            prices.clear();
        }
    }

    private static final class Told implements EngineListener {
        final List<CheckpointInfo> made = new ArrayList<>();
        CheckpointInfo from;

        @Override
        public void onCheckpoint(CheckpointInfo checkpoint) {
            made.add(checkpoint);
        }

        @Override
        public void onRecovery(CheckpointInfo checkpoint, long lastSeq) {
            from = checkpoint;
        }
    }

    /** Appends rows {@code from} to {@code to} of a sequence that is always the same. */
    private Told feed(String name, long checkpointLogBytes, int from, int to) throws Exception {
        Files.createDirectories(directory.resolve(name));
        Told told = new Told();
        SabotConfig config = SabotConfig.in(directory.resolve(name).resolve("data"))
                .withReserveBytes(0)
                .withSqlDirectory(directory.resolve(name))
                .withCheckpointLogBytes(checkpointLogBytes)
                .withListener(told);
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(RULES);
            Random random = new Random(7);
            try (RowAppender ticks = sabot.appender("ticks", FlushMode.MANUAL, 50)) {
                for (int i = 0; i < to; i++) {
                    String symbol = "S" + random.nextInt(40);
                    long timeNs = (i * 10L + random.nextInt(2000)) * 1_000_000L;
                    double price = random.nextInt(20);
                    if (i >= from) {
                        ticks.row()
                                .symbol(ticks.symbolId(symbol))
                                .timestampNs(timeNs)
                                .f64(price)
                                .append();
                    }
                    if (i % 50 == 49) {
                        ticks.flush();
                    }
                }
            }
            if (to == ROWS) {
                sabot.end("ticks");
                assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
            }
        }
        return told;
    }

    @Test
    void shouldGoOnFromACheckpoint() throws Exception {
        assertThat(feed("calm", Long.MAX_VALUE, 0, ROWS).made).isEmpty();
        Told first = feed("cut", 20_000, 0, 7_000);
        assertThat(first.made).isNotEmpty();
        Told second = feed("cut", 20_000, 7_000, ROWS);
        assertThat(second.from).isEqualTo(first.made.get(first.made.size() - 1));
        for (String output : List.of("bursts.csv", "minutes.csv")) {
            Path expected = directory.resolve("calm").resolve(output);
            assertThat(Files.readAllLines(expected)).hasSizeGreaterThan(10);
            assertThat(Files.mismatch(expected, directory.resolve("cut").resolve(output)))
                    .as("first difference of %s", output)
                    .isEqualTo(-1);
        }
        assertThat(Files.readAllLines(directory.resolve("calm/bursts.csv")).stream()
                        .skip(1)
                        .mapToLong(line -> Long.parseLong(line.split(",")[2]))
                        .sum())
                .as("every row is in one burst")
                .isEqualTo(ROWS);
    }
}
