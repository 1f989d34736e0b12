package io.sabot.sql.parser;

import static io.sabot.sql.parser.Sql.at;
import static io.sabot.sql.parser.Sql.flat;
import static io.sabot.sql.parser.Sql.from;
import static io.sabot.sql.parser.Sql.match;
import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.sql.parser.RowPattern.Alternation;
import io.sabot.sql.parser.RowPattern.Concatenation;
import io.sabot.sql.parser.RowPattern.Empty;
import io.sabot.sql.parser.RowPattern.EndAnchor;
import io.sabot.sql.parser.RowPattern.Exclusion;
import io.sabot.sql.parser.RowPattern.NotNext;
import io.sabot.sql.parser.RowPattern.Permute;
import io.sabot.sql.parser.RowPattern.Quantified;
import io.sabot.sql.parser.RowPattern.StartAnchor;
import io.sabot.sql.parser.RowPattern.Variable;
import io.sabot.sql.parser.SqlRowPatternRecognition.Rows;
import io.sabot.sql.parser.SqlRowPatternRecognition.SkipMode;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowPatternTest {
    private static RowPattern pattern(String text) {
        return match("PATTERN (" + text + ") DEFINE A AS TRUE").pattern();
    }

    private static String tree(RowPattern p) {
        if (p instanceof Variable v) {
            return v.name().getSimple();
        } else if (p instanceof Concatenation c) {
            return "cat" + tree(c.members());
        } else if (p instanceof Alternation a) {
            return "alt" + tree(a.members());
        } else if (p instanceof Permute a) {
            return "perm" + tree(a.members());
        } else if (p instanceof Quantified q) {
            String max = q.max() == RowPattern.UNBOUNDED ? "inf" : String.valueOf(q.max());
            return "rep(" + tree(q.body()) + " " + q.min() + " " + max + (q.reluctant() ? " reluctant)" : ")");
        } else if (p instanceof Exclusion e) {
            return "excl(" + tree(e.body()) + ")";
        } else if (p instanceof NotNext n) {
            return "not(" + n.variable().getSimple() + ")";
        }
        return p instanceof StartAnchor ? "^" : p instanceof EndAnchor ? "$" : p instanceof Empty ? "empty" : "?";
    }

    private static String tree(List<RowPattern> members) {
        return members.stream().map(RowPatternTest::tree).collect(Collectors.joining(" ", "(", ")"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "A; A",
                "A B C; cat(A B C)",
                "(A B) C; cat(cat(A B) C)",
                "A*; rep(A 0 inf)",
                "A+; rep(A 1 inf)",
                "A?; rep(A 0 1)",
                "A*?; rep(A 0 inf reluctant)",
                "A+?; rep(A 1 inf reluctant)",
                "A??; rep(A 0 1 reluctant)",
                "A{3}; rep(A 3 3)",
                "A{3,}; rep(A 3 inf)",
                "A{3,5}; rep(A 3 5)",
                "A{,5}; rep(A 0 5)",
                "A{3}?; rep(A 3 3 reluctant)",
                "A{3,}?; rep(A 3 inf reluctant)",
                "A{2,3}?; rep(A 2 3 reluctant)",
                "A{ , 5 } ?; rep(A 0 5 reluctant)",
                "A*B+C??D; cat(rep(A 0 inf) rep(B 1 inf) rep(C 0 1 reluctant) D)",
                "A | B; alt(A B)",
                "A|B|C; alt(A B C)",
                "(A|B)+; rep(alt(A B) 1 inf)",
                "A B | C D; alt(cat(A B) cat(C D))",
                "A | () | B; alt(A empty B)",
                "A|(); alt(A empty)",
                "()|A; alt(empty A)",
                "(); empty",
                "A () B; cat(A empty B)",
                "()*; rep(empty 0 inf)",
                "^A; cat(^ A)",
                "A$; cat(A $)",
                "^ A B $; cat(^ A B $)",
                "^A B$; cat(^ A B $)",
                "A|B$|C; alt(A cat(B $) C)",
                "(A B$); cat(A B $)",
                "^; ^",
                "$; $",
                "{- A -}; excl(A)",
                "A {-B-} C; cat(A excl(B) C)",
                "A {- B+ | C -} D; cat(A excl(alt(rep(B 1 inf) C)) D)",
                "A+{-B*?-}; cat(rep(A 1 inf) excl(rep(B 0 inf reluctant)))",
                "A{2}{-B{2}-}; cat(rep(A 2 2) excl(rep(B 2 2)))",
                "{-D T-} d; cat(excl(cat(D T)) d)",
                "PERMUTE(A, B, C); perm(A B C)",
                "permute(A B, C+ | D)+; rep(perm(cat(A B) alt(rep(C 1 inf) D)) 1 inf)",
                "PERMUTE(A); perm(A)",
                "A permute B; cat(A permute B)",
                "A [^C] B; cat(A not(C) B)",
                "A+[^C]; cat(rep(A 1 inf) not(C))",
                "\"a b\" `c d` B; cat(a b c d B)",
                "START END+ last; cat(START rep(END 1 inf) last)",
                "((A)); A",
                "((A B)+ (C | D){2})?; rep(cat(rep(cat(A B) 1 inf) rep(alt(C D) 2 2)) 0 1)",
                "(A+)+; rep(rep(A 1 inf) 1 inf)",
            })
    void shouldReadEveryFormOfAPattern(String text, String tree) {
        RowPattern p = pattern(text);
        assertThat(tree(p)).isEqualTo(tree);
        assertThat(tree(pattern(p.toSql(name -> "`" + name + "`")))).isEqualTo(tree);
    }

    @Test
    void shouldKnowWhereEveryPartOfAPatternStands() {
        SqlRowPatternRecognition m = (SqlRowPatternRecognition) from("t MATCH_RECOGNIZE (PATTERN (A+ (B | C)? D$))");
        Concatenation c = (Concatenation) m.pattern();
        assertThat(at(c.pos())).isEqualTo("1:43-1:56");
        assertThat(c.members())
                .extracting(p -> at(p.pos()))
                .containsExactly("1:43-1:44", "1:47-1:53", "1:55-1:55", "1:56-1:56");
        assertThat(at(((Quantified) c.members().get(0)).body().pos())).isEqualTo("1:43-1:43");
    }

    @Test
    void shouldReadEveryClause() {
        SqlRowPatternRecognition m = match(
                """
                PARTITION BY symbol, UPPER(exchange) ORDER BY ts, seq DESC NULLS LAST
                MEASURES A.price AS first_price, FINAL LAST(B.price) AS last_price
                ALL ROWS PER MATCH OMIT EMPTY MATCHES
                AFTER MATCH SKIP TO FIRST B
                INITIAL PATTERN (A B+) WITHIN INTERVAL '5' SECOND
                SUBSET U = (A, B), V = (B)
                DEFINE B AS B.price > PREV(B.price), A AS A.price > 1
                """);
        assertThat(flat(m.partitionBy())).isEqualTo("symbol, UPPER(exchange)");
        assertThat(flat(m.orderBy())).isEqualTo("ts, seq DESC NULLS LAST");
        assertThat(m.measures()).extracting(x -> x.alias().getSimple()).containsExactly("first_price", "last_price");
        assertThat(m.rowsPerMatch().rows()).isEqualTo(Rows.ALL_ROWS_OMIT_EMPTY);
        assertThat(m.afterMatch().mode()).isEqualTo(SkipMode.TO_FIRST);
        assertThat(m.afterMatch().target()).hasToString("B");
        assertThat(m.search()).isEqualTo(SqlRowPatternRecognition.Search.INITIAL);
        assertThat(flat(m.within())).isEqualTo("INTERVAL '5' SECOND");
        assertThat(m.within()).isInstanceOf(SqlIntervalLiteral.class);
        assertThat(m.subsets()).extracting(s -> s.name() + "" + s.members()).containsExactly("U[A, B]", "V[B]");
        assertThat(m.defines()).extracting(d -> d.variable().getSimple()).containsExactly("B", "A");
        assertThat(m.tableRef()).hasToString("t");
        assertThat(m.getOperandList()).hasSize(6);
    }

    @Test
    void shouldFillInTheDefaultsOfTheStandard() {
        SqlRowPatternRecognition m = match("PATTERN (A)");
        assertThat(m.rowsPerMatch().rows()).isEqualTo(Rows.ONE_ROW);
        assertThat(m.afterMatch().mode()).isEqualTo(SkipMode.PAST_LAST_ROW);
        assertThat(m.within()).isNull();
        assertThat(m.search()).isNull();
        assertThat(m.defines()).isEmpty();
        assertThat(m.partitionBy()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ONE ROW PER MATCH, ONE_ROW, false",
        "ONE ROW PER MATCH SHOW TIMEOUT MATCHES, ONE_ROW, true",
        "ALL ROWS PER MATCH, ALL_ROWS_SHOW_EMPTY, false",
        "ALL ROWS PER MATCH SHOW EMPTY MATCHES, ALL_ROWS_SHOW_EMPTY, false",
        "ALL ROWS PER MATCH OMIT EMPTY MATCHES, ALL_ROWS_OMIT_EMPTY, false",
        "ALL ROWS PER MATCH WITH UNMATCHED ROWS, ALL_ROWS_WITH_UNMATCHED, false",
    })
    void shouldReadRowsPerMatch(String clause, Rows rows, boolean timeouts) {
        SqlRowPatternRecognition m = match(clause + " PATTERN (A)");
        assertThat(m.rowsPerMatch().rows()).isEqualTo(rows);
        assertThat(m.rowsPerMatch().showTimeoutMatches()).isEqualTo(timeouts);
    }

    @ParameterizedTest
    @CsvSource({
        "PAST LAST ROW, PAST_LAST_ROW,",
        "TO NEXT ROW, TO_NEXT_ROW,",
        "TO FIRST B, TO_FIRST, B",
        "TO LAST B, TO_LAST, B",
        "TO B, TO_LAST, B",
        "TO LAST, TO_LAST, LAST",
        "TO FIRST, TO_LAST, FIRST",
        "TO next, TO_LAST, next",
        "TO LAST first, TO_LAST, first",
    })
    void shouldReadWhereToSkip(String clause, SkipMode mode, String target) {
        for (String seek : new String[] {"", " SEEK"}) {
            SqlRowPatternRecognition m = match("AFTER MATCH SKIP " + clause + seek + " PATTERN (A)");
            assertThat(m.afterMatch().mode()).isEqualTo(mode);
            assertThat(
                            m.afterMatch().target() == null
                                    ? null
                                    : m.afterMatch().target().getSimple())
                    .isEqualTo(target);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t MATCH_RECOGNIZE (PATTERN (A)) AS m",
                "t AS x MATCH_RECOGNIZE (PATTERN (A)) m",
                "t x MATCH_RECOGNIZE (PATTERN (A)) AS m (a, b)",
                "(SELECT * FROM t) MATCH_RECOGNIZE (PATTERN (A)) AS m",
                "(SELECT * FROM t) AS x MATCH_RECOGNIZE (PATTERN (A))",
                "TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' MINUTE) MATCH_RECOGNIZE (PATTERN (A)) AS m",
                "TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' MINUTE)) AS w MATCH_RECOGNIZE (PATTERN (A)) AS m",
                "db.t MATCH_RECOGNIZE (PATTERN (A)) AS m JOIN u ON m.x = u.x",
                "u JOIN t MATCH_RECOGNIZE (PATTERN (A)) AS m ON m.x = u.x",
                "t MATCH_RECOGNIZE (PATTERN (A)) WITHIN INTERVAL '5' MINUTES AS m",
                "t MATCH_RECOGNIZE (PATTERN (A) WITHIN INTERVAL '0.000000001' SECOND SUBSET U = (A)) AS m",
                "t MATCH_RECOGNIZE (PATTERN (A) WITHIN INTERVAL 5 SECOND DEFINE A AS TRUE) AS m",
            })
    void shouldFollowAnyTableReference(String from) {
        from(from);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PREV(A.x)",
                "PREV(A.x, 2)",
                "NEXT(x)",
                "NEXT(A.x, 1 + 1)",
                "FIRST(A.x)",
                "FIRST(A.x, 2)",
                "LAST(x, 1)",
                "PREV(LAST(A.x, 2), 1)",
                "NEXT(FIRST(A.x + B.y))",
                "PREV(A.x + 2 * A.y, 3)",
                "CLASSIFIER()",
                "CLASSIFIER(U)",
                "MATCH_NUMBER()",
                "MATCH_ROWTIME()",
                "MATCH_STATUS()",
                "COUNT(*)",
                "COUNT(A.*)",
                "COUNT(DISTINCT A.x)",
                "COUNT(CASE WHEN A.x > 1 THEN A.y END)",
                "SUM(A.x) FILTER (WHERE A.y > 1)",
                "COUNT(*) FILTER (WHERE A.y > 1)",
                "ARRAY_AGG(A.x)",
                "ARRAY_AGG(DISTINCT A.x ORDER BY A.y DESC)",
                "LAST(A.x ORDER BY A.y)",
                "FIRST_VALUE(A.x IGNORE NULLS)",
                "FIRST(A.x) IGNORE NULLS",
                "STRING_AGG(A.x, ',' ORDER BY A.y)",
                "RUNNING LAST(A.x)",
                "FINAL LAST(A.x)",
                "FINAL LAST(A.x) - FIRST(A.x)",
                "RUNNING COUNT(A.x) + FINAL COUNT(*)",
                "FINAL COUNT(DISTINCT A.x)",
                "FINAL AVG(A.x) FILTER (WHERE A.y > 1)",
                "LAST(FINAL LAST(A.x))",
                "FINAL A.x",
                "RUNNING my.f(A.x)",
                "A.x - PREV(A.x) > 0.5 * AVG(A.x)",
            })
    void shouldReadExpressionsOfRowPatterns(String expression) {
        match("MEASURES " + expression + " AS e, " + expression + " AS f PATTERN (A)");
        match("PATTERN (A) DEFINE A AS " + expression + " > 1, B AS NOT (" + expression + ") IS NULL");
        Sql.expression(expression);
    }

    @Test
    void shouldMakeOrdinaryCallsOfTheFunctions() {
        assertThat(Sql.shape(Sql.expression("PREV(LAST(A.x, 2), 1)"))).isEqualTo("PREV(LAST(A.x, 2), 1)");
        assertThat(Sql.shape(Sql.expression("first(A.x)"))).isEqualTo("first(A.x)");
        SqlNode last = Sql.expression("FINAL LAST(A.x) + 1");
        SqlBasicCall call = ((SqlBasicCall) last).operand(0);
        assertThat(call.getOperator()).isSameAs(RowPatternOperators.FINAL);
        assertThat(Sql.shape(call)).isEqualTo("FINAL(LAST(A.x))");
        assertThat(((SqlBasicCall) Sql.expression("RUNNING COUNT(*)")).getOperator())
                .isSameAs(RowPatternOperators.RUNNING);
        assertThat(Sql.shape(Sql.expression("ARRAY_AGG(x ORDER BY y)"))).isEqualTo("WITHIN GROUP(ARRAY_AGG(x), y)");
        assertThat(((SqlBasicCall) Sql.expression("COUNT(DISTINCT x)")).getFunctionQuantifier())
                .hasToString("DISTINCT");
    }
}
