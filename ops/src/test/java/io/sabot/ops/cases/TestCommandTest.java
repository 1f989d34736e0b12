package io.sabot.ops.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import picocli.CommandLine;

/** Also runs the examples of {@code docs/testing.md}. */
final class TestCommandTest {
    private static final Pattern FILE = Pattern.compile("`([a-z.]+)`[^`]*?:\\n\\n```sql\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CONSOLE = Pattern.compile("```console\\n(.*?)```", Pattern.DOTALL);
    private static final String TABLES =
            """
            CREATE TABLE t (k VARCHAR, ts TIMESTAMP(9), n INT, WATERMARK FOR ts AS ts)
              WITH ('connector' = 'file', 'path' = 'none.csv', 'csv.delimiter' = ';');
            CREATE TABLE o (k VARCHAR, n INT);
            INSERT INTO o SELECT k, n FROM t;
            """;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int test(String... arguments) {
        out.reset();
        List<String> words = new ArrayList<>();
        for (String argument : arguments) {
            boolean isFile = argument.matches(".*\\.(sql|xml)|\\.");
            words.add(isFile ? directory.resolve(argument).toString() : argument);
        }
        CommandLine line = new CommandLine(new TestCommand(new PrintStream(out, true, StandardCharsets.UTF_8)));
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            out.writeBytes(e.getMessage().getBytes(StandardCharsets.UTF_8));
            return 78;
        });
        return line.execute(words.toArray(new String[0]));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8).replace(directory + "/", "");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    /** Plays one case over {@link #TABLES}. */
    private int play(String steps) throws IOException {
        write("r.sql", TABLES);
        write("r.test.sql", "TEST 'one';\n" + steps);
        return test("r.test.sql");
    }

    @Test
    void shouldDoWhatTheGuideSays() throws IOException {
        String guide = Files.readString(Path.of("../docs/testing.md"));
        Matcher files = FILE.matcher(guide);
        while (files.find()) {
            write(files.group(1), files.group(2));
        }
        Matcher consoles = CONSOLE.matcher(guide);
        int commands = 0;
        int code = -1;
        while (consoles.find()) {
            for (String example : consoles.group(1).split("(?m)^\\$ (?=sabot|echo)")) {
                if (example.isEmpty()) {
                    continue;
                }
                int lineEnd = example.indexOf('\n');
                String command = example.substring(0, lineEnd);
                String expected = example.substring(lineEnd + 1);
                if (command.equals("echo $?")) {
                    assertThat(code).isEqualTo(Integer.parseInt(expected.trim()));
                } else {
                    code = test(command.substring("sabot test ".length()).split(" "));
                    assertThat(printed()).as(command).isEqualTo(expected);
                    commands++;
                }
            }
        }
        assertThat(commands).isEqualTo(4);
    }

    @Test
    void shouldReadTheTablesOwnFormatAndNullsAndQuotes() throws IOException {
        assertThat(
                        play(
                                """
                        INSERT INTO t CSV $$
                        A;2026-01-05 09:30:00;1
                        $$;
                        INSERT INTO t JSON $$
                        {"k":"it's","ts":"2026-01-05 09:30:00","n":2}
                        $$;
                        INSERT INTO t (n, ts) VALUES (3, TIMESTAMP '2026-01-05 09:30:00');
                        INSERT INTO t (k, n) VALUES ('', NULL);
                        ASSERT o VALUES ('A', 1), ('it''s', 2), (NULL, 3), ('', NULL);
                        INSERT INTO t (n) VALUES (-4); /* no order: */
                        INSERT INTO t (n) VALUES (5);
                        ASSERT o (N) UNORDERED CSV $$
                        n
                        5
                        -4
                        $$;
                        """))
                .as(this::printed)
                .isZero();
    }

    @Test
    void shouldShowWhatIsMissingAndWhatIsUnexpected() throws IOException {
        assertThat(
                        play(
                                """
                        INSERT INTO t (n) VALUES (1), (2), (3), (4), (5), (6), (8);
                        ASSERT o (n) VALUES (1), (2), (3), (4), (5), (6), (7);
                        """))
                .isEqualTo(3);
        assertThat(printed())
                .contains("o: 1 row is missing, 1 row is unexpected")
                .contains("  … 4 equal", "       5\n       6\n     - 7\n     + 8\n")
                .contains("END; lets out");
        assertThat(play("INSERT INTO t (n) VALUES (1), (1);\nASSERT o (n) UNORDERED VALUES (1);"))
                .isEqualTo(3);
        assertThat(printed()).contains("+ 1");
    }

    @Test
    void shouldFailACaseWithDeadLettersThatNothingExpects() throws IOException {
        assertThat(play("INSERT INTO t CSV $$\nA;2026-01-05 09:30:00;x\n$$;")).isEqualTo(3);
        assertThat(printed()).contains("OPS-0411", "r.test.sql:1:6", "+ t, BAD_RECORD, field 'n': expected INT");
    }

    @Test
    void shouldPointAtMistakes() throws IOException {
        assertMistake("INSERT INTO t VALUES ('A', '2026-01-05 09:30:00', 'x');", "OPS-0404", "expected INT", ":2:22");
        assertMistake("INSERT INTO t VALUES ('A');", "OPS-0403", "a row has 1 values for 3 columns", "k, ts, n");
        assertMistake("INSERT INTO t (kk) VALUES ('A');", "OPS-0403", "no column 'kk'", ":2:16");
        assertMistake("INSERT INTO tt VALUES (1);", "ENG-0110", "unknown table 'tt'", ":2:1", "did you mean 't'?");
        assertMistake("ASSERT oo EMPTY;", "ENG-0107", "no query inserts into 'oo'", "did you mean 'o'?");
        assertMistake("ASERT o EMPTY;", "OPS-0401", "begins no statement", "did you mean 'ASSERT'?", "^^^^^");
        assertMistake("ASSERT o EMPTY", "OPS-0401", "expected ';', found the end of the file");
        assertMistake("ASSERT o VALUES ('A, 1);", "OPS-0401", "this text is not closed", ":2:18");
        assertMistake("ASSERT o NOTHING;", "expected VALUES, CSV, JSON, FROM or EMPTY, found 'NOTHING'");
        assertMistake("INSERT INTO t FROM 'none.csv';", "ENG-0104", "none.csv", ":2:1");
        assertMistake("ADVANCE TO 'soon';", "OPS-0403", "'soon' is no time", ":2:12");
        assertMistake("ADVANCE BY 'long';", "OPS-0403", "'long' is no length of time");
        assertMistake("ADVANCE TO '2026-01-05 00:00:00'; ADVANCE TO '2026-01-04 00:00:00';", "ENG-0127", ":2:35");
        assertMistake("INSERT INTO t CSV 'x';", "expected lines between $$ and $$");
        assertMistake("INSERT INTO t VALUES (1, 2 3);", "expected ')', found '3'");
        assertMistake("INSERT INTO t VALUES (#);", "'#' is not understood");
    }

    private void assertMistake(String step, String... expected) throws IOException {
        assertThat(play(step)).as(step).isEqualTo(78);
        assertThat(printed()).contains(expected);
    }

    @Test
    void shouldTellOfRowsBehindTheEnd() throws IOException {
        assertThat(play("END t;\nINSERT INTO t (n) VALUES (1);")).isEqualTo(1);
        assertThat(printed()).contains("  ERROR one", "ENG-0202", "r.test.sql:3:1");
    }

    @Test
    void shouldTellOfBadRecordsWhereTheTableFails() throws IOException {
        write("r.sql", TABLES.replace("'csv.delimiter'", "'on-error' = 'fail', 'csv.delimiter'"));
        write("r.test.sql", "TEST 'one'; INSERT INTO t CSV $$\nbad\n$$;");
        assertThat(test("r.test.sql")).isEqualTo(65);
        assertThat(printed()).contains("ENG-0201", "bad record for t, line 2");
    }

    @Test
    void shouldPlayOtherFilesWhenOneIsWrong() throws IOException {
        write("r.sql", TABLES);
        write("a.test.sql", "INCLUDE 'r.sql'; ASSERT o EMPTY;");
        write("b.test.sql", "TEST 'without an application';");
        write("c.test.sql", "INCLUDE 'r.sql'; TEST 'empty'; ASSERT o EMPTY;");
        write("d.test.sql", "INCLUDE 'r.sql'; PARAM p = 1; TEST 'no such parameter';");
        assertThat(test(".", "--report", "r.xml")).isEqualTo(78);
        assertThat(printed())
                .contains("OPS-0402", "this is in no case", "there is no file", "b.sql", "  ok    empty")
                .contains("the parameter 'p' is not in the file")
                .endsWith("1 case, 1 passed; 3 files not played\n");
        assertThat(test("none.test.sql")).isEqualTo(78);
        assertThat(test(Files.createDirectory(directory.resolve("empty")).toString()))
                .isEqualTo(78);
        write("plain.sql", "TEST 'x';");
        assertThat(test("plain.sql")).isEqualTo(78);
        assertThat(printed()).contains("it is not said which file is tested");
    }

    @Test
    void shouldRewriteExpectationsInTheFormTheyHave() throws Exception {
        write("r.sql", TABLES);
        write("expected.csv", "k,n\n");
        write(
                "r.test.sql",
                """
                TEST 'one'; -- kept
                INSERT INTO t (k, n) VALUES ('a,b', 1);
                ASSERT o FROM 'expected.csv';
                INSERT INTO t (k, n) VALUES ('it''s', 2);
                ASSERT o JSON $$
                $$;
                INSERT INTO t (k, n) VALUES (NULL, 3);
                ASSERT o EMPTY; -- kept too
                ASSERT o VALUES ('gone', 1);
                INSERT INTO t (k) VALUES ('');
                ASSERT o (k) UNORDERED CSV $$
                k
                $$;
                """);
        assertThat(test("r.test.sql", "--update")).as(this::printed).isZero();
        assertThat(printed()).contains("r.test.sql: 5 expectations rewritten");
        assertThat(test("r.test.sql")).as(this::printed).isZero();
        assertThat(directory.resolve("expected.csv")).hasContent("k,n\n\"a,b\",1\n");
        assertThat(directory.resolve("r.test.sql"))
                .hasContent(
                        """
                        TEST 'one'; -- kept
                        INSERT INTO t (k, n) VALUES ('a,b', 1);
                        ASSERT o FROM 'expected.csv';
                        INSERT INTO t (k, n) VALUES ('it''s', 2);
                        ASSERT o JSON $$
                        {"k":"it's","n":2}
                        $$;
                        INSERT INTO t (k, n) VALUES (NULL, 3);
                        ASSERT o VALUES
                          (NULL, 3); -- kept too
                        ASSERT o EMPTY;
                        INSERT INTO t (k) VALUES ('');
                        ASSERT o (k) UNORDERED CSV $$
                        k
                        ""
                        $$;
                        """);
    }

    @Test
    void shouldReportForBuildServers() throws Exception {
        write("r.sql", TABLES);
        write(
                "r.test.sql",
                """
                TEST 'passes'; ASSERT o EMPTY;
                TEST 'fails <&> ''so'''; ASSERT o (n) VALUES (1);
                TEST 'errs'; END t; INSERT INTO t (n) VALUES (1);
                """);
        assertThat(test("r.test.sql", "--report", "r.xml")).isEqualTo(1);
        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(directory.resolve("r.xml").toFile());
        assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(3);
        assertThat(xml.getElementsByTagName("testsuite")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("failures")
                        .getNodeValue())
                .isEqualTo("1");
        assertThat(xml.getElementsByTagName("failure").item(0).getTextContent()).contains("- 1", "OPS-0410");
        assertThat(xml.getElementsByTagName("error").item(0).getTextContent()).contains("ENG-0202");
    }

    @Test
    void shouldCompareDoublesAsNearAsTheFileSays() throws IOException {
        write("r.sql", "CREATE TABLE t (x DOUBLE); CREATE TABLE o (x DOUBLE); INSERT INTO o SELECT x / 3 FROM t;");
        write("r.test.sql", "TOLERANCE 1e-6; TEST 'near'; INSERT INTO t VALUES (1); ASSERT o VALUES (0.3333333);");
        assertThat(test("r.test.sql")).as(this::printed).isZero();
        write("r.test.sql", "TEST 'exact'; INSERT INTO t VALUES (1); ASSERT o VALUES (0.3333333);");
        assertThat(test("r.test.sql")).isEqualTo(3);
    }

    @Test
    void shouldGiveTopicsBackAndMoveTheClock() throws IOException {
        write(
                "r.sql",
                """
                CREATE TABLE t (n INT); CREATE TABLE halves (n INT); CREATE TABLE o (n INT);
                INSERT INTO halves SELECT n / 2 FROM t;
                INSERT INTO halves SELECT n / 2 FROM halves WHERE n > 1;
                INSERT INTO o SELECT n FROM halves;
                """);
        write(
                "r.test.sql",
                "TEST 'loop'; ADVANCE TO '2026-01-05 00:00:00'; ADVANCE BY '5 s'; INSERT INTO t VALUES (9);"
                        + " ASSERT o VALUES (4), (2), (1); ASSERT halves (n) UNORDERED VALUES (1), (2), (4); END;");
        assertThat(test("r.test.sql")).as(this::printed).isZero();
    }
}
