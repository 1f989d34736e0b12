package io.sabot.sql.parser;

import io.sabot.sql.parser.ScriptText.Kind;
import io.sabot.sql.parser.ScriptText.Lexeme;
import io.sabot.sql.parser.impl.SabotParserImpl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;
import org.apache.calcite.util.SourceStringReader;

/**
 * Reads scripts: statements separated by semicolons.
 *
 * <p>Every statement is parsed on its own, so that an error in one does not hide those of the next.
 */
public final class SabotSqlParser {
    private static final int LONGEST_NAME = 256;

    private static final SqlConformance LENIENT = new SqlDelegatingConformance(SqlConformanceEnum.BABEL) {
        @Override
        public boolean allowExplicitRowValueConstructor() {
            return true;
        }
    };

    private static final Set<String> STARTS =
            Set.of("SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPSERT", "CREATE", "EXPLAIN", "SET");

    /** Tells words that are names from reserved ones; any instance knows. */
    private static final SqlAbstractParserImpl.Metadata WORDS = parser("").getMetadata();

    private final ScriptText script;
    private final List<Lexeme> lexemes;
    private final List<SyntaxError> errors = new ArrayList<>();
    private int next;
    private boolean unreadableSet;

    private SabotSqlParser(String sql) {
        script = new ScriptText(sql);
        lexemes = script.lexemes();
    }

    /** Reads as much of a script as can be read. Never throws for what is in the text. */
    public static ParsedScript parse(String sql) {
        return new SabotSqlParser(sql).script();
    }

    /**
     * Reads a single expression.
     *
     * @throws SyntaxException if the text is not one
     */
    public static SqlNode parseExpression(String sql) {
        ScriptText text = new ScriptText(sql);
        if (text.unclosed() != null) {
            throw new SyntaxException(List.of(text.unclosed()));
        }
        List<Lexeme> all = text.lexemes();
        int end = all.isEmpty() ? 0 : all.get(all.size() - 1).to() - 1;
        try {
            return parser(sql).parseSqlExpressionEof();
        } catch (Exception | Error e) {
            rethrow(e);
            throw new SyntaxException(SyntaxErrors.of(text, 0, end, e, SabotSqlParser::isName));
        }
    }

    /** Whether a word may be used as a name without quotes. */
    public static boolean isName(String word) {
        return !WORDS.isKeyword(word) || WORDS.isNonReservedKeyword(word) || word.equalsIgnoreCase("ROW");
    }

    private ParsedScript script() {
        List<SqlNode> statements = new ArrayList<>();
        while (next < lexemes.size()) {
            Lexeme first = lexemes.get(next);
            if (first.kind() == Kind.SEMICOLON) {
                next++;
            } else if (first.word().equals("EXECUTE") || first.word().equals("BEGIN")) {
                statementSet(statements);
            } else {
                statement(statements);
            }
        }
        if (script.unclosed() != null) {
            errors.add(script.unclosed());
        }
        errors.sort(Comparator.comparingInt(SyntaxError::line).thenComparingInt(SyntaxError::column));
        return new ParsedScript(statements, errors);
    }

    /** Reads {@code EXECUTE STATEMENT SET BEGIN s; s; END} or {@code BEGIN STATEMENT SET; s; s; END}. */
    private void statementSet(List<SqlNode> into) {
        Lexeme first = lexemes.get(next++);
        boolean execute = first.word().equals("EXECUTE");
        if (!expect("STATEMENT") || !expect("SET") || !expect(execute ? "BEGIN" : "';'")) {
            // Its statements are read for their errors, and its END is left out of them.
            unreadableSet = true;
            while (next < lexemes.size() && lexemes.get(next).kind() != Kind.SEMICOLON) {
                if (lexemes.get(next++).word().equals("BEGIN")) {
                    break;
                }
            }
            return;
        }
        List<SqlNode> statements = new ArrayList<>();
        while (next < lexemes.size()) {
            Lexeme lexeme = lexemes.get(next);
            if (lexeme.kind() == Kind.SEMICOLON) {
                next++;
            } else if (lexeme.word().equals("END")) {
                next++;
                into.add(new SqlStatementSet(pos(first, lexeme), statements));
                if (next < lexemes.size() && !expect("';'")) {
                    skipStatement();
                }
                return;
            } else {
                statement(statements);
            }
        }
        if (script.unclosed() == null) {
            expect("END");
        }
    }

    /** Takes a word or a semicolon, or reports what stands in its place and leaves it. */
    private boolean expect(String what) {
        Lexeme found = next < lexemes.size() ? lexemes.get(next) : null;
        if (found != null && (found.kind() == Kind.SEMICOLON ? "';'" : found.word()).equals(what)) {
            next++;
            return true;
        }
        if (found == null || found.kind() != Kind.BROKEN) {
            errors.add(SyntaxErrors.expected(
                    script, what, found, lexemes.get(lexemes.size() - 1).to() - 1));
        }
        return false;
    }

    private void skipStatement() {
        while (next < lexemes.size() && lexemes.get(next).kind() != Kind.SEMICOLON) {
            next++;
        }
    }

    /** Reads from the next lexeme up to a semicolon. */
    private void statement(List<SqlNode> into) {
        Lexeme first = lexemes.get(next);
        skipStatement();
        Lexeme last = lexemes.get(next - 1);
        int end = next < lexemes.size() ? lexemes.get(next).from() : last.to() - 1;
        if (unreadableSet && first == last && first.word().equals("END")) {
            unreadableSet = false;
        } else if (!STARTS.contains(first.word()) && !script.text(first).equals("(") && first.kind() != Kind.BROKEN) {
            errors.add(SyntaxErrors.notAStatement(script, first));
        } else if (last.kind() != Kind.BROKEN) {
            try {
                into.add(parser(script.padded(first.from(), last.to())).parseSqlStmtEof());
            } catch (Exception | Error e) {
                rethrow(e);
                errors.addAll(SyntaxErrors.of(script, first.from(), end, e, SabotSqlParser::isName));
            }
        }
    }

    /** What the text cannot be the cause of. */
    private static void rethrow(Throwable e) {
        if (e instanceof VirtualMachineError error && !(e instanceof StackOverflowError)) {
            throw error;
        }
    }

    private SqlParserPos pos(Lexeme first, Lexeme last) {
        int end = last.to() - 1;
        return new SqlParserPos(
                script.line(first.from()), script.column(first.from()), script.line(end), script.column(end));
    }

    private static SqlAbstractParserImpl parser(String sql) {
        SqlAbstractParserImpl parser =
                SabotParserImpl.FACTORY.getParser(new SourceStringReader(sql.isEmpty() ? " " : sql));
        parser.setTabSize(1);
        parser.setUnquotedCasing(Casing.UNCHANGED);
        parser.setQuotedCasing(Casing.UNCHANGED);
        parser.setIdentifierMaxLength(LONGEST_NAME);
        parser.setConformance(LENIENT);
        parser.switchTo(SqlAbstractParserImpl.LexicalState.DQID);
        return parser;
    }
}
