package io.sabot.sql.parser;

import static io.sabot.sql.parser.Sql.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxErrorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "SELCT a FROM t | 1:1 | 'SELCT' | SELECT",
                "CREAT TABLE t (a INT) | 1:1 | 'CREAT' | CREATE",
                "INSRET INTO t SELECT 1 | 1:1 | 'INSRET' | INSERT",
                "SELECT a FORM t | 1:10 | 'FORM' | FROM",
                "SELECT a FROM t WERE x = 1 | 1:17 | 'WERE' | WHERE",
                "SELECT a FROM t GROPU BY x | 1:17 | 'GROPU' | GROUP",
                "SELECT a FROM t ODER BY x | 1:17 | 'ODER' | ORDER",
                "CREATE TABEL t (a INT) | 1:8 | 'TABEL' | TABLE",
                "CREATE TABLE t (a INT) WIHT ('a' = 'b') | 1:24 | 'WIHT' | WITH",
                "CREATE TABLE t (a INTT) | 1:19 | 'INTT' | INT",
                "CREATE TABLE t (a TIMESTMAP(3)) | 1:19 | 'TIMESTMAP' | TIMESTAMP",
                "CREATE VIEW v AS SELCT 1 | 1:18 | 'SELCT' | SELECT",
                "INSERT INTO t SELCT 1 | 1:15 | 'SELCT' | SELECT",
                "EXPLAIN SELCT 1 | 1:9 | 'SELCT' | SELECT",
                "EXECUTE STATMENT SET BEGIN INSERT INTO a SELECT 1; END | 1:9 | 'STATMENT' | STATEMENT",
                "SELECT * FROM t MATCH_RECOGNIZE (PATERN (A)) | 1:34 | 'PATERN' | PATTERN",
                "SELECT * FROM t MATCH_RECOGNIZE (PATTERN (A) DEFIEN A AS TRUE) | 1:46 | 'DEFIEN' | DEFINE",
                "SELECT INTERVAL '5' MINUT FROM t | 1:21 | 'MINUT' | MINUTE",
            })
    void shouldGuessWhatAMisspeltWordMeant(String sql, String at, String found, String meant) {
        assertThat(errors(sql)).singleElement().satisfies(e -> {
            assertThat(e.line() + ":" + e.column()).isEqualTo(at);
            assertThat(e.endColumn() - e.column() + 3).isEqualTo(found.length());
            assertThat(e.message()).startsWith("expected ").endsWith(", found " + found);
            assertThat(e.hint()).isEqualTo("did you mean '" + meant + "'?");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "SELECT a FROM | 1:13: expected a name, TABLE, '(', LATERAL or UNNEST, found end of statement",
                "SELECT a FROM ; | 1:15: expected a name, TABLE, '(', LATERAL or UNNEST, found end of statement",
                "SELECT FROM t | 1:8: expected an expression, '*' or DISTINCT, found 'FROM'",
                "SELECT a, FROM t | 1:11: expected an expression or '*', found 'FROM'",
                "SELECT a FROM t WHERE | 1:21: expected an expression, found end of statement",
                "SELECT a FROM t GROUP x | 1:23: expected BY, found 'x'",
                "SELECT a AS table FROM t | 1:13: expected a name or a string, found 'table'",
                "SELECT a FROM t LIMIT x | 1:23: expected a number or ALL, found 'x'",
                "SELECT CASE WHEN a THEN b FROM t | 1:27: expected ELSE, END, WHEN or an operator, found 'FROM'",
                "SELECT CAST(a AS) FROM t | 1:17: expected a type, found ')'",
                "CREATE TABLE t (a INT NOT) | 1:26: expected NULL, found ')'",
                "CREATE TABLE t (a INT,) | 1:23: expected a name or PRIMARY, found ')'",
                "CREATE TABLE t (a INT) WITH (a = 'b') | 1:30: expected a string or ')', found 'a'",
                "CREATE TABLE t (a INT) WITH ('a' = 5) | 1:36: expected a string, found '5'",
                "CREATE TABLE t (a INT) WITH ('a' 'b') | 1:34: expected '=', found 'b'",
                "CREATE TABLE t (a INT, WATERMARK FOR a AS a, WATERMARK FOR a AS a) | 1:46: a table has at most one watermark",
                "INSERT t SELECT 1 | 1:8: expected INTO, found 't'",
                "SET 'a' = b | 1:11: expected a string, found 'b'",
                "SELECT * FROM t MATCH_RECOGNIZE (ALL ROW PER MATCH PATTERN (A)) | 1:38: expected ROWS, found 'ROW' (did you mean 'ROWS'?)",
                "SELECT * FROM t MATCH_RECOGNIZE (AFTER MATCH SKIP PATTERN (A)) | 1:51: expected PAST or TO, found 'PATTERN'",
                "SELECT * FROM t MATCH_RECOGNIZE (PATTERN (A{}))| 1:45: expected a number or ',', found '}'",
                "SELECT * FROM t MATCH_RECOGNIZE (PATTERN (A{5,2}))| 1:44: a quantifier's maximum must not be below its minimum",
                "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; | 1:51: expected END, found end of statement",
                "BEGIN STATEMENT SET; INSERT INTO a SELECT 1; END SELECT 1 | 1:50: expected ';', found 'SELECT'",
                "DROP TABLE t | 1:1: expected SELECT, INSERT, CREATE, WITH, EXPLAIN or SET, found 'DROP'",
                "SELECT a # b FROM t | 1:10: unexpected character '#'",
                "SELECT a ! b FROM t | 1:10: unexpected character '!'",
                "SELECT 'abc FROM t | 1:8: this string is not closed",
                "SELECT a FROM t WHERE x = 'a''b | 1:27: this string is not closed",
                "SELECT \"abc FROM t | 1:8: this quoted name is not closed",
                "SELECT `abc FROM t | 1:8: this quoted name is not closed",
                "SELECT /* abc FROM t | 1:8: this comment is not closed",
            })
    void shouldSayWhatIsExpected(String sql, String error) {
        assertThat(errors(sql)).singleElement().hasToString(error);
    }

    @Test
    void shouldReportEveryErrorOfTheScript() {
        ParsedScript script = SabotSqlParser.parse(
                """
                SELECT a FROM t;
                SELECT b FRM t; -- the first
                CREATE TABLE t (
                  a INT,
                  b INTT
                );
                SELEC c;
                BEGIN STATEMENT SET;
                  INSERT INTO a SELCT 1;
                  INSERT INTO b SELECT 1;
                  INSERT c SELECT 1;
                END;
                SELECT d FROM u;
                SELECT 'x
                """);
        assertThat(script.errors())
                .extracting(e -> e.line() + ":" + e.column())
                .containsExactly("2:10", "5:5", "7:1", "9:17", "11:10", "14:8");
        assertThat(script.statements()).hasSize(3);
        assertThat(script.statements().get(1)).isInstanceOf(SqlStatementSet.class);
        assertThatThrownBy(script::orThrow).isInstanceOf(SyntaxException.class).hasMessageContaining("14:8");
    }

    @Test
    void shouldReportErrorsOfAStatementSetThatCannotBeRead() {
        assertThat(errors("EXECUTE STATEMENT BEGIN INSERT INTO a SELCT 1; END; SELECT 1"))
                .extracting(SyntaxError::column)
                .containsExactly(19, 39);
        assertThat(errors("BEGIN; SELECT 1; END"))
                .extracting(SyntaxError::column)
                .containsExactly(6);
    }

    @Test
    void shouldReportErrorsOfExpressions() {
        assertThat(catchThrowableOfType(SyntaxException.class, () -> SabotSqlParser.parseExpression("a + FROM"))
                        .errors())
                .containsExactly(new SyntaxError(1, 5, 1, 8, "expected an expression, found 'FROM'", null));
        assertThatThrownBy(() -> SabotSqlParser.parseExpression("")).hasMessageContaining("expected an expression");
        assertThatThrownBy(() -> SabotSqlParser.parseExpression("'a")).hasMessageContaining("not closed");
        assertThatThrownBy(() -> SabotSqlParser.parseExpression("a b")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> SabotSqlParser.parseExpression("a; b")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void shouldGiveUpOnWhatIsNestedTooDeeply() {
        assertThat(errors("SELECT " + "(".repeat(20_000)))
                .singleElement()
                .hasToString("1:1: this statement is nested too deeply");
    }

    @Test
    void shouldReadDeeplyNestedExpressionsQuickly() {
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            Sql.expression("(".repeat(60) + "a" + ")".repeat(60));
            Sql.expression("f(".repeat(60) + "a" + ")".repeat(60));
            Sql.expression("CASE WHEN a THEN ".repeat(20) + "a" + " END".repeat(20));
            Sql.one("SELECT * FROM " + "(SELECT * FROM ".repeat(20) + "t" + ")".repeat(20));
            errors("SELECT " + "(".repeat(60) + "a" + ")".repeat(59) + " FROM t");
            errors("SELECT " + "f(".repeat(30) + "a b" + ")".repeat(30) + " FROM t");
        });
    }
}
