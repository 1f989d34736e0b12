package io.sabot.sql.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The text of a script with just enough lexical structure to find its statements: words, semicolons, and what is quoted
 * or a comment and therefore neither.
 */
final class ScriptText {
    enum Kind {
        WORD,
        SEMICOLON,
        OTHER,
        /** A quote or comment that is never closed; it is the last lexeme. */
        BROKEN
    }

    /**
     * @param word the word in upper case, empty unless it is one
     * @param from offset of the first character
     * @param to offset after the last one
     */
    record Lexeme(Kind kind, String word, int from, int to) {}

    private final String text;
    private final List<Lexeme> lexemes = new ArrayList<>();
    private final List<Integer> lineStarts = new ArrayList<>();
    private SyntaxError unclosed;

    ScriptText(String text) {
        this.text = text;
        lineStarts.add(0);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n')) {
                lineStarts.add(i + 1);
            }
        }
        for (int i = 0; i < text.length(); ) {
            i = read(i);
        }
    }

    List<Lexeme> lexemes() {
        return lexemes;
    }

    /** What is wrong with a BROKEN lexeme, null if there is none. */
    SyntaxError unclosed() {
        return unclosed;
    }

    String text(Lexeme lexeme) {
        return text(lexeme.from(), lexeme.to());
    }

    String text(int from, int to) {
        return text.substring(from, Math.min(to, text.length()));
    }

    /** From one offset to another, after as many line ends and blanks as keep its positions those of the script. */
    String padded(int from, int to) {
        int line = line(from);
        return "\n".repeat(line - 1) + " ".repeat(column(from) - 1) + text.substring(from, to);
    }

    int line(int offset) {
        int low = 0;
        int high = lineStarts.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (lineStarts.get(middle) <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low + 1;
    }

    int column(int offset) {
        return offset - lineStarts.get(line(offset) - 1) + 1;
    }

    /** The offset of a position, within the text. */
    int offset(int line, int column) {
        int start = lineStarts.get(Math.min(line, lineStarts.size()) - 1);
        return Math.max(0, Math.min(text.length(), start + column - 1));
    }

    /** An error about the characters of a lexeme. */
    SyntaxError error(Lexeme at, String message, String hint) {
        return error(at.from(), at.to(), message, hint);
    }

    SyntaxError error(int from, int to, String message, String hint) {
        int last = Math.max(from, to - 1);
        return new SyntaxError(line(from), column(from), line(last), column(last), message, hint);
    }

    private int read(int from) {
        char c = text.charAt(from);
        if (c == ';') {
            return add(Kind.SEMICOLON, from, from + 1);
        } else if (c == '\'' || c == '"' || c == '`') {
            return quoted(from, from, c, false);
        } else if (text.startsWith("--", from) || text.startsWith("//", from)) {
            int to = from;
            while (to < text.length() && text.charAt(to) != '\n' && text.charAt(to) != '\r') {
                to++;
            }
            return to;
        } else if (text.startsWith("/*", from)) {
            int end = text.indexOf("*/", from + 2);
            return end >= 0 ? end + 2 : broken(from, "this comment is not closed");
        } else if (Character.isJavaIdentifierStart(c)) {
            int to = from + 1;
            while (to < text.length() && Character.isJavaIdentifierPart(text.charAt(to))) {
                to++;
            }
            boolean escaped = to == from + 1 && (c == 'e' || c == 'E');
            return escaped && to < text.length() && text.charAt(to) == '\''
                    ? quoted(from, to, '\'', true)
                    : add(Kind.WORD, from, to);
        } else if (Character.isWhitespace(c)) {
            return from + 1;
        }
        return add(Kind.OTHER, from, from + 1);
    }

    private int quoted(int from, int open, char quote, boolean backslashes) {
        int i = open + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\' && backslashes) {
                i += 2;
            } else if (c != quote) {
                i++;
            } else if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
                i += 2;
            } else {
                return add(Kind.OTHER, from, i + 1);
            }
        }
        return broken(from, quote == '\'' ? "this string is not closed" : "this quoted name is not closed");
    }

    private int broken(int from, String message) {
        unclosed = error(from, from + 1, message, null);
        return add(Kind.BROKEN, from, text.length());
    }

    private int add(Kind kind, int from, int to) {
        String word = kind == Kind.WORD ? text.substring(from, to).toUpperCase(Locale.ROOT) : "";
        lexemes.add(new Lexeme(kind, word, from, to));
        return to;
    }
}
