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
                "CREATE TABLE t (a INT) WITH ('a' = 5) | 1:36: expected a string, found '5' ('5')",
                "CREATE TABLE t (a INT) WITH ('a' 'b') | 1:34: expected '=', found 'b'",
                "CREATE TABLE t (a INT, WATERMARK FOR a AS a, WATERMARK FOR a AS a) | 1:46: a table has at most one watermark",
                "INSERT t SELECT 1 | 1:8: expected INTO, found 't'",
                "SET 'a' = b | 1:11: expected a string, found 'b' ('b')",
                "SELECT * FROM t MATCH_RECOGNIZE (ALL ROW PER MATCH PATTERN (A)) | 1:38: expected ROWS, found 'ROW' (did you mean 'ROWS'?)",
                "SELECT * FROM t MATCH_RECOGNIZE (AFTER MATCH SKIP PATTERN (A)) | 1:51: expected PAST or TO, found 'PATTERN'",
                "SELECT * FROM t MATCH_RECOGNIZE (AFTER MATCH SKIP NEXT ROW PATTERN (A)) | 1:51: expected PAST or TO, found 'NEXT' (AFTER MATCH SKIP TO NEXT ROW)",
                "SELECT * FROM t MATCH_RECOGNIZE (PATTERN (A{}))| 1:45: expected a number or ',', found '}'",
                "SELECT * FROM t MATCH_RECOGNIZE (PATTERN (A{5,2}))| 1:44: a quantifier's maximum must not be below its minimum (did you mean {2,5}?)",
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '§',
            value = {
                "(A B ~ 1:45: expected a variable, a quantifier, ')' or '|', found end of statement (is a ')' missing, at the end of the pattern or of a group?)",
                "(A B DEFINE A AS x > 1) ~ 1:47: expected a variable, a quantifier, ')' or '|', found 'DEFINE' (is a ')' missing, at the end of the pattern or of a group?)",
                "(A B+ WITHIN INTERVAL '5' SECOND) ~ 1:48: expected a variable, ')' or '|', found 'WITHIN' (is a ')' missing, at the end of the pattern or of a group?)",
                "(A (B C) SUBSET U = (A, B)) ~ 1:60: expected a variable, a quantifier, ')' or '|', found '=' (is a ')' missing, at the end of the pattern or of a group?)",
                "(A (B | C DEFINE B AS x > 1) ~ 1:52: expected a variable, a quantifier, ')' or '|', found 'DEFINE' (is a ')' missing, at the end of the pattern or of a group?)",
                "(PERMUTE(A, B DEFINE B AS x > 1) ~ 1:56: expected a variable, a quantifier, ')', ',' or '|', found 'DEFINE' (is a ')' missing, at the end of the pattern or of a group?)",
                "(A B{2 C)) ~ 1:49: expected ',' or '}', found 'C'",
                "(A B{2, C)) ~ 1:50: expected a number or '}', found 'C'",
                "(A {- B C)) ~ 1:51: expected a variable, a quantifier, '-}' or '|', found ')' (what begins with {- ends with -})",
                "(A {- B } C)) ~ 1:50: expected a variable, a quantifier, '-}' or '|', found '}' (what begins with {- ends with -})",
                "(A | | B)) ~ 1:45: there is nothing behind '|' (the pattern of no row is ())",
                "(| A B)) ~ 1:43: there is nothing before '|' (the pattern of no row is ())",
                "(A B |)) ~ 1:47: there is nothing behind '|' (the pattern of no row is ())",
                "(A || B)) ~ 1:45: there is nothing between '|' and '|' (the pattern of no row is ())",
                "(A, B)) ~ 1:44: expected a variable, a quantifier, ')' or '|', found ',' (variables stand side by side, as in (A B); PERMUTE(A, B) is any order)",
                "(A -> B)) ~ 1:45: expected a variable, a quantifier, ')' or '|', found '->' (A and then B is (A B); with other rows between them (A {- X*? -} B))",
                "(A B**)) ~ 1:47: expected a variable, ')' or '|', found '*' (one quantifier is enough, or use parentheses, as in (A+)*)",
                "(+ A)) ~ 1:43: expected a variable, ')' or '|', found '+' (a quantifier stands behind what is repeated, one only, as in A+)",
                "(A.x B)) ~ 1:44: expected a variable, a quantifier, ')' or '|', found '.' (a pattern names variables; what their columns must be is said in DEFINE)",
                "(A 'B')) ~ 1:45: expected a variable, a quantifier, ')' or '|', found 'B' (a variable is a name, without quotes or in double ones)",
                "(A 3)) ~ 1:45: expected a variable, a quantifier, ')' or '|', found '3' (A three times is A{3})",
                "(A [B])) ~ 1:46: expected '^', found 'B' ([^C] says that the next row is not C)",
                "(A B)) DEFINE B AS x > 1) ~ 1:49: expected a name, ',', WHERE, GROUP, HAVING or ORDER, found 'DEFINE' (the parenthesis of MATCH_RECOGNIZE is closed already: is there one ')' too many?)",
                "(A B) WITHIN '5 seconds') ~ 1:55: expected INTERVAL, found '5 seconds' (INTERVAL '5' SECOND)",
                "(A B) WITHIN 5 SECOND) ~ 1:55: expected INTERVAL, found '5' (INTERVAL '5' SECOND)",
                "(A B) DEFINE B AS x > 1 WITHIN INTERVAL '5' SECOND) ~ 1:66: expected ')', ',' or an operator, found 'WITHIN' (WITHIN stands behind PATTERN (…), before SUBSET and DEFINE)",
            })
    void shouldSayWhatIsExpectedInAPattern(String pattern, String error) {
        assertThat(errors("SELECT * FROM t MATCH_RECOGNIZE (PATTERN " + pattern))
                .singleElement()
                .hasToString(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '§',
            value = {
                "MEASURES A.x a PATTERN (A); 1:47: expected AS before the measure's name, found 'a' (AS a)",
                "MEASURES LAST(A.x) total, 1 AS b PATTERN (A); 1:53: expected AS before the measure's name, found 'total' (AS total)",
                "MEASURES A.x + 1 \"x y\" PATTERN (A); 1:51: expected AS before the measure's name, found '\"x y\"' (AS \"x y\")",
                "MEASURES LAST(A.x) PATTERN (A); 1:53: expected AS and a name for the measure, found 'PATTERN'",
                "MEASURES A.x AS a, PATTERN (A); 1:53: expected a measure, found 'PATTERN' (leave out the comma in front, or MEASURES if there are none)",
                "AFTER MATCH SKIP TO PATTERN (A); 1:54: expected NEXT ROW, FIRST, LAST or a variable, found 'PATTERN'",
                "PATTERN (A) MEASURES A.x AS a; 1:46: expected ')', DEFINE, WITHIN or SUBSET, found 'MEASURES' (the order is PARTITION BY, ORDER BY, MEASURES, … ROWS PER MATCH, AFTER MATCH SKIP, PATTERN, WITHIN, SUBSET, DEFINE)",
            })
    void shouldSayWhatIsExpectedBesideAPattern(String clauses, String error) {
        assertThat(errors("SELECT * FROM t MATCH_RECOGNIZE (" + clauses + ")"))
                .singleElement()
                .hasToString(error);
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
