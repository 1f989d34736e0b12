package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.journal.JournalPrinter;
import io.sabot.journal.RejectedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BadInputTest {
    private static final int LONG_LINE_MIB = 100;

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void makeNode() {
        node = new TestNode(directory);
    }

    private static String sql(String path, String options) {
        return """
                CREATE TABLE records (id INT, name VARCHAR, price DOUBLE, ts TIMESTAMP(3), ok BOOLEAN)
                  WITH ('connector' = 'file', 'path' = '%s'%s);
                CREATE TABLE good (id INT, name VARCHAR) WITH ('connector' = 'file', 'path' = 'good.csv');
                INSERT INTO good SELECT id, name FROM records;
                """
                .formatted(path, options);
    }

    private static SabotException failure(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(SabotException.class);
        assertThat(thrown.getSuppressed()).as("closing goes well all the same").isEmpty();
        return (SabotException) thrown;
    }

    private static void assertProblem(SabotException e, String code, ExitCode exitCode, String... words) {
        assertThat(e.problems()).extracting(Problem::code).as(e.getMessage()).contains(code);
        assertThat(e.exitCode()).isEqualTo(exitCode);
        for (String word : words) {
            assertThat(e.getMessage()).contains(word);
        }
    }

    // ---- bad records ----

    private record BadRecord(String text, String cause) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static final List<BadRecord> BAD_CSV = List.of(
            new BadRecord("1,too few,2.5", "expected 5 fields, found 3"),
            new BadRecord("1,too many,2.5,2026-01-01 00:00:00,true,more", "expected 5 fields, found 6"),
            new BadRecord("x1,bad int,2.5,2026-01-01 00:00:00,true", "'id'"),
            new BadRecord("99999999999,big int,2.5,2026-01-01 00:00:00,true", "'id'"),
            new BadRecord("1.5,no int,2.5,2026-01-01 00:00:00,true", "'id'"),
            new BadRecord("1,bad double,2.5.1,2026-01-01 00:00:00,true", "'price'"),
            new BadRecord("1,bad month,2.5,2026-13-01 00:00:00,true", "'ts'"),
            new BadRecord("1,bad day,2.5,2026-02-30 00:00:00,true", "'ts'"),
            new BadRecord("1,no time,2.5,yesterday,true", "'ts'"),
            new BadRecord("1,bad boolean,2.5,2026-01-01 00:00:00,perhaps", "'ok'"),
            new BadRecord("1,\"behind\"quote,2.5,2026-01-01 00:00:00,true", "characters behind the closing quote"),
            new BadRecord("1,\u00ff\u00fe,2.5,2026-01-01 00:00:00,true", "UTF-8"));

    private static final List<BadRecord> BAD_JSON = List.of(
            new BadRecord("{\"id\":1,\"name\":\"no end\"", ""),
            new BadRecord("{\"id\":1,\"name\":\"no quote}", ""),
            new BadRecord("[1,2]", "object"),
            new BadRecord("17", "object"),
            new BadRecord("nonsense", ""),
            new BadRecord("{\"id\":1} {\"id\":2}", ""),
            new BadRecord("{\"id\":\"x\"}", "'id'"),
            new BadRecord("{\"id\":99999999999}", "'id'"),
            new BadRecord("{\"price\":\"much\"}", "'price'"),
            new BadRecord("{\"ts\":\"2026-02-30 00:00:00\"}", "'ts'"),
            new BadRecord("{\"ok\":\"perhaps\"}", "'ok'"),
            new BadRecord("{\"id\":1,}", ""),
            new BadRecord("{\"id\":01}", ""),
            new BadRecord("{\"name\":" + "[".repeat(200) + "]".repeat(200) + "}", "nesting depth"),
            new BadRecord("{\"name\":\"\u00ff\u00fe\"}", "UTF-8"));

    /** Good rows 1, 2, 3 … with a bad one behind each. */
    private static byte[] mixed(String head, String goodRow, List<BadRecord> bad) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i <= bad.size(); i++) {
            file.writeBytes((goodRow.formatted(i + 1) + "\n").getBytes(StandardCharsets.UTF_8));
            if (i < bad.size()) {
                file.writeBytes(bad.get(i).bytes());
                file.write('\n');
            }
        }
        return file.toByteArray();
    }

    private void assertGoodRows(int count) throws IOException {
        List<String> expected = new ArrayList<>(List.of("id,name"));
        IntStream.rangeClosed(1, count).forEach(i -> expected.add(i + ",good"));
        assertThat(node.lines("good.csv")).containsExactlyElementsOf(expected);
    }

    private void assertRejects(String head, String goodRow, List<BadRecord> bad) {
        List<RejectedRecord> rejects = node.rejects();
        assertThat(rejects).hasSameSizeAs(bad);
        long offset = head.length();
        long line = head.lines().count() + 1;
        for (int i = 0; i < bad.size(); i++) {
            offset += goodRow.formatted(i + 1).length() + 1;
            line++;
            RejectedRecord reject = rejects.get(i);
            assertThat(reject.bytes())
                    .as(bad.get(i).text())
                    .isEqualTo(bad.get(i).bytes());
            assertThat(reject.offset()).as(bad.get(i).text()).isEqualTo(offset);
            assertThat(reject.line()).as(bad.get(i).text()).isEqualTo(line);
            assertThat(reject.cause()).as(bad.get(i).text()).contains(bad.get(i).cause());
            offset += bad.get(i).bytes().length + 1;
            line++;
        }
    }

    private static final String CSV_HEAD = "id,name,price,ts,ok\n";
    private static final String CSV_ROW = "%d,good,1.5,2026-01-01 00:00:00,true";
    private static final String JSON_ROW =
            "{\"id\":%d,\"name\":\"good\",\"price\":1.5,\"ts\":\"2026-01-01 00:00:00\",\"ok\":true}";

    @Test
    void shouldSetBadCsvRecordsAside() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        for (int run = 0; run < 2; run++) {
            assertThat(node.run(sql("in.csv", "")))
                    .isEqualTo(new TestNode.Counts(BAD_CSV.size() + 1, BAD_CSV.size(), 0));
            assertGoodRows(BAD_CSV.size() + 1);
            assertRejects(CSV_HEAD, CSV_ROW, BAD_CSV);
        }
    }

    @Test
    void shouldSetBadJsonRecordsAside() throws Exception {
        node.file("in.json", mixed("", JSON_ROW, BAD_JSON));
        assertThat(node.run(sql("in.json", "")))
                .isEqualTo(new TestNode.Counts(BAD_JSON.size() + 1, BAD_JSON.size(), 0));
        assertGoodRows(BAD_JSON.size() + 1);
        assertRejects("", JSON_ROW, BAD_JSON);
    }

    @Test
    void shouldPrintWhereBadRecordsAre() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV)).run(sql("in.csv", ""));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new JournalPrinter(DataDirectory.log(node.data()), new PrintStream(text, true, StandardCharsets.UTF_8)).cat();
        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains("REJECT\tline 3, offset 56: expected 5 fields, found 3");
    }

    @Test
    void shouldSkipBadRecordsWhenToldTo() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        assertThat(node.run(sql("in.csv", ", 'on-error' = 'skip'")))
                .isEqualTo(new TestNode.Counts(BAD_CSV.size() + 1, BAD_CSV.size(), 0));
        assertGoodRows(BAD_CSV.size() + 1);
        assertThat(node.rejects()).hasSameSizeAs(BAD_CSV).allSatisfy(reject -> assertThat(reject.bytes())
                .isEmpty());
    }

    @Test
    void shouldFailAtABadRecordWhenToldTo() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        for (int run = 0; run < 2; run++) {
            SabotException e = failure(() -> node.run(sql("in.csv", ", 'on-error' = 'fail'")));
            assertProblem(e, "ENG-0201", ExitCode.BAD_DATA, "in.csv", "byte 56", "expected 5 fields, found 3");
            // The second run goes on at the record and does not know its line.
            assertThat(e.getMessage()).contains(run == 0 ? "in.csv, line 3, byte" : "in.csv, byte");
            assertGoodRows(1);
            assertThat(node.rejects()).isEmpty();
        }
    }

    @Test
    void shouldGiveUpAQuoteThatIsNeverClosedAtTheEnd() throws Exception {
        node.file(
                "in.csv",
                CSV_HEAD + CSV_ROW.formatted(1) + "\n2,\"open,1,2026-01-01 00:00:00,true\n" + CSV_ROW.formatted(3)
                        + "\n");
        assertThat(node.run(sql("in.csv", ""))).isEqualTo(new TestNode.Counts(1, 1, 0));
        assertGoodRows(1);
        assertThat(node.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.cause()).contains("quote", "'name'", "is not closed");
            assertThat(new String(reject.bytes(), StandardCharsets.UTF_8))
                    .startsWith("2,\"open")
                    .contains("3,good");
        });
    }

    @Test
    void shouldReadOnBehindAQuoteThatIsNeverClosed() throws Exception {
        String rows = IntStream.rangeClosed(1, 60_000)
                .mapToObj(i -> CSV_ROW.formatted(i) + "\n")
                .collect(Collectors.joining());
        node.file("in.csv", CSV_HEAD + "0,\"open,1,2026-01-01 00:00:00,true\n" + rows);
        TestNode.Counts counts = node.run(sql("in.csv", ""));
        assertThat(counts.rejects()).isEqualTo(1);
        long swallowed = node.rejects().get(0).lengthBytes();
        assertThat(swallowed).isBetween(1L << 20, (1L << 20) + 100);
        assertThat(counts.rows()).isBetween(20_000L, 60_000L);
        assertThat(node.lines("good.csv"))
                .hasSize((int) counts.rows() + 1)
                .last()
                .isEqualTo("60000,good");
    }

    @Test
    void shouldOutliveALineOfHundredMebibytes() throws Exception {
        try (OutputStream out = Files.newOutputStream(directory.resolve("in.csv"))) {
            out.write((CSV_HEAD + CSV_ROW.formatted(1) + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] much = new byte[1 << 20];
            Arrays.fill(much, (byte) 'x');
            for (int i = 0; i < LONG_LINE_MIB; i++) {
                out.write(much);
            }
            out.write(("\n" + CSV_ROW.formatted(2) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(node.run(sql("in.csv", ""))).isEqualTo(new TestNode.Counts(2, 1, 0));
        assertGoodRows(2);
        assertThat(node.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.lengthBytes()).isEqualTo(LONG_LINE_MIB << 20);
            assertThat(reject.bytes()).hasSize(64 << 10);
            assertThat(reject.cause()).contains("record longer than");
            assertThat(reject.line()).isEqualTo(3);
        });
    }

    // ---- bad files ----

    @Test
    void shouldReadAnEmptyFile() throws Exception {
        node.file("in.csv", "").file("in.json", "");
        assertThat(node.run(sql("in.csv", ""))).isEqualTo(new TestNode.Counts(0, 0, 0));
        assertGoodRows(0);
    }

    @Test
    void shouldRefuseAHeaderWithoutAColumn() throws Exception {
        node.file("in.csv", "id,name,prise,ts,ok\n" + CSV_ROW.formatted(1) + "\n");
        assertProblem(
                failure(() -> node.run(sql("in.csv", ", 'csv.header' = 'true'"))),
                "ING-0102",
                ExitCode.CONFIGURATION,
                "no column 'price'",
                "did you mean 'prise'?");
    }

    @Test
    void shouldReadAFileWithoutHeaderByPlace() throws Exception {
        node.file("in.csv", CSV_ROW.formatted(1) + "\n" + CSV_ROW.formatted(2) + "\n");
        assertThat(node.run(sql("in.csv", ", 'csv.header' = 'false'"))).isEqualTo(new TestNode.Counts(2, 0, 0));
        assertGoodRows(2);
    }

    @Test
    void shouldKeepWhatAGzipFileHadBeforeItWasCutOff() throws Exception {
        String rows = IntStream.rangeClosed(1, 50_000)
                .mapToObj(i -> CSV_ROW.formatted(i) + "\n")
                .collect(Collectors.joining());
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(whole)) {
            out.write((CSV_HEAD + rows).getBytes(StandardCharsets.UTF_8));
        }
        node.file("in.csv.gz", Arrays.copyOf(whole.toByteArray(), whole.size() - 1_000));
        assertProblem(
                failure(() -> node.run(sql("in.csv.gz", ""))), "ING-0205", ExitCode.BAD_DATA, "in.csv.gz", "gzip -t");
        int before = node.lines("good.csv").size() - 1;
        assertThat(before).isGreaterThan(1_000);
        assertGoodRows(before);
        node.file("in.csv.gz", whole.toByteArray());
        assertThat(node.run(sql("in.csv.gz", "")).rows()).isEqualTo(50_000);
        assertGoodRows(50_000);
    }

    @Test
    void shouldRefuseAMissingInputFile() throws Exception {
        node.file("input.csv", "");
        assertProblem(
                failure(() -> node.run(sql("imput.csv", ""))),
                "ING-0202",
                ExitCode.CONFIGURATION,
                "imput.csv' does not exist",
                "did you mean 'input.csv'?");
    }

    /** Closing finds everything closed that was opened: else the pool would tell of memory that nobody gave back. */
    @Test
    void shouldLeaveNothingOpenWhenTheStartFailsHalfway() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        String two = sql("in.csv", "")
                + "CREATE TABLE more (id BIGINT) WITH ('connector' = 'file', 'path' = 'later.csv');"
                + "CREATE TABLE out2 (id BIGINT) WITH ('connector' = 'file', 'path' = 'out2.csv');"
                + "INSERT INTO out2 SELECT id FROM more;";
        assertThat(failureAndClose(two)).isEqualTo("ING-0202");
        node.file("later.csv", "id\n1\n");
        node.run(two);
        Path good = DataDirectory.outbox(node.data(), "good");
        DataDirectories.delete(good);
        Files.move(DataDirectory.outbox(node.data(), "out2"), good); // rows of another shape
        assertThat(failureAndClose(two)).isEqualTo("JRN-0303");
    }

    private String failureAndClose(String sql) {
        try (Sabot sabot = Sabot.open(node.config())) {
            SabotException failure = failure(() -> sabot.execute(sql));
            assertThatCode(sabot::close).doesNotThrowAnyException();
            assertThat(failure.getSuppressed()).isEmpty();
            return failure.problems().get(0).code();
        }
    }

    @Test
    void shouldGoOnWhenTheMissingFileIsThere() throws Exception {
        failure(() -> node.run(sql("in.csv", "")));
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        node.run(sql("in.csv", ""));
        assertGoodRows(BAD_CSV.size() + 1);
    }

    @Test
    void shouldRefuseAnInputThatBecameShorter() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV).clone());
        // A bad record keeps the input from being read to its end once and for all.
        String sql = sql("in.csv", ", 'on-error' = 'fail'");
        failure(() -> node.run(sql));
        node.file("in.csv", "id");
        assertProblem(failure(() -> node.run(sql)), "ING-0206", ExitCode.FAILED, "in.csv", "2 bytes");
    }

    // ---- SQL files ----

    private SabotException executed(Path file) {
        return failure(() -> {
            try (Sabot sabot = Sabot.open(node.config())) {
                sabot.execute(file);
            }
        });
    }

    @Test
    void shouldRefuseASqlFileThatCannotBeRead() throws Exception {
        assertProblem(executed(directory.resolve("no.sql")), "ENG-0104", ExitCode.CONFIGURATION, "no.sql");
        node.file("binary.sql", new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertProblem(executed(directory.resolve("binary.sql")), "ENG-0105", ExitCode.CONFIGURATION, "UTF-8");
        assertProblem(executed(directory), "ENG-0106", ExitCode.CONFIGURATION, "cannot be read");
    }

    @Test
    void shouldTellAllThatIsWrongWithASqlFile() throws Exception {
        node.file("bad.sql", sql("in.csv", "").replace("SELECT id, name", "SELECT idd, name") + "SELEC 1;\n");
        SabotException e = executed(directory.resolve("bad.sql"));
        assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(e.problems()).hasSize(2);
        assertThat(e.getMessage()).contains("bad.sql:4:", "did you mean 'id'?", "^^^");
    }

    // ---- data directories ----

    @Test
    void shouldRefuseADataDirectoryThatIsInUse() {
        try (Sabot first = Sabot.open(node.config())) {
            assertProblem(
                    failure(() -> Sabot.open(node.config())),
                    "JRN-0220",
                    ExitCode.CONFIGURATION,
                    String.valueOf(ProcessHandle.current().pid()));
            assertThat(first).isNotNull();
        }
        Sabot.open(node.config()).close();
    }

    @Test
    void shouldRefuseADataDirectoryThatCannotBeWrittenTo() throws Exception {
        node.file("file", "");
        for (Path path : List.of(Path.of("/dev/null/x"), directory.resolve("file"), directory.resolve("file/x"))) {
            assertProblem(
                    failure(() -> Sabot.open(SabotConfig.in(path))),
                    "JRN-0201",
                    ExitCode.CONFIGURATION,
                    path.toString(),
                    "check that the path is a directory");
        }
    }

    @Test
    void shouldRefuseDataOfAnotherVersionOfTheApplication() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        node.run(sql("in.csv", ""));
        String changed = sql("in.csv", "").replace("FROM records", "FROM records WHERE id > 5");
        assertProblem(
                failure(() -> node.run(changed)),
                "ENG-0102",
                ExitCode.CONFIGURATION,
                node.data().toString(),
                "--replace");
        assertGoodRows(BAD_CSV.size() + 1);
    }

    @Test
    void shouldMakeOutputsAnewFromTheLogWhenReplaced() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        node.run(sql("in.csv", ""));
        Files.delete(directory.resolve("in.csv"));
        String changed = sql("in.csv", "").replace("FROM records", "FROM records WHERE id > 10");
        for (int run = 0; run < 2; run++) {
            assertThat(TestNode.run(
                            node.config()
                                    .withTakeover(
                                            run == 0 ? SabotConfig.Takeover.REPLACE : SabotConfig.Takeover.REFUSE),
                            changed))
                    .isEqualTo(new TestNode.Counts(BAD_CSV.size() + 1, BAD_CSV.size(), 0));
            assertThat(node.text("good.csv")).isEqualTo("id,name\n11,good\n12,good\n13,good\n");
        }
    }

    private static String chain(String condition) {
        return sql("in.csv", "")
                + """
                CREATE TABLE topic (id INT);
                CREATE TABLE chained (id INT) WITH ('connector' = 'file', 'path' = 'chained.csv');
                INSERT INTO topic SELECT id FROM records WHERE %s;
                INSERT INTO chained SELECT id * 10 FROM topic;
                """
                        .formatted(condition);
    }

    @Test
    void shouldMakeTopicsAnewWhenReplaced() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        node.run(chain("id < 5"));
        assertThat(node.text("chained.csv")).isEqualTo("id\n10\n20\n30\n40\n");
        for (String condition : List.of("id > 10", "id = 2", "id < 4")) {
            for (int run = 0; run < 2; run++) {
                TestNode.run(
                        node.config()
                                .withTakeover(run == 0 ? SabotConfig.Takeover.REPLACE : SabotConfig.Takeover.REFUSE),
                        chain(condition));
                assertThat(node.text("chained.csv"))
                        .as(condition)
                        .isEqualTo(
                                switch (condition) {
                                    case "id > 10" -> "id\n110\n120\n130\n";
                                    case "id = 2" -> "id\n20\n";
                                    default -> "id\n10\n20\n30\n";
                                });
            }
        }
    }

    @Test
    void shouldRefuseAReplacementThatDeclaresAnInputInAnotherShape() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        node.run(sql("in.csv", ""));
        String changed =
                sql("in.csv", "").replace("id INT, name VARCHAR, price DOUBLE", "id BIGINT, name VARCHAR, price INT");
        SabotException e =
                failure(() -> TestNode.run(node.config().withTakeover(SabotConfig.Takeover.REPLACE), changed));
        assertProblem(e, "ENG-0114", ExitCode.CONFIGURATION, "'records'", "id INT", "id BIGINT");
        node.run(sql("in.csv", ""));
        assertGoodRows(BAD_CSV.size() + 1);
    }

    @Test
    void shouldForgetTablesThatAReplacementDropsOrChanges() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        node.run(chain("id < 5"));
        for (int run = 0; run < 2; run++) {
            TestNode.run(
                    node.config().withTakeover(run == 0 ? SabotConfig.Takeover.REPLACE : SabotConfig.Takeover.REFUSE),
                    chain("id > 10")
                            .replace("topic (id INT)", "topic (id BIGINT)")
                            .replace("chained (id INT)", "chained (id BIGINT)"));
            assertThat(node.text("chained.csv")).isEqualTo("id\n110\n120\n130\n");
        }
        for (int run = 0; run < 2; run++) {
            TestNode.run(
                    node.config().withTakeover(run == 0 ? SabotConfig.Takeover.REPLACE : SabotConfig.Takeover.REFUSE),
                    sql("in.csv", ""));
            assertGoodRows(BAD_CSV.size() + 1);
        }
    }

    // ---- outputs ----

    @Test
    void shouldRefuseAnOutputInAMissingDirectory() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        assertProblem(
                failure(() -> node.run(sql("in.csv", "").replace("good.csv", "no/good.csv"))),
                "SNK-0102",
                ExitCode.CONFIGURATION,
                "does not exist",
                "create it first");
        Files.createDirectory(directory.resolve("no"));
        node.run(sql("in.csv", "").replace("good.csv", "no/good.csv"));
        assertThat(node.lines("no/good.csv")).hasSize(BAD_CSV.size() + 2);
    }

    @Test
    void shouldRefuseAnOutputThatSomebodyCut() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        node.run(sql("in.csv", ""));
        String whole = node.text("good.csv");
        node.file("good.csv", whole.substring(0, 20));
        SabotException e = failure(() -> node.run(sql("in.csv", "")));
        assertProblem(e, "SNK-0101", ExitCode.FAILED, "good.csv", "only 20 bytes", "--replace");
        // What the hint says.
        TestNode.run(node.config().withTakeover(SabotConfig.Takeover.REPLACE), sql("in.csv", ""));
        assertThat(node.text("good.csv")).isEqualTo(whole);
    }

    @Test
    void shouldNotWriteFilesWithoutADataDirectory() throws Exception {
        node.file("in.csv", "");
        assertProblem(
                failure(() -> TestNode.run(SabotConfig.inMemory().withSqlDirectory(directory), sql("in.csv", ""))),
                "ENG-0108",
                ExitCode.CONFIGURATION);
    }

    // ---- a full disk ----

    private static final class Stall implements EngineListener {
        private final CountDownLatch told = new CountDownLatch(1);
        private volatile Problem problem;

        @Override
        public void onStalled(Problem newProblem) {
            problem = newProblem;
            told.countDown();
        }
    }

    @Test
    @FaultCase(number = 7, how = "a reserve that no disk has; then none")
    void shouldWaitForSpaceAndLoseNothing() throws Exception {
        node.file("in.csv", mixed(CSV_HEAD, CSV_ROW, BAD_CSV));
        Stall stall = new Stall();
        SabotConfig full = node.config().withReserveBytes(Long.MAX_VALUE / 2).withListener(stall);
        for (int run = 0; run < 2; run++) {
            try (Sabot sabot = Sabot.open(full)) {
                sabot.execute(sql("in.csv", ""));
                assertThat(stall.told.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(stall.problem.code()).isEqualTo("JRN-0202");
                assertThat(stall.problem.message()).contains("no space left", "MiB are free");
                assertThat(sabot.awaitEnd(Duration.ofMillis(100))).isFalse();
                assertThat(sabot.rows()).isZero();
            }
        }
        assertThat(node.run(sql("in.csv", ""))).isEqualTo(new TestNode.Counts(BAD_CSV.size() + 1, BAD_CSV.size(), 0));
        assertGoodRows(BAD_CSV.size() + 1);
    }

    @Test
    void shouldHoldTheProgramUpWhenTheDiskIsFull() throws Exception {
        Stall stall = new Stall();
        SabotConfig full = node.config().withReserveBytes(Long.MAX_VALUE / 2).withListener(stall);
        int[] appended = new int[1];
        Thread program;
        try (Sabot sabot = Sabot.open(full)) {
            sabot.execute("CREATE TABLE t (n INT); CREATE TABLE r (n INT); INSERT INTO r SELECT n FROM t;");
            RowAppender rows = sabot.appender("t");
            program = new Thread(() -> {
                try (rows) {
                    for (int i = 0; i < 100_000; i++) {
                        rows.row().i32(i).append();
                        appended[0]++;
                    }
                } catch (SabotException e) {
                    assertThat(e.getMessage()).contains("ING-040");
                }
            });
            program.start();
            assertThat(stall.told.await(10, TimeUnit.SECONDS)).isTrue();
            program.join(200);
            assertThat(program.isAlive()).isTrue();
        }
        program.join(10_000);
        assertThat(program.isAlive()).isFalse();
        assertThat(appended[0]).isLessThan(1_000);
    }

    @Test
    void shouldRefuseToWriteAFileThatIsRead() throws Exception {
        node.file("self.csv", "s,k\na,1\nb,2\n");
        String sql =
                """
                CREATE TABLE t (s VARCHAR, k INT) WITH ('connector' = 'file', 'path' = 'self.csv');
                INSERT INTO t SELECT s, k FROM t WHERE k > 1;
                """;
        assertProblem(failure(() -> node.run(sql)), "SQL-0127", ExitCode.CONFIGURATION, "self.csv", "read and written");
        assertThat(node.text("self.csv")).isEqualTo("s,k\na,1\nb,2\n");
    }
}
