package io.sabot.cep;

import java.util.ArrayList;
import java.util.List;

/** Reads patterns for tests: letters are variables, {@code ~XC} is {@code X*? [^C]}, the rest as in SQL. */
final class PatternText {
    private final String text;
    private int at;

    private PatternText(String text) {
        this.text = text.replace(" ", "");
    }

    static Pattern parse(String text) {
        PatternText parser = new PatternText(text);
        Pattern pattern = parser.alternation();
        if (parser.at != parser.text.length()) {
            throw new IllegalArgumentException(text + " at " + parser.at);
        }
        return pattern;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean take(String token) {
        boolean isThere = text.startsWith(token, at);
        at += isThere ? token.length() : 0;
        return isThere;
    }

    private Pattern alternation() {
        List<Pattern> choices = new ArrayList<>(List.of(concatenation()));
        while (take("|")) {
            choices.add(concatenation());
        }
        return choices.size() == 1 ? choices.get(0) : new Pattern.Alternation(choices);
    }

    private Pattern concatenation() {
        List<Pattern> parts = new ArrayList<>();
        while (peek() != 0 && peek() != '|' && peek() != ')' && peek() != ',') {
            parts.add(quantified());
        }
        return parts.isEmpty()
                ? new Pattern.Empty()
                : parts.size() == 1 ? parts.get(0) : new Pattern.Concatenation(parts);
    }

    private Pattern quantified() {
        Pattern body = primary();
        int min;
        int max;
        if (take("*")) {
            min = 0;
            max = Pattern.UNBOUNDED;
        } else if (take("+")) {
            min = 1;
            max = Pattern.UNBOUNDED;
        } else if (take("?")) {
            min = 0;
            max = 1;
        } else if (take("{")) {
            int close = text.indexOf('}', at);
            String[] bounds = text.substring(at, close).split(",", -1);
            min = bounds[0].isEmpty() ? 0 : Integer.parseInt(bounds[0]);
            max = bounds.length == 1 ? min : bounds[1].isEmpty() ? Pattern.UNBOUNDED : Integer.parseInt(bounds[1]);
            at = close + 1;
        } else {
            return body;
        }
        return new Pattern.Quantified(body, min, max, take("?"));
    }

    private Pattern primary() {
        if (take("(")) {
            Pattern inner = alternation();
            take(")");
            return inner;
        }
        if (take("[^")) {
            int variable = text.charAt(at++) - 'A';
            take("]");
            return new Pattern.NotNext(variable);
        }
        if (take("~")) {
            int variable = text.charAt(at++) - 'A';
            return new Pattern.Without(variable, text.charAt(at++) - 'A', false);
        }
        if (take("^")) {
            return new Pattern.StartAnchor();
        }
        if (take("$")) {
            return new Pattern.EndAnchor();
        }
        if (take("%(")) {
            List<Pattern> parts = new ArrayList<>();
            do {
                parts.add(alternation());
            } while (take(","));
            take(")");
            return new Pattern.Permutation(parts);
        }
        return new Pattern.Variable(text.charAt(at++) - 'A');
    }
}
