package io.sabot.sql.parser;

import io.sabot.sql.parser.impl.ParseException;
import io.sabot.sql.parser.impl.SabotParserImplConstants;
import io.sabot.sql.parser.impl.Token;
import io.sabot.sql.parser.impl.TokenMgrError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.Static;

/** Says for people what the generated parser throws. */
final class SyntaxErrors {
    private static final int MOST_EXPECTATIONS = 6;

    private static final String NAME = "a name";
    private static final String EXPRESSION = "an expression";
    private static final String TYPE = "a type";
    private static final String OPERATOR = "an operator";
    private static final String END = "end of statement";

    /** What is worth telling first. What is not listed comes after it in the order of the alphabet. */
    private static final List<String> ORDER = List.of(
            NAME,
            EXPRESSION,
            TYPE,
            RowPatternErrors.VARIABLE,
            RowPatternErrors.QUANTIFIER,
            "a string",
            "a number",
            "SELECT",
            "FROM",
            "INTO",
            "BY",
            "AS",
            "ON",
            "TABLE",
            "VIEW",
            "FUNCTION",
            "PATTERN",
            "')'",
            "','",
            "'='",
            "WHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "DEFINE",
            "MEASURES",
            "WITHIN",
            "SUBSET",
            "VALUES",
            "WITH",
            END,
            "'('",
            "JOIN",
            "UNION",
            "NOT",
            "NULL",
            "SECOND",
            "MINUTE",
            "HOUR",
            "DAY",
            "MONTH",
            "YEAR",
            "WATERMARK",
            "PRIMARY");

    private static final Set<String> NAMES = Set.of(
            "IDENTIFIER",
            "QUOTED_IDENTIFIER",
            "BACK_QUOTED_IDENTIFIER",
            "BIG_QUERY_BACK_QUOTED_IDENTIFIER",
            "BRACKET_QUOTED_IDENTIFIER",
            "HYPHENATED_IDENTIFIER",
            "UNICODE_QUOTED_IDENTIFIER");

    private static final Set<String> STRINGS = Set.of(
            "QUOTED_STRING",
            "PREFIXED_STRING_LITERAL",
            "UNICODE_STRING_LITERAL",
            "C_STYLE_ESCAPED_STRING_LITERAL",
            "BINARY_STRING_LITERAL",
            "BIG_QUERY_QUOTED_STRING",
            "BIG_QUERY_DOUBLE_QUOTED_STRING");

    private static final Set<String> NUMBERS =
            Set.of("UNSIGNED_INTEGER_LITERAL", "DECIMAL_NUMERIC_LITERAL", "APPROX_NUMERIC_LITERAL");

    /** What goes on with an expression that could as well be finished. */
    private static final Set<String> OPERATORS = Set.of(
            "'+'",
            "'-'",
            "'*'",
            "'/'",
            "'%'",
            "'||'",
            "'='",
            "'<'",
            "'>'",
            "'<='",
            "'>='",
            "'<>'",
            "'!='",
            "'<<'",
            "'&'",
            "'^'",
            "'['",
            "'.'",
            "'('",
            "'=>'",
            "'->'",
            "':'",
            "AND",
            "OR",
            "IS",
            "IN",
            "BETWEEN",
            "LIKE",
            "ILIKE",
            "RLIKE",
            "SIMILAR",
            "NOT",
            "MEMBER",
            "SUBMULTISET",
            "CONTAINS",
            "OVERLAPS",
            "EQUALS",
            "PRECEDES",
            "SUCCEEDS",
            "IMMEDIATELY",
            "MULTISET",
            "FORMAT",
            "FILTER",
            "OVER",
            "IGNORE",
            "RESPECT",
            "COLLATE");

    /** What may stand where an expression may and is not the start of one. */
    private static final Set<String> BESIDE_EXPRESSIONS = Set.of("')'", "']'", "'*'", "DISTINCT", "SELECT", END);

    private static final Set<String> TYPES = Set.of(
            "ANY",
            "BIGINT",
            "BINARY",
            "BOOLEAN",
            "BYTES",
            "CHAR",
            "CHARACTER",
            "DATE",
            "DEC",
            "DECIMAL",
            "DOUBLE",
            "FLOAT",
            "GEOMETRY",
            "INT",
            "INTEGER",
            "INTERVAL",
            "MAP",
            "NUMERIC",
            "REAL",
            "ROW",
            "SMALLINT",
            "STRING",
            "TIME",
            "TIMESTAMP",
            "TIMESTAMP_LTZ",
            "TINYINT",
            "UNSIGNED",
            "UUID",
            "VARBINARY",
            "VARCHAR",
            "VARIANT");

    private static final List<String> STATEMENTS =
            List.of("SELECT", "INSERT", "CREATE", "WITH", "EXPLAIN", "SET", "VALUES", "EXECUTE", "BEGIN");

    private static final List<String> QUERIES = List.of("SELECT", "WITH", "VALUES");

    private static final Pattern LEXICAL =
            Pattern.compile("(?s)Lexical error at line (\\d+), column (\\d+)\\.(?:.*?after : \"(.*)\")?.*");

    private SyntaxErrors() {}

    /** An error of a word that begins no statement. */
    static SyntaxError notAStatement(ScriptText script, ScriptText.Lexeme found) {
        return script.error(
                found,
                "expected " + join(STATEMENTS) + ", found " + quote(script.text(found)),
                hint(found.word(), STATEMENTS));
    }

    /** An error of a word that stands for a type. */
    static SyntaxError notAType(SqlIdentifier name) {
        SqlParserPos pos = name.getParserPosition();
        return new SyntaxError(
                pos.getLineNum(),
                pos.getColumnNum(),
                pos.getEndLineNum(),
                pos.getEndColumnNum(),
                "expected a type, found " + quote(name.toString()),
                hint(name.toString(), new TreeSet<>(TYPES)));
    }

    /** An error of a lexeme, null at the end of the text, where exactly one thing can stand. */
    static SyntaxError expected(ScriptText script, String what, ScriptText.Lexeme found, int end) {
        return found == null
                ? script.error(end, end, "expected " + what + ", found " + END, null)
                : script.error(
                        found,
                        "expected " + what + ", found " + quote(script.text(found)),
                        hint(found.word(), List.of(what)));
    }

    /**
     * What went wrong in a statement.
     *
     * @param from offset of its first character
     * @param end offset of its semicolon or of its last character
     * @param nonReserved which words are names as well
     */
    static List<SyntaxError> of(ScriptText script, int from, int end, Throwable e, Predicate<String> nonReserved) {
        if (e instanceof SyntaxException own) {
            return own.errors();
        } else if (e instanceof ParseException parse && parse.currentToken != null) {
            return List.of(unexpected(script, end, parse, nonReserved));
        } else if (e instanceof TokenMgrError) {
            Matcher at = LEXICAL.matcher(String.valueOf(e.getMessage()));
            if (at.matches()) {
                int offset = script.offset(Integer.parseInt(at.group(1)), Integer.parseInt(at.group(2)));
                int start = Math.max(
                        from, offset - (at.group(3) == null ? 0 : at.group(3).length()));
                String character = script.text(start, start + 1);
                return List.of(script.error(start, start + 1, "unexpected character " + quote(character), null));
            }
        } else if (e instanceof CalciteContextException context) {
            return List.of(ofGrammar(script, context));
        } else if (e instanceof StackOverflowError) {
            return List.of(script.error(from, from + 1, "this statement is nested too deeply", null));
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return List.of(script.error(from, end + 1, message, null));
    }

    private static SyntaxError ofGrammar(ScriptText script, CalciteContextException e) {
        int from = script.offset(e.getPosLine(), e.getPosColumn());
        int to = script.offset(e.getEndPosLine(), e.getEndPosColumn()) + 1;
        String message = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
        if (message.equals(Static.RESOURCE.illegalNonQueryExpression().str())) {
            String found = script.text(from, to);
            return script.error(
                    from, to, "expected " + join(QUERIES) + ", found " + quote(found), hint(found, QUERIES));
        }
        return script.error(from, to, message, null);
    }

    private static SyntaxError unexpected(ScriptText script, int end, ParseException e, Predicate<String> nonReserved) {
        Token before = e.currentToken;
        int depth = 0;
        Set<Integer> next = next(e, depth);
        while (true) {
            Set<Integer> deeper = next(e, depth + 1);
            if (deeper.isEmpty() || before.next.next == null) {
                break;
            }
            depth++;
            before = before.next;
            next = deeper;
        }
        Token found = before.next;
        Set<String> keywords = new TreeSet<>();
        Set<String> expected = describe(e, next, nonReserved, keywords);
        if (found.kind == SabotParserImplConstants.EOF) {
            return script.error(
                    end,
                    end,
                    "expected " + join(rank(expected, null)) + ", found " + END,
                    RowPatternErrors.hint(expected, END));
        }
        String meant = closest(found.image, keywords);
        if (meant == null && before.kind == SabotParserImplConstants.IDENTIFIER && before.image.length() >= 3) {
            // A misspelt keyword was taken for an alias, and what follows it is what does not fit.
            String alias = closest(before.image, keywords);
            if (alias != null) {
                found = before;
                meant = alias;
            }
        }
        int from = script.offset(found.beginLine, found.beginColumn);
        int to = script.offset(found.endLine, found.endColumn) + 1;
        return script.error(
                from,
                to,
                "expected " + join(rank(expected, meant)) + ", found " + quote(found.image),
                meant == null ? RowPatternErrors.hint(expected, found.image) : hint(meant));
    }

    /** The kinds of tokens that could follow the first {@code depth} tokens after the current one, if those fit. */
    private static Set<Integer> next(ParseException e, int depth) {
        Set<Integer> kinds = new LinkedHashSet<>();
        for (int[] sequence : e.expectedTokenSequences) {
            if (sequence.length > depth && fits(e.currentToken, sequence, depth)) {
                kinds.add(sequence[depth]);
            }
        }
        return kinds;
    }

    private static boolean fits(Token current, int[] sequence, int depth) {
        Token token = current;
        for (int i = 0; i < depth; i++) {
            token = token.next;
            if (token == null || token.kind != sequence[i]) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> describe(
            ParseException e, Set<Integer> kinds, Predicate<String> nonReserved, Set<String> keywords) {
        Set<String> words = new LinkedHashSet<>();
        for (int kind : kinds) {
            String image = e.tokenImage[kind];
            String bare = image.substring(1, image.length() - 1);
            if (image.startsWith("\"")) {
                boolean word = Character.isLetter(bare.charAt(0));
                words.add(word ? bare : "'" + bare + "'");
            } else if (NAMES.contains(bare)) {
                words.add(NAME);
            } else if (STRINGS.contains(bare)) {
                words.add("a string");
            } else if (NUMBERS.contains(bare)) {
                words.add("a number");
            } else if (kind == SabotParserImplConstants.EOF) {
                words.add(END);
            }
        }
        words.removeIf(w -> w.startsWith("'/*") || w.startsWith("'{"));
        if (words.contains("a number")) {
            words.removeAll(List.of("'?'", "DECIMAL"));
        }
        words.removeAll(RowPatternErrors.NEVER_EXPECTED);
        if (RowPatternErrors.isInPattern(words)) {
            return RowPatternErrors.describe(words);
        }
        boolean name = words.contains(NAME);
        boolean expression = name && words.contains("a number") && words.contains("CASE");
        words.stream()
                .filter(SyntaxErrors::isKeyword)
                .filter(w -> !name || !nonReserved.test(w))
                .forEach(keywords::add);
        Set<String> shown = new LinkedHashSet<>(words);
        shown.removeIf(w -> w.endsWith("S") && words.contains(w.substring(0, w.length() - 1)));
        if (words.contains("BIGINT") && words.contains("VARCHAR") && !expression) {
            shown.removeAll(TYPES);
            shown.remove(NAME);
            shown.add(TYPE);
        }
        if (expression) {
            shown.retainAll(BESIDE_EXPRESSIONS);
            shown.add(EXPRESSION);
        } else if (name) {
            shown.removeIf(w -> isKeyword(w) && nonReserved.test(w));
        }
        if (shown.contains("'+'") && shown.contains("'/'")) {
            shown.removeAll(OPERATORS);
            shown.add(OPERATOR);
        }
        return shown;
    }

    private static boolean isKeyword(String expectation) {
        return Character.isUpperCase(expectation.charAt(0));
    }

    private static List<String> rank(Set<String> expected, String first) {
        Comparator<String> order = Comparator.comparing((String w) -> !w.equals(first))
                .thenComparing(w -> ORDER.contains(w) ? ORDER.indexOf(w) : OPERATOR.equals(w) ? 1000 : 100)
                .thenComparing(Comparator.naturalOrder());
        List<String> ranked = new ArrayList<>(expected);
        ranked.sort(order);
        return ranked.subList(0, Math.min(MOST_EXPECTATIONS, ranked.size()));
    }

    private static String join(List<String> words) {
        List<String> some = words.subList(0, Math.min(MOST_EXPECTATIONS, words.size()));
        if (some.isEmpty()) {
            return "something else";
        }
        String last = some.get(some.size() - 1);
        return some.size() == 1 ? last : String.join(", ", some.subList(0, some.size() - 1)) + " or " + last;
    }

    private static String quote(String image) {
        String text = image.length() > 40 ? image.substring(0, 37) + "..." : image;
        return text.startsWith("'") ? text : "'" + text + "'";
    }

    private static String hint(String found, Collection<String> keywords) {
        return hint(closest(found, keywords));
    }

    private static String hint(String keyword) {
        return keyword == null ? null : "did you mean '" + keyword + "'?";
    }

    /** The keyword a word is probably a misspelling of, or null. */
    private static String closest(String word, Collection<String> keywords) {
        String upper = word.toUpperCase(Locale.ROOT);
        int most = upper.length() < 3 ? 0 : upper.length() < 6 ? 1 : 2;
        String best = null;
        for (String keyword : keywords) {
            int distance = distance(upper, keyword);
            if (distance > 0 && distance <= Math.min(most, keyword.length() - 2)) {
                best = keyword;
                most = distance - 1;
            }
        }
        return best;
    }

    /** Insertions, deletions, replacements and swaps of neighbours that make one word of the other. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
