package io.sabot.ingest.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.sink.RefusedLog;
import io.sabot.ingest.sink.RefusedRow;
import io.sabot.ingest.sink.Rows;
import io.sabot.ingest.sink.Sink;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JdbcSinkTest {
    private static final EventSchema SCHEMA = Decoded.schema("n BIGINT, s VARCHAR");
    private static final Backoff SHORT = new Backoff(1_000_000, 20_000_000);
    private static final int GROUP_ROWS = 4;

    private static PostgresServer server;

    @TempDir
    Path directory;

    private final Rows rows = new Rows(SCHEMA, false);

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
        server.execute("DROP TABLE IF EXISTS alerts, typed, sabot_sink CASCADE");
        server.execute("CREATE TABLE alerts (n bigint, s text)");
    }

    @AfterEach
    void closeRows() {
        rows.close();
    }

    private static JdbcSpec spec(List<String> key, boolean isFailing, long term) {
        return new JdbcSpec(
                "alerts", server.url(), server.user(), null, "alerts", key, GROUP_ROWS, isFailing, "node/alerts", term);
    }

    private static JdbcSpec spec() {
        return spec(List.of(), false, 0);
    }

    private Path refusedFile() {
        return directory.resolve("alerts.refused");
    }

    private JdbcSink open(JdbcSpec spec, Connections connections) {
        return JdbcSink.open(spec, SCHEMA, refusedFile(), connections, SHORT, System::nanoTime);
    }

    private JdbcSink open() {
        return open(spec(), Connections.of(spec()));
    }

    private void write(Sink sink, long first, int count) {
        rows.clear();
        for (long n = first; n < first + count; n++) {
            rows.add(n, "v" + n);
        }
        sink.write(rows.batch, first);
    }

    /** Until the outage, if any, is over. */
    private static void apply(Sink sink) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        do {
            sink.flush();
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
        } while (sink.outage() != null);
    }

    private static List<String> table() throws SQLException {
        return server.rows("SELECT n, s FROM alerts ORDER BY ctid");
    }

    private static void assertTable(long count) throws SQLException {
        assertThat(server.rows("SELECT count(*), count(DISTINCT n), min(n), max(n) FROM alerts"))
                .containsExactly(count + "|" + count + "|1|" + count);
    }

    private static void assertCode(String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SabotException.class, e -> assertThat(
                        e.problems().get(0).code())
                .as(e.getMessage())
                .isEqualTo(code));
    }

    private static String message(ThrowingCallable call) {
        try {
            call.call();
        } catch (SabotException e) {
            return e.getMessage();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("nothing was thrown");
    }

    // ---- exactly once ----

    @Test
    void shouldWriteRowsAndGoOnBehindThem() throws SQLException {
        try (JdbcSink sink = open()) {
            assertThat(sink.resumeAfter()).isEqualTo(Sink.NOTHING);
            write(sink, 1, 2);
            assertThat(sink.resumeAfter()).isEqualTo(Sink.NOTHING);
            sink.flush();
            assertThat(sink.resumeAfter()).isEqualTo(2);
            assertThat(sink.durableOseq()).isEqualTo(2);
            write(sink, 3, GROUP_ROWS);
            assertThat(sink.resumeAfter()).isEqualTo(6);
            write(sink, 7, 1); // forgotten
        }
        try (JdbcSink sink = open()) {
            assertThat(sink.resumeAfter()).isEqualTo(6);
            write(sink, 7, 1);
            sink.end();
        }
        assertThat(table()).containsExactly("1|v1", "2|v2", "3|v3", "4|v4", "5|v5", "6|v6", "7|v7");
        assertThat(server.rows("SELECT * FROM sabot_sink")).containsExactly("node/alerts|7|0");
    }

    @Test
    @FaultCase(number = 20, how = "the answer to a commit is lost")
    void shouldLearnThatACommitHappenedWhoseAnswerWasLost() throws SQLException {
        Flaw flaw = new Flaw(Connections.of(spec()));
        try (JdbcSink sink = open(spec(), flaw)) {
            flaw.next = Flaw.Next.LOST_AFTER;
            write(sink, 1, 2);
            sink.flush();
            assertThat(sink.outage().message()).contains("the answer was lost");
            assertThat(sink.resumeAfter()).isEqualTo(Sink.NOTHING);
            apply(sink);
            assertThat(sink.resumeAfter()).isEqualTo(2);
            write(sink, 3, 1);
            sink.flush();
        }
        assertTable(3);
    }

    @Test
    void shouldWriteAgainWhenTheCommitItselfWasLost() throws SQLException {
        Flaw flaw = new Flaw(Connections.of(spec()));
        try (JdbcSink sink = open(spec(), flaw)) {
            flaw.next = Flaw.Next.LOST_BEFORE;
            write(sink, 1, 2);
            sink.flush();
            assertThat(sink.outage()).isNotNull();
            apply(sink);
        }
        assertTable(2);
    }

    @Test
    void shouldGoOnBehindACommitThatADeadProcessNeverLearnedOf() throws SQLException {
        Flaw flaw = new Flaw(Connections.of(spec()));
        try (JdbcSink sink = open(spec(), flaw)) {
            flaw.next = Flaw.Next.LOST_AFTER;
            write(sink, 1, 3);
            sink.flush();
        }
        try (JdbcSink sink = open()) {
            assertThat(sink.resumeAfter()).isEqualTo(3);
            write(sink, 4, 1);
            sink.flush();
        }
        assertTable(4);
    }

    @Test
    @FaultCase(number = 20, how = "a commit that takes longer than the sink waits")
    void shouldWaitForACommitThatIsStillUnderWayBeforeItAsks() throws Exception {
        Flaw flaw = new Flaw(Connections.of(spec()));
        try (JdbcSink sink = open(spec(), flaw);
                Connection other = server.connect()) {
            // The transaction of the lost connection, which the server is about to commit.
            other.setAutoCommit(false);
            flaw.next = Flaw.Next.LOST_BEFORE;
            write(sink, 1, 2);
            sink.flush();
            try (Statement statement = other.createStatement()) {
                statement.execute("INSERT INTO alerts VALUES (1, 'v1'), (2, 'v2')");
                statement.execute("UPDATE sabot_sink SET oseq = 2");
            }
            Thread committer = new Thread(() -> {
                try {
                    while (server.rows("SELECT 1 FROM pg_locks WHERE NOT granted")
                            .isEmpty()) {
                        Thread.onSpinWait();
                    }
                    other.commit();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            committer.start();
            apply(sink);
            committer.join();
            assertThat(sink.resumeAfter()).isEqualTo(2);
        }
        assertTable(2);
    }

    @Test
    void shouldKeepRowsWhileTheServerIsAway() throws Exception {
        try (JdbcSink sink = open()) {
            write(sink, 1, 2);
            sink.flush();
            server.stop();
            write(sink, 3, 1);
            sink.flush();
            assertThat(sink.outage().message()).contains("'alerts'", server.url());
            assertThatThrownBy(() -> write(sink, 4, 1)).isInstanceOf(IllegalStateException.class);
            assertThat(sink.resumeAfter()).isEqualTo(2);
            server.launch();
            apply(sink);
            write(sink, 4, 1);
            sink.end();
            assertThat(sink.outage()).isNull();
        } finally {
            relaunch();
        }
        assertTable(4);
    }

    @Test
    void shouldGoOnWhenTheServerHasCrashedAndRecovered() throws Exception {
        try (JdbcSink sink = open()) {
            for (int crash = 0; crash < 3; crash++) {
                write(sink, 1 + 3L * crash, 2);
                sink.flush();
                server.crash();
                server.launch();
                write(sink, 3 + 3L * crash, 1);
                apply(sink);
            }
        } finally {
            relaunch();
        }
        assertTable(9);
    }

    private static void relaunch() throws IOException {
        try {
            server.execute("SELECT 1");
        } catch (SQLException e) {
            server.launch();
        }
    }

    @Test
    @FaultCase(number = 20, how = "answers and commits lost at random, the server crashed")
    void shouldWriteEachRowOnceHoweverItIsDisturbed(FaultRun run) throws Exception {
        Random random = run.random();
        server.execute("ALTER TABLE alerts ADD CHECK (n % 7 <> 0)");
        long total = 600;
        long next = 1;
        int lives = 0;
        while (next <= total) {
            Flaw flaw = new Flaw(Connections.of(spec()));
            try (JdbcSink sink = open(spec(), flaw)) {
                next = sink.resumeAfter() + 1;
                int steps = 1 + random.nextInt(60);
                lives++;
                for (int step = 0; step < steps && next <= total; step++) {
                    if (random.nextInt(4) == 0) {
                        flaw.next = random.nextBoolean() ? Flaw.Next.LOST_AFTER : Flaw.Next.LOST_BEFORE;
                    }
                    if (sink.outage() != null) {
                        sink.flush();
                    } else {
                        int count = (int) Math.min(1 + random.nextInt(9), total - next + 1);
                        write(sink, next, count);
                        next += count;
                    }
                }
                if (random.nextBoolean()) {
                    apply(sink);
                }
                next = sink.resumeAfter() + 1;
            }
        }
        open().close();
        System.out.println(lives + " lives");
        assertThat(server.rows("SELECT n FROM alerts ORDER BY ctid"))
                .isEqualTo(numbers(total, false))
                .doesNotHaveDuplicates();
        assertThat(RefusedLog.read(refusedFile()))
                .extracting(row -> String.valueOf(row.oseq()))
                .isEqualTo(numbers(total, true));
    }

    private static List<String> numbers(long total, boolean isRefused) {
        return java.util.stream.LongStream.rangeClosed(1, total)
                .filter(n -> n % 7 == 0 == isRefused)
                .mapToObj(String::valueOf)
                .toList();
    }

    // ---- others ----

    @Test
    void shouldStopWhenSomebodyElseHasWritten() throws SQLException {
        try (JdbcSink sink = open();
                JdbcSink other = open(spec(), Connections.of(spec()))) {
            write(other, 1, 1);
            other.flush();
            write(sink, 1, 2);
            assertCode("SNK-0205", sink::flush);
            assertThatThrownBy(sink::flush).isInstanceOf(IllegalStateException.class);
        }
        assertTable(1);
    }

    @Test
    void shouldBeFencedByAHigherTerm() throws SQLException {
        try (JdbcSink old = open();
                JdbcSink leader = open(spec(List.of(), false, 3), Connections.of(spec()))) {
            write(old, 1, 1);
            assertCode("SNK-0205", old::flush);
            assertCode("SNK-0205", () -> open().close());
            write(leader, 1, 1);
            leader.flush();
        }
        assertThat(server.rows("SELECT * FROM sabot_sink")).containsExactly("node/alerts|1|3");
    }

    @Test
    void shouldStopWhenTheDatabaseWasPutBack() throws SQLException {
        try (JdbcSink sink = open()) {
            write(sink, 1, 3);
            sink.flush();
            server.execute("DELETE FROM alerts WHERE n > 1; UPDATE sabot_sink SET oseq = 1");
            write(sink, 4, 1);
            assertThat(message(sink::flush)).contains("SNK-0205", "at 3 rows", "1 rows", "put back");
        }
        try (JdbcSink sink = open()) {
            assertThat(sink.resumeAfter()).isEqualTo(1);
        }
    }

    // ---- refused rows ----

    @Test
    @FaultCase(number = 20, how = "rows that a constraint refuses")
    void shouldPutRefusedRowsAsideAndWriteTheOthers() throws SQLException {
        server.execute("ALTER TABLE alerts ADD CHECK (n <> 2), ADD UNIQUE (s), ALTER n TYPE int");
        try (JdbcSink sink = open()) {
            rows.clear()
                    .add(1L, "a")
                    .add(2L, "b")
                    .add(3L, "a")
                    .add(4_000_000_000L, "c")
                    .add(5L, "d\u0000")
                    .add(6L, "e");
            sink.write(rows.batch, 1);
            sink.flush();
            assertThat(sink.resumeAfter()).isEqualTo(6);
            assertThat(sink.refusedCount()).isEqualTo(4);
        }
        assertThat(table()).containsExactly("1|a", "6|e");
        List<RefusedRow> refused = RefusedLog.read(refusedFile());
        assertThat(refused).extracting(RefusedRow::oseq).containsExactly(2L, 3L, 4L, 5L);
        assertThat(refused).extracting(RefusedRow::sink).containsOnly("alerts");
        assertThat(refused.get(0).reason())
                .contains("violates check constraint")
                .endsWith("(23514)");
        assertThat(refused.get(0).row()).isEqualTo("{\"n\":2,\"s\":\"b\"}");
        assertThat(refused.get(1).reason()).contains("duplicate key", "Key (s)=(a) already exists");
        assertThat(refused.get(2).reason()).contains("out of range");
    }

    @Test
    void shouldFindTheRowThatADeferredConstraintRefuses() throws SQLException {
        server.execute("ALTER TABLE alerts ADD UNIQUE (s) DEFERRABLE INITIALLY DEFERRED");
        try (JdbcSink sink = open()) {
            rows.clear().add(1L, "a").add(2L, "a").add(3L, "b");
            sink.write(rows.batch, 1);
            sink.flush();
            assertThat(sink.outage()).isNull();
        }
        assertThat(table()).containsExactly("1|a", "3|b");
        assertThat(RefusedLog.read(refusedFile())).extracting(RefusedRow::oseq).containsExactly(2L);
    }

    @Test
    void shouldNotHaveARowBothWrittenAndRefused() throws SQLException {
        server.execute("ALTER TABLE alerts ADD CONSTRAINT strict CHECK (n <> 2)");
        Flaw flaw = new Flaw(Connections.of(spec()));
        try (JdbcSink sink = open(spec(), flaw)) {
            flaw.next = Flaw.Next.LOST_BEFORE;
            write(sink, 1, 3);
            sink.flush();
            assertThat(RefusedLog.read(refusedFile())).hasSize(1);
        }
        server.execute("ALTER TABLE alerts DROP CONSTRAINT strict");
        try (JdbcSink sink = open()) {
            assertThat(sink.resumeAfter()).isZero();
            write(sink, 1, 3);
            sink.flush();
            assertThat(sink.refusedCount()).isZero();
        }
        assertTable(3);
        assertThat(RefusedLog.read(refusedFile())).isEmpty();
    }

    @Test
    void shouldFailAtARefusedRowWhenToldTo() throws SQLException {
        server.execute("ALTER TABLE alerts ADD CHECK (n <> 2)");
        JdbcSpec spec = spec(List.of(), true, 0);
        try (JdbcSink sink = open(spec, Connections.of(spec))) {
            write(sink, 1, 3);
            assertThat(message(sink::flush)).contains("SNK-0207", "row 2", "check constraint");
        }
        assertThat(table()).isEmpty();
        assertThat(server.rows("SELECT oseq FROM sabot_sink")).containsExactly("0");
    }

    // ---- forms ----

    @Test
    void shouldReplaceRowsOfTheSameKey() throws SQLException {
        server.execute("ALTER TABLE alerts ADD PRIMARY KEY (n)");
        JdbcSpec spec = spec(List.of("N"), false, 0);
        try (JdbcSink sink = open(spec, Connections.of(spec))) {
            rows.clear().add(1L, "a").add(2L, "b").add(1L, "c").add(2L, null);
            sink.write(rows.batch, 1);
            sink.flush();
        }
        assertThat(server.rows("SELECT n, s FROM alerts ORDER BY n")).containsExactly("1|c", "2|null");
    }

    @Test
    void shouldCarryEveryType() throws SQLException {
        EventSchema schema =
                Decoded.schema("b BOOLEAN, i INT, l BIGINT, d DOUBLE, m DECIMAL(20 3), v VARCHAR, j VARCHAR,"
                        + " x BINARY, day DATE, tm TIME, tz TIMESTAMP(9), od\"D VARCHAR");
        server.execute("CREATE TABLE typed (b boolean, i int, l bigint, d double precision, m numeric, v varchar(9),"
                + " j jsonb, x bytea, day date, tm time, tz timestamptz, \"od\"\"D\" text)");
        JdbcSpec spec = new JdbcSpec(
                "typed",
                server.url(),
                server.user(),
                null,
                "public.typed",
                List.of(),
                GROUP_ROWS,
                false,
                "node/typed",
                0);
        try (JdbcSink sink = JdbcSink.open(spec, schema, directory.resolve("typed.refused"));
                Rows values = new Rows(schema, true)) {
            values.add(
                    true,
                    -7,
                    1L << 60,
                    Double.NaN,
                    new BigDecimal("12345678901234567.891"),
                    "é€\uD83D\uDE00",
                    "{\"a\": [1]}",
                    new byte[] {0, -1},
                    -1,
                    3_600_000_001_999L,
                    -1L,
                    "o");
            Object[] nulls = new Object[schema.columnCount()];
            values.add(nulls);
            values.add(false, 0, 0L, 0.5, BigDecimal.ZERO.setScale(3), "", "1", new byte[0], 0, 0L, 1_999L, "");
            values.add(
                    false, 0, 0L, 0.5, BigDecimal.ZERO.setScale(3), "too long here", "1", new byte[0], 0, 0L, 0L, "");
            values.add(false, 0, 0L, 0.5, BigDecimal.ZERO.setScale(3), "", "{no json", new byte[0], 0, 0L, 0L, "");
            sink.write(values.batch, 1);
            sink.flush();
            assertThat(sink.outage()).isNull();
            assertThat(sink.refusedCount()).isEqualTo(2);
        }
        assertThat(server.rows("SELECT b, i, l, d, m, v, j, x, day, tm, tz AT TIME ZONE 'UTC' FROM typed"))
                .containsExactly(
                        "t|-7|1152921504606846976|NaN|12345678901234567.891|é€\uD83D\uDE00|{\"a\": [1]}|\\x00ff"
                                + "|1969-12-31|01:00:00.000001|1969-12-31 23:59:59.999999",
                        "null|null|null|null|null|null|null|null|null|null|null",
                        "f|0|0|0.5|0.000||1|\\x|1970-01-01|00:00:00|1970-01-01 00:00:00.000001");
    }

    @Test
    void shouldCarryArrays() throws SQLException {
        EventSchema schema =
                Decoded.schema("b BOOLEAN ARRAY, i INT ARRAY, l BIGINT ARRAY, d DOUBLE ARRAY, m DECIMAL(20 3) ARRAY,"
                        + " v VARCHAR ARRAY, x BINARY ARRAY, day DATE ARRAY, tm TIME ARRAY, at TIMESTAMP(9) ARRAY");
        server.execute("CREATE TABLE typed (b boolean[], i int[], l bigint[], d double precision[], m numeric[],"
                + " v varchar(20)[], x bytea[], day date[], tm time[], at timestamp[])");
        try (JdbcSink sink = JdbcSink.open(typed(), schema, directory.resolve("typed.refused"));
                Rows values = new Rows(schema, true)) {
            values.add(
                    Arrays.asList(true, null, false),
                    List.of(-7, 8),
                    List.of(1L << 60),
                    Arrays.asList(Double.NaN, null, -0.5),
                    List.of(new BigDecimal("12345678901234567.891")),
                    Arrays.asList("é,\"{}\\", null, "", "NULL"),
                    Arrays.asList(ByteBuffer.wrap(new byte[] {0, -1}), null),
                    List.of(-1),
                    List.of(3_600_000_001_999L),
                    List.of(-1L));
            values.add(new Object[schema.columnCount()]);
            List<Object> none = List.of();
            values.add(none, none, none, none, none, none, none, none, none, none);
            sink.write(values.batch, 1);
            sink.flush();
            assertThat(sink.outage()).isNull();
            assertThat(sink.refusedCount()).isZero();
        }
        assertThat(server.rows("SELECT b, i, l, d, m, v, x, day, tm, at FROM typed"))
                .containsExactly(
                        "{t,NULL,f}|{-7,8}|{1152921504606846976}|{NaN,NULL,-0.5}|{12345678901234567.891}"
                                + "|{\"é,\\\"{}\\\\\",NULL,\"\",\"NULL\"}|{\"\\\\x00ff\",NULL}|{1969-12-31}"
                                + "|{01:00:00.000001}|{\"1969-12-31 23:59:59.999999\"}",
                        "null|null|null|null|null|null|null|null|null|null",
                        "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}");
    }

    @Test
    void shouldRefuseATableWithoutArraysForArrays() throws SQLException {
        server.execute("CREATE TABLE typed (a int)");
        assertThat(message(() -> JdbcSink.open(
                                typed(), Decoded.schema("a VARCHAR ARRAY"), directory.resolve("typed.refused"))
                        .close()))
                .contains("SNK-0204", "text[]");
    }

    private static JdbcSpec typed() {
        return new JdbcSpec(
                "typed", server.url(), server.user(), null, "typed", List.of(), GROUP_ROWS, false, "node/typed", 0);
    }

    // ---- what is wrong at the start ----

    @Test
    void shouldNameTheTableThatWasProbablyMeant() {
        JdbcSpec spec = new JdbcSpec(
                "a", server.url(), server.user(), null, "alert", List.of(), GROUP_ROWS, false, "node/a", 0);
        assertThat(message(() -> open(spec, Connections.of(spec)))).contains("SNK-0203", "'alert'", "'alerts'?");
    }

    @Test
    void shouldNameTheColumnThatWasProbablyMeant() {
        EventSchema schema = Decoded.schema("n BIGINT, ss VARCHAR");
        assertThat(message(() -> JdbcSink.open(spec(), schema, refusedFile())))
                .contains("SNK-0204", "no column 'ss'", "'s'?");
    }

    @Test
    void shouldRefuseATableWhoseTypesDoNotFit() {
        EventSchema schema = Decoded.schema("n BOOLEAN, s VARCHAR");
        assertThat(message(() -> JdbcSink.open(spec(), schema, refusedFile())))
                .contains("SNK-0204", "\"n\" is of type bigint but expression is of type boolean");
    }

    @Test
    void shouldRefuseAKeyWithoutAnIndex() {
        JdbcSpec spec = spec(List.of("n"), false, 0);
        assertThat(message(() -> open(spec, Connections.of(spec))))
                .contains("SNK-0204", "no unique index", "CREATE UNIQUE INDEX ON alerts (n)");
    }

    @Test
    void shouldSayThatTheDatabaseIsNotThere() {
        JdbcSpec spec = new JdbcSpec(
                "a",
                "jdbc:postgresql://127.0.0.1:1/postgres?password=secret",
                "x",
                null,
                "alerts",
                List.of(),
                GROUP_ROWS,
                false,
                "node/a",
                0);
        assertThat(message(() -> open(spec, Connections.of(spec))))
                .contains("SNK-0202", "127.0.0.1:1/postgres", "refused")
                .doesNotContain("secret");
    }

    @Test
    void shouldSayWhatIsNotAllowed() throws SQLException {
        server.execute("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN; CREATE TABLE sabot_sink"
                + " (sink text PRIMARY KEY, oseq bigint NOT NULL, term bigint NOT NULL);"
                + " GRANT ALL ON sabot_sink TO guest; GRANT SELECT ON alerts TO guest");
        JdbcSpec spec =
                new JdbcSpec("a", server.url(), "guest", null, "alerts", List.of(), GROUP_ROWS, false, "node/a", 0);
        assertThat(message(() -> open(spec, Connections.of(spec)))).contains("SNK-0206", "permission denied", "alerts");
        server.execute("DROP TABLE sabot_sink");
        assertThat(message(() -> open(spec, Connections.of(spec)))).contains("SNK-0206", "CREATE TABLE sabot_sink");
    }
}
