package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.ingest.jdbc.PostgresServer;
import io.sabot.ingest.ring.RowAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes that write to a database, and to files beside it. */
final class DatabaseTest {
    private static final int TICKS = 60_000;

    private static PostgresServer server;

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void createTable() throws SQLException {
        node = new TestNode(directory);
        server.execute("DROP TABLE IF EXISTS kept, sabot_sink");
        server.execute("CREATE TABLE kept (n bigint CHECK (n % 100 <> 7), v double precision)");
    }

    private static String jdbc(String options) {
        return "WITH ('connector' = 'jdbc', 'url' = '" + server.url() + "', 'user' = '" + server.user()
                + "', 'table' = 'kept'" + options + ")";
    }

    private static String rules() {
        return """
                CREATE TABLE ticks (n BIGINT, v DOUBLE) WITH ('connector' = 'file', 'path' = 'ticks.csv');
                CREATE TABLE kept (n BIGINT, v DOUBLE) WITH ('connector' = 'file', 'path' = 'kept.csv');
                CREATE TABLE parts (n BIGINT, v DOUBLE)
                  WITH ('connector' = 'file', 'path' = 'parts', 'rolling' = 'true', 'roll-rows' = '3000');
                CREATE TABLE db (n BIGINT, v DOUBLE)
                """
                + jdbc(", 'group-rows' = '500'") + ";\n"
                + """
                INSERT INTO kept SELECT n, v FROM ticks WHERE v < 0.7;
                INSERT INTO parts SELECT n, v FROM ticks WHERE v < 0.7;
                INSERT INTO db SELECT n, v FROM ticks WHERE v < 0.7;
                """;
    }

    private void writeTicks(Path file, int count) throws IOException {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("n,v\n");
        for (int n = 1; n <= count; n++) {
            text.append(n).append(',').append(random.nextInt(1000) / 1000.0).append('\n');
        }
        Files.writeString(file, text);
    }

    /** The database, the refused rows and the parts have what the one file has, in its order. */
    private void assertSameEverywhere(Path files) throws IOException, SQLException {
        List<String> lines = Files.readAllLines(files.resolve("kept.csv"));
        List<String> rows = lines.subList(1, lines.size());
        assertThat(rows).isNotEmpty();
        assertThat(server.rows("SELECT n || ',' || v FROM kept ORDER BY ctid"))
                .containsExactlyElementsOf(rows.stream()
                        .filter(row -> !isRefused(row))
                        .map(DatabaseTest::asPostgres)
                        .toList());
        assertThat(DeadLetterList.of(files.resolve("data")))
                .allMatch(letter -> letter.reason().equals("REFUSED")
                        && letter.table().equals("db")
                        && letter.cause().endsWith("(23514)"))
                .extracting(DeadLetterList.Letter::content)
                .containsExactlyElementsOf(rows.stream()
                        .filter(DatabaseTest::isRefused)
                        .map(row -> "{\"n\":" + row.replace(",", ",\"v\":") + "}")
                        .toList());
        List<String> parts = new ArrayList<>();
        try (Stream<Path> listed = Files.list(files.resolve("parts"))) {
            for (Path part : listed.sorted().toList()) {
                List<String> content = Files.readAllLines(part);
                parts.addAll(content.subList(1, content.size()));
            }
        }
        assertThat(parts).isEqualTo(rows);
    }

    private static boolean isRefused(String row) {
        return row.substring(0, row.indexOf(',')).matches("\\d*07|7");
    }

    /** Whole numbers have no fraction there. */
    private static String asPostgres(String row) {
        return row.endsWith(".0") ? row.substring(0, row.length() - 2) : row;
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void shouldWriteTheSameToADatabaseAsToFiles() throws Exception {
        writeTicks(directory.resolve("ticks.csv"), 5_000);
        for (int run = 0; run < 2; run++) {
            node.run(rules());
            assertSameEverywhere(directory);
        }
        assertThat(Files.list(directory.resolve("parts"))).hasSize(2);
    }

    @Test
    @FaultCase(number = 20, how = "`kill -9` while rows go to PostgreSQL, which refuses some")
    void shouldWriteTheSameHoweverOftenItIsKilled(FaultRun run) throws Exception {
        Random random = run.random();
        Path files = Files.createDirectory(directory.resolve("killed"));
        writeTicks(files.resolve("ticks.csv"), TICKS);
        Files.writeString(files.resolve("app.sql"), rules());
        int kills = 0;
        boolean hasEnded = false;
        while (kills < 5 && !hasEnded) {
            KillTest.Child child = new KillTest.Child(files, 5_000_000);
            child.awaitRunning();
            TimeUnit.NANOSECONDS.sleep(random.nextInt(250_000_000));
            hasEnded = child.kill();
            kills += hasEnded ? 0 : 1;
        }
        new KillTest.Child(files, 0).end();
        run.times(kills);
        assertSameEverywhere(files);
    }

    @Test
    @FaultCase(number = 20, how = "PostgreSQL stopped and started")
    void shouldLetOtherSinksGoOnWhileTheDatabaseIsAway() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        EngineListener listener = new EngineListener() {
            @Override
            public void onSinkAway(String sink, Problem problem) {
                told.add("away " + sink + " " + problem.code());
            }

            @Override
            public void onSinkBack(String sink) {
                told.add("back " + sink);
            }
        };
        String sql = "CREATE TABLE ticks (n BIGINT, v DOUBLE);\n"
                + "CREATE TABLE file (n BIGINT, v DOUBLE) WITH ('connector' = 'file', 'path' = 'kept.csv');\n"
                + "CREATE TABLE db (n BIGINT, v DOUBLE) " + jdbc("") + ";\n"
                + "INSERT INTO file SELECT * FROM ticks; INSERT INTO db SELECT * FROM ticks;";
        Path kept = directory.resolve("kept.csv");
        try (Sabot sabot = Sabot.open(node.config().withListener(listener))) {
            sabot.execute(sql);
            try (RowAppender ticks = sabot.appender("ticks")) {
                ticks.row().i64(1).f64(1).append();
                await(() -> count() == 1);
                server.stop();
                ticks.row().i64(2).f64(2).append();
                await(() -> told.contains("away db SNK-0202"));
                ticks.row().i64(3).f64(3).append();
                await(() -> lines(kept).size() == 4);
                server.launch();
                await(() -> count() == 3);
                ticks.row().i64(4).f64(4).append();
                await(() -> count() == 4);
                server.stop();
                ticks.row().i64(5).f64(5).append();
                await(() -> lines(kept).size() == 6);
            }
        } finally {
            server.launch();
        }
        assertThat(told).startsWith("away db SNK-0202", "back db");
        assertThat(count()).isEqualTo(4);
        try (Sabot sabot = Sabot.open(node.config())) {
            sabot.execute(sql);
            await(() -> count() == 5);
        }
        assertThat(server.rows("SELECT n FROM kept ORDER BY ctid")).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    @Tag("slow")
    @FaultCase(
            number = 20,
            how = "PostgreSQL down for long while rows come in; `-Dsabot.fault.outageSeconds`, 600 normally")
    void shouldDeliverEverythingAfterALongOutage(FaultRun run) throws Exception {
        long outageNs = TimeUnit.SECONDS.toNanos(Integer.getInteger("sabot.fault.outageSeconds", 600));
        String sql = "CREATE TABLE ticks (n BIGINT, v DOUBLE);\n" + "CREATE TABLE db (n BIGINT, v DOUBLE) " + jdbc("")
                + ";\nINSERT INTO db SELECT * FROM ticks;";
        long sent = 0;
        try (Sabot sabot = Sabot.open(node.config())) {
            sabot.execute(sql);
            try (RowAppender ticks = sabot.appender("ticks")) {
                ticks.row().i64(100 * ++sent).f64(sent).append();
                await(() -> count() == 1);
                server.stop();
                long endNs = System.nanoTime() + outageNs;
                while (System.nanoTime() < endNs) {
                    ticks.row().i64(100 * ++sent).f64(sent).append();
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                assertThat(sabot.rows()).as("taken in meanwhile").isGreaterThan(sent / 2);
            }
            server.launch();
            long all = sent;
            await(() -> count() == all);
        }
        assertThat(server.rows("SELECT n FROM kept ORDER BY ctid"))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, sent)
                        .mapToObj(n -> String.valueOf(100 * n))
                        .toList());
        run.note("down for " + TimeUnit.NANOSECONDS.toSeconds(outageNs) + " s, " + sent + " rows");
    }

    private static long count() {
        try {
            return Long.parseLong(server.rows("SELECT count(*) FROM kept").get(0));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- what may be declared ----

    private String problem(String with) throws InterruptedException {
        try {
            TestNode.run(
                    node.config().withTakeover(SabotConfig.Takeover.REPLACE),
                    "CREATE TABLE t (n BIGINT, v DOUBLE) " + with + "; INSERT INTO t VALUES (1, 2.0);");
        } catch (SabotException e) {
            return e.getMessage();
        }
        throw new AssertionError("nothing was thrown");
    }

    @Test
    void shouldNameWhatIsWrongInADeclaration() throws Exception {
        assertThat(problem(jdbc(", 'tabel' = 'x'"))).contains("SQL-0123", "'tabel'", "'table'?");
        assertThat(problem("WITH ('connector' = 'jdbc', 'table' = 'kept')")).contains("SQL-0124", "'url'");
        assertThat(problem("WITH ('connector' = 'jdbc', 'url' = 'jdbc:mysql://h/d', 'table' = 'kept')"))
                .contains("ENG-0117", "jdbc:postgresql:");
        assertThat(problem(jdbc(", 'mode' = 'upsert'"))).contains("ENG-0117", "needs 'key'");
        assertThat(problem(jdbc(", 'key' = 'n'"))).contains("ENG-0117", "'mode' = 'upsert'");
        assertThat(problem(jdbc(", 'mode' = 'upsert', 'key' = 'm'"))).contains("ENG-0117", "'m'", "one of n, v");
        assertThat(problem(jdbc(", 'password-env' = 'SABOT_NO_SUCH'"))).contains("ENG-0117", "SABOT_NO_SUCH");
        assertThat(problem(jdbc(", 'password' = 'x', 'password-env' = 'PATH'"))).contains("ENG-0117", "both");
        assertThat(problem(jdbc(", 'group-rows' = '0'"))).contains("ENG-0117", "at least 1");
        assertThat(problem("WITH ('connector' = 'file', 'path' = 'x.csv', 'roll-rows' = '5')"))
                .contains("ENG-0117", "'rolling' = 'true'");
        server.execute("ALTER TABLE kept RENAME v TO vv");
        assertThat(problem(jdbc(""))).contains("SNK-0204", "no column 'v'");
    }

    @Test
    void shouldFindWhatIsWrongBeforeAnythingIsTaken() {
        assertThatThrownBy(() -> Sabot.plan(
                        "(text)",
                        "CREATE TABLE t (n BIGINT) " + jdbc(", 'mode' = 'upsert'") + "; INSERT INTO t VALUES (1);",
                        directory))
                .hasMessageContaining("ENG-0117");
    }

    @Test
    void shouldNotReadADirectoryOfParts() throws Exception {
        String sql =
                """
                CREATE TABLE t (n BIGINT) WITH ('connector' = 'file', 'path' = 'x', 'rolling' = 'true');
                SELECT n FROM t;
                """;
        assertThatThrownBy(() -> node.run(sql)).hasMessageContainingAll("ENG-0117", "cannot be read");
    }

    @Test
    void shouldWriteEverythingAnewUnderANewNameWhenItIsReplaced() throws Exception {
        writeTicks(directory.resolve("ticks.csv"), 50);
        String sql = "CREATE TABLE ticks (n BIGINT, v DOUBLE) WITH ('connector' = 'file', 'path' = 'ticks.csv');\n"
                + "CREATE TABLE db (n BIGINT, v DOUBLE) " + jdbc("") + ";\n";
        node.run(sql + "INSERT INTO db SELECT n, v FROM ticks WHERE n <= 3;");
        server.execute("TRUNCATE kept");
        TestNode.run(
                node.config().withTakeover(SabotConfig.Takeover.REPLACE),
                sql + "INSERT INTO db SELECT n, v FROM ticks WHERE n <= 5;");
        assertThat(server.rows("SELECT n FROM kept ORDER BY ctid")).containsExactly("1", "2", "3", "4", "5");
        assertThat(server.rows("SELECT oseq FROM sabot_sink ORDER BY oseq")).containsExactly("3", "5");
    }
}
