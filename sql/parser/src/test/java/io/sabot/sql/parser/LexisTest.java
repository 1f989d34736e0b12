package io.sabot.sql.parser;

import static io.sabot.sql.parser.Sql.errors;
import static io.sabot.sql.parser.Sql.expression;
import static io.sabot.sql.parser.Sql.flat;
import static io.sabot.sql.parser.Sql.match;
import static io.sabot.sql.parser.Sql.one;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LexisTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "open",
                "close",
                "value",
                "size",
                "high",
                "low",
                "volume",
                "price",
                "ts",
                "symbol",
                "start",
                "end",
                "date",
                "time",
                "timestamp",
                "count",
                "first",
                "last",
                "prev",
                "next",
                "match",
                "pattern",
                "measure",
                "measures",
                "method",
                "position",
                "row",
                "rows",
                "range",
                "type",
                "user",
                "year",
                "month",
                "day",
                "hour",
                "minute",
                "second",
                "result",
                "running",
                "final",
                "permute",
                "language",
                "number",
                "rank",
                "side",
                "key",
                "name",
                "data",
                "source",
                "version",
                "state",
                "status",
                "level",
                "min",
                "max",
                "sum",
                "avg",
                "period",
                "percent",
                "power",
                "function",
                "module",
                "system",
                "comment",
                "watermark",
                "string",
                "bytes",
                "timeout",
                "jar",
                "classifier",
                "match_number",
                "skip",
                "one",
                "per",
                "matches",
                "empty",
                "sql",
                "static",
                "search",
                "begin",
                "no",
                "old",
                "only",
                "out",
                "parameter",
                "session",
                "hop",
                "tumble",
                "seconds",
                "minutes",
                "week",
                "quarter",
                "category",
                "check",
                "column",
                "condition",
                "lag",
                "lead",
                "sunday",
                "monday",
                "trigger",
                "upper",
                "lower",
                "mod",
                "floor",
                "if",
                "subset",
                "seek"
            })
    void shouldTakeWordsThatAreNotReservedForNames(String w) {
        one("SELECT %1$s, t.%1$s, %1$s + 1, f(%1$s), a AS %1$s, %1$s AS x FROM t".formatted(w));
        one("SELECT (%1$s), -%1$s, COUNT(%1$s), CAST(%1$s AS INT), CASE WHEN %1$s > 1 THEN %1$s ELSE %1$s END FROM t"
                .formatted(w));
        one("SELECT * FROM t WHERE %1$s > 1 AND x < %1$s AND t.%1$s BETWEEN %1$s AND 2 AND %1$s IS NOT NULL"
                .formatted(w));
        one("SELECT * FROM t AS %1$s WHERE %1$s.%1$s IN (%1$s, 1) ORDER BY %1$s DESC".formatted(w));
        one("SELECT %1$s, SUM(x) OVER (PARTITION BY %1$s ORDER BY %1$s) FROM t GROUP BY %1$s HAVING %1$s > 1"
                .formatted(w));
        one("SELECT %1$s FROM %1$s JOIN u ON %1$s.x = u.%1$s".formatted(w));
        one("CREATE TABLE t (%1$s INT, x AS %1$s + 1, %1$s2 TIMESTAMP(9) NOT NULL, WATERMARK FOR %1$s AS %1$s)"
                .formatted(w));
        // Before a parenthesis ROW is the constructor of one.
        one("CREATE TABLE " + (w.equals("row") ? "`row`" : w)
                + " (x TIMESTAMP(3), %1$s TIMESTAMP(9) WITH LOCAL TIME ZONE, PRIMARY KEY (x, %1$s))".formatted(w));
        one("INSERT INTO t (x, %1$s) SELECT %1$s, x FROM t".formatted(w));
        one("SELECT * FROM TUMBLE(TABLE t PARTITION BY %1$s, DESCRIPTOR(%1$s), INTERVAL '5' SECOND)".formatted(w));
        SqlRowPatternRecognition m =
                match(("PARTITION BY %1$s ORDER BY %1$s MEASURES A.%1$s AS %1$s, LAST(A.%1$s) AS y,"
                                + " FINAL LAST(%1$s) AS z PATTERN (A) DEFINE A AS A.%1$s > PREV(A.%1$s) AND %1$s < 1")
                        .formatted(w));
        assertThat(m.measures().get(0).alias().getSimple()).isEqualTo(w);
        assertThat(flat(expression("A." + w))).isEqualTo("A." + w);
        assertThat(expression(w)).isInstanceOf(SqlIdentifier.class);
        assertThat(expression("A." + w)).isInstanceOf(SqlIdentifier.class);
        assertThat(expression(w + ".A")).isInstanceOf(SqlIdentifier.class);
    }

    @Test
    void shouldStillReadWhatThoseWordsMean() {
        assertThat(flat(expression("DATE '2024-01-02'"))).isEqualTo("DATE '2024-01-02'");
        assertThat(flat(expression("TIME '10:00:00'"))).isEqualTo("TIME '10:00:00'");
        assertThat(flat(expression("TIMESTAMP '2024-01-02 03:04:05.123456789'")))
                .isEqualTo("TIMESTAMP '2024-01-02 03:04:05.123456789'");
        assertThat(expression("DATE '2024-01-02'")).isInstanceOf(SqlLiteral.class);
        assertThat(flat(expression("ROW(1, 2)"))).isEqualTo("ROW(1, 2)");
        assertThat(flat(expression("POSITION('a' IN b)"))).isEqualTo("POSITION('a' IN b)");
        assertThat(flat(expression("CASE a WHEN 1 THEN 2 END"))).contains("THEN 2");
        assertThat(flat(expression("EXTRACT(HOUR FROM ts)"))).isEqualTo("EXTRACT(HOUR FROM ts)");
        assertThat(flat(expression("FLOOR(ts TO MINUTE)"))).isEqualTo("FLOOR(ts TO MINUTE)");
        assertThat(flat(expression("TRIM(LEADING 'x' FROM y)"))).isEqualTo("TRIM(LEADING 'x' FROM y)");
        one("SELECT SUM(x) OVER (ORDER BY ts ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM t");
        one(
                "SELECT SUM(x) OVER (ROWS 2 PRECEDING), SUM(x) OVER (rows ORDER BY y) FROM t WINDOW rows AS (PARTITION BY k)");
        one("SELECT SUM(x) OVER (ORDER BY ts RANGE BETWEEN INTERVAL '5' SECOND PRECEDING AND CURRENT ROW) FROM t");
        one("SELECT a FROM t ORDER BY a NULLS LAST OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY");
        one("VALUES (1, 'a'), (2, 'b')");
        one("SELECT * FROM (VALUES ROW(1, 2), (3, 4)) AS t (a, b)");
    }

    @Test
    void shouldKeepTheCaseOfNamesAndTakeBothQuotes() {
        assertThat(one("SELECT aB, \"select\", `From`, `a``b`, \"x\"\"y\" FROM Tt"))
                .hasToString("SELECT `aB`, `select`, `From`, `a``b`, `x\"y`\nFROM `Tt`");
        assertThat(flat(expression("'it''s'"))).isEqualTo("'it''s'");
    }

    @Test
    void shouldBoundTheLengthOfNames() {
        one("SELECT " + "x".repeat(256) + " FROM t");
        assertThat(errors("SELECT " + "x".repeat(257) + " FROM t"))
                .singleElement()
                .satisfies(e -> assertThat(e.message()).contains("256"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM t WHERE a != 1 AND b % 2 = 0 LIMIT 5",
                "SELECT a FROM t LIMIT 5 OFFSET 3",
                "SELECT a AS b, COUNT(*) FROM t GROUP BY 1, b ORDER BY 2",
                "SELECT a FROM t UNION ALL SELECT b FROM u INTERSECT SELECT c FROM v",
                "WITH x AS (SELECT 1 AS a), y (b) AS (SELECT a FROM x) SELECT * FROM y",
                "SELECT a || 'x' FROM t -- the end",
                "SELECT a /* ; */ FROM t WHERE b = ';'",
                "SELECT x FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY x) = 1",
                "SELECT * FROM t FOR SYSTEM_TIME AS OF ts AS s",
                "SELECT * FROM a ASOF JOIN b MATCH_CONDITION a.ts >= b.ts ON a.k = b.k",
                "SELECT ARRAY[1, 2], MAP['a', 1], a[1] FROM t",
                "SELECT CURRENT_TIMESTAMP, LOCALTIMESTAMP FROM t",
                "SELECT CAST(a AS STRING), CAST(b AS TIMESTAMP_LTZ(9)), CAST(c AS BYTES), CAST(d AS INTERVAL DAY) FROM t",
                "SELECT COUNT(DISTINCT a) FILTER (WHERE b > 1), ARRAY_AGG(a ORDER BY b DESC) FROM t",
                "SELECT * FROM a LEFT JOIN b ON a.x = b.x AND a.ts BETWEEN b.ts - INTERVAL '1' HOUR AND b.ts",
                "SELECT * FROM a CROSS JOIN UNNEST(a.xs) AS u (x)",
                "SELECT * FROM a, LATERAL TABLE(f(a.x)) AS u (x)"
            })
    void shouldReadWhatCalciteReads(String sql) {
        one(sql);
    }
}
