package io.sabot.sql.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final String TICKS =
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, size INT, WATERMARK FOR ts AS ts)
              WITH ('connector' = 'stream');
            """;

    @Test
    void shouldFilterAndProject() {
        assertThat(ScriptRun.of(TICKS + "SELECT symbol, price * size AS amount FROM ticks WHERE size > 10")
                        .rows("ticks", "A,1,2.5,10", "B,2,1.5,20", "A,3,1.0,30")
                        .run())
                .containsExactly("B,30.0", "A,30.0");
    }

    @Test
    void shouldMatchAPattern() {
        assertThat(ScriptRun.of(
                                TICKS
                                        + """
                        SELECT * FROM ticks MATCH_RECOGNIZE (
                          PARTITION BY symbol ORDER BY ts
                          MEASURES FIRST(A.price) AS top, LAST(B.price) AS low, C.price AS back, COUNT(B.*) AS n
                          PATTERN (A B+ C)
                          DEFINE B AS B.price < PREV(B.price), C AS C.price > PREV(C.price))
                        """)
                        .rows("ticks", "A,1,5,1", "A,2,4,1", "X,2,9,1", "A,3,3,1", "X,3,8,1", "A,4,6,1", "X,4,9,1")
                        .run())
                .containsExactly("A,5.0,3.0,6.0,2", "X,9.0,8.0,9.0,1");
    }

    @Test
    void shouldReadTheMatchesOwnPastInConditions() {
        assertThat(ScriptRun.of(
                                TICKS
                                        + """
                        SELECT * FROM ticks MATCH_RECOGNIZE (
                          ORDER BY ts
                          MEASURES A.price AS a, B.price AS b, CLASSIFIER() AS c, MATCH_NUMBER() AS n
                          AFTER MATCH SKIP TO NEXT ROW
                          PATTERN (A Z*? B) WITHIN INTERVAL '10' SECOND
                          DEFINE B AS B.price > A.price * 2 AND B.size < COALESCE(SUM(Z.size), 0) + 100)
                        """)
                        .rows("ticks", "A,1,5,1", "A,2,4,1", "A,3,11,1", "A,20,30,1")
                        .run())
                .containsExactly("5.0,11.0,B,1", "4.0,11.0,B,2");
    }

    @Test
    void shouldAggregateInWindows() {
        assertThat(ScriptRun.of(
                                TICKS
                                        + """
                        SELECT symbol, window_start, window_end, COUNT(*) AS n, SUM(price * size) / SUM(size) AS vwap,
                               MIN(price) AS low, MAX(symbol) AS s, FIRST_VALUE(price) AS f, LAST_VALUE(price) AS l,
                               STDDEV_POP(price) AS d
                        FROM TABLE(TUMBLE(TABLE ticks, DESCRIPTOR(ts), INTERVAL '10' SECOND))
                        GROUP BY symbol, window_start, window_end HAVING COUNT(*) > 1
                        """)
                        .rows("ticks", "A,1,2,1", "A,2,4,3", "B,3,5,1", "A,12,7,1")
                        .run())
                .containsExactly("A,1970-01-01 00:00:00,1970-01-01 00:00:10,2,3.5,2.0,A,2.0,4.0,1.0");
    }

    @Test
    void shouldCount() {
        assertThat(ScriptRun.of("SELECT COUNT(*) FROM (VALUES (3, 'c'), (1, 'a'), (2, NULL)) AS t(x, y)")
                        .run())
                .containsExactly("3");
    }

    @Test
    void shouldOrderABoundedInput() {
        assertThat(ScriptRun.of("SELECT x, y FROM (VALUES (3, 'c'), (1, 'a'), (2, NULL)) AS t(x, y) ORDER BY x LIMIT 2")
                        .run())
                .containsExactly("1,a", "2,");
    }

    @Test
    void shouldNameColumnsAsTheSelectListDoes() {
        assertThat(ScriptRun.plan(TICKS + "SELECT symbol AS s, price AS p, ts AS t, size AS n FROM ticks")
                        .queries()
                        .get(0)
                        .output()
                        .columns())
                .extracting(column -> column.name())
                .containsExactly("s", "p", "t", "n");
    }

    @Test
    void shouldCutFractionsOfLiteralsAsOfColumns() {
        assertThat(ScriptRun.of(
                                "SELECT CAST(1.999 AS INT), CAST(-1.999 AS BIGINT), CAST(1.9E0 AS INT), CAST(x AS INT),"
                                        + " CAST(y AS INT), CAST(1.005 AS DECIMAL(3, 2)) FROM (VALUES (1.999, 1.999E0)) AS t(x, y)")
                        .run())
                .containsExactly("1,-1,1,1,1,1.01");
    }

    @Test
    void shouldTakeLiteralsOfAllScripts() {
        assertThat(ScriptRun.of("SELECT '€' AS a, UPPER('ж') = 'Ж' AS b, CHAR_LENGTH('äöü😀') AS c, s || '→' AS d"
                                + " FROM (VALUES ('é')) AS t(s) WHERE s <> '€'")
                        .run())
                .containsExactly("€,true,4,é→");
    }
}
