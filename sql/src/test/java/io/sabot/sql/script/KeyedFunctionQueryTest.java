package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.bounded;
import static io.sabot.sql.script.Cases.plan;
import static io.sabot.sql.script.Cases.problems;
import static io.sabot.sql.script.Cases.script;
import static io.sabot.sql.script.Cases.stream;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyedFunctionQueryTest {
    private static final String SPIKES = function("spikes", Spikes.class);
    private static final String TICKS = "CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE,"
            + " WATERMARK FOR ts AS ts) WITH ('connector' = 'stream'); ";
    private static final String[] PRICES = {
        "A,1,10", "B,1,10", "A,2,12", "A,3,14", "B,4,11.5", "C,20,1", "A,21,20", "A,3700,30", "A,3701,40"
    };

    private static String function(String name, Class<?> owner) {
        return "CREATE FUNCTION " + name + " AS '" + owner.getName() + "'; ";
    }

    private static String f(Class<?> owner) {
        return function("f", owner);
    }

    // ---- rows ----

    @Test
    void shouldGiveRowsAndTimersOfEachKey() {
        assertThat(ScriptRun.of(SPIKES + TICKS
                                + "SELECT symbol, price, n FROM TABLE(spikes(TABLE ticks PARTITION BY symbol))")
                        .rows("ticks", PRICES)
                        .run())
                .containsExactly(
                        "A,12.0,1", "A,14.0,2", "B,11.5,1", "A,,2", "B,,1", "A,20.0,1", "A,,1", "A,40.0,1", "A,,1");
    }

    @Test
    void shouldHandOnEventTimeThatTheFunctionDeclares() {
        String counts = "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE (SELECT * FROM TABLE(spikes(TABLE ticks"
                + " PARTITION BY symbol))), DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end";
        assertThat(ScriptRun.of(SPIKES + TICKS + counts).rows("ticks", PRICES).run())
                .containsExactly(
                        "1970-01-01 00:00:00,3",
                        "1970-01-01 00:00:10,2",
                        "1970-01-01 00:00:20,1",
                        "1970-01-01 00:00:30,1",
                        "1970-01-01 01:01:40,1",
                        "1970-01-01 01:01:50,1");
        String pattern =
                "SELECT * FROM TABLE(spikes(TABLE ticks PARTITION BY symbol)) MATCH_RECOGNIZE (PARTITION BY symbol"
                        + " ORDER BY ts MEASURES A.price AS a, B.price AS b PATTERN (A B) DEFINE B AS B.price > A.price)";
        assertThat(ScriptRun.of(SPIKES + TICKS + pattern).rows("ticks", PRICES).run())
                .containsExactly("A,12.0,14.0");
    }

    @Test
    void shouldTakeSeveralKeysOneAndNone() {
        String[] rows = {"a,1,1", "a,2,2", "b,3,1", "a,4,1"};
        assertThat(stream(
                        f(KeyedFunctions.Counter.class) + "SELECT * FROM TABLE(f(TABLE t PARTITION BY (x, k)))", rows))
                .containsExactly("1,a,1", "2,a,1", "1,b,1", "1,a,2");
        assertThat(stream(f(KeyedFunctions.Counter.class) + "SELECT * FROM TABLE(F(TABLE t PARTITION BY K))", rows))
                .containsExactly("a,1", "a,2", "b,1", "a,3");
        assertThat(stream(f(KeyedFunctions.Counter.class) + "SELECT * FROM TABLE(f(DATA => TABLE t))", rows))
                .containsExactly("1", "2", "3", "4");
        assertThat(bounded(
                        f(KeyedFunctions.Counter.class) + "SELECT * FROM f(TABLE b PARTITION BY k) ORDER BY said, k",
                        rows))
                .containsExactly("a,1", "b,1", "a,2", "a,3");
    }

    @Test
    void shouldKeepTwoUsesApart() {
        String twice =
                "SELECT * FROM TABLE(f(TABLE b PARTITION BY k)) UNION ALL SELECT * FROM TABLE(f(TABLE b PARTITION"
                        + " BY k)) WHERE k = 'a' ORDER BY k, said";
        assertThat(bounded(f(KeyedFunctions.Counter.class) + twice, "a,1", "b,2", "a,3"))
                .containsExactly("a,1", "a,1", "a,2", "a,2", "b,1");
        assertThat(stream(
                        f(KeyedFunctions.Counter.class)
                                + "SELECT * FROM TABLE(f(TABLE (SELECT k, said AS n FROM TABLE(f(TABLE t"
                                + " PARTITION BY k))) PARTITION BY n))",
                        "a,1",
                        "b,2",
                        "a,3"))
                .containsExactly("1,1", "1,2", "2,1");
    }

    @Test
    void shouldSeeTheNamesThatTheQueryGives() {
        String namer = f(KeyedFunctions.Namer.class);
        assertThat(stream(namer + "SELECT at_1 FROM TABLE(f(TABLE (SELECT k, x FROM t)))", "a,1,7"))
                .containsExactly("7");
        assertThat(script("CREATE TABLE n (a VARCHAR, b INT) WITH ('connector' = 'rows'); " + namer
                                + "SELECT at_1 FROM TABLE(f(TABLE (SELECT a, b AS x FROM n)))")
                        .rows("n", "a,9")
                        .run())
                .containsExactly("9");
    }

    @Test
    void shouldGiveRowsInOrderOfTimeWhereTheTableIsOrdered() {
        String query = "SELECT * FROM TABLE(f(TABLE late PARTITION BY k%s))";
        String[] rows = {"a,7,3", "a,5,1", "a,6,2"};
        assertThat(script(f(KeyedFunctions.Namer.class) + query.formatted(""))
                        .rows("late", rows)
                        .run())
                .containsExactly("a,3", "a,1", "a,2");
        assertThat(script(f(KeyedFunctions.Namer.class) + query.formatted(" ORDER BY ts"))
                        .rows("late", rows)
                        .run())
                .containsExactly("a,1", "a,2", "a,3");
        assertThat(bounded(
                        f(KeyedFunctions.Namer.class)
                                + "SELECT * FROM TABLE(f(TABLE b PARTITION BY k ORDER BY x DESC))",
                        "a,1,1",
                        "a,1,3",
                        "a,1,2"))
                .containsExactly("a,3", "a,2", "a,1");
    }

    @Test
    void shouldMoveAFilterOnTheKeyBelowTheFunction() {
        String text = plan(f(KeyedFunctions.Counter.class)
                        + "EXPLAIN SELECT * FROM TABLE(f(TABLE t PARTITION BY k)) WHERE k = 'a' AND said > 1")
                .explained()
                .get(0);
        assertThat(text.substring(text.indexOf("\nOperators")))
                .containsSubsequence("Calc [where >(said, 1)", "Function [f", "Calc [where =(k, 'a')", "Scan [t");
    }

    @Test
    void shouldRunEveryKindOfStateTheSameAfterARestart() {
        long seed = System.nanoTime();
        System.out.println("KeyedFunctionQueryTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            List<String> rows = new ArrayList<>();
            int second = 0;
            for (int i = 0; i < 60; i++) {
                second += random.nextInt(3);
                int x = random.nextInt(14) == 0 ? 13 + random.nextInt(60) : random.nextInt(14);
                rows.add("k" + random.nextInt(4) + "," + second + "," + x);
            }
            ScriptRun run = script(
                            f(KeyedFunctions.Everything.class) + "SELECT * FROM TABLE(f(TABLE t PARTITION BY k))")
                    .rows("t", rows.toArray(String[]::new));
            List<String> whole = run.run();
            assertThat(whole).as("seed %d", seed).hasSizeGreaterThan(40);
            assertThat(run.cutAtRandom(random, 7).run()).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void shouldMakeADeadLetterWhenTheFunctionThrows() {
        ScriptRun run = script(f(KeyedFunctions.Everything.class) + "SELECT why FROM TABLE(f(TABLE t PARTITION BY k))")
                .rows("t", "a,1,13", "a,2,3");
        assertThat(run.run()).containsExactly("row 3", "timer 5");
        assertThat(run.deadLetters()).containsExactly("EXPRESSION_FAILED: java.lang.IllegalStateException: unlucky");
    }

    // ---- mistakes ----

    private static List<String> mistakes(Class<?> owner) {
        return problems(f(owner) + "\nSELECT * FROM TABLE(f(TABLE t PARTITION BY k))");
    }

    private static String refused(Class<?> owner, String why) {
        int end = 22 + owner.getName().length() + 1;
        return "SQL-0313 1:22-" + end + " the function f cannot be used: " + owner.getName() + why
                + " [a keyed function is"
                + " a public class (inside another: static) with a public constructor without parameters]";
    }

    @Test
    void shouldCheckTheClass() {
        assertThat(problems("CREATE FUNCTION f AS 'com.acme.Spikes' USING JAR 'no.jar'"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("SQL-0312 1:50-57");
        assertThat(problems("CREATE FUNCTION f AS 'com.acme.Spikes'; SELECT * FROM TABLE(f(TABLE t))"))
                .containsExactly(
                        "SQL-0311 1:22-38 the class com.acme.Spikes cannot be loaded: com.acme.Spikes [name its"
                                + " JAR: USING JAR 'functions.jar']");
        assertThat(mistakes(KeyedFunctions.Hidden.class))
                .containsExactly(refused(KeyedFunctions.Hidden.class, " has no public constructor without parameters"));
        assertThat(mistakes(KeyedFunctions.Unfinished.class))
                .containsExactly(refused(KeyedFunctions.Unfinished.class, " is abstract"));
        assertThat(mistakes(KeyedFunctions.Inside.class))
                .containsExactly(refused(KeyedFunctions.Inside.class, " is not public"));
        assertThat(mistakes(Cases.class))
                .containsExactly(
                        "SQL-0310 1:22-48 the function f cannot be used: io.sabot.sql.script.Cases has no public"
                                + " static method named eval and is no KeyedFunction [a function of rows is a public static method"
                                + " eval; a table function implements io.sabot.state.keyed.KeyedFunction]");
    }

    @Test
    void shouldCheckWhatTheFunctionDeclares() {
        String why =
                " [planning makes an instance, asks for its columns and opens it: none of this may need anything but"
                        + " the input's columns]";
        String name = "io.sabot.sql.script.KeyedFunctions$";
        assertThat(mistakes(KeyedFunctions.Stillborn.class))
                .containsExactly("SQL-0314 2:21-45 the function f cannot be used: its constructor of " + name
                        + "Stillborn threw java.lang.IllegalStateException: no licence" + why);
        assertThat(mistakes(KeyedFunctions.Picky.class))
                .containsExactly("SQL-0314 2:21-45 the function f cannot be used: columns() of " + name
                        + "Picky threw java.lang.IllegalArgumentException: where is 'volume'?" + why);
        assertThat(mistakes(KeyedFunctions.Twice.class))
                .containsExactly("SQL-0314 2:21-45 the function f cannot be used: open() of " + name
                        + "Twice threw java.lang.IllegalArgumentException: state 'count' is declared twice" + why);
        assertThat(mistakes(KeyedFunctions.Mute.class))
                .containsExactly("SQL-0315 2:21-45 the function f declares no columns [columns() of " + name
                        + "Mute names what its rows consist of]");
        assertThat(mistakes(KeyedFunctions.Echo.class))
                .containsExactly(
                        "SQL-0315 2:21-45 the function f declares the column 'K', which is there already [its rows"
                                + " begin with the columns of PARTITION BY]");
        assertThat(mistakes(KeyedFunctions.Timeless.class))
                .containsExactly("SQL-0315 2:21-45 eventTimeColumn() of the function f is 0, which is no column of time"
                        + " [event time is a TIMESTAMP, DATE or BIGINT; its columns are numbered from 0]");
    }

    private static List<String> calls(String query) {
        return problems(
                f(KeyedFunctions.Counter.class) + function("twice", StatementTest.Doubler.class) + "\n" + query);
    }

    @Test
    void shouldCheckTheCall() {
        assertThat(calls("SELECT * FROM TABLE(g(TABLE t PARTITION BY k))"))
                .containsExactly("SQL-0103 2:21-45 unknown table function 'g'");
        assertThat(problems(SPIKES + "\nSELECT * FROM TABLE(spike(TABLE t PARTITION BY k))"))
                .containsExactly("SQL-0103 2:21-49 unknown table function 'spike' [did you mean 'spikes'?]");
        assertThat(calls("SELECT * FROM TABLE(f())"))
                .containsExactly("SQL-0302 2:21-23 f lacks its table [f(TABLE t PARTITION BY k)]");
        assertThat(calls("SELECT * FROM TABLE(f(5))"))
                .containsExactly("SQL-0302 2:23-23 f takes a table, found 5 [f(TABLE t PARTITION BY k)]");
        assertThat(calls("SELECT * FROM TABLE(f(TABLE t PARTITION BY k, 5))"))
                .containsExactly("SQL-0302 2:47-47 f takes one table, found more [f(TABLE t PARTITION BY k)]");
        assertThat(calls("SELECT * FROM TABLE(f(DATE => TABLE t PARTITION BY k))"))
                .hasSize(1);
        assertThat(calls("SELECT * FROM TABLE(f(DTA => TABLE t PARTITION BY k))"))
                .containsExactly("SQL-0302 2:23-25 f has no parameter 'DTA' [did you mean 'DATA'?]");
        assertThat(calls("SELECT * FROM TABLE(f(TABLE t PARTITION BY kk))"))
                .containsExactly("SQL-0101 2:44-45 unknown column 'kk' [did you mean 'k'?]");
        assertThat(calls("SELECT * FROM TABLE(f(TABLE t PARTITION BY (k, x, k)))"))
                .containsExactly("SQL-0109 2:51-51 column 'k' is named twice");
        assertThat(calls("SELECT * FROM TABLE(f(TABLE tt PARTITION BY k))"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("SQL-0103 2:29-30 unknown table 'tt'");
        assertThat(calls("SELECT sad FROM TABLE(f(TABLE t PARTITION BY k))"))
                .containsExactly("SQL-0101 2:8-10 unknown column 'sad' [did you mean 'said'?]");
        assertThat(calls("SELECT f(x) FROM t"))
                .containsExactly("SQL-0316 2:8-11 'f' is a table function, it cannot stand here [FROM TABLE(f(TABLE t"
                        + " PARTITION BY k))]");
        assertThat(calls("SELECT * FROM TABLE(twice(TABLE t))"))
                .containsExactly("SQL-0316 2:21-34 'twice' is a function of one row, it cannot stand in FROM [SELECT"
                        + " twice(…) FROM t; a table function implements io.sabot.state.keyed.KeyedFunction]");
        assertThat(calls("SELECT * FROM TABLE(f(TABLE u PARTITION BY k ORDER BY x))"))
                .containsExactly(
                        "SQL-0403 2:46-55 a table function with ORDER BY on an unbounded input needs a watermark"
                                + " [declare WATERMARK FOR its time column in CREATE TABLE]");
    }

    @Test
    void shouldKeepNamesApart() {
        assertThat(calls(f(KeyedFunctions.Counter.class)))
                .containsExactly("SQL-0110 2:17-17 the function f is declared already");
        assertThat(calls(function("TWICE", KeyedFunctions.Counter.class)))
                .containsExactly("SQL-0110 2:17-21 the function TWICE is declared already");
        assertThat(calls(f(StatementTest.Doubler.class)))
                .containsExactly("SQL-0110 2:17-17 the function f is declared already");
        assertThat(calls(function("tumble", KeyedFunctions.Counter.class)))
                .containsExactly("SQL-0110 2:17-22 the function tumble is declared already");
        assertThat(calls("CREATE OR REPLACE FUNCTION f AS '" + KeyedFunctions.Namer.class.getName()
                        + "'; SELECT at_2 FROM TABLE(f(TABLE t))"))
                .isEmpty();
    }

    // ---- the guide ----

    private static String block(String guide, String language, String containing) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(guide);
        while (block.find()) {
            if (block.group(1).contains(containing)) {
                return block.group(1);
            }
        }
        throw new AssertionError("no block of " + language + " with " + containing);
    }

    /** Packs the guide's class as the guide says. */
    private static void jar(Path directory, String source) throws IOException {
        Path file = directory.resolve("com/acme/Spikes.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), "-d", directory + "", file + "");
        assertThat(result).isZero();
        try (OutputStream out = Files.newOutputStream(directory.resolve("acme.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry("com/acme/Spikes.class"));
            jar.write(Files.readAllBytes(directory.resolve("com/acme/Spikes.class")));
        }
    }

    @Test
    void shouldRunTheExampleOfTheGuide(@TempDir Path directory) throws IOException {
        String guide = Files.readString(Path.of("../docs/sql.md"));
        jar(directory, block(guide, "java", "class Spikes"));
        String sql =
                block(guide, "sql", "CREATE FUNCTION spikes").replace("'acme.jar'", "'" + directory + "/acme.jar'");
        assertThat(ScriptRun.of(TICKS + sql).rows("ticks", PRICES).run())
                .containsExactly("A,12.0,1", "A,14.0,2", "B,11.5,1", "A,20.0,1", "A,40.0,1");
    }
}
