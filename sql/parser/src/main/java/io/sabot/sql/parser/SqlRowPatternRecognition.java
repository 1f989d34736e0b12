package io.sabot.sql.parser;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.apache.calcite.util.Litmus;

/** A table reference and the MATCH_RECOGNIZE clause that follows it. */
public final class SqlRowPatternRecognition extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("MATCH_RECOGNIZE", SqlKind.OTHER);

    /** An item of MEASURES; RUNNING and FINAL are operators in the expression. */
    public record Measure(SqlNode expression, SqlIdentifier alias) {}

    /** An item of SUBSET. */
    public record Subset(SqlIdentifier name, List<SqlIdentifier> members) {
        public Subset {
            members = List.copyOf(members);
        }
    }

    /** An item of DEFINE. */
    public record Definition(SqlIdentifier variable, SqlNode condition) {}

    /** What becomes of the rows of a match. */
    public enum Rows {
        ONE_ROW("ONE ROW PER MATCH"),
        ALL_ROWS_SHOW_EMPTY("ALL ROWS PER MATCH SHOW EMPTY MATCHES"),
        ALL_ROWS_OMIT_EMPTY("ALL ROWS PER MATCH OMIT EMPTY MATCHES"),
        ALL_ROWS_WITH_UNMATCHED("ALL ROWS PER MATCH WITH UNMATCHED ROWS");

        private final String sql;

        Rows(String sql) {
            this.sql = sql;
        }
    }

    /**
     * The ROWS PER MATCH clause.
     *
     * @param showTimeoutMatches whether a match that runs out of time is shown as well
     * @param pos {@link SqlParserPos#ZERO} if the clause is not written
     */
    public record RowsPerMatch(Rows rows, boolean showTimeoutMatches, SqlParserPos pos) {}

    /** Where the search goes on after a match. */
    public enum SkipMode {
        PAST_LAST_ROW("PAST LAST ROW"),
        TO_NEXT_ROW("TO NEXT ROW"),
        TO_FIRST("TO FIRST"),
        TO_LAST("TO LAST");

        private final String sql;

        SkipMode(String sql) {
            this.sql = sql;
        }
    }

    /**
     * The AFTER MATCH SKIP clause.
     *
     * @param target null unless the mode is TO_FIRST or TO_LAST
     * @param pos {@link SqlParserPos#ZERO} if the clause is not written
     */
    public record Skip(SkipMode mode, SqlIdentifier target, SqlParserPos pos) {}

    /** The word that may stand before PATTERN. */
    public enum Search {
        INITIAL,
        SEEK
    }

    private SqlNode tableRef;
    private final SqlNodeList partitionBy;
    private final SqlNodeList orderBy;
    private final List<Measure> measures;
    private final RowsPerMatch rowsPerMatch;
    private final Skip afterMatch;
    private final Search search;
    private final SqlParserPos searchPos;
    private final RowPattern pattern;
    private final SqlNode within;
    private final List<Subset> subsets;
    private final List<Definition> defines;

    private SqlRowPatternRecognition(Builder from, SqlParserPos pos) {
        super(pos);
        this.tableRef = from.tableRef;
        this.partitionBy = from.partitionBy;
        this.orderBy = from.orderBy;
        this.measures = List.copyOf(from.measures);
        this.rowsPerMatch = from.rowsPerMatch;
        this.afterMatch = from.afterMatch;
        this.search = from.search;
        this.searchPos = from.searchPos;
        this.pattern = from.pattern;
        this.within = from.within;
        this.subsets = List.copyOf(from.subsets);
        this.defines = List.copyOf(from.defines);
    }

    public SqlNode tableRef() {
        return tableRef;
    }

    public SqlNodeList partitionBy() {
        return partitionBy;
    }

    /** Items are wrapped in DESC, NULLS FIRST and NULLS LAST as those of a query's ORDER BY. */
    public SqlNodeList orderBy() {
        return orderBy;
    }

    public List<Measure> measures() {
        return measures;
    }

    /** The standard's default, ONE ROW PER MATCH, if not written. */
    public RowsPerMatch rowsPerMatch() {
        return rowsPerMatch;
    }

    /** The standard's default, PAST LAST ROW, if not written. */
    public Skip afterMatch() {
        return afterMatch;
    }

    /** Null if not written. */
    public Search search() {
        return search;
    }

    /** Where that word stands, null if not written. */
    public SqlParserPos searchPos() {
        return searchPos;
    }

    public RowPattern pattern() {
        return pattern;
    }

    /** The interval of either place of WITHIN, or null. */
    public SqlNode within() {
        return within;
    }

    public List<Subset> subsets() {
        return subsets;
    }

    public List<Definition> defines() {
        return defines;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    /** Table, PARTITION BY, ORDER BY, measures and definitions as lists of AS calls, and the interval or null. */
    @Override
    public List<SqlNode> getOperandList() {
        SqlNodeList measureList = new SqlNodeList(SqlParserPos.ZERO);
        measures.forEach(m -> measureList.add(as(m.expression(), m.alias())));
        SqlNodeList defineList = new SqlNodeList(SqlParserPos.ZERO);
        defines.forEach(d -> defineList.add(as(d.condition(), d.variable())));
        return ImmutableNullableList.of(tableRef, partitionBy, orderBy, measureList, defineList, within);
    }

    private static SqlNode as(SqlNode expression, SqlIdentifier name) {
        return SqlStdOperatorTable.AS.createCall(SqlParserPos.sum(List.of(expression, name)), expression, name);
    }

    /** Only the table can be replaced. */
    @Override
    public void setOperand(int i, SqlNode operand) {
        if (i != 0) {
            throw new UnsupportedOperationException("operand " + i);
        }
        tableRef = operand;
    }

    /** Compares the text, since most of the clause is not operands. */
    @Override
    public boolean equalsDeep(SqlNode node, Litmus litmus) {
        return node instanceof SqlRowPatternRecognition && toString().equals(node.toString())
                || litmus.fail("{} != {}", this, node);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        int precedence = tableRef.isA(SqlKind.QUERY) ? 100 : 0;
        tableRef.unparse(writer, precedence, precedence);
        writer.keyword("MATCH_RECOGNIZE");
        SqlWriter.Frame frame = writer.startList("(", ")");
        if (!partitionBy.isEmpty()) {
            clause(writer, "PARTITION BY");
            commas(writer, partitionBy);
        }
        if (!orderBy.isEmpty()) {
            clause(writer, "ORDER BY");
            commas(writer, orderBy);
        }
        if (!measures.isEmpty()) {
            clause(writer, "MEASURES");
            SqlWriter.Frame items = writer.startList("", "");
            for (Measure measure : measures) {
                writer.sep(",");
                measure.expression().unparse(writer, 0, 0);
                writer.keyword("AS");
                measure.alias().unparse(writer, 0, 0);
            }
            writer.endList(items);
        }
        clause(writer, rowsPerMatch.rows().sql);
        if (rowsPerMatch.showTimeoutMatches()) {
            writer.keyword("SHOW TIMEOUT MATCHES");
        }
        clause(writer, "AFTER MATCH SKIP " + afterMatch.mode().sql);
        if (afterMatch.target() != null) {
            afterMatch.target().unparse(writer, 0, 0);
        }
        clause(writer, search == null ? "PATTERN" : search + " PATTERN");
        writer.print("(" + pattern.toSql(writer.getDialect()::quoteIdentifier) + ")");
        writer.setNeedWhitespace(true);
        if (within != null) {
            writer.keyword("WITHIN");
            within.unparse(writer, 0, 0);
        }
        if (!subsets.isEmpty()) {
            clause(writer, "SUBSET");
            SqlWriter.Frame items = writer.startList("", "");
            for (Subset subset : subsets) {
                writer.sep(",");
                subset.name().unparse(writer, 0, 0);
                writer.keyword("=");
                Unparse.list(writer, subset.members());
            }
            writer.endList(items);
        }
        if (!defines.isEmpty()) {
            clause(writer, "DEFINE");
            SqlWriter.Frame items = writer.startList("", "");
            for (Definition define : defines) {
                writer.sep(",");
                define.variable().unparse(writer, 0, 0);
                writer.keyword("AS");
                define.condition().unparse(writer, 0, 0);
            }
            writer.endList(items);
        }
        writer.endList(frame);
    }

    private static void clause(SqlWriter writer, String keyword) {
        writer.newlineAndIndent();
        writer.keyword(keyword);
    }

    private static void commas(SqlWriter writer, SqlNodeList nodes) {
        SqlWriter.Frame items = writer.startList("", "");
        Unparse.commas(writer, nodes);
        writer.endList(items);
    }

    /** Collects the clauses in the order the grammar meets them. */
    public static final class Builder {
        private final SqlNode tableRef;
        private SqlNodeList partitionBy = SqlNodeList.EMPTY;
        private SqlNodeList orderBy = SqlNodeList.EMPTY;
        private final List<Measure> measures = new ArrayList<>();
        private RowsPerMatch rowsPerMatch = new RowsPerMatch(Rows.ONE_ROW, false, SqlParserPos.ZERO);
        private Skip afterMatch = new Skip(SkipMode.PAST_LAST_ROW, null, SqlParserPos.ZERO);
        private Search search;
        private SqlParserPos searchPos;
        private RowPattern pattern;
        private SqlNode within;
        private final List<Subset> subsets = new ArrayList<>();
        private final List<Definition> defines = new ArrayList<>();

        public Builder(SqlNode tableRef) {
            this.tableRef = tableRef;
        }

        public void partitionBy(SqlNodeList list) {
            partitionBy = list;
        }

        public void orderBy(SqlNodeList list) {
            orderBy = list;
        }

        public void measure(Measure measure) {
            measures.add(measure);
        }

        public void rowsPerMatch(RowsPerMatch rows) {
            rowsPerMatch = rows;
        }

        public void afterMatch(Skip skip) {
            afterMatch = skip;
        }

        public void search(Search word, SqlParserPos pos) {
            search = word;
            searchPos = pos;
        }

        public void pattern(RowPattern expression) {
            pattern = expression;
        }

        public void within(SqlNode interval) {
            if (within != null) {
                throw new SyntaxException(interval.getParserPosition(), "WITHIN may be given only once");
            }
            within = interval;
        }

        public void subset(SqlIdentifier name, SqlNodeList members) {
            List<SqlIdentifier> names = new ArrayList<>();
            members.forEach(m -> names.add((SqlIdentifier) m));
            subsets.add(new Subset(name, names));
        }

        public void define(Definition definition) {
            defines.add(definition);
        }

        public SqlRowPatternRecognition build(SqlParserPos pos) {
            return new SqlRowPatternRecognition(this, pos);
        }
    }
}
