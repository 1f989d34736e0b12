package io.sabot.sql.function;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The last pattern that a row brought along, compiled. Owned by one thread. */
public final class Patterns {
    private String text;
    private String escape;
    private LikePattern like;
    private Pattern regex;

    /** @param newEscape null for none */
    public LikePattern like(String pattern, String newEscape, boolean isCaseSensitive) {
        if (!pattern.equals(text) || !java.util.Objects.equals(newEscape, escape)) {
            like = LikePattern.of(pattern, newEscape, isCaseSensitive);
            text = pattern;
            escape = newEscape;
        }
        return like;
    }

    public Pattern regex(String pattern) {
        if (!pattern.equals(text)) {
            regex = compile(pattern);
            text = pattern;
        }
        return regex;
    }

    public static Pattern compile(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new RowFailure("'" + pattern + "' is no regular expression: " + e.getDescription());
        }
    }

    /** The regular expression of a SIMILAR TO pattern, for the whole text; the escape may be 0 for none. */
    public static String ofSimilar(String pattern, char escape) {
        StringBuilder out = new StringBuilder("\\A(?s:");
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (escape != 0 && c == escape && i + 1 < pattern.length()) {
                out.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
            } else if (c == '%') {
                out.append(".*");
            } else if (c == '_') {
                out.append('.');
            } else if (".$\\".indexOf(c) >= 0 || c == '^' && (i == 0 || pattern.charAt(i - 1) != '[')) {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
        return out.append(")\\z").toString();
    }
}
