package io.sabot.sql.function;

/** A LIKE pattern: {@code %} stands for any text, {@code _} for one character. Immutable. */
public final class LikePattern {
    private static final char NONE = '\uFFFF'; // is no character

    private enum Kind {
        CHAR,
        ANY_ONE,
        ANY_TEXT
    }

    private final char[] chars;
    private final Kind[] kinds;
    private final boolean isCaseSensitive;
    private final int length;

    public LikePattern(String pattern) {
        this(pattern, NONE, true);
    }

    /** @throws RowFailure if the escape character is not followed by a wildcard or itself */
    public LikePattern(String pattern, char escape, boolean isCaseSensitive) {
        this.isCaseSensitive = isCaseSensitive;
        String text = isCaseSensitive ? pattern : Text.lower(pattern);
        char[] made = new char[text.length()];
        Kind[] madeKinds = new Kind[text.length()];
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            Kind kind = c == '%' ? Kind.ANY_TEXT : c == '_' ? Kind.ANY_ONE : Kind.CHAR;
            if (c == escape) {
                i++;
                if (i == text.length() || "%_".indexOf(text.charAt(i)) < 0 && text.charAt(i) != escape) {
                    throw new RowFailure("the LIKE pattern '" + pattern + "' has an escape before nothing to escape");
                }
                c = text.charAt(i);
                kind = Kind.CHAR;
            }
            made[count] = c;
            madeKinds[count++] = kind;
        }
        this.chars = made;
        this.kinds = madeKinds;
        this.length = count;
    }

    /** A pattern with an escape that is one character of text, or null for none. */
    public static LikePattern of(String pattern, String escape, boolean isCaseSensitive) {
        if (escape != null && escape.length() != 1) {
            throw new RowFailure("the escape of LIKE must be one character, not '" + escape + "'");
        }
        return new LikePattern(pattern, escape == null ? NONE : escape.charAt(0), isCaseSensitive);
    }

    public boolean matches(String value) {
        String text = isCaseSensitive ? value : Text.lower(value);
        int at = 0;
        int p = 0;
        int retryPattern = -1;
        int retryText = 0;
        while (true) {
            if (p < length && kinds[p] == Kind.ANY_TEXT) {
                retryPattern = ++p;
                retryText = at;
                if (p == length) {
                    return true;
                }
                continue;
            }
            if (p == length && at == text.length()) {
                return true;
            }
            if (p < length && at < text.length() && (kinds[p] == Kind.ANY_ONE || chars[p] == text.charAt(at))) {
                at = kinds[p] == Kind.ANY_ONE ? next(text, at) : at + 1;
                p++;
                continue;
            }
            if (retryPattern < 0 || retryText >= text.length()) {
                return false;
            }
            retryText = next(text, retryText); // the last % takes one character more
            at = retryText;
            p = retryPattern;
        }
    }

    private static int next(String text, int at) {
        return at + Character.charCount(text.codePointAt(at));
    }
}
