package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.stream;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PatternNavigationTest {
    private static final String[] ROWS = {
        "z,0,1,0.5,s0,10,0.50,true,2024-01-01",
        "a,1,2,1.5,s1,20,1.50,false,2024-01-02",
        "b,2,3,2.5,s2,30,2.50,,",
        "b,3,5,,s3 with more text than fits in place,,,true,2024-01-04",
        "c,4,4,4.5,,50,4.50,true,2024-01-05"
    };

    private static List<String> measure(String measures) {
        return stream(
                "SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES " + measures
                        + " PATTERN (A B+ C) SUBSET U = (A, B) DEFINE A AS k = 'a', B AS k = 'b', C AS k = 'c')",
                ROWS);
    }

    /** Last values of x of the matches of {@code A B+} where A is the row with k = 'a' and B is defined so. */
    private static List<String> define(String condition) {
        return stream(
                "SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES LAST(x) AS l PATTERN (A B+) DEFINE A AS k = 'a', B AS "
                        + condition + ")",
                ROWS);
    }

    @Test
    void shouldGoToRowsOfAVariable() {
        assertThat(measure("A.x AS a, B.x AS b, FIRST(B.x) AS c, LAST(B.x, 1) AS d, FIRST(B.x, 1) AS e"))
                .containsExactly("2,5,3,3,5");
        assertThat(measure("FIRST(B.x, 2) AS a, LAST(B.x, 2) AS b, x AS c, FIRST(x) AS d, LAST(x, 1) AS e"))
                .containsExactly(",,4,2,5");
        assertThat(measure("U.x AS a, FIRST(U.x, 1) AS b, COUNT(U.*) AS c, LAST(U.k) AS d"))
                .containsExactly("5,3,3,b");
    }

    @Test
    void shouldGoBackInThePartition() {
        assertThat(measure("PREV(A.x) AS a, PREV(A.x, 2) AS b, PREV(x) AS c, PREV(C.x, 3) AS d, PREV(A.x, 0) AS e"))
                .containsExactly("1,,5,2,2");
        assertThat(measure("PREV(LAST(B.x), 2) AS a, PREV(FIRST(B.x, 1), 1) AS b, PREV(LAST(B.x, 1), 2) AS c"))
                .containsExactly("2,3,1");
        assertThat(measure("PREV(x + l) AS a, PREV(C.x * 2, 2) AS b")).containsExactly(",6");
    }

    @Test
    void shouldKeepEveryType() {
        assertThat(measure("A.b AS b1, A.dt AS d1, A.d AS d2, A.m AS m1, A.l AS l1, A.ts AS t1, A.s AS s1"))
                .containsExactly("false,2024-01-02,1.5,1.50,20,1970-01-01 00:00:01,s1");
        assertThat(measure("B.s AS b1, FIRST(B.s) AS d1, C.s AS d2, PREV(A.s) AS m1, PREV(C.s) AS l1, A.k AS sym"))
                .containsExactly("s3 with more text than fits in place,s2,,s0,s3 with more text than fits in place,a");
        assertThat(measure("UPPER(A.s) || B.k AS a, LAST(UPPER(B.s)) AS b, FIRST(B.x + B.l) AS c, B.m AS d"))
                .containsExactly("S1b,S3 WITH MORE TEXT THAN FITS IN PLACE,33,");
    }

    @Test
    void shouldAggregateRowsOfTheMatch() {
        assertThat(measure("COUNT(*) AS a, COUNT(B.*) AS b, COUNT(B.d) AS c, SUM(x) AS d, SUM(B.l) AS e, AVG(x) AS f"))
                .containsExactly("4,2,1,14,30,3.5");
        assertThat(measure("MIN(B.x) AS a, MAX(s) AS b, SUM(m) AS c, AVG(m) AS d, MIN(B.dt) AS e, MAX(ts) AS f"))
                .containsExactly("3,s3 with more text than fits in place,8.50,2.833333,2024-01-04,1970-01-01 00:00:04");
        assertThat(measure(
                        "SUM(x * 2 + 1) AS a, SUM(A.x) + SUM(B.x) AS b, FIRST_VALUE(B.x) AS c, LAST_VALUE(B.d) AS d"))
                .containsExactly("32,10,3,");
    }

    @Test
    void shouldNameVariables() {
        assertThat(measure("CLASSIFIER() AS a, CLASSIFIER(U) AS b, MATCH_NUMBER() AS c"))
                .containsExactly("C,B,1");
        assertThat(measure("MATCH_ROWTIME() AS a, MATCH_STATUS() AS b, FINAL LAST(B.x) AS c, RUNNING LAST(B.x) AS d"))
                .containsExactly("1970-01-01 00:00:04,MATCH,5,5");
    }

    @Test
    void shouldReadTheCurrentRowInConditions() {
        assertThat(define("x > 2 AND x < 5")).containsExactly("3");
        assertThat(define("B.x > 2 AND B.l IS NULL OR k = 'b'")).containsExactly("5");
        assertThat(define("x > PREV(x)")).containsExactly("5");
        assertThat(define("x > PREV(x, 2)")).containsExactly("4");
        assertThat(define("PREV(x, 9) IS NULL AND k <> 'c'")).containsExactly("5");
        assertThat(define("LAST(x) = x AND LAST(B.x, 0) < 5")).containsExactly("3");
    }

    @Test
    void shouldReadTheMatchInConditions() {
        assertThat(define("B.x > A.x")).containsExactly("4");
        assertThat(define("x > A.x AND x < A.x * 2")).containsExactly("3");
        assertThat(define("FIRST(B.x) + 1 >= LAST(B.x)")).containsExactly("3");
        assertThat(define("LAST(B.x, 1) IS NULL OR B.x > LAST(B.x, 1)")).containsExactly("5");
        assertThat(define("PREV(FIRST(A.x), 1) = 1 AND x <> 4")).containsExactly("5");
        assertThat(define("B.s > A.s AND A.k = 'a'")).containsExactly("5");
        assertThat(define("CHAR_LENGTH(A.s) < CHAR_LENGTH(B.s) + 1")).containsExactly("5");
    }

    @Test
    void shouldAggregateInConditions() {
        assertThat(define("COUNT(B.*) <= 2")).containsExactly("5");
        assertThat(define("COUNT(*) < 3")).containsExactly("3");
        assertThat(define("SUM(B.x) < 9")).containsExactly("5");
        assertThat(define("AVG(x) < 3")).containsExactly("3");
        assertThat(define("B.x >= MAX(x) AND MIN(B.x) > A.x")).containsExactly("5");
        assertThat(define("SUM(A.l) = 20 AND COUNT(B.l) = 1")).containsExactly("5");
    }
}
