package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MistakesTest {
    private static final String TUMBLE = "FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND))";

    private static String match(String body) {
        return "SELECT * FROM t MATCH_RECOGNIZE (" + body + ")";
    }

    @Test
    void shouldNameWhatIsUnknown() {
        assertThat(problems("SELECT xx FROM b"))
                .containsExactly("SQL-0101 1:8-9 unknown column 'xx' [did you mean 'x'?]");
        assertThat(problems("SELECT k FROM lat"))
                .containsExactly("SQL-0103 1:15-17 unknown table 'lat' [did you mean 'late'?]");
        assertThat(problems("SELECT UPER(k) FROM b"))
                .containsExactly("SQL-0102 1:8-14 unknown function 'UPER' [did you mean 'UPPER'?]");
        assertThat(problems("SELECT b.xx, zz.* FROM b")).first().asString().startsWith("SQL-010");
        assertThat(problems("SELECT CAST(k AS INTT) FROM b"))
                .containsExactly("SQL-0001 1:18-21 expected a type, found 'INTT' [did you mean 'INT'?]");
        assertThat(problems("SET 'worker' = '1'"))
                .containsExactly("SQL-0130 1:5-12 unknown setting 'worker' [did you mean 'workers'?]");
        assertThat(problems("SELECT COUNT(*) FROM TABLE(TUMBL(TABLE t, DESCRIPTOR(ts), INTERVAL '1' SECOND))"))
                .containsExactly("SQL-0103 1:28-78 unknown table function 'TUMBL' [did you mean 'TUMBLE'?]");
        assertThat(problems("CREATE FUNCTION f AS 'com.Foo'; SELECT f(x) FROM b"))
                .containsExactly("SQL-0311 1:22-30 the class com.Foo cannot be loaded: com.Foo [name its JAR: USING JAR"
                        + " 'functions.jar']");
    }

    @Test
    void shouldReportAllMistakesTogether() {
        assertThat(problems("SELECT prise, kk, FOO(x) FROM b WHERE zz > 1;\nSELECT y FROM late;\nSELECT x FROM t"))
                .containsExactly(
                        "SQL-0101 1:8-12 unknown column 'prise'",
                        "SQL-0101 1:15-16 unknown column 'kk' [did you mean 'k'?]",
                        "SQL-0102 1:19-24 unknown function 'FOO'",
                        "SQL-0101 1:39-40 unknown column 'zz'",
                        "SQL-0101 2:8-8 unknown column 'y'");
        assertThat(problems("SELEC 1; SELECT yy FROM b"))
                .containsExactly(
                        "SQL-0001 1:1-5 expected SELECT, INSERT, CREATE, WITH, EXPLAIN or SET, found 'SELEC' [did you mean"
                                + " 'SELECT'?]",
                        "SQL-0101 1:17-18 unknown column 'yy'");
    }

    @Test
    void shouldNotReportWhatOnlyFollows() {
        assertThat(problems("CREATE VIEW v AS SELECT zz FROM b; SELECT * FROM v"))
                .containsExactly("SQL-0101 1:25-26 unknown column 'zz'");
        assertThat(problems("CREATE TABLE z (x INT, y AS zz + 1) WITH ('connector' = 'rows'); SELECT y FROM z"))
                .containsExactly("SQL-0101 1:29-30 unknown column 'zz'");
    }

    @Test
    void shouldCheckTypes() {
        assertThat(problems("SELECT x + k FROM b"))
                .containsExactly("SQL-0104 1:8-12 cannot apply '+' to arguments of type '<INTEGER> + <VARCHAR>'");
        assertThat(problems("SELECT k FROM b WHERE k > 1"))
                .containsExactly("SQL-0104 1:23-27 cannot apply '>' to arguments of type '<VARCHAR> > <INTEGER>'");
        assertThat(problems("SELECT k FROM b WHERE x")).containsExactly("SQL-0104 1:23-23 WHERE takes a condition");
        assertThat(problems("SELECT UPPER(k, 1) FROM b"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("SQL-0104 1:8-18");
        assertThat(problems("SELECT CASE WHEN x > 1 THEN 'a' ELSE 1 END FROM b"))
                .hasSize(1);
        assertThat(problems("SELECT k FROM b UNION ALL SELECT x FROM b")).hasSize(1);
        assertThat(problems("SELECT k FROM b UNION ALL SELECT k, x FROM b")).hasSize(1);
    }

    @Test
    void shouldCheckGroups() {
        assertThat(problems("SELECT k, x FROM b GROUP BY k"))
                .containsExactly(
                        "SQL-0108 1:11-11 'x' is neither in GROUP BY nor in an aggregate [add it to GROUP BY, or use an"
                                + " aggregate such as MAX]");
        assertThat(problems("SELECT SUM(COUNT(x)) FROM b"))
                .containsExactly("SQL-0100 1:8-20 aggregate expressions cannot be nested");
        assertThat(problems("SELECT k FROM b WHERE COUNT(*) > 1"))
                .containsExactly("SQL-0100 1:23-30 aggregate expression is illegal in WHERE clause");
        assertThat(problems("SELECT COUNT(*) " + TUMBLE + " GROUP BY k"))
                .containsExactly(
                        "SQL-0407 1:92-92 GROUP BY over a window function must name window_start and window_end [GROUP BY"
                                + " window_start, window_end, …]");
    }

    @Test
    void shouldSayWhatIsAmbiguous() {
        assertThat(problems("SELECT a FROM (SELECT k AS a, x AS a FROM b)"))
                .containsExactly("SQL-0107 1:8-8 column 'a' is ambiguous [say whose it is: table.a; or give the columns"
                        + " different names]");
    }

    @Test
    void shouldCheckWhatIsInserted() {
        assertThat(problems("INSERT INTO late SELECT k FROM t"))
                .containsExactly("SQL-0105 1:18-32 the query has 1 columns, late takes 3: [k, ts, x]");
        assertThat(problems("INSERT INTO late (k, xs) SELECT k, x FROM t"))
                .containsExactly("SQL-0101 1:22-23 unknown column 'xs' of late [did you mean 'ts'?]");
        assertThat(problems("INSERT INTO late (k, k) SELECT k, k FROM t"))
                .containsExactly("SQL-0109 1:22-22 column 'k' is named twice");
        assertThat(problems("INSERT INTO late SELECT x, k, k FROM t"))
                .containsExactly(
                        "SQL-0106 1:25-25 column 'k' of late is VARCHAR, the query gives INT [CAST(… AS VARCHAR)]",
                        "SQL-0106 1:28-28 column 'ts' of late is TIMESTAMP(9), the query gives VARCHAR [CAST(… AS"
                                + " TIMESTAMP(9))]",
                        "SQL-0106 1:31-31 column 'x' of late is INT, the query gives VARCHAR [CAST(… AS INT)]");
        assertThat(problems("INSERT INTO late (k, x) VALUES ('a', 'b')"))
                .containsExactly(
                        "SQL-0106 1:38-40 column 'x' of late is INT, the query gives VARCHAR [CAST(… AS INT)]");
        assertThat(problems("INSERT INTO lte SELECT k FROM t"))
                .containsExactly("SQL-0103 1:13-15 unknown table 'lte' [did you mean 'late'?]");
    }

    @Test
    void shouldCheckTables() {
        assertThat(problems("CREATE TABLE b (x INT)")).containsExactly("SQL-0110 1:14-14 'b' is declared already");
        assertThat(problems("CREATE VIEW b AS SELECT k FROM t"))
                .containsExactly("SQL-0110 1:13-13 'b' is declared already");
        assertThat(problems("CREATE TABLE z (x INT, X INT)"))
                .containsExactly("SQL-0109 1:24-24 column 'X' is declared twice");
        assertThat(problems("CREATE TABLE z (x INT) WITH ('connector' = 'row')"))
                .containsExactly("SQL-0120 1:44-48 unknown connector 'row' [did you mean 'rows'?]");
        assertThat(problems("CREATE TABLE z (x INT) WITH ('connectr' = 'rows')"))
                .hasSize(1);
        assertThat(problems("CREATE TABLE z (x INT) WITH ('connector' = 'rows', 'a' = 'b')"))
                .containsExactly("SQL-0123 1:52-54 connector 'rows' has no option 'a'");
        assertThat(problems("CREATE TABLE z (x VARCHAR, WATERMARK FOR x AS x)"))
                .containsExactly(
                        "SQL-0112 1:42-42 event time is a TIMESTAMP, DATE or BIGINT, not VARCHAR [compute one: t AS"
                                + " TO_TIMESTAMP(x)]");
        assertThat(problems("CREATE TABLE z (x TIMESTAMP, WATERMARK FOR x AS x - 5)"))
                .containsExactly(
                        "SQL-0113 1:49-53 a watermark is the column itself, or the column minus an interval [x -"
                                + " INTERVAL '1' SECOND]");
        assertThat(problems("CREATE TABLE z (x INT, WATERMARK FOR y AS y)"))
                .containsExactly("SQL-0101 1:38-38 unknown column 'y'");
    }

    @Test
    void shouldCheckWhatStreamsCannotDo() {
        assertThat(problems("SELECT k FROM t ORDER BY k"))
                .containsExactly(
                        "SQL-0401 1:26-26 ORDER BY needs an input that ends [the rows of an unbounded input come in"
                                + " the order of the log]");
        assertThat(problems("SELECT k, COUNT(*) FROM t GROUP BY k"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("SQL-0406 1:36-36 GROUP BY or DISTINCT on an unbounded input needs a window");
        assertThat(problems("SELECT DISTINCT k FROM t"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("SQL-0406");
        assertThat(
                        problems(
                                "SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE u, DESCRIPTOR(x), 10)) GROUP BY window_start, window_end"))
                .containsExactly(
                        "SQL-0403 1:28-61 a window on an unbounded input needs a watermark [declare WATERMARK FOR x"
                                + " AS x - 1000 in CREATE TABLE]");
        assertThat(problems("SELECT * FROM u MATCH_RECOGNIZE (ORDER BY x MEASURES A.x AS a PATTERN (A))"))
                .containsExactly("SQL-0403 1:43-43 MATCH_RECOGNIZE on an unbounded input needs a watermark [declare"
                        + " WATERMARK FOR its time column in CREATE TABLE]");
        assertThat(problems(match("PARTITION BY k MEASURES A.x AS a PATTERN (A)")))
                .hasSize(1)
                .first()
                .asString()
                .startsWith(
                        "SQL-0405 1:15-78 MATCH_RECOGNIZE on a stream needs ORDER BY its event time first, ascending");
        assertThat(problems(match("ORDER BY x MEASURES A.x AS a PATTERN (A)")))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("SQL-0405 1:43-43");
    }

    @Test
    void shouldCheckWindows() {
        assertThat(
                        problems(
                                "SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(tss), INTERVAL '1' SECOND)) GROUP BY window_start"))
                .containsExactly("SQL-0101 1:55-57 unknown column 'tss' [did you mean 'ts'?]");
        assertThat(problems("SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), 10)) GROUP BY window_start"))
                .containsExactly("SQL-0304 1:60-61 an interval literal is expected here [INTERVAL '5' MINUTE]");
        assertThat(problems("SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts))) GROUP BY window_start"))
                .containsExactly("SQL-0302 1:28-58 TUMBLE lacks SIZE [TUMBLE takes [DATA, TIMECOL, SIZE, OFFSET]]");
        assertThat(
                        problems(
                                "SELECT COUNT(*) FROM TABLE(TUMBLE(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SIZ => INTERVAL '1' SECOND)) GROUP BY window_start"))
                .containsExactly("SQL-0302 1:79-81 TUMBLE has no parameter 'SIZ' [did you mean 'SIZE'?]");
    }

    @Test
    void shouldCheckPatterns() {
        assertThat(problems(
                        match("PARTITION BY kk ORDER BY tss MEASURES A.y AS a, C.x AS c, MED(A.x) AS d PATTERN (A B)"
                                + " DEFINE A AS A.xx > 1, D AS x > 1")))
                .extracting(problem ->
                        problem.substring(0, problem.contains(" [") ? problem.indexOf(" [") : problem.length()))
                .containsExactly(
                        "SQL-0101 1:47-48 unknown column 'kk'",
                        "SQL-0101 1:59-61 unknown column 'tss'",
                        "SQL-0101 1:74-74 unknown column 'y'",
                        "SQL-0201 1:82-82 'C' is not a variable of the pattern",
                        "SQL-0102 1:92-99 unknown function 'MED'",
                        "SQL-0101 1:134-135 unknown column 'xx'",
                        "SQL-0201 1:142-142 'D' is not a variable of the pattern");
        assertThat(problems(match(
                        "ORDER BY ts MEASURES A.x AS a, B.x AS A AFTER MATCH SKIP TO C PATTERN (A B) DEFINE A AS x")))
                .hasSize(3);
        assertThat(problems(match("ORDER BY ts MEASURES LAST(A.x + B.x) AS a, SUM(LAST(A.x)) AS b, LAST(A.x, -1) AS c,"
                        + " LAST(1) AS d, SUM(A.k) AS e PATTERN (A B)")))
                .extracting(problem -> problem.substring(0, 8))
                .containsExactly("SQL-0212", "SQL-0213", "SQL-0211", "SQL-0214", "SQL-0104");
        assertThat(problems(match("ORDER BY ts MEASURES A.x AS a PATTERN (A B) DEFINE A AS FINAL LAST(A.x) > 1")))
                .containsExactly("SQL-0210 1:90-104 FINAL is not allowed in DEFINE [conditions are RUNNING]");
        assertThat(problems(match("ORDER BY ts MEASURES A.x AS a PATTERN (A B) WITHIN INTERVAL '1' MONTH")))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("SQL-0204 1:85-102");
        assertThat(problems(match("ORDER BY ts MEASURES A.x AS a PATTERN (PERMUTE(A, B, C, D, E, F, G, H, I, J))")))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("SQL-0208 1:73-109 the pattern is too large");
    }

    @Test
    void shouldSayPlainlyWhatIsNotSupportedYet() {
        assertThat(problems("SELECT b.k FROM b JOIN t ON b.k = t.k"))
                .containsExactly("SQL-0190 1:19-22 a join is not supported yet");
        assertThat(problems("SELECT b.k FROM b, t")).containsExactly("SQL-0190 1:18-18 a join is not supported yet");
        assertThat(problems("SELECT k, SUM(x) OVER (ORDER BY ts) FROM t"))
                .containsExactly("SQL-0190 1:11-35 OVER is not supported yet");
        assertThat(problems("SELECT k FROM b UNION SELECT k FROM b"))
                .containsExactly("SQL-0190 1:1-37 UNION without ALL is not supported yet");
        assertThat(problems("SELECT k FROM b INTERSECT SELECT k FROM b"))
                .containsExactly("SQL-0190 1:1-41 INTERSECT is not supported yet");
        assertThat(problems("SELECT k FROM b WHERE x IN (SELECT x FROM t) OR EXISTS (SELECT x FROM t)"))
                .containsExactly(
                        "SQL-0190 1:29-43 a sub-query outside of FROM is not supported yet",
                        "SQL-0190 1:56-72 a sub-query outside of FROM is not supported yet");
        assertThat(problems("SELECT COUNT(DISTINCT x), LISTAGG(k) FROM b"))
                .containsExactly(
                        "SQL-0190 1:8-24 COUNT with DISTINCT is not supported yet",
                        "SQL-0190 1:27-36 LISTAGG outside of MATCH_RECOGNIZE is not supported yet"
                                + " [MATCH_RECOGNIZE (… MEASURES LISTAGG(x) AS xs PATTERN (A+) …)]");
        assertThat(problems("SELECT k, ARRAY_AGG(x ORDER BY x) FILTER (WHERE x > 1) FROM b GROUP BY k"))
                .containsExactly("SQL-0190 1:11-33 ARRAY_AGG outside of MATCH_RECOGNIZE is not supported yet"
                        + " [MATCH_RECOGNIZE (… MEASURES ARRAY_AGG(x) AS xs PATTERN (A+) …)]");
        assertThat(problems("SELECT SUM(x ORDER BY x) FROM b"))
                .containsExactly("SQL-0190 1:8-24 ORDER BY in an aggregate is not supported yet");
        assertThat(problems("SELECT k FROM b GROUP BY ROLLUP(k)"))
                .containsExactly("SQL-0190 1:26-34 ROLLUP is not supported yet");
        assertThat(problems("SELECT k FROM t GROUP BY TUMBLE(ts, INTERVAL '1' SECOND), k"))
                .containsExactly("SQL-0190 1:26-56 TUMBLE in GROUP BY is not supported yet [FROM TABLE(TUMBLE(TABLE t,"
                        + " DESCRIPTOR(ts), …)) GROUP BY window_start, window_end]");
        assertThat(problems("SELECT * FROM b FOR SYSTEM_TIME AS OF ts")).hasSize(1);
        assertThat(problems("SELECT * FROM UNNEST(ARRAY[1, 2])")).hasSize(1);
        assertThat(problems("WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r) SELECT * FROM r"))
                .containsExactly("SQL-0190 1:16-16 WITH RECURSIVE is not supported yet");
        assertThat(problems("SELECT k FROM b WHERE k LIKE 'x' ESCAPE 'ab'"))
                .containsExactly("SQL-0308 1:1-44 the escape of LIKE must be one character, not 'ab'");
    }
}
