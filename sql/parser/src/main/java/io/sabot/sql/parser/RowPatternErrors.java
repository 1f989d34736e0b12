package io.sabot.sql.parser;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What may be expected in MATCH_RECOGNIZE, and what those probably meant who wrote something else. */
final class RowPatternErrors {
    static final String VARIABLE = "a variable";
    static final String QUANTIFIER = "a quantifier";

    /** The grammar knows these, to say that they are not offered. */
    static final Set<String> NEVER_EXPECTED = Set.of("INITIAL", "SEEK");

    private static final String CLOSING = "')'";
    private static final String END_OF_EXCLUSION = "'-}'";

    /** What begins an element of a pattern, beside a variable. */
    private static final Set<String> ELEMENTS = Set.of("a name", "'('", "'$'", "'['", "'^'");

    private static final Set<String> QUANTIFIERS = Set.of("'*'", "'+'", "'?'");
    private static final Set<String> CLAUSES =
            Set.of("PARTITION", "ORDER", "MEASURES", "ONE", "ALL", "AFTER", "PATTERN", "WITHIN", "SUBSET", "DEFINE");

    private static final Map<String, String> IN_PATTERN = Map.ofEntries(
            Map.entry(",", "variables stand side by side, as in (A B); PERMUTE(A, B) is any order"),
            Map.entry("->", "A and then B is (A B); with other rows between them (A {- X*? -} B)"),
            Map.entry(".", "a pattern names variables; what their columns must be is said in DEFINE"),
            Map.entry("*", "one quantifier is enough, or use parentheses, as in (A+)*"),
            Map.entry("+", "a quantifier stands behind what is repeated, one only, as in A+"),
            Map.entry("{", "a quantifier stands behind what is repeated, one only, as in A{2,5}"),
            Map.entry("&", "one row can be mapped to one variable only: say both in its condition in DEFINE"),
            Map.entry("AND", "A and then B is (A B)"),
            Map.entry("OR", "A or else B is (A | B)"),
            Map.entry("NOT", "[^C] says that the next row is not C"),
            Map.entry("!", "[^C] says that the next row is not C"));

    private RowPatternErrors() {}

    /** Whether the expectations are those inside of PATTERN (…): nothing else can go on with a dollar. */
    static boolean isInPattern(Set<String> expected) {
        return expected.contains("'$'");
    }

    /** The expectations in fewer words. */
    static Set<String> describe(Set<String> expected) {
        Set<String> shown = new LinkedHashSet<>(expected);
        shown.removeAll(ELEMENTS);
        shown.removeIf(word -> Character.isUpperCase(word.charAt(0))); // which variables may be called, too
        shown.remove("'||'");
        shown.add(VARIABLE);
        if (shown.contains("'*'")) {
            shown.add(QUANTIFIER);
        }
        shown.removeAll(QUANTIFIERS);
        if (shown.remove("'-'")) {
            shown.add(END_OF_EXCLUSION);
        }
        return shown;
    }

    /**
     * What to do, or null.
     *
     * @param expected as shown
     * @param found text of the token, or what stands for the end of the statement
     */
    static String hint(Set<String> expected, String found) {
        String word = found.toUpperCase(Locale.ROOT);
        if (expected.contains(VARIABLE)) {
            return inPattern(expected, word);
        }
        if (expected.equals(Set.of("a string")) && Character.isLetterOrDigit(found.charAt(0))) {
            return "'" + found + "'";
        }
        if (expected.equals(Set.of("'^'"))) {
            return "[^C] says that the next row is not C";
        }
        if (expected.equals(Set.of("INTERVAL")) && Character.isDigit(found.charAt(0))) {
            return "INTERVAL '" + found + "' SECOND";
        }
        if (expected.equals(Set.of("INTERVAL")) && found.startsWith("'")) {
            return "INTERVAL '5' SECOND";
        }
        if (word.equals("NEXT") && expected.equals(Set.of("PAST", "TO"))) {
            return "AFTER MATCH SKIP TO NEXT ROW";
        }
        if (word.equals("WITHIN") && expected.contains(CLOSING)) {
            return "WITHIN stands behind PATTERN (…), before SUBSET and DEFINE";
        }
        if (List.of("DEFINE", "SUBSET").contains(word) && expected.contains("WHERE")) {
            return "the parenthesis of MATCH_RECOGNIZE is closed already: is there one ')' too many?";
        }
        if (CLAUSES.contains(word)
                && CLAUSES.stream().filter(expected::contains).count() > 1) {
            return "the order is PARTITION BY, ORDER BY, MEASURES, … ROWS PER MATCH, AFTER MATCH SKIP, PATTERN, WITHIN, SUBSET,"
                    + " DEFINE";
        }
        return null;
    }

    private static String inPattern(Set<String> expected, String word) {
        if (IN_PATTERN.containsKey(word)) {
            return IN_PATTERN.get(word);
        }
        if (expected.contains(END_OF_EXCLUSION)) {
            return "what begins with {- ends with -}";
        }
        if (word.startsWith("'")) {
            return "a variable is a name, without quotes or in double ones";
        }
        if (Character.isDigit(word.charAt(0))) {
            return "A three times is A{3}";
        }
        return expected.contains(CLOSING) ? "is a ')' missing, at the end of the pattern or of a group?" : null;
    }
}
