package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.query;
import static io.sabot.sql.script.PatternCases.rows;
import static io.sabot.sql.script.PatternCases.wrong;
import static io.sabot.sql.script.PatternCases.wrongQuery;

import org.junit.jupiter.api.Test;

/** ARRAY_AGG, LISTAGG and ORDER BY inside of aggregates; arrays in expressions. */
final class PatternArrayTest {
    @Test
    void shouldGatherValuesInTheOrderOfRows() {
        rows("*", "MEASURES ARRAY_AGG(A.x) AS a PATTERN (A+ B)", "a3 a1 a2 b9", "[3,1,2]");
        rows("*", "MEASURES ARRAY_AGG(x) AS a PATTERN (A+ B)", "a3 a1 a2 b9", "[3,1,2,9]");
        rows("*", "MEASURES ARRAY_AGG(A.k) AS a, ARRAY_AGG(B.k) AS b PATTERN (A B+)", "a b b", "[\"a\"],[\"b\",\"b\"]");
        rows("*", "MEASURES ARRAY_AGG(A.x + 1) AS a PATTERN (A+)", "a3 a1", "[4,2]");
        rows(
                "*",
                "MEASURES ARRAY_AGG(A.x > 1) AS a, ARRAY_AGG(x / 2.0) AS b PATTERN (A+)",
                "a3 a1",
                "[true,false],[1.500000,0.500000]");
        rows(
                "*",
                "MEASURES ARRAY_AGG(A.ts) AS a PATTERN (A+)",
                "a a",
                "[\"1970-01-01 00:00:00\",\"1970-01-01 00:00:01\"]");
        rows("*", "MEASURES ARRAY_AGG(CAST(x AS DOUBLE)) AS a PATTERN (A+)", "a3 a~", "[3.0,null]");
        rows("*", "MEASURES ARRAY_AGG(CAST(x AS DECIMAL(38, 2))) AS a PATTERN (A+)", "a3 a~ a-1", "[3.00,null,-1.00]");
    }

    @Test
    void shouldGatherNulls() {
        rows("*", "MEASURES ARRAY_AGG(A.x) AS a PATTERN (A+)", "a~ a1 a~", "[null,1,null]");
        rows("*", "MEASURES ARRAY_AGG(A.x) AS a PATTERN (A+)", "a~", "[null]");
        rows("*", "MEASURES ARRAY_AGG(DISTINCT A.x) AS a PATTERN (A+)", "a~ a1 a~ a1", "[null,1]");
    }

    @Test
    void shouldBeNullOverNoRows() {
        rows("*", "MEASURES ARRAY_AGG(B.x) AS a, LISTAGG(B.k) AS b, COUNT(*) AS c PATTERN (A B?)", "a a", ",,1", ",,1");
        rows("*", "MEASURES ARRAY_AGG(x) FILTER (WHERE x > 9) AS a PATTERN (A+)", "a1 a2", "");
        rows("*", "MEASURES ARRAY_AGG(x) AS a, MATCH_NUMBER() AS n PATTERN (B*)", "a", ",1");
        rows("*", "MEASURES CARDINALITY(ARRAY_AGG(B.x)) AS a, ARRAY_AGG(B.x)[1] AS b PATTERN (A B?)", "a", ",");
    }

    @Test
    void shouldGatherWhatIsOfTheMatch() {
        rows("*", "MEASURES ARRAY_AGG(CLASSIFIER()) AS a PATTERN (A (B | C)+)", "a b c b", "[\"A\",\"B\",\"C\",\"B\"]");
        rows(
                "*",
                "MEASURES ARRAY_AGG(CLASSIFIER(U)) AS a, ARRAY_AGG(U.x) AS b PATTERN (A (B | C)+) SUBSET U = (A, C) DEFINE B AS k = 'b', C AS k = 'c'",
                "a0 b1 c2 b3",
                "[\"A\",\"C\"],[0,2]");
        rows(
                "*",
                "MEASURES ARRAY_AGG(MATCH_NUMBER()) AS a, SUM(MATCH_NUMBER() * x) AS b PATTERN (A A)",
                "a1 a2 a3 a4",
                "[1,1],3",
                "[2,2],14");
        rows("*", "MEASURES ARRAY_AGG(A.k || CLASSIFIER(A)) AS a PATTERN (A+)", "a a", "[\"aA\",\"aA\"]");
        rows(
                "*",
                "MEASURES ARRAY_AGG(x) FILTER (WHERE CLASSIFIER() = 'B') AS a, ARRAY_AGG(x ORDER BY CLASSIFIER() DESC, x DESC) AS b PATTERN ((A | B)+)",
                "a1 b2 a3 b4",
                "[2,4],[4,2,3,1]");
    }

    @Test
    void shouldShowRowsSoFarOrAllOfThem() {
        rows(
                "x, a, b",
                "MEASURES ARRAY_AGG(x) AS a, FINAL ARRAY_AGG(x) AS b ALL ROWS PER MATCH PATTERN (A+ B)",
                "a1 a2 b3 a4 b5",
                "1,[1],[1,2,3]",
                "2,[1,2],[1,2,3]",
                "3,[1,2,3],[1,2,3]",
                "4,[4],[4,5]",
                "5,[4,5],[4,5]");
        rows(
                "x, a, b",
                "MEASURES RUNNING ARRAY_AGG(x ORDER BY x DESC) AS a, FINAL ARRAY_AGG(x ORDER BY x DESC) FILTER (WHERE x > 1) AS b ALL ROWS PER MATCH PATTERN (A+)",
                "a1 a2 a3",
                "1,[1],[3,2]",
                "2,[2,1],[3,2]",
                "3,[3,2,1],[3,2]");
        rows("*", "MEASURES FINAL ARRAY_AGG(x) AS a, RUNNING ARRAY_AGG(x) AS b PATTERN (A+)", "a1 a2", "[1,2],[1,2]");
        rows(
                "x, a, n",
                "MEASURES FINAL ARRAY_AGG(x) AS a, MATCH_NUMBER() AS n ALL ROWS PER MATCH PATTERN (A*)",
                "a1 b2 a3",
                "1,[1],1",
                "2,,2",
                "3,[3],3");
        rows(
                "x, a",
                "MEASURES ARRAY_AGG(x) AS a ALL ROWS PER MATCH PATTERN (A {- B+ -} C)",
                "a1 b2 c3",
                "1,[1]",
                "3,[1,2,3]");
    }

    @Test
    void shouldOrderValues() {
        rows(
                "*",
                "MEASURES ARRAY_AGG(x ORDER BY x) AS a, ARRAY_AGG(x ORDER BY x DESC) AS b PATTERN (A+)",
                "a2 a~ a1",
                "[1,2,null],[null,2,1]");
        rows(
                "*",
                "MEASURES ARRAY_AGG(x ORDER BY x NULLS FIRST) AS a, ARRAY_AGG(x ORDER BY x DESC NULLS LAST) AS b PATTERN (A+)",
                "a2 a~ a1",
                "[null,1,2],[2,1,null]");
        rows(
                "*",
                "MEASURES ARRAY_AGG(A.k ORDER BY A.x DESC) AS a, ARRAY_AGG(x ORDER BY k, ts DESC) AS b PATTERN (A+) DEFINE A AS TRUE",
                "b1 a2 b3",
                "[\"b\",\"a\",\"b\"],[2,3,1]");
        rows("*", "MEASURES ARRAY_AGG(x ORDER BY x / 10) AS a PATTERN (A+)", "a12 a3 a11 a4", "[3,4,12,11]");
        rows("*", "MEASURES ARRAY_AGG(DISTINCT x ORDER BY x DESC) AS a PATTERN (A+)", "a1 a3 a1 a2", "[3,2,1]");
    }

    @Test
    void shouldTakeAnOrderWhereItDoesNotMatter() {
        rows(
                "*",
                "MEASURES SUM(x ORDER BY x DESC) AS a, COUNT(*) AS b, MAX(k ORDER BY x) AS c PATTERN (A+)",
                "a1 a2",
                "3,2,a");
        rows("*", "MEASURES COUNT(DISTINCT x ORDER BY x) FILTER (WHERE x > 1) AS a PATTERN (A+)", "a1 a2 a2", "1");
    }

    @Test
    void shouldListTexts() {
        rows("*", "MEASURES LISTAGG(k) AS a, LISTAGG(k, ' > ') AS b PATTERN ((A | B)+)", "a b a", "a,b,a,a > b > a");
        rows("*", "MEASURES LISTAGG(k, '') WITHIN GROUP (ORDER BY x DESC) AS a PATTERN ((A | B)+)", "a1 b3 a2", "baa");
        rows("*", "MEASURES LISTAGG(DISTINCT CLASSIFIER(), '-') AS a PATTERN ((A | B)+)", "a b a", "A-B");
        rows("*", "MEASURES STRING_AGG(k, '' ORDER BY x) FILTER (WHERE x > 0) AS a PATTERN (X+)", "a0 b3 _2 c1", "cb");
    }

    @Test
    void shouldBeAskedInConditions() {
        checkDefined("A+", "A AS CARDINALITY(ARRAY_AGG(A.x)) < 3", "a1 a2 a3", "0-1:AA", "2-2:A");
        checkDefined("A B+", "B AS ARRAY_AGG(B.x)[1] = 5", "a1 b5 b6 b7", "0-3:ABBB");
        checkDefined(
                "A B+ C", "B AS k = 'b', C AS ARRAY_AGG(x ORDER BY x DESC)[2] = C.x", "a1 b7 b6 c6 c7", "0-3:ABBC");
        checkDefined("A+", "A AS LISTAGG(k, '') <> 'aab'", "a a b a", "0-1:AA", "2-3:AA");
        checkDefined("A+", "A AS ARRAY_AGG(x) = ARRAY[1, 2] OR COUNT(*) < 2", "a1 a2 a3", "0-1:AA", "2-2:A");
        checkDefined("A+ B", "A AS k = 'a', B AS ARRAY_AGG(MATCH_NUMBER())[1] <= 1", "a b a b", "0-1:AB");
        checkDefined("A B", "B AS ARRAY_AGG(CLASSIFIER())[2] = 'B' AND B.k = 'b'", "a b a c", "0-1:AB");
    }

    @Test
    void shouldComputeWithArrays() {
        rows(
                "CARDINALITY(a) AS c, a[1] AS f, a[3] AS l, a[4] AS n, a[0] AS z, a[-1] AS m, a[x] AS y",
                "MEASURES ARRAY_AGG(x) AS a, LAST(x) AS x PATTERN (A B C)",
                "a7 b~ c3",
                "3,7,3,,,,3");
        rows(
                "a = ARRAY[1, 2] AS e, a <> ARRAY[1, 2] AS n, a = ARRAY[1] AS s, a IS NULL AS u",
                "MEASURES ARRAY_AGG(x) AS a PATTERN (A B?)",
                "a1 b2 a1",
                "true,false,false,false",
                "false,true,true,false");
        rows("a", "MEASURES ARRAY_AGG(x) AS a PATTERN (A B)", "a1 b2", "[1,2]");
        query(
                "SELECT ARRAY[x, 2, NULL] AS a, ARRAY['x', k] AS b, CARDINALITY(ARRAY[1, 2]) AS c, ARRAY[1, 2.5] AS d FROM t",
                "a1",
                "[1,2,null],[\"x\",\"a\"],2,[1.0,2.5]");
        query(
                "SELECT ARRAY[k, 'a text that is longer than twelve bytes', 'another one of them', 'ü']  AS b, ARRAY[k, 'a text that is longer than twelve bytes', 'another one'][3] AS d FROM t",
                "a1",
                "[\"a\",\"a text that is longer than twelve bytes\",\"another one of them\",\"ü\"],another one");
        query(
                "SELECT CASE WHEN x > 0 THEN ARRAY[x] ELSE ARRAY[0] END AS a, COALESCE(NULLIF(ARRAY[x], ARRAY[1]), ARRAY[9, 9]) AS b FROM t",
                "a1 a-1",
                "[1],[9,9]",
                "[0],[-1]");
    }

    @Test
    void shouldPassArraysThroughOtherOperators() {
        query(
                "SELECT a FROM (SELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES ARRAY_AGG(x) AS a, LAST(x) AS l PATTERN (A B) DEFINE A AS k = 'a', B AS k = 'b')) ORDER BY l DESC",
                "a1 b2 a3 b4 a5 b6",
                "[5,6]",
                "[3,4]",
                "[1,2]");
        query(
                "CREATE VIEW v AS SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES ARRAY_AGG(x) AS a, MATCH_ROWTIME() AS at PATTERN (A B) DEFINE A AS k = 'a', B AS k = 'b');\n"
                        + "SELECT at, a, n FROM v MATCH_RECOGNIZE (ORDER BY at MEASURES SUM(CARDINALITY(a)) AS n ALL ROWS PER MATCH PATTERN (X X))",
                "a1 b2 a3 b4 a5 b6",
                "1970-01-01 00:00:01,[1,2],2",
                "1970-01-01 00:00:03,[3,4],4");
        query("SELECT ARRAY[x] AS a FROM t UNION ALL SELECT ARRAY[x, x] FROM t", "a1", "[1]", "[1,1]");
    }

    @Test
    void shouldHoldWhatIsLong() {
        StringBuilder input = new StringBuilder();
        StringBuilder expected = new StringBuilder("[");
        for (int i = 0; i < 3_000; i++) {
            input.append("a").append(i).append(' ');
            expected.append(i == 0 ? "" : ",").append(i);
        }
        rows("*", "MEASURES ARRAY_AGG(A.x) AS a PATTERN (A+ B)", input + "b0", expected + "]");
    }

    @Test
    void shouldNameMistakes() {
        wrong("MEASURES ARRAY_AGG(A.x + B.x) AS a PATTERN (A B)", "SQL-0212 one variable", "B.x");
        wrong("MEASURES ARRAY_AGG(A.x ORDER BY B.x) AS a PATTERN (A B)", "SQL-0212 one variable", "B.x");
        wrong("MEASURES ARRAY_AGG(A.*) AS a PATTERN (A B)", "SQL-0215 value", "ARRAY_AGG(A.*)");
        wrong("MEASURES ARRAY_AGG(SUM(A.x)) AS a PATTERN (A B)", "SQL-0213 SUM inside", "SUM(A.x)");
        wrong("MEASURES ARRAY_AGG(DISTINCT x ORDER BY ts) AS a PATTERN (A B)", "SQL-0229 DISTINCT", "ts");
        wrong("MEASURES LISTAGG(x) AS a PATTERN (A B)", "SQL-0104 text CAST", "LISTAGG(x)");
        wrong("MEASURES LISTAGG(k, k) AS a PATTERN (A B)", "SQL-0215 literal", "LISTAGG(k, k)");
        wrong(
                "MEASURES FIRST_VALUE(x ORDER BY x) AS a PATTERN (A B)",
                "SQL-0217 ORDER BY",
                "FIRST_VALUE(x ORDER BY x)");
        wrong("MEASURES PREV(ARRAY_AGG(x)) AS a PATTERN (A B)", "SQL-0213 ARRAY_AGG", "ARRAY_AGG(x)");
        wrong("MEASURES ARRAY_AGG(x, 1) AS a PATTERN (A B)", "SQL-0215 one argument", "ARRAY_AGG(x, 1)");
    }

    @Test
    void shouldConvertElementByElement() {
        query(
                "SELECT CAST(ARRAY[x, 2] AS VARCHAR ARRAY) AS a, COALESCE(ARRAY[x], ARRAY[1.5]) AS b, ARRAY[x] = ARRAY[1.0] AS c,"
                        + " CAST(NULL AS INT ARRAY) AS d, ARRAY[NULL] AS e, ARRAY[x] IS DISTINCT FROM ARRAY[1] AS f,"
                        + " ARRAY[x, 0.0e0] = ARRAY[1, -0.0e0] AS g FROM t",
                "a1 a~",
                "[\"1\",\"2\"],[1.0],true,,[null],false,true",
                "[null,\"2\"],[null],false,,[null],true,false");
        query(
                "CREATE TABLE s (a INT ARRAY, b BIGINT ARRAY, c INT) WITH ('connector' = 'rows');"
                        + " INSERT INTO s (b, c) SELECT ARRAY[x], x FROM t",
                "a1",
                ",[1],1");
    }

    @Test
    void shouldNameWhatArraysCannotDo() {
        String arrays = "(SELECT k, ts, x, ARRAY[x] AS a FROM b)";
        wrongQuery("SELECT a, COUNT(*) FROM " + arrays + " GROUP BY a", "SQL-0409 ARRAY grouped", "a");
        wrongQuery("SELECT DISTINCT a FROM " + arrays, "SQL-0409 ARRAY grouped", "SELECT DISTINCT a FROM " + arrays);
        wrongQuery("SELECT x FROM " + arrays + " ORDER BY a", "SQL-0409 ARRAY ordered", "a");
        wrongQuery(
                "SELECT * FROM " + arrays
                        + " MATCH_RECOGNIZE (PARTITION BY a ORDER BY ts MEASURES LAST(x) AS y PATTERN (A))",
                "SQL-0409 ARRAY",
                "a");
        wrongQuery(
                "SELECT * FROM " + arrays
                        + " MATCH_RECOGNIZE (ORDER BY ts MEASURES ARRAY_AGG(x ORDER BY a) AS y PATTERN (A))",
                "SQL-0190 ARRAY",
                "a");
        wrongQuery(
                "SELECT * FROM " + arrays + " MATCH_RECOGNIZE (ORDER BY ts MEASURES ARRAY_AGG(a) AS y PATTERN (A))",
                "SQL-0190 ARRAY of arrays",
                "ARRAY_AGG(a)");
        wrongQuery(
                "SELECT * FROM " + arrays + " MATCH_RECOGNIZE (ORDER BY ts MEASURES LAST(a) AS y PATTERN (A))",
                "SQL-0190 navigation ARRAY",
                "LAST(a)");
        wrongQuery(
                "CREATE TABLE s (a VARCHAR ARRAY) WITH ('connector' = 'rows'); INSERT INTO s SELECT ARRAY[x] FROM b",
                "SQL-0106 VARCHAR INT ARRAY",
                "ARRAY[x]");
        wrongQuery(
                "CREATE MATERIALIZED VIEW v (PRIMARY KEY (a) NOT ENFORCED) AS SELECT ARRAY[x] AS a, x FROM t",
                "SQL-0409 ARRAY key",
                "v");
    }
}
