package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.ingest.ring.RowAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SabotTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long NO_RESERVE = 0;

    @TempDir
    Path directory;

    private Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static final String RULES =
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts)
              WITH ('connector' = 'file', 'path' = 'ticks.csv');
            CREATE TABLE dips (symbol VARCHAR, low DOUBLE, back DOUBLE)
              WITH ('connector' = 'file', 'path' = 'dips.csv');
            CREATE TABLE bars (symbol VARCHAR, window_end TIMESTAMP(9), n BIGINT)
              WITH ('connector' = 'file', 'path' = 'bars.json');
            INSERT INTO dips SELECT * FROM ticks MATCH_RECOGNIZE (
              PARTITION BY symbol ORDER BY ts
              MEASURES LAST(B.price) AS low, C.price AS back
              PATTERN (A B+ C)
              DEFINE B AS B.price < PREV(B.price), C AS C.price > PREV(C.price));
            INSERT INTO bars SELECT symbol, window_end, COUNT(*) FROM TABLE(TUMBLE(TABLE ticks, DESCRIPTOR(ts),
              INTERVAL '10' SECOND)) GROUP BY symbol, window_start, window_end;
            """;

    private SabotConfig config() {
        return SabotConfig.in(directory.resolve("data")).withReserveBytes(NO_RESERVE);
    }

    @Test
    void shouldCarryRowsFromFilesToFiles() throws Exception {
        write(
                "ticks.csv",
                """
                symbol,ts,price
                A,2026-01-01 00:00:01,5
                A,2026-01-01 00:00:02,4
                A,2026-01-01 00:00:03,oops
                A,2026-01-01 00:00:11,6
                """);
        Path sql = write("app.sql", RULES);
        for (int run = 0; run < 2; run++) {
            try (Sabot sabot = Sabot.open(config())) {
                sabot.execute(sql);
                assertThat(sabot.awaitEnd(PATIENCE)).isTrue();
                assertThat(sabot.rows()).isEqualTo(3);
                assertThat(sabot.rejects()).isEqualTo(1);
            }
            assertThat(Files.readString(directory.resolve("dips.csv"))).isEqualTo("symbol,low,back\nA,4.0,6.0\n");
            assertThat(Files.readAllLines(directory.resolve("bars.json")))
                    .containsExactly(
                            "{\"symbol\":\"A\",\"window_end\":\"2026-01-01 00:00:10\",\"n\":2}",
                            "{\"symbol\":\"A\",\"window_end\":\"2026-01-01 00:00:20\",\"n\":1}");
        }
    }

    @Test
    void shouldTakeRowsOfTheProgramAndCallItBack() throws Exception {
        List<String> alerts = new CopyOnWriteArrayList<>();
        try (Sabot sabot = Sabot.open(SabotConfig.inMemory())) {
            sabot.subscribe("alerts", row -> alerts.add(row.output() + " " + row.string("symbol")));
            sabot.execute(
                    """
                    CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts);
                    CREATE TABLE big (symbol VARCHAR, ts TIMESTAMP(9), WATERMARK FOR ts AS ts);
                    CREATE TABLE alerts (symbol VARCHAR);
                    INSERT INTO big SELECT symbol, ts FROM ticks WHERE price > 10;
                    INSERT INTO alerts SELECT symbol FROM big;
                    """);
            try (RowAppender ticks = sabot.appender("ticks")) {
                int a = ticks.symbolId("AAPL");
                ticks.row().symbol(a).timestampNs(1).f64(11).append();
                ticks.row().symbol(a).timestampNs(2).f64(9).append();
                ticks.row().string("MSFT").timestampNs(3).f64(12).append();
                ticks.end();
            }
            assertThat(sabot.awaitEnd(PATIENCE)).isTrue();
        }
        assertThat(alerts).containsExactly("1 AAPL", "2 MSFT");
    }
}
