package io.sabot.ops.cases;

import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.engine.Sabot;
import io.sabot.ops.cases.ScriptText.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Text → a file of cases, or the first mistake in it. */
final class TestScriptParser {
    static final String SUFFIX = ".test.sql";

    private static final Set<String> STATEMENTS =
            new TreeSet<>(Set.of("INCLUDE", "PARAM", "TOLERANCE", "TEST", "INSERT", "ADVANCE", "END", "ASSERT"));

    private final ScriptText script;
    private final List<Token> tokens;
    private final Map<String, String> fileParameters;
    private final List<TestCase> cases = new ArrayList<>();
    private int next;
    private Path application;
    private double tolerance;

    // the case that is being read, null before the first
    private Token name;
    private Map<String, String> parameters;
    private List<Step> steps;

    private TestScriptParser(ScriptText script, Map<String, String> givenParameters) {
        this.script = script;
        this.tokens = Tokens.of(script);
        this.fileParameters = new LinkedHashMap<>(givenParameters);
    }

    /**
     * @param parameters win over those of the file, but not over those of a case
     * @throws SabotException with the first mistake, OPS-04xx
     */
    static TestScript parse(Path file, Map<String, String> parameters) {
        return new TestScriptParser(new ScriptText(file, Sabot.read(file)), parameters).parse(parameters);
    }

    private TestScript parse(Map<String, String> given) {
        while (peek().kind() != Token.Kind.END) {
            statement(given);
            symbol(';');
        }
        endCase();
        return new TestScript(script, application == null ? defaultApplication() : application, tolerance, cases);
    }

    private Path defaultApplication() {
        String file = script.file().getFileName().toString();
        if (!file.endsWith(SUFFIX)) {
            throw script.mistake(
                    "OPS-0402", "it is not said which file is tested", new Span(0, 1), "INCLUDE 'rules.sql';");
        }
        return script.directory().resolve(file.substring(0, file.length() - SUFFIX.length()) + ".sql");
    }

    private void statement(Map<String, String> given) {
        Token first = take();
        String verb = first.kind() == Token.Kind.WORD ? first.text().toUpperCase(Locale.ROOT) : "";
        switch (verb) {
            case "INCLUDE" ->
                application = script.directory()
                        .resolve(take(Token.Kind.STRING, "a file").text());
            case "TOLERANCE" ->
                tolerance =
                        Double.parseDouble(take(Token.Kind.NUMBER, "a number").text());
            case "PARAM" -> parameter(given);
            case "TEST" -> {
                endCase();
                name = take(Token.Kind.STRING, "the name of the case");
                parameters = new LinkedHashMap<>(fileParameters);
                steps = new ArrayList<>();
            }
            case "INSERT" -> step(insert(first), first);
            case "ADVANCE" -> step(advance(first), first);
            case "END" -> step(end(first), first);
            case "ASSERT" -> step(expect(first), first);
            default ->
                throw script.mistake(
                        "OPS-0401",
                        first.shown() + " begins no statement",
                        first.span(),
                        Nearest.hintOrChoice(first.text(), STATEMENTS));
        }
    }

    private void endCase() {
        if (name != null) {
            cases.add(new TestCase(name.text(), name.span(), parameters, List.copyOf(steps)));
        }
    }

    private void step(Step step, Token first) {
        if (name == null) {
            throw script.mistake(
                    "OPS-0402", "this is in no case", first.span(), "begin one: TEST 'what is to be seen';");
        }
        steps.add(step);
    }

    private void parameter(Map<String, String> given) {
        Token key = name();
        symbol('=');
        Token value = take();
        if (value.kind() != Token.Kind.STRING && value.kind() != Token.Kind.NUMBER) {
            throw expected("a value", value);
        }
        if (name != null) {
            parameters.put(key.text(), value.text());
        } else if (!given.containsKey(key.text())) {
            fileParameters.put(key.text(), value.text());
        }
    }

    // ---- steps ----

    private Step insert(Token first) {
        word("INTO");
        Token table = name();
        Records records = records(false);
        return new Step.Insert(table, records, first.span().to(table.span()));
    }

    private Step end(Token first) {
        boolean isAll = peek().isSymbol(';');
        Token table = isAll ? null : name();
        return new Step.End(table, isAll ? first.span() : first.span().to(table.span()));
    }

    private Step advance(Token first) {
        Token how = take();
        if (!how.isWord("TO") && !how.isWord("BY")) {
            throw expected("TO or BY", how);
        }
        Token amount = take(Token.Kind.STRING, how.isWord("TO") ? "a time" : "a length of time");
        return new Step.Advance(how.isWord("TO"), amount, first.span().to(amount.span()));
    }

    private Step expect(Token first) {
        Token output = name();
        List<Token> columns = columns();
        boolean isUnordered = peek().isWord("UNORDERED");
        if (isUnordered) {
            take();
        }
        Records records = records(columns, true);
        return new Step.Expect(output, !isUnordered, records, first.span().to(output.span()));
    }

    // ---- rows ----

    private Records records(boolean mayBeEmpty) {
        return records(columns(), mayBeEmpty);
    }

    private List<Token> columns() {
        List<Token> columns = new ArrayList<>();
        if (peek().isSymbol('(')) {
            do {
                take();
                columns.add(name());
            } while (peek().isSymbol(','));
            symbol(')');
        }
        return columns;
    }

    private Records records(List<Token> columns, boolean mayBeEmpty) {
        Token first = take();
        if (first.isWord("VALUES")) {
            return new Records(
                    Records.Kind.VALUES,
                    columns,
                    valueRows(),
                    null,
                    first.span().to(last()));
        }
        if (first.isWord("CSV") || first.isWord("JSON")) {
            Token block = take(Token.Kind.BLOCK, "lines between $$ and $$");
            Records.Kind kind = first.isWord("CSV") ? Records.Kind.CSV : Records.Kind.JSON;
            return new Records(
                    kind, columns, List.of(), block.text(), first.span().to(block.span()));
        }
        if (first.isWord("FROM")) {
            Token file = take(Token.Kind.STRING, "a file");
            return new Records(
                    Records.Kind.FILE,
                    columns,
                    List.of(),
                    file.text(),
                    first.span().to(file.span()));
        }
        if (mayBeEmpty && first.isWord("EMPTY")) {
            return new Records(Records.Kind.EMPTY, columns, List.of(), null, first.span());
        }
        throw expected("VALUES, CSV, JSON" + (mayBeEmpty ? ", FROM or EMPTY" : " or FROM"), first);
    }

    private Span last() {
        return tokens.get(next - 1).span();
    }

    private List<Records.ValueRow> valueRows() {
        List<Records.ValueRow> rows = new ArrayList<>();
        do {
            if (!rows.isEmpty()) {
                take();
            }
            Token open = peek();
            if (!open.isSymbol('(')) {
                throw expected("a row in parentheses", open);
            }
            List<String> values = new ArrayList<>();
            do {
                take();
                values.add(value());
            } while (peek().isSymbol(','));
            symbol(')');
            rows.add(new Records.ValueRow(values, open.span().to(last())));
        } while (peek().isSymbol(','));
        return rows;
    }

    /** As JSON: text but for NULL, TRUE and FALSE, for the column's type says how it is read. */
    private String value() {
        Token token = take();
        if (token.kind() == Token.Kind.STRING || token.kind() == Token.Kind.NUMBER) {
            return JsonText.quoted(token.text());
        }
        String word = token.kind() == Token.Kind.WORD ? token.text().toUpperCase(Locale.ROOT) : "";
        return switch (word) {
            case "NULL", "TRUE", "FALSE" -> word.toLowerCase(Locale.ROOT);
            case "DATE", "TIME", "TIMESTAMP" ->
                JsonText.quoted(take(Token.Kind.STRING, "a time in quotes").text());
            case "X" ->
                JsonText.quoted(
                        "\\x" + take(Token.Kind.STRING, "hex digits in quotes").text());
            default -> throw expected("a value", token);
        };
    }

    // ---- words ----

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        Token token = tokens.get(next);
        next = Math.min(next + 1, tokens.size() - 1);
        return token;
    }

    private Token take(Token.Kind kind, String what) {
        Token token = take();
        if (token.kind() != kind) {
            throw expected(what, token);
        }
        return token;
    }

    private Token name() {
        Token token = take();
        if (token.kind() != Token.Kind.WORD && token.kind() != Token.Kind.NAME) {
            throw expected("a name", token);
        }
        return token;
    }

    private void word(String word) {
        Token token = take();
        if (!token.isWord(word)) {
            throw expected(word, token);
        }
    }

    private void symbol(char symbol) {
        Token token = take();
        if (!token.isSymbol(symbol)) {
            throw expected("'" + symbol + "'", token);
        }
    }

    private SabotException expected(String what, Token found) {
        return script.mistake("OPS-0401", "expected " + what + ", found " + found.shown(), found.span(), null);
    }
}
