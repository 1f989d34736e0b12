package io.sabot.sql.parser;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The expression of a PATTERN clause. */
public sealed interface RowPattern {
    /** The maximum of a quantifier that has none. */
    int UNBOUNDED = -1;

    SqlParserPos pos();

    /** A row that satisfies the definition of a variable. */
    record Variable(SqlIdentifier name, SqlParserPos pos) implements RowPattern {}

    /** At least two patterns, one after the other. */
    record Concatenation(List<RowPattern> members, SqlParserPos pos) implements RowPattern {
        public Concatenation {
            members = List.copyOf(members);
        }
    }

    /** At least two patterns, the first preferred. */
    record Alternation(List<RowPattern> members, SqlParserPos pos) implements RowPattern {
        public Alternation {
            members = List.copyOf(members);
        }
    }

    /**
     * A pattern several times.
     *
     * @param max {@link #UNBOUNDED} or not below {@code min}
     * @param reluctant whether fewer times are preferred
     */
    record Quantified(RowPattern body, int min, int max, boolean reluctant, SqlParserPos pos) implements RowPattern {}

    /** Patterns in any order, that of the list preferred. */
    record Permute(List<RowPattern> members, SqlParserPos pos) implements RowPattern {
        public Permute {
            members = List.copyOf(members);
        }
    }

    /** Rows that are matched and left out of the result. */
    record Exclusion(RowPattern body, SqlParserPos pos) implements RowPattern {}

    /** The start of the partition. */
    record StartAnchor(SqlParserPos pos) implements RowPattern {}

    /** The end of the partition. */
    record EndAnchor(SqlParserPos pos) implements RowPattern {}

    /** No row at all. */
    record Empty(SqlParserPos pos) implements RowPattern {}

    /** The absence of a row that satisfies the definition of a variable. */
    record NotNext(SqlIdentifier variable, SqlParserPos pos) implements RowPattern {}

    /** What it is made of, in the order of the text; empty for what is no more than itself. */
    default List<RowPattern> parts() {
        if (this instanceof Concatenation c) {
            return c.members();
        } else if (this instanceof Alternation a) {
            return a.members();
        } else if (this instanceof Permute p) {
            return p.members();
        } else if (this instanceof Quantified q) {
            return List.of(q.body());
        }
        return this instanceof Exclusion e ? List.of(e.body()) : List.of();
    }

    /** The text of this pattern, with its variables quoted as told. */
    default String toSql(UnaryOperator<String> quote) {
        if (this instanceof Variable v) {
            return quote.apply(v.name().getSimple());
        } else if (this instanceof Concatenation c) {
            return c.members().stream()
                    .map(p -> p instanceof Alternation || p instanceof Concatenation
                            ? "(" + p.toSql(quote) + ")"
                            : p.toSql(quote))
                    .collect(Collectors.joining(" "));
        } else if (this instanceof Alternation a) {
            return a.members().stream()
                    .map(p -> p instanceof Alternation ? "(" + p.toSql(quote) + ")" : p.toSql(quote))
                    .collect(Collectors.joining(" | "));
        } else if (this instanceof Quantified q) {
            String body = q.body().toSql(quote);
            boolean group = q.body() instanceof Alternation
                    || q.body() instanceof Concatenation
                    || q.body() instanceof Quantified;
            return (group ? "(" + body + ")" : body) + quantifier(q);
        } else if (this instanceof Permute p) {
            return p.members().stream().map(m -> m.toSql(quote)).collect(Collectors.joining(", ", "PERMUTE(", ")"));
        } else if (this instanceof Exclusion e) {
            return "{- " + e.body().toSql(quote) + " -}";
        } else if (this instanceof StartAnchor) {
            return "^";
        } else if (this instanceof EndAnchor) {
            return "$";
        } else if (this instanceof NotNext n) {
            return "[^" + quote.apply(n.variable().getSimple()) + "]";
        }
        return "()";
    }

    private static String quantifier(Quantified q) {
        String text;
        if (q.min() == 0 && q.max() == UNBOUNDED) {
            text = "*";
        } else if (q.min() == 1 && q.max() == UNBOUNDED) {
            text = "+";
        } else if (q.min() == 0 && q.max() == 1) {
            text = "?";
        } else if (q.min() == q.max()) {
            text = "{" + q.min() + "}";
        } else {
            text = "{" + q.min() + "," + (q.max() == UNBOUNDED ? "" : q.max()) + "}";
        }
        return q.reluctant() ? text + "?" : text;
    }

    /** One after the other. */
    static RowPattern concatenation(List<RowPattern> members) {
        return members.size() == 1 ? members.get(0) : new Concatenation(members, span(members));
    }

    /** One of them. */
    static RowPattern alternation(List<RowPattern> members) {
        return members.size() == 1 ? members.get(0) : new Alternation(members, span(members));
    }

    private static SqlParserPos span(List<RowPattern> members) {
        return members.get(0).pos().plus(members.get(members.size() - 1).pos());
    }

    /** Whether a name ends with the anchor of the end, as in {@code B$}. */
    static boolean endsWithAnchor(SqlIdentifier name) {
        String text = name.getSimple();
        return text.length() > 1 && text.endsWith("$") && !name.isComponentQuoted(0);
    }

    /** The variable of a name, without the anchor it may end with. */
    static Variable variable(SqlIdentifier name) {
        if (!endsWithAnchor(name)) {
            return new Variable(name, name.getParserPosition());
        }
        SqlParserPos pos = name.getParserPosition();
        SqlParserPos own =
                new SqlParserPos(pos.getLineNum(), pos.getColumnNum(), pos.getEndLineNum(), pos.getEndColumnNum() - 1);
        String text = name.getSimple();
        return new Variable(new SqlIdentifier(text.substring(0, text.length() - 1), own), own);
    }

    /** The anchor that ends a name. */
    static EndAnchor anchorOf(SqlIdentifier name) {
        SqlParserPos pos = name.getParserPosition();
        return new EndAnchor(new SqlParserPos(
                pos.getEndLineNum(), pos.getEndColumnNum(), pos.getEndLineNum(), pos.getEndColumnNum()));
    }
}
