package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.core.operator.StateInput;
import io.sabot.core.time.Clock;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.journal.DirectoryLock;
import io.sabot.journal.EventLog;
import io.sabot.journal.JournalConfig;
import io.sabot.journal.Journals;
import io.sabot.journal.LogCut;
import io.sabot.journal.LogPoint;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStore;
import io.sabot.state.CheckpointStores;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that stores its state, and goes on from it. */
class CheckpointTest {
    private static final String RULES =
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts - INTERVAL '3' SECOND);
            CREATE TABLE bars (symbol VARCHAR, ends TIMESTAMP(3), n BIGINT, top DOUBLE) WITH ('connector' = 'file', 'path' = 'bars.csv');
            INSERT INTO bars SELECT symbol, window_end, COUNT(*), MAX(price)
              FROM TABLE(HOP(TABLE ticks, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '20' SECOND))
              GROUP BY symbol, window_start, window_end;
            CREATE TABLE sessions (symbol VARCHAR, n BIGINT, last_symbol VARCHAR) WITH ('connector' = 'file', 'path' = 'sessions.csv');
            INSERT INTO sessions SELECT symbol, COUNT(*), MAX(symbol || 'x')
              FROM TABLE(SESSION(TABLE ticks PARTITION BY symbol, DESCRIPTOR(ts), INTERVAL '4' SECOND))
              GROUP BY symbol, window_start, window_end;
            CREATE TABLE rises (symbol VARCHAR, low DOUBLE, high DOUBLE, n BIGINT) WITH ('connector' = 'file', 'path' = 'rises.csv');
            INSERT INTO rises SELECT * FROM ticks MATCH_RECOGNIZE (
              PARTITION BY symbol ORDER BY ts
              MEASURES A.price AS low, LAST(B.price) AS high, COUNT(*) AS n
              PATTERN (A B{2,} C) WITHIN INTERVAL '60' SECOND
              DEFINE B AS B.price > PREV(B.price), C AS C.price < A.price);
            """;

    private static final List<String> OUTPUTS = List.of("bars.csv", "sessions.csv", "rises.csv");

    @TempDir
    Path directory;

    /** What a node told of its checkpoints. */
    private static final class Told implements EngineListener {
        final List<CheckpointInfo> made = new java.util.concurrent.CopyOnWriteArrayList<>();
        final List<String> refused = new ArrayList<>();
        final List<Long> openedAfter = new ArrayList<>();
        List<CheckpointInfo> before = List.of(); // the node starts
        int cuts;
        CheckpointInfo from;
        long replayed;
        int compared;
        int awaited;

        /** Waits for one more than there were the last time. */
        void awaitCheckpoint() {
            long deadlineNs = System.nanoTime() + TestNode.PATIENCE.toNanos();
            while (made.size() <= awaited) {
                assertThat(System.nanoTime()).isLessThan(deadlineNs);
                Thread.onSpinWait();
            }
            awaited = made.size();
        }

        @Override
        public void onStateCompared() {
            compared++;
        }

        @Override
        public void onCheckpoint(CheckpointInfo checkpoint) {
            made.add(checkpoint);
        }

        @Override
        public void onLogOpened(long afterSeq, long lastSeq) {
            openedAfter.add(afterSeq);
        }

        @Override
        public void onLogCut(LogCut cut) {
            cuts++;
        }

        @Override
        public void onCheckpointRefused(String problem) {
            refused.add(problem);
        }

        @Override
        public void onRecovery(CheckpointInfo checkpoint, long lastSeq) {
            from = checkpoint;
        }

        @Override
        public void onReplay(long seq, long lastSeq) {
            replayed++;
        }
    }

    private SabotConfig config(String name, Told told, long checkpointLogBytes) {
        return SabotConfig.in(directory.resolve(name).resolve("data"))
                .withReserveBytes(0)
                .withSqlDirectory(directory.resolve(name))
                .withCheckpointLogBytes(checkpointLogBytes)
                .withListener(told);
    }

    /** Appends rows {@code from} to {@code to} of a sequence that follows from the seed. */
    private void feed(SabotConfig config, int from, int to, int keys, boolean isLast) throws InterruptedException {
        feed(config, from, to, keys, isLast, () -> {});
    }

    /** @param pause after each five hundred rows */
    private void feed(SabotConfig config, int from, int to, int keys, boolean isLast, Runnable pause)
            throws InterruptedException {
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(RULES);
            Random random = new Random(5);
            RowAppender ticks = sabot.appender("ticks", FlushMode.MANUAL, 50);
            for (int i = 0; i < to; i++) {
                String symbol = "S" + random.nextInt(keys);
                long timeNs = (i * 10L + random.nextInt(2000)) * 1_000_000L;
                double price = random.nextInt(1000);
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
                if (i >= from && i % 500 == 499) {
                    pause.run();
                }
            }
            ticks.flush();
            ticks.close();
            if (isLast) {
                sabot.end("ticks");
                assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
            }
        }
    }

    private void assertSameOutputs(String calm, String disturbed) throws IOException {
        for (String output : OUTPUTS) {
            Path expected = directory.resolve(calm).resolve(output);
            assertThat(expected).isNotEmptyFile();
            assertThat(Files.mismatch(expected, directory.resolve(disturbed).resolve(output)))
                    .as("first difference of %s", output)
                    .isEqualTo(-1);
        }
    }

    private void calm() throws Exception {
        Files.createDirectories(directory.resolve("calm"));
        Told told = new Told();
        feed(config("calm", told, Long.MAX_VALUE), 0, 12_000, 40, true);
        assertThat(told.made).isEmpty();
    }

    @Test
    void shouldGoOnFromTheNewestCheckpoint() throws Exception {
        calm();
        Files.createDirectories(directory.resolve("cut"));
        Told first = new Told();
        feed(config("cut", first, 20_000), 0, 7_000, 40, false);
        assertThat(first.made).isNotEmpty();
        assertThat(first.from).isNull();
        Told second = new Told();
        feed(config("cut", second, 20_000), 7_000, 12_000, 40, true);
        assertThat(second.from).isEqualTo(first.made.get(first.made.size() - 1));
        assertThat(second.openedAfter).as("what is before is not read").containsExactly(second.from.seq());
        assertThat(second.replayed).as("what is behind the checkpoint").isLessThanOrEqualTo(145 - second.from.seq());
        assertSameOutputs("calm", "cut");
    }

    @Test
    void shouldComeToTheSameStateFromTheWholeLog() throws Exception {
        calm();
        Files.createDirectories(directory.resolve("cut"));
        Told first = new Told();
        feed(config("cut", first, 20_000), 0, 7_000, 40, false);
        DataDirectories.delete(DataDirectory.checkpoint(directory.resolve("cut/data")));
        Told second = new Told();
        feed(config("cut", second, 20_000), 7_000, 12_000, 40, true);
        assertThat(second.from).isNull();
        assertThat(second.compared)
                .as("hashes in the log; another would have ended the node")
                .isGreaterThanOrEqualTo(first.made.size());
        assertSameOutputs("calm", "cut");
    }

    @Test
    void shouldDoWithLessMemoryThanItsStateNeeds() throws Exception {
        int keys = 100_000;
        String rules = "CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts);\n"
                + RULES.substring(RULES.indexOf("CREATE TABLE rises"))
                        .replace("(A B{2,} C) WITHIN INTERVAL '60' SECOND", "(A B) WITHIN INTERVAL '15' SECOND")
                        .replace(", C AS C.price < A.price", "");
        Told large = new Told();
        long needed = feedMany(config("calm", large, Long.MAX_VALUE), rules, keys, 0, 200_000);
        Told small = new Told();
        long budgetBytes = 14 << 20;
        assertThat(needed).isGreaterThan(budgetBytes * 3 / 2);
        SabotConfig config = config("small", small, Long.MAX_VALUE).withStateBytes(budgetBytes);
        assertThat(feedMany(config, rules, keys, 0, 120_000)).isLessThanOrEqualTo(budgetBytes);
        assertThat(small.made).as("checkpoints made for room").isNotEmpty();
        feedMany(config, rules, keys, 120_000, 200_000);
        assertThat(directory.resolve("calm/rises.csv")).isNotEmptyFile();
        assertThat(Files.mismatch(directory.resolve("calm/rises.csv"), directory.resolve("small/rises.csv")))
                .isEqualTo(-1);
    }

    /** @return bytes of state at the end */
    private static long feedMany(SabotConfig config, String rules, int keys, int from, int to) throws IOException {
        Files.createDirectories(config.sqlDirectory());
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(rules);
            try (RowAppender ticks = sabot.appender("ticks", FlushMode.MANUAL, 20)) {
                for (int i = from; i < to; i++) {
                    int key = (int) (i * 2654435761L % keys);
                    long timeNs = i * 100_000L;
                    double price = (i * 7919L % 1000 + i / (double) keys * 300) % 1000;
                    ticks.row()
                            .symbol(ticks.symbolId("S" + key))
                            .timestampNs(timeNs)
                            .f64(price)
                            .append();
                }
                ticks.flush();
            }
            long deadlineNs = System.nanoTime() + TestNode.PATIENCE.toNanos();
            while (sabot.rows() < to && System.nanoTime() < deadlineNs) {
                Thread.onSpinWait();
            }
            return sabot.stateBytes();
        }
    }

    @Test
    @FaultCase(number = 11, how = "64 bytes of a table file overwritten")
    void shouldFallBackWhenTheNewestCheckpointsAreDamaged(FaultRun run) throws Exception {
        calm();
        Random random = new Random(3);
        int refused = 0;
        int behindCheckpoint = 0;
        for (int damage = 0; damage < 6; damage++) {
            String name = "damaged" + damage;
            Files.createDirectories(directory.resolve(name));
            feed(config(name, new Told(), 20_000), 0, 7_000, 40, false);
            damage(DataDirectory.checkpoint(directory.resolve(name).resolve("data")), random);
            Told told = new Told();
            feed(config(name, told, 20_000), 7_000, 12_000, 40, true);
            assertSameOutputs("calm", name);
            refused += told.refused.size();
            behindCheckpoint += told.openedAfter.get(0) > 0 ? 1 : 0;
        }
        run.times(6);
        assertThat(behindCheckpoint).as("logs opened behind a checkpoint").isPositive();
        assertThat(refused).as("damage that was found").isPositive();
    }

    /** Overwrites a stretch of a random table file. */
    private static void damage(Path checkpoints, Random random) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(checkpoints)) {
            files = all.filter(file -> file.toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
        assertThat(files).isNotEmpty();
        try (RandomAccessFile file =
                new RandomAccessFile(files.get(random.nextInt(files.size())).toFile(), "rw")) {
            file.seek((long) (random.nextDouble() * Math.max(1, file.length() - 64)));
            byte[] noise = new byte[64];
            random.nextBytes(noise);
            file.write(noise);
        }
    }

    @Test
    void shouldReadAllOfTheLogWhenTheStateBehindItIsDamaged() throws Exception {
        calm();
        Path data = directory.resolve("pages/data");
        feedToTwoCheckpoints("pages");
        List<CheckpointInfo> made = checkpoints(data);
        damagePages(DataDirectory.checkpoint(data));
        Told told = new Told();
        feed(config("pages", told, 20_000), 7_000, 12_000, 40, true);
        assertThat(told.openedAfter).containsExactly(made.get(0).seq(), 0L);
        assertThat(told.from).isEqualTo(made.get(1));
        assertThat(told.refused).hasSize(1);
        assertSameOutputs("calm", "pages");
    }

    /** Seven thousand rows, in two runs that each make checkpoints. */
    private void feedToTwoCheckpoints(String name) throws Exception {
        Files.createDirectories(directory.resolve(name));
        feed(config(name, new Told(), 20_000), 0, 3_500, 40, false);
        feed(config(name, new Told(), 20_000), 3_500, 7_000, 40, false);
    }

    private static List<CheckpointInfo> checkpoints(Path data) {
        try (CheckpointStore store = CheckpointStores.open(DataDirectory.checkpoint(data))) {
            return store.list();
        }
    }

    /** Each page of the newest checkpoint is damaged, and only pages are. */
    private static void damagePages(Path checkpoints) {
        try (CheckpointStore store = CheckpointStores.open(checkpoints)) {
            CheckpointInfo newest = store.list().get(0);
            store.begin(newest.epoch());
            store.visitPages(newest, (table, page, crc, address) -> store.put(table, page, crc + 1, address));
            store.flush();
        }
    }

    @Test
    void shouldKnowSymbolsFromBeforeAndBehindTheCheckpoint() throws Exception {
        for (String name : List.of("calm", "cut")) {
            Files.createDirectories(directory.resolve(name));
            long logBytes = name.equals("calm") ? Long.MAX_VALUE : 20_000;
            Told told = new Told();
            int[] keys = {10, 30, 90, 270};
            for (int i = 0; i < keys.length; i++) {
                told = new Told();
                feed(config(name, told, logBytes), i * 3_000, i * 3_000 + 3_000, keys[i], i == keys.length - 1);
            }
            assertThat(told.openedAfter.get(0) > 0).isEqualTo(name.equals("cut"));
        }
        assertSameOutputs("calm", "cut");
    }

    @Test
    void shouldNotLookAtWhatIsBeforeTheCheckpoint() throws Exception {
        calm();
        Path data = directory.resolve("old/data");
        Files.createDirectories(directory.resolve("old"));
        feed(config("old", new Told(), Long.MAX_VALUE), 0, 1_000, 40, false);
        LogPoint early = end(data);
        feed(config("old", new Told(), 20_000), 1_000, 7_000, 40, false);
        flip(data, early);
        Told told = new Told();
        feed(config("old", told, 20_000), 7_000, 12_000, 40, true);
        assertThat(told.from).isNotNull();
        assertThat(told.openedAfter).containsExactly(told.from.seq());
        assertSameOutputs("calm", "old");
        DataDirectories.delete(DataDirectory.checkpoint(data));
        try (Sabot sabot = Sabot.open(config("old", told, 20_000))) {
            assertThatThrownBy(() -> sabot.execute(RULES)).hasMessageContaining("had been forced");
        }
    }

    @Test
    void shouldCutABreakBehindTheCheckpoint() throws Exception {
        Path data = directory.resolve("cut/data");
        feedToTwoCheckpoints("cut");
        byte[] synced = Files.readAllBytes(synced(data));
        feed(config("cut", new Told(), Long.MAX_VALUE), 7_000, 7_500, 40, false);
        Files.write(synced(data), synced);
        flip(data, end(data));
        Told told = goOnBesideATwin();
        assertThat(told.cuts).isEqualTo(1);
        assertThat(told.from).isEqualTo(told.before.get(0));
        assertThat(told.openedAfter).containsExactly(told.from.seq());
    }

    @Test
    void shouldTakeAnOlderCheckpointWhenTheLogIsCutBeforeTheNewest() throws Exception {
        Path data = directory.resolve("cut/data");
        feedToTwoCheckpoints("cut");
        Files.delete(synced(data));
        flip(data, newestPoint(data));
        Told told = goOnBesideATwin();
        assertThat(told.cuts).isEqualTo(1);
        assertThat(told.openedAfter).containsExactly(0L);
        assertThat(told.from).isEqualTo(told.before.get(1));
    }

    @Test
    void shouldReadWhatMayNotHaveBeenForced() throws Exception {
        Path data = directory.resolve("cut/data");
        Files.createDirectories(directory.resolve("cut"));
        feed(config("cut", new Told(), 20_000), 0, 3_500, 40, false);
        byte[] synced = Files.readAllBytes(synced(data));
        LogPoint forced = newestPoint(data);
        feed(config("cut", new Told(), 60_000), 3_500, 7_000, 40, false);
        Files.write(synced(data), synced);
        Told told = goOnBesideATwin();
        assertThat(told.openedAfter).containsExactly(forced.seq());
        assertThat(told.from).as("state is the newest").isEqualTo(told.before.get(0));
        assertThat(told.from.seq()).isGreaterThan(forced.seq());
    }

    private static Path synced(Path data) {
        return DataDirectory.log(data).resolve("SYNCED");
    }

    /** The node with checkpoints, and one that replays all, come to the same. */
    private Told goOnBesideATwin() throws Exception {
        try (Stream<Path> files = Files.walk(directory.resolve("cut"))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        directory
                                .resolve("twin")
                                .resolve(directory.resolve("cut").relativize(file)));
            }
        }
        DataDirectories.delete(DataDirectory.checkpoint(directory.resolve("twin/data")));
        Told told = new Told();
        told.before = checkpoints(directory.resolve("cut/data"));
        feed(config("cut", told, 20_000), 7_500, 12_000, 40, true);
        feed(config("twin", new Told(), 20_000), 7_500, 12_000, 40, true);
        assertSameOutputs("twin", "cut");
        return told;
    }

    private static LogPoint newestPoint(Path data) {
        try (CheckpointStore store = CheckpointStores.open(DataDirectory.checkpoint(data))) {
            byte[] root = store.root(store.list().get(0));
            return CheckpointRoot.load(new StateInput(root, new SymbolDictionary()))
                    .points()
                    .log();
        }
    }

    private static LogPoint end(Path data) {
        try (DirectoryLock lock = DirectoryLock.acquire(data);
                EventLog log = Journals.open(JournalConfig.of(DataDirectory.log(data)), lock)) {
            return log.point();
        }
    }

    /** Breaks the frame at the point. */
    private static void flip(Path data, LogPoint point) throws IOException {
        Path log = DataDirectory.log(data).resolve(point.file());
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(point.offset() + 40);
            int value = file.read();
            file.seek(point.offset() + 40);
            file.write(value ^ 1);
        }
    }

    @Test
    void shouldGiveUpWhatIsOldAndGoOnFromACheckpoint() throws Exception {
        calm();
        Files.createDirectories(directory.resolve("trimmed"));
        Told told = new Told();
        // A clock of its own, so that files roll: an hour of log time each few hundred rows.
        Clock clock = new Clock() {
            private final AtomicLong timeNs = new AtomicLong(1_800_000_000L * 1_000_000_000L);

            @Override
            public long nowNs() {
                return timeNs.addAndGet(60_000_000_000L);
            }
        };
        SabotConfig config = config("trimmed", told, 1)
                .withRetention(1_000_000_000L, LogRetention.OFF)
                .withClock(clock);
        for (int from = 0; from < 12_000; from += 2_000) {
            feed(config, from, from + 2_000, 40, from == 10_000, told::awaitCheckpoint);
        }
        assertSameOutputs("calm", "trimmed");
        assertThat(told.openedAfter)
                .as("of a log without its beginning")
                .hasSize(6)
                .last()
                .isNotEqualTo(0L);
        Path data = directory.resolve("trimmed/data");
        try (DirectoryLock lock = DirectoryLock.acquire(data);
                EventLog log = Journals.open(JournalConfig.of(DataDirectory.log(data)), lock)) {
            assertThat(log.firstSeq()).as("what is old is gone").isGreaterThan(1);
        }
        DataDirectories.delete(DataDirectory.checkpoint(data));
        try (Sabot sabot = Sabot.open(config)) {
            assertThatThrownBy(() -> sabot.execute(RULES)).hasMessageContaining("ENG-0305");
        }
    }

    @Test
    void shouldKnowFromACheckpointHowFarTopicsAndFilesWereRead() throws Exception {
        Path node = Files.createDirectories(directory.resolve("offsets"));
        Files.writeString(node.resolve("names.csv"), "name\nfirst\nsecond\n");
        String rules =
                """
                CREATE TABLE names (name VARCHAR) WITH ('connector' = 'file', 'path' = 'names.csv', 'follow' = 'true');
                CREATE TABLE ticks (price DOUBLE);
                CREATE TABLE high (price DOUBLE);
                CREATE TABLE seen (price DOUBLE) WITH ('connector' = 'file', 'path' = 'seen.csv');
                CREATE TABLE known (name VARCHAR) WITH ('connector' = 'file', 'path' = 'known.csv');
                INSERT INTO high SELECT price FROM ticks WHERE price > 500;
                INSERT INTO seen SELECT price FROM high;
                INSERT INTO known SELECT name FROM names;
                """;
        Told told = new Told();
        for (int life = 0; life < 3; life++) {
            try (Sabot sabot = Sabot.open(config("offsets", told, 20_000))) {
                sabot.execute(rules);
                try (RowAppender ticks = sabot.appender("ticks")) {
                    if (life == 0) {
                        ticks.row().f64(900).append();
                    }
                    // Nothing of the topic or the file is behind the checkpoints that these rows bring about.
                    long deadlineNs = System.nanoTime() + TestNode.PATIENCE.toNanos();
                    int before = told.made.size();
                    while (told.made.size() < before + 3) {
                        ticks.row().f64(1).append();
                        assertThat(System.nanoTime()).isLessThan(deadlineNs);
                    }
                }
            }
            assertThat(Files.readAllLines(node.resolve("seen.csv"))).containsExactly("price", "900.0");
            assertThat(Files.readAllLines(node.resolve("known.csv"))).containsExactly("name", "first", "second");
        }
        assertThat(told.from).isNotNull();
    }

    @Test
    void shouldKeepResultsSoFarWhenTheApplicationIsUpgraded() throws Exception {
        Files.createDirectories(directory.resolve("up"));
        Told told = new Told();
        SabotConfig config = config("up", told, Long.MAX_VALUE);
        String before = upgradeRules("price > 500");
        String after = upgradeRules("price > 900");
        appendPrices(config, before, 600, 950);
        appendPrices(config.withTakeover(SabotConfig.Takeover.UPGRADE), after, 700, 960);
        assertThat(Files.readAllLines(directory.resolve("up/high.csv")))
                .containsExactly("price", "600.0", "950.0", "960.0");
        appendPrices(config, after, 800, 970);
        assertThat(Files.readAllLines(directory.resolve("up/high.csv")))
                .containsExactly("price", "600.0", "950.0", "960.0", "970.0");
    }

    private static String upgradeRules(String condition) {
        return "CREATE TABLE ticks (price DOUBLE);\n"
                + "CREATE TABLE high (price DOUBLE) WITH ('connector' = 'file', 'path' = 'high.csv');\n"
                + "INSERT INTO high SELECT price FROM ticks WHERE " + condition + ";\n";
    }

    private static void appendPrices(SabotConfig config, String rules, double... prices) {
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(rules);
            try (RowAppender ticks = sabot.appender("ticks")) {
                for (double price : prices) {
                    ticks.row().f64(price).append();
                }
            }
        }
    }
}
