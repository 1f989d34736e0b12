package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.wrong;
import static io.sabot.sql.script.PatternCases.wrongQuery;

import org.junit.jupiter.api.Test;

class PatternMistakesTest {
    private static void wrongMeasure(String measure, String words, String underCaret) {
        wrong("MEASURES " + measure + " AS m PATTERN (A B) SUBSET U = (A, B)", words, underCaret);
    }

    private static void wrongCondition(String condition, String words, String underCaret) {
        wrong("MEASURES A.x AS a PATTERN (A B) DEFINE B AS " + condition, words, underCaret);
    }

    private static void wrongPattern(String pattern, String words, String underCaret) {
        wrong("MEASURES 1 AS one PATTERN (" + pattern + ")", words, underCaret);
    }

    @Test
    void shouldRefuseFINALInConditions() {
        wrongCondition("FINAL LAST(A.x) > 1", "SQL-0210 FINAL DEFINE", "FINAL LAST(A.x)");
        wrongCondition("FINAL FIRST(B.x) = x", "SQL-0210 FINAL DEFINE", "FINAL FIRST(B.x)");
        wrongCondition("x > FINAL SUM(x)", "SQL-0210 FINAL DEFINE", "FINAL SUM(x)");
        wrongCondition("FINAL COUNT(*) > 1", "SQL-0210 FINAL DEFINE", "FINAL COUNT(*)");
        wrongCondition("PREV(FINAL LAST(A.x)) > 1", "SQL-0210 FINAL DEFINE", "FINAL LAST(A.x)");
    }

    @Test
    void shouldRefuseRUNNINGAndFINALBeforeWhatIsNeitherFIRSTNorLASTNorAnAggregate() {
        wrongMeasure("FINAL A.x", "SQL-0216 FINAL", "A.x");
        wrongMeasure("RUNNING A.x", "SQL-0216 RUNNING", "A.x");
        wrongMeasure("FINAL x", "SQL-0001 FINAL LAST(x)", "x");
        wrongMeasure("FINAL 1", "SQL-0001", "1");
        wrongMeasure("FINAL UPPER(A.k)", "SQL-0216 FINAL", "UPPER(A.k)");
        wrongMeasure("FINAL CLASSIFIER()", "SQL-0216 FINAL", "CLASSIFIER()");
        wrongMeasure("RUNNING MATCH_NUMBER()", "SQL-0216 RUNNING", "MATCH_NUMBER()");
    }

    @Test
    void shouldRefuseExclusionWithUnmatchedRows() {
        wrong("ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A {- B -} C)", "UNMATCHED", "{- B -}");
        wrong("ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A ({- B -} | C))", "UNMATCHED", "{- B -}");
    }

    @Test
    void shouldRefuseVariablesThatThePatternDoesNotHave() {
        wrongMeasure("C.x", "SQL-0201 C variable", "C");
        wrongMeasure("COUNT(C.*)", "SQL-0201 C variable", "C");
        wrongMeasure("LAST(C.x)", "SQL-0201 C variable", "C");
        wrongMeasure("SUM(C.x)", "SQL-0201 C variable", "C");
        wrongMeasure("CLASSIFIER(C)", "SQL-0201 C variable", "C");
        wrongMeasure("COUNT(*) FILTER (WHERE C.x > 1)", "SQL-0201 C variable", "C");
        wrongCondition("C.x > 1", "SQL-0201 C variable", "C");
        wrongCondition("PREV(C.x) > 1", "SQL-0201 C variable", "C");
        wrong("MEASURES 1 AS one PATTERN (A B) DEFINE C AS x > 1", "SQL-0201 C variable", "C");
        wrong("MEASURES 1 AS one AFTER MATCH SKIP TO C PATTERN (A B)", "SQL-0201 C variable", "C");
        wrong("MEASURES 1 AS one AFTER MATCH SKIP TO FIRST C PATTERN (A B)", "SQL-0201 C variable", "C");
        wrong("MEASURES 1 AS one AFTER MATCH SKIP TO LAST C PATTERN (A B)", "SQL-0201 C variable", "C");
        wrong("MEASURES 1 AS one PATTERN (A B) SUBSET U = (A, C)", "SQL-0201 C variable", "C");
    }

    @Test
    void shouldRefuseColumnsThatTheInputDoesNotHave() {
        wrongMeasure("A.y", "SQL-0101 y", "y");
        wrongMeasure("y", "SQL-0101 y", "y");
        wrongMeasure("LAST(U.y)", "SQL-0101 y", "y");
        wrongCondition("B.y > 1", "SQL-0101 y", "y");
        wrong("PARTITION BY q ORDER BY ts MEASURES 1 AS one PATTERN (A)", "SQL-0101 q", "q");
        wrong("ORDER BY ts, q MEASURES 1 AS one PATTERN (A)", "SQL-0101 q", "q");
        wrongQuery("SELECT x FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES 1 AS m PATTERN (A))", "SQL-0101 x", "x");
    }

    @Test
    void shouldRefuseTwoConditionsForAVariable() {
        wrong("MEASURES 1 AS one PATTERN (A) DEFINE A AS x > 1, A AS x > 2", "A", "A");
    }

    @Test
    void shouldRefuseTwoVariablesInOneNavigationOrAggregate() {
        wrongMeasure("LAST(A.x + B.x)", "SQL-0212", "B.x");
        wrongMeasure("FIRST(A.x + x)", "SQL-0212", "x");
        wrongMeasure("PREV(A.x - B.x)", "SQL-0212", "B.x");
        wrongMeasure("NEXT(A.x - U.x)", "SQL-0212", "U.x");
        wrongMeasure("SUM(A.x * B.x)", "SQL-0212", "B.x");
        wrongMeasure("PREV(LAST(A.x + B.x), 2)", "SQL-0212", "B.x");
        wrongMeasure("SUM(A.x) FILTER (WHERE B.x > 1)", "SQL-0212", "B.x");
        wrongMeasure("LAST(A.k || CLASSIFIER())", "SQL-0212", "CLASSIFIER()");
        wrongMeasure("LAST(CLASSIFIER(A) || B.k)", "SQL-0212", "B.k");
        wrongCondition("SUM(A.x + B.x) > 1", "SQL-0212", "B.x");
    }

    @Test
    void shouldRefuseNavigationsAndAggregatesInsideOthers() {
        wrongMeasure("SUM(COUNT(A.x))", "SQL-0213", "COUNT(A.x)");
        wrongMeasure("SUM(x + MAX(x))", "SQL-0213", "MAX(x)");
        wrongMeasure("SUM(LAST(A.x))", "SQL-0213", "LAST(A.x)");
        wrongMeasure("SUM(PREV(A.x))", "SQL-0213", "PREV(A.x)");
        wrongMeasure("LAST(SUM(A.x))", "SQL-0213", "SUM(A.x)");
        wrongMeasure("PREV(SUM(A.x))", "SQL-0213", "SUM(A.x)");
        wrongMeasure("PREV(LAST(SUM(A.x)))", "SQL-0213", "SUM(A.x)");
        wrongMeasure("FIRST(LAST(A.x))", "SQL-0213", "LAST(A.x)");
        wrongMeasure("LAST(PREV(A.x))", "SQL-0213", "PREV(A.x)");
        wrongMeasure("PREV(NEXT(A.x))", "SQL-0213", "NEXT(A.x)");
        wrongMeasure("COUNT(*) FILTER (WHERE LAST(x) > 1)", "SQL-0213", "LAST(x)");
        wrongCondition("LAST(B.x + COUNT(B.*)) > 1", "SQL-0213", "COUNT(B.*)");
    }

    @Test
    void shouldRefuseOffsetsThatAreNoWholeNumbers() {
        wrongMeasure("LAST(A.x, -1)", "SQL-0211 offset", "-1");
        wrongMeasure("FIRST(A.x, 1.5)", "SQL-0211 offset", "1.5");
        wrongMeasure("LAST(A.x, A.x)", "SQL-0211 offset", "A.x");
        wrongMeasure("PREV(A.x, 'a')", "SQL-0211 offset", "'a'");
        wrongMeasure("NEXT(A.x, NULL)", "SQL-0211 offset", "NULL");
        wrongMeasure("PREV(LAST(A.x), -2)", "SQL-0211 offset", "-2");
        wrongMeasure("PREV(LAST(A.x, -2))", "SQL-0211 offset", "-2");
        wrongCondition("PREV(x, -1) > 1", "SQL-0211 offset", "-1");
        wrongCondition("NEXT(x, x) > 1", "SQL-0211 offset", "x");
    }

    @Test
    void shouldRefuseNavigationsWithoutAColumn() {
        wrongMeasure("LAST(1)", "SQL-0214 column", "LAST(1)");
        wrongMeasure("PREV('a' || 'b')", "SQL-0214 column", "PREV('a' || 'b')");
        wrongMeasure("NEXT(MATCH_STATUS())", "SQL-0213 same", "MATCH_STATUS()");
    }

    @Test
    void shouldRefuseWhatSubsetsMustNotBe() {
        wrong("MEASURES 1 AS one PATTERN (A B C) SUBSET U = (A, B), V = (U, C)", "U", "U");
        wrong("MEASURES 1 AS one PATTERN (A B) SUBSET U = (U, A)", "U", "U");
        wrong("MEASURES 1 AS one PATTERN (A B C) SUBSET A = (B, C)", "A", "A");
        wrong("MEASURES 1 AS one PATTERN (A B C) SUBSET U = (A, B), U = (B, C)", "U", "U");
        wrong("MEASURES 1 AS one PATTERN (A B C) SUBSET U = (A, B) DEFINE U AS x > 1", "U", "U");
    }

    @Test
    void shouldRefuseQuantifiersWithoutANumberOfRows() {
        wrongPattern("A{3,2}", "SQL-0001 maximum minimum", "{3,2}");
        wrongPattern("A{0}", "SQL-0205 least", "A{0}");
        wrongPattern("A{0,0}", "SQL-0205 least", "A{0,0}");
        wrongPattern("A{,0}", "SQL-0205 least", "A{,0}");
        wrongPattern("(A B){5,4}?", "SQL-0001 maximum minimum", "{5,4}");
    }

    @Test
    void shouldRefusePatternsThatAreTooLarge() {
        wrongPattern(
                "PERMUTE(A, B, C, D, E, F, G, H, I, J)", "SQL-0208 large", "PERMUTE(A, B, C, D, E, F, G, H, I, J)");
        wrongPattern("A{20000}", "SQL-0208 large", "A{20000}");
    }

    @Test
    void shouldRefuseArgumentsThatFunctionsOfTheMatchDoNotTake() {
        wrongMeasure("MATCH_NUMBER(1)", "MATCH_NUMBER", "MATCH_NUMBER(1)");
        wrongMeasure("MATCH_NUMBER(A)", "MATCH_NUMBER", "MATCH_NUMBER(A)");
        wrongMeasure("CLASSIFIER(A, B)", "CLASSIFIER", "CLASSIFIER(A, B)");
        wrongMeasure("CLASSIFIER(A.x)", "CLASSIFIER", "CLASSIFIER(A.x)");
        wrongMeasure("CLASSIFIER('A')", "CLASSIFIER", "CLASSIFIER('A')");
    }

    @Test
    void shouldRefuseTestsOfTheNextRowThatAreRepeated() {
        wrongPattern("A [^C]+", "SQL-0222 quantifier", "[^C]+");
        wrongPattern("A [^C]* B", "SQL-0222 quantifier", "[^C]*");
        wrongPattern("A [^C]{2} B", "SQL-0222 quantifier", "[^C]{2}");
    }

    @Test
    void shouldRefuseAbsenceAtTheEndWithoutWITHIN() {
        wrongPattern("A {- X*? -} [^C]", "SQL-0221 WITHIN", "A {- X*? -} [^C]");
        wrongPattern("A X*? [^C]", "SQL-0221 WITHIN", "A X*? [^C]");
        wrongPattern("A B | A X*? [^C]", "SQL-0221 WITHIN", "A B | A X*? [^C]");
    }

    @Test
    void shouldRefuseTimeoutsWithoutWITHIN() {
        wrong(
                "MEASURES MATCH_STATUS() AS s ONE ROW PER MATCH SHOW TIMEOUT MATCHES PATTERN (A B)",
                "TIMEOUT WITHIN",
                "ONE ROW PER MATCH SHOW TIMEOUT MATCHES");
    }

    @Test
    void shouldRefuseIntervalsThatAreNone() {
        wrong("MEASURES 1 AS one PATTERN (A B) WITHIN INTERVAL '1' MONTH", "SQL-0204", "INTERVAL '1' MONTH");
        wrong("MEASURES 1 AS one PATTERN (A B) WITHIN INTERVAL '0' SECOND", "SQL-0204", "INTERVAL '0' SECOND");
        wrong("MEASURES 1 AS one PATTERN (A B) WITHIN INTERVAL -'1' SECOND", "SQL-0204", "INTERVAL -'1' SECOND");
        wrong("MEASURES 1 AS one PATTERN (A B) WITHIN 5", "SQL-0001 INTERVAL", "5");
    }

    @Test
    void shouldRefuseConditionsThatAreNoneAndTypesThatDoNotFit() {
        wrongCondition("x", "SQL-0104", "x");
        wrongCondition("COUNT(*)", "SQL-0104", "COUNT(*)");
        wrongMeasure("SUM(A.k)", "SQL-0104", "SUM(A.k)");
        wrongMeasure("A.x + A.k", "SQL-0104", "A.x + A.k");
        wrongMeasure("COUNT(*) FILTER (WHERE x)", "SQL-0104", "x");
    }

    @Test
    void shouldRefuseNamesThatAreAmbiguous() {
        wrong("MEASURES A.x AS a, B.x AS a PATTERN (A B)", "a", "a");
        wrong("MEASURES A.x AS k ALL ROWS PER MATCH PATTERN (A B)", "k", "k");
        wrong("PARTITION BY p ORDER BY ts MEASURES A.x AS p PATTERN (A B)", "p", "p");
    }

    @Test
    void shouldRefuseAStreamInAnotherOrder() {
        wrong("ORDER BY x MEASURES 1 AS one PATTERN (A)", "SQL-0405", "x");
        wrong("ORDER BY x, ts MEASURES 1 AS one PATTERN (A)", "SQL-0405", "x, ts");
        wrong("ORDER BY ts DESC MEASURES 1 AS one PATTERN (A)", "SQL-0405", "ts DESC");
    }

    @Test
    void shouldSayHowToNavigateFromANavigation() {
        wrongMeasure("PREV(FIRST(B.x) + 1)", "SQL-0213 PREV FIRST outside write PREV(FIRST(B.x)) + 1", "FIRST(B.x)");
        wrongMeasure("NEXT(2 * LAST(B.x, 3), 4)", "SQL-0213 write 2 * NEXT(LAST(B.x, 3), 4)", "LAST(B.x, 3)");
        wrongMeasure("PREV(FIRST(B.x) + x)", "SQL-0213 PREV(FIRST(A.price)) + 1", "FIRST(B.x)");
        wrongMeasure("LAST(PREV(A.x))", "SQL-0213 PREV stands outside PREV(LAST(", "PREV(A.x)");
    }

    @Test
    void shouldSayWhichColumnsMatchesHave() {
        String clause = " FROM t MATCH_RECOGNIZE (PARTITION BY p ORDER BY ts MEASURES A.x AS xs PATTERN (A B+))";
        wrongQuery("SELECT p, x, xs" + clause, "SQL-0101 x ONE ROW PARTITION MEASURES LAST(B.x) AS x ALL ROWS", "x");
        wrongQuery("SELECT m.ts" + clause + " AS m", "SQL-0101 ts ONE ROW MEASURES LAST(B.ts) AS ts", "ts");
        wrongQuery("SELECT p" + clause + " WHERE k = 'a'", "SQL-0101 k ONE ROW MEASURES LAST(B.k) AS k", "k");
        wrongQuery("SELECT xss" + clause, "SQL-0101 unknown xss did you mean 'xs'", "xss");
        wrongQuery("SELECT A.x" + clause, "SQL-0103 A variable inside MEASURES A.x AS x", "A");
    }

    @Test
    void shouldSayThatSEEKAndINITIALAreNotOffered() {
        wrong("MEASURES 1 AS one AFTER MATCH SKIP TO NEXT ROW SEEK PATTERN (A)", "SQL-0190 SEEK R020", "SEEK");
        wrong("MEASURES 1 AS one INITIAL PATTERN (A B)", "SQL-0190 INITIAL R020", "INITIAL");
    }

    @Test
    void shouldListTheVariablesThatThereAre() {
        String tail = " PATTERN (A DOWN+ UP+) SUBSET Move = (DOWN, UP)";
        wrong("MEASURES UPP.x AS u" + tail, "SQL-0201 mean 'UP' A, DOWN, UP, Move", "UPP");
        wrong("MEASURES Q.x AS u" + tail, "SQL-0201 A, DOWN, UP, Move", "Q");
        wrong("MEASURES 1 AS one" + tail + " DEFINE DOWNN AS x > 1", "SQL-0201 mean 'DOWN' A, DOWN, UP", "DOWNN");
        wrong("MEASURES 1 AS one PATTERN (A B) SUBSET U = (A, C)", "SQL-0201 A, B", "C");
        wrong("MEASURES 1 AS one AFTER MATCH SKIP TO mave" + tail, "SQL-0201 mean 'Move'", "mave");
        wrong("MEASURES 1 AS one AFTER MATCH SKIP TO NEXT PATTERN (A)", "SQL-0201 SKIP TO NEXT ROW", "NEXT");
        wrong("MEASURES 1 AS one AFTER MATCH SKIP TO LAST PATTERN (A)", "SQL-0201 SKIP TO LAST B", "LAST");
    }

    @Test
    void shouldRefuseAnIntervalBetweenNumbers() {
        wrongQuery(
                "SELECT * FROM b MATCH_RECOGNIZE (ORDER BY x MEASURES 1 AS one PATTERN (A B) WITHIN INTERVAL '5' SECOND)",
                "SQL-0230 'x' number TO_TIMESTAMP_LTZ",
                "INTERVAL '5' SECOND");
    }

    @Test
    void shouldSayHowMatchesGetATime() {
        wrongQuery(
                "SELECT * FROM (SELECT l FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES LAST(ts) AS l PATTERN (A B)))"
                        + " MATCH_RECOGNIZE (ORDER BY l MEASURES 1 AS one PATTERN (A))",
                "SQL-0403 watermark MATCH_ROWTIME() ORDER",
                "l");
    }

    private static void wrongSkip(String skip, String pattern, String words, String underCaret) {
        wrong(
                "MEASURES 1 AS one AFTER MATCH SKIP " + skip + " PATTERN (" + pattern + ") SUBSET U = (A, B)",
                words,
                underCaret);
    }

    @Test
    void shouldRefuseToSkipToWhatIsAlwaysTheFirstRow() {
        wrongSkip("TO A", "A B", "SQL-0226 A first row PAST", "A");
        wrongSkip("TO FIRST A", "A+ B", "SQL-0226 first", "A");
        wrongSkip("TO FIRST A", "A (B A)*", "SQL-0226 first", "A");
        wrongSkip("TO LAST A", "A | B A{0,0}", "SQL-0205", "A{0,0}");
        wrongSkip("TO LAST A", "(A | B) C", "SQL-0226 last", "A");
        wrongSkip("TO A", "^ {- A -} B", "SQL-0226 first", "A");
        wrongSkip("TO U", "(A | B) C", "SQL-0226 U first", "U");
        wrongSkip("TO FIRST U", "A B", "SQL-0226 U first", "U");
        wrongSkip("TO C", "A {- X*? -} [^C] B", "SQL-0225 C next", "C");
    }

    @Test
    void shouldRefuseToReadVariablesThatTakeNoRow() {
        wrong("MEASURES C.x AS c PATTERN (A {- X*? -} [^C] B)", "SQL-0225 C", "C.x");
        wrong("MEASURES LAST(C.x) AS c PATTERN (A [^C] B)", "SQL-0225 C", "C.x");
        wrong("MEASURES COUNT(C.*) AS c PATTERN (A [^C] B)", "SQL-0225 C", "C.*");
        wrong("MEASURES CLASSIFIER(C) AS c PATTERN (A [^C] B)", "SQL-0225 C", "CLASSIFIER(C)");
        wrong("MEASURES A.x AS a PATTERN (A [^C] B) DEFINE B AS x > C.x", "SQL-0225 C", "C.x");
    }

    @Test
    void shouldSayWhatRowsPerMatchGoesWith() {
        wrong(
                "MEASURES 1 AS one ALL ROWS PER MATCH SHOW TIMEOUT MATCHES PATTERN (A B)",
                "SQL-0001 TIMEOUT ONE ROW",
                "ALL ROWS PER MATCH SHOW TIMEOUT MATCHES");
        wrong(
                "MEASURES 1 AS one ONE ROW PER MATCH OMIT EMPTY MATCHES PATTERN (A B)",
                "SQL-0001 EMPTY ALL ROWS",
                "ONE ROW PER MATCH OMIT EMPTY MATCHES");
        wrong(
                "MEASURES 1 AS one ONE ROW PER MATCH SHOW EMPTY MATCHES PATTERN (A B)",
                "SQL-0001 EMPTY ALL ROWS",
                "ONE ROW PER MATCH SHOW EMPTY MATCHES");
        wrong(
                "MEASURES 1 AS one ONE ROW PER MATCH WITH UNMATCHED ROWS PATTERN (A B)",
                "SQL-0001 UNMATCHED ALL ROWS",
                "ONE ROW PER MATCH WITH UNMATCHED ROWS");
    }

    @Test
    void shouldRefuseAPartitionColumnTwice() {
        wrong("PARTITION BY p, p ORDER BY ts MEASURES 1 AS one PATTERN (A)", "SQL-0227 p twice", "p");
    }

    @Test
    void shouldSayWhatTheNameOfTheInputMeans() {
        wrongMeasure("t.x", "SQL-0201 t input variable", "t");
        wrongQuery(
                "SELECT * FROM t AS q MATCH_RECOGNIZE (ORDER BY ts MEASURES q.x AS m PATTERN (A))",
                "SQL-0201 q input variable",
                "q");
    }

    @Test
    void shouldSuggestAnotherNameForAMeasure() {
        wrong("MEASURES A.x AS k ALL ROWS PER MATCH PATTERN (A B)", "SQL-0109 k ALL ROWS match_k", "k");
        wrong("PARTITION BY p ORDER BY ts MEASURES A.x AS p PATTERN (A B)", "SQL-0109 p PARTITION match_p", "p");
        wrong("MEASURES A.x AS a, B.x AS A PATTERN (A B)", "SQL-0109 measure match_A", "A");
    }

    @Test
    void shouldRefuseTheTimeOfMatchesWithoutAnOrderByTime() {
        String tail = " MEASURES MATCH_ROWTIME() AS r PATTERN (A))";
        wrongQuery("SELECT * FROM b MATCH_RECOGNIZE (" + tail, "SQL-0228 ORDER LAST", "MATCH_ROWTIME()");
        wrongQuery("SELECT * FROM b MATCH_RECOGNIZE (ORDER BY k" + tail, "SQL-0228 ORDER", "MATCH_ROWTIME()");
        wrongQuery("SELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts DESC" + tail, "SQL-0228 ascending", "MATCH_ROWTIME()");
    }

    @Test
    void shouldRefuseOVER() {
        wrongMeasure("SUM(x) OVER (ORDER BY ts)", "SQL-0190 OVER", "SUM(x) OVER (ORDER BY ts)");
        wrongMeasure("ROW_NUMBER() OVER (ORDER BY ts)", "SQL-0190 OVER", "ROW_NUMBER() OVER (ORDER BY ts)");
        wrongMeasure("LAST(SUM(A.x) OVER ())", "SQL-0190 OVER", "SUM(A.x) OVER ()");
        wrongCondition("SUM(B.x) OVER () > 1", "SQL-0190 OVER", "SUM(B.x) OVER ()");
    }

    @Test
    void shouldSayThatAVariableIsNoColumn() {
        wrongMeasure("A", "SQL-0101 A variable COUNT(A.*)", "A");
        wrongMeasure("COUNT(U)", "SQL-0101 U variable COUNT(U.*)", "U");
        wrongMeasure("A.*", "SQL-0101 A.* COUNT(A.*)", "A.*");
        wrongCondition("B > 1", "SQL-0101 B variable COUNT(B.*)", "B");
    }

    @Test
    void shouldSayThatThePatternHasNoVariables() {
        wrong("MEASURES A.x AS a PATTERN (())", "SQL-0201 A no variables", "A");
    }
}
