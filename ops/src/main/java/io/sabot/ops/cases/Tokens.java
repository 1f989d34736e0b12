package io.sabot.ops.cases;

import io.sabot.ops.cases.ScriptText.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a file of cases into words; comments are left out. */
final class Tokens {
    private static final Pattern SKIPPED = Pattern.compile("(?:\\s|--[^\\n]*|/\\*(?s:.*?)\\*/)+");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?");
    private static final Pattern STRING = Pattern.compile("'((?:[^']|'')*)'");
    private static final Pattern NAME = Pattern.compile("\"((?:[^\"]|\"\")*)\"|`((?:[^`]|``)*)`");
    private static final Pattern BLOCK = Pattern.compile("\\$\\$((?s:.*?))\\$\\$");

    private final ScriptText script;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Tokens(ScriptText script) {
        this.script = script;
    }

    /** The last one is an END. */
    static List<Token> of(ScriptText script) {
        Tokens tokens = new Tokens(script);
        tokens.cut();
        return tokens.tokens;
    }

    private void cut() {
        String text = script.text();
        while (true) {
            Matcher skipped = find(SKIPPED);
            at = skipped == null ? at : skipped.end();
            if (at == text.length()) {
                tokens.add(new Token(Token.Kind.END, "", new Span(Math.max(0, at - 1), at)));
                return;
            }
            next(text.charAt(at));
        }
    }

    private void next(char first) {
        Matcher found;
        if ((found = find(WORD)) != null) {
            add(Token.Kind.WORD, found.group(), found);
        } else if ((found = find(NUMBER)) != null) {
            add(Token.Kind.NUMBER, found.group(), found);
        } else if (first == '\'') {
            found = closed(STRING, "this text is not closed");
            add(Token.Kind.STRING, found.group(1).replace("''", "'"), found);
        } else if (first == '"' || first == '`') {
            found = closed(NAME, "this name is not closed");
            String quote = String.valueOf(first);
            add(Token.Kind.NAME, found.group(first == '"' ? 1 : 2).replace(quote + quote, quote), found);
        } else if (first == '$') {
            found = closed(BLOCK, "a block begins with $$ and ends with $$");
            add(Token.Kind.BLOCK, found.group(1), found);
        } else if ("(),;=".indexOf(first) >= 0) {
            tokens.add(new Token(Token.Kind.SYMBOL, String.valueOf(first), new Span(at, at + 1)));
            at++;
        } else {
            throw script.mistake("OPS-0401", "'" + first + "' is not understood", new Span(at, at + 1), null);
        }
    }

    private Matcher find(Pattern pattern) {
        Matcher matcher =
                pattern.matcher(script.text()).region(at, script.text().length());
        return matcher.lookingAt() ? matcher : null;
    }

    private Matcher closed(Pattern pattern, String message) {
        Matcher found = find(pattern);
        if (found == null) {
            throw script.mistake("OPS-0401", message, new Span(at, at + 1), null);
        }
        return found;
    }

    private void add(Token.Kind kind, String text, Matcher found) {
        tokens.add(new Token(kind, text, new Span(found.start(), found.end())));
        at = found.end();
    }
}
