package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.engine.SabotConfig.Takeover;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.journal.FrameType;
import io.sabot.journal.JournalFiles;
import io.sabot.journal.LogReader;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.state.CheckpointInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version whose state is made while the one before goes on. */
final class SuccessorTest {
    private static final String TABLES =
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts - INTERVAL '3' SECOND);
            CREATE TABLE bars (symbol VARCHAR, ends TIMESTAMP(3), n BIGINT, top DOUBLE) WITH ('connector' = 'file', 'path' = 'bars.csv');
            CREATE TABLE rises (symbol VARCHAR, low DOUBLE, high DOUBLE, n BIGINT) WITH ('connector' = 'file', 'path' = 'rises.csv');
            """;
    private static final String FORMER = TABLES
            + """
            INSERT INTO bars SELECT symbol, window_end, COUNT(*), MAX(price)
              FROM TABLE(HOP(TABLE ticks, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '20' SECOND))
              GROUP BY symbol, window_start, window_end;
            INSERT INTO rises SELECT * FROM ticks MATCH_RECOGNIZE (
              PARTITION BY symbol ORDER BY ts
              MEASURES A.price AS low, LAST(B.price) AS high, COUNT(*) AS n
              PATTERN (A B{2,} C) WITHIN INTERVAL '60' SECOND
              DEFINE B AS B.price > PREV(B.price), C AS C.price < A.price);
            """;
    private static final String LATTER =
            FORMER.replace("'20' SECOND", "'30' SECOND").replace("B{2,}", "B+");
    private static final List<String> OUTPUTS = List.of("bars", "rises");

    @TempDir
    Path directory;

    private final Random random = new Random(11);
    private SabotConfig.Durability durability = SabotConfig.Durability.PROCESS;
    private int fed;

    /** What a node or a successor told; it can be held up in its replay. */
    private static final class Told implements EngineListener {
        final CountDownLatch isReached = new CountDownLatch(1);
        final CountDownLatch gate = new CountDownLatch(1);
        final long heldAtSeq;
        CheckpointInfo from;
        long openedAfter;
        long replayed;

        Told(long heldAtSeq) {
            this.heldAtSeq = heldAtSeq;
        }

        @Override
        public void onLogOpened(long afterSeq, long lastSeq) {
            openedAfter = afterSeq;
        }

        @Override
        public void onRecovery(CheckpointInfo checkpoint, long lastSeq) {
            from = checkpoint;
        }

        @Override
        public void onReplay(long seq, long lastSeq) {
            replayed++;
            if (seq == heldAtSeq) {
                isReached.countDown();
                try {
                    assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static Told told() {
        return new Told(-1);
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path next() {
        return data().resolve("next");
    }

    private SabotConfig config(Takeover takeover, EngineListener listener) {
        return SabotConfig.in(data())
                .withReserveBytes(0)
                .withSqlDirectory(directory)
                .withDurability(durability)
                .withTakeover(takeover)
                .withListener(listener);
    }

    private Sabot open(String sql, Takeover takeover, EngineListener listener) {
        Sabot sabot = Sabot.open(config(takeover, listener));
        boolean isOpen = false;
        try {
            sabot.execute(sql);
            isOpen = true;
            return sabot;
        } finally {
            if (!isOpen) {
                sabot.close();
            }
        }
    }

    private Successor successor(String sql, Takeover takeover, EngineListener listener) {
        ApplicationPlan plan = Sabot.plan("(text)", sql, directory);
        return new Successor(config(takeover, listener), plan);
    }

    private void feed(Sabot sabot, int rows) {
        try (RowAppender ticks = sabot.appender("ticks", FlushMode.MANUAL, 50)) {
            for (int i = 0; i < rows; i++) {
                ticks.row()
                        .symbol(ticks.symbolId("S" + random.nextInt(20 + fed / 500)))
                        .timestampNs((fed * 10L + random.nextInt(2000)) * 1_000_000L)
                        .f64(random.nextInt(1000))
                        .append();
                if (++fed % 40 == 0) {
                    ticks.flush();
                }
            }
            ticks.flush();
        }
        await(() -> sabot.rows() >= fed);
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TestNode.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    private static long results(Sabot sabot) {
        return sabot.outputs().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Last word of the log that another application computes from there on, or the log's end. */
    private long takeoverSeq() {
        long seq = 0;
        try (LogReader log = JournalFiles.liveLog(DataDirectory.log(data()), new SymbolDictionary())) {
            while (log.next()) {
                seq = log.header().type() == FrameType.UPGRADE ? log.header().seq() : seq;
            }
        }
        return seq;
    }

    /** What an application makes of the whole log, by entry. */
    private List<String> made(String sql, String table, long fromSeq, long toSeq) {
        List<String> rows = new ArrayList<>();
        ReplayRequest request = ReplayRequest.of(data()).withSql(new ReplaySql("(text)", sql, directory));
        Replay.run(request, new ReplayListener() {
            @Override
            public void onOutput(ReplayOutput output) {
                for (int i = 0; i < output.rows(); i++) {
                    if (output.table().equals(table) && output.seq() >= fromSeq && output.seq() <= toSeq) {
                        rows.add(output.seq() + " " + RowTexts.of(output.batch(), i));
                    }
                }
            }
        });
        return rows;
    }

    private void assertTakenOver(String former, String latter, long lastSeqOfFormer) throws Exception {
        for (String output : OUTPUTS) {
            List<String> expected = made(former, output, 0, lastSeqOfFormer);
            List<String> after = made(latter, output, lastSeqOfFormer + 1, Long.MAX_VALUE);
            assertThat(after).as("results behind the take-over").isNotEmpty();
            expected.addAll(after);
            assertThat(recorded(output)).as(output).containsExactlyElementsOf(expected);
            assertThat(Files.readAllLines(directory.resolve(output + ".csv"))).hasSize(1 + expected.size());
        }
    }

    /** Results that there are, by entry. */
    private List<String> recorded(String table) {
        List<String> rows = new ArrayList<>();
        try (LogReader outbox = JournalFiles.liveOutbox(DataDirectory.outbox(data(), table))) {
            EventSchema schema = null;
            while (outbox.next()) {
                if (outbox.header().type() == FrameType.DDL) {
                    schema = outbox.schema();
                } else if (outbox.header().type() == FrameType.OUTPUT) {
                    EventBatch batch = outbox.batch(schema);
                    for (int i = 0; i < batch.rows(); i++) {
                        rows.add(outbox.header().seq() + " " + RowTexts.of(batch, i));
                    }
                }
            }
        }
        return rows;
    }

    private static void finish(Sabot sabot) throws InterruptedException {
        sabot.end("ticks");
        assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
    }

    private void takeOverWhileTheFormerGoesOn(Takeover takeover) throws Exception {
        Told build = new Told(100);
        try (Sabot former = open(FORMER, Takeover.REFUSE, told())) {
            feed(former, 8_000);
            CompletableFuture<Void> made = CompletableFuture.runAsync(
                    () -> successor(LATTER, takeover, build).make(() -> former));
            assertThat(build.isReached.await(60, TimeUnit.SECONDS)).isTrue();
            long before = results(former);
            feed(former, 8_000);
            await(() -> results(former) > before + 100);
            assertThat(made).as("it is held up").isNotDone();
            build.gate.countDown();
            feed(former, 2_000);
            made.get(60, TimeUnit.SECONDS);
            feed(former, 400);
        }
        Told latterTold = told();
        try (Sabot latter = open(LATTER, takeover, latterTold)) {
            assertThat(latterTold.from).as("state that was prepared").isNotNull();
            assertThat(latterTold.openedAfter).as("what is before is not read").isGreaterThan(200);
            assertThat(latterTold.replayed).isLessThan(150);
            assertThat(next()).doesNotExist();
            feed(latter, 8_000);
        }
        try (Sabot latter = open(LATTER, Takeover.REFUSE, told())) {
            feed(latter, 1_000);
            finish(latter);
        }
    }

    @Test
    void shouldTakeOverAtOneEntryAfterTheFormerHasGoneOnDuringReplay() throws Exception {
        takeOverWhileTheFormerGoesOn(Takeover.UPGRADE);
        assertTakenOver(FORMER, LATTER, takeoverSeq());
    }

    @Test
    void shouldHaveResultsAnewWhenItReplacesThem() throws Exception {
        durability = SabotConfig.Durability.POWER;
        takeOverWhileTheFormerGoesOn(Takeover.REPLACE);
        assertTakenOver(FORMER, LATTER, 0);
    }

    @Test
    void shouldMakeResultsAnewThatAnEarlierUpgradeHadLeftAlone() throws Exception {
        try (Sabot former = open(LATTER, Takeover.REFUSE, told())) {
            feed(former, 1_000);
        }
        try (Sabot upgraded = open(FORMER, Takeover.UPGRADE, told())) {
            feed(upgraded, 1_000);
        }
        try (Sabot back = open(LATTER, Takeover.UPGRADE, told())) {
            feed(back, 1_000);
            successor(FORMER, Takeover.REPLACE, told()).make(() -> back);
        }
        try (Sabot latter = open(FORMER, Takeover.REPLACE, told())) {
            feed(latter, 1_000);
            finish(latter);
        }
        assertTakenOver(LATTER, FORMER, 0);
    }

    @Test
    void shouldGoOnWithEitherVersionWhereverTheProcessEnds() throws Exception {
        try (Sabot former = open(FORMER, Takeover.REFUSE, told())) {
            feed(former, 4_000);
            successor(LATTER, Takeover.UPGRADE, told()).make(() -> former);
        }
        assertThat(next()).as("made, and then the process ended").exists();
        try (Sabot former = open(FORMER, Takeover.REFUSE, told())) {
            feed(former, 4_000);
        }
        // The latter was about to claim the directory, and had moved what was made.
        DataDirectories.delete(DataDirectory.checkpoint(data()));
        Files.move(next().resolve("checkpoint"), DataDirectory.checkpoint(data()));
        try (Sabot former = open(FORMER, Takeover.REFUSE, told())) {
            feed(former, 1_000);
        }
        try (Sabot latter = open(LATTER, Takeover.UPGRADE, told())) {
            feed(latter, 4_000);
            finish(latter);
        }
        assertThat(next()).doesNotExist();
        assertTakenOver(FORMER, LATTER, takeoverSeq());
    }

    @Test
    void shouldGoOnFromWhatWasMadeLongBefore() throws Exception {
        try (Sabot former = open(FORMER, Takeover.REFUSE, told())) {
            feed(former, 2_000);
            successor(LATTER, Takeover.UPGRADE, told()).make(() -> former);
            feed(former, 6_000);
        }
        Told latterTold = told();
        try (Sabot latter = open(LATTER, Takeover.UPGRADE, latterTold)) {
            assertThat(latterTold.from.seq()).isLessThan(80);
            feed(latter, 4_000);
        }
        try (Sabot latter = open(LATTER, Takeover.REFUSE, told())) { // its checkpoint is before the take-over
            feed(latter, 1_000);
            finish(latter);
        }
        assertTakenOver(FORMER, LATTER, takeoverSeq());
    }

    @Test
    void shouldLeaveOutWhatWasMadeForAnotherVersion() throws Exception {
        String third = FORMER.replace("'20' SECOND", "'40' SECOND");
        try (Sabot former = open(FORMER, Takeover.REFUSE, told())) {
            feed(former, 2_000);
            successor(LATTER, Takeover.UPGRADE, told()).make(() -> former);
        }
        Told thirdTold = told();
        try (Sabot latter = open(third, Takeover.UPGRADE, thirdTold)) {
            assertThat(thirdTold.from).isNull();
            feed(latter, 4_000);
            finish(latter);
        }
        assertThat(next()).doesNotExist();
        assertTakenOver(FORMER, third, takeoverSeq());
    }

    @Test
    void shouldSayThatResultsWhichStayHaveOtherColumns() {
        String wider = FORMER.replace("rises (symbol VARCHAR,", "rises (symbol VARCHAR, more DOUBLE,")
                .replace("A.price AS low,", "A.price AS more, A.price AS low,");
        try (Sabot former = open(FORMER, Takeover.REFUSE, told())) {
            feed(former, 2_000);
            await(() -> former.outputs().get("rises") > 0);
            SabotException e =
                    catchThrowableOfType(SabotException.class, () -> successor(wider, Takeover.UPGRADE, told())
                            .make(() -> former));
            assertThat(e).hasMessageContaining("ENG-0129").hasMessageContaining("'rises'");
            assertThat(next()).doesNotExist();
            feed(former, 100);
            successor(wider, Takeover.REPLACE, told()).make(() -> former);
            assertThat(next()).exists();
        }
    }

    @Test
    void shouldNoticeOtherColumnsInResultsThatComeWhileItIsMade() throws Exception {
        String none = FORMER.replace("B{2,} C) WITHIN INTERVAL '60' SECOND", "B{2,} C)")
                .replace("C AS C.price < A.price", "C AS C.price > 5000");
        String wider = none.replace("rises (symbol VARCHAR,", "rises (symbol VARCHAR, more DOUBLE,")
                .replace("A.price AS low,", "A.price AS more, A.price AS low,");
        Told build = new Told(30);
        try (Sabot former = open(none, Takeover.REFUSE, told())) {
            feed(former, 2_000);
            assertThat(former.outputs()).containsEntry("rises", 0L);
            CompletableFuture<Void> made = CompletableFuture.runAsync(
                    () -> successor(wider, Takeover.UPGRADE, build).make(() -> former));
            assertThat(build.isReached.await(60, TimeUnit.SECONDS)).isTrue();
            appendRise(former);
            await(() -> former.outputs().get("rises") > 0);
            build.gate.countDown();
            assertThatThrownBy(() -> made.get(60, TimeUnit.SECONDS)).hasMessageContaining("ENG-0129");
        }
    }

    /** Later than all else, of a symbol of its own, and over what it is to be over. */
    private void appendRise(Sabot sabot) {
        try (RowAppender ticks = sabot.appender("ticks")) {
            for (double price : new double[] {1, 2, 3, 6000, 1}) {
                fed += 1_000;
                ticks.row()
                        .symbol(ticks.symbolId("rise"))
                        .timestampNs(fed * 10_000_000L)
                        .f64(price)
                        .append();
            }
            ticks.row()
                    .symbol(ticks.symbolId("other"))
                    .timestampNs((fed + 10_000) * 10_000_000L)
                    .f64(1)
                    .append();
        }
    }

    @Test
    void shouldLeaveNothingWhenItIsNotWantedAnyMore() throws Exception {
        Told build = new Told(20);
        try (Sabot former = open(FORMER, Takeover.REFUSE, told())) {
            feed(former, 4_000);
            ApplicationPlan plan = Sabot.plan("(text)", LATTER, directory);
            SabotConfig config =
                    config(Takeover.UPGRADE, build).withStop(() -> build.gate.getCount() == 0 && build.replayed > 0);
            CompletableFuture<Void> made =
                    CompletableFuture.runAsync(() -> new Successor(config, plan).make(() -> former));
            assertThat(build.isReached.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(next()).exists();
            build.gate.countDown();
            assertThatThrownBy(() -> made.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(StoppedException.class);
            assertThat(build.replayed).isEqualTo(20);
            assertThat(next()).doesNotExist();
            feed(former, 100);
        }
    }

    @Test
    void shouldBeginAgainWhenATableGetsItsFirstRows() throws Exception {
        String more =
                "CREATE TABLE extra (n BIGINT);\nCREATE TABLE kept (n BIGINT) WITH ('connector' = 'file', 'path' = "
                        + "'kept.csv');\n";
        String former = more + FORMER + "INSERT INTO kept SELECT n FROM extra;\n";
        String latter = "CREATE TABLE none (n BIGINT);\n" + LATTER.replace(TABLES, TABLES + more)
                + "INSERT INTO kept SELECT n + 1 FROM extra;\nINSERT INTO kept SELECT n FROM none;\n";
        Told build = new Told(30);
        try (Sabot sabot = open(former, Takeover.REFUSE, told())) {
            feed(sabot, 4_000);
            CompletableFuture<Void> made = CompletableFuture.runAsync(
                    () -> successor(latter, Takeover.UPGRADE, build).make(() -> sabot));
            assertThat(build.isReached.await(60, TimeUnit.SECONDS)).isTrue();
            try (RowAppender extra = sabot.appender("extra")) {
                extra.row().i64(1).append();
                fed++;
            }
            await(() -> sabot.rows() == fed);
            build.gate.countDown();
            made.get(60, TimeUnit.SECONDS);
            assertThat(build.replayed).as("twice").isGreaterThan(2 * 100);
        }
        try (Sabot sabot = open(latter, Takeover.UPGRADE, told())) {
            try (RowAppender extra = sabot.appender("extra")) {
                extra.row().i64(2).append();
            }
            try (RowAppender none = sabot.appender("none")) {
                none.row().i64(9).append();
            }
        }
        assertThat(Files.readAllLines(directory.resolve("kept.csv"))).containsExactly("n", "1", "3", "9");
    }

    private static String topicRules(int version) {
        return """
                CREATE TABLE ticks (price INT);
                CREATE TABLE high (price INT);
                CREATE TABLE seen (price INT, version INT) WITH ('connector' = 'file', 'path' = 'seen.csv');
                INSERT INTO high SELECT price FROM ticks WHERE price > 500;
                INSERT INTO seen SELECT price, %d FROM high;
                """
                .formatted(version);
    }

    private static void appendPrices(Sabot sabot, long seenAfter, int... prices) {
        try (RowAppender ticks = sabot.appender("ticks")) {
            for (int price : prices) {
                ticks.row().i32(price).append();
            }
        }
        await(() -> sabot.outputs().get("seen") == seenAfter);
    }

    private void takeOverWithTopics(Takeover takeover) {
        try (Sabot former = open(topicRules(1), Takeover.REFUSE, told())) {
            appendPrices(former, 2, 600, 400, 601);
            successor(topicRules(2), takeover, told()).make(() -> former);
            appendPrices(former, 4, 602, 401, 603);
        }
        Told latterTold = told();
        try (Sabot latter = open(topicRules(2), takeover, latterTold)) {
            assertThat(latterTold.from).isNotNull();
            appendPrices(latter, 6, 604, 402, 605);
        }
        try (Sabot latter = open(topicRules(2), Takeover.REFUSE, told())) {
            appendPrices(latter, 7, 606);
        }
    }

    @Test
    void shouldGoOnWithTopicsWhereTheFormerHasLeftThem() throws Exception {
        takeOverWithTopics(Takeover.UPGRADE);
        assertThat(Files.readAllLines(directory.resolve("seen.csv")))
                .containsExactly("price,version", "600,1", "601,1", "602,1", "603,1", "604,2", "605,2", "606,2");
    }

    @Test
    void shouldMakeTopicsAnew() throws Exception {
        takeOverWithTopics(Takeover.REPLACE);
        assertThat(Files.readAllLines(directory.resolve("seen.csv")))
                .containsExactly("price,version", "600,2", "601,2", "602,2", "603,2", "604,2", "605,2", "606,2");
    }

    @Test
    void shouldKnowThatInputsHaveEnded() throws Exception {
        try (Sabot former = open(FORMER, Takeover.REFUSE, told())) {
            feed(former, 4_000);
            former.end("ticks");
            assertThat(former.awaitEnd(TestNode.PATIENCE)).isTrue();
            String added = LATTER + "INSERT INTO more SELECT symbol FROM ticks;\n";
            successor("CREATE TABLE more (symbol VARCHAR);\n" + added, Takeover.UPGRADE, told())
                    .make(() -> former);
        }
        Told latterTold = told();
        String added =
                "CREATE TABLE more (symbol VARCHAR);\n" + LATTER + "INSERT INTO more SELECT symbol FROM ticks;\n";
        try (Sabot latter = open(added, Takeover.UPGRADE, latterTold)) {
            assertThat(latterTold.from).isNotNull();
            assertThat(latter.awaitEnd(TestNode.PATIENCE))
                    .as("nothing can come")
                    .isTrue();
        }
        try (Sabot latter = open(added, Takeover.REFUSE, told())) {
            assertThat(latter.awaitEnd(TestNode.PATIENCE)).isTrue();
        }
    }

    @Test
    void shouldStopInTheMiddleOfReplay() throws Exception {
        try (Sabot sabot = open(FORMER, Takeover.REFUSE, told())) {
            feed(sabot, 4_000);
        }
        Told stopped = told();
        try (Sabot sabot = Sabot.open(config(Takeover.REFUSE, stopped).withStop(() -> stopped.replayed == 17))) {
            assertThatThrownBy(() -> sabot.execute(FORMER)).isInstanceOf(StoppedException.class);
        }
        assertThat(stopped.replayed).isEqualTo(17);
        try (Sabot sabot = open(FORMER, Takeover.REFUSE, told())) {
            feed(sabot, 4_000);
            finish(sabot);
        }
        assertTakenOver(FORMER, FORMER, 0);
    }
}
