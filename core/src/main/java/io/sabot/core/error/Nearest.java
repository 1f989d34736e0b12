package io.sabot.core.error;

import java.util.Collection;
import java.util.Locale;

/** Finds the name that was probably meant. */
public final class Nearest {
    private Nearest() {}

    /** The closest candidate within a third of the name's length, or null. */
    public static String to(String name, Collection<String> candidates) {
        String best = null;
        // Any other letter is one edit away from a name of one letter: that is no likeness.
        int allowed = name.length() == 1 ? 0 : Math.max(1, (name.length() + 1) / 3);
        int bestDistance = allowed + 1;
        String wanted = name.toLowerCase(Locale.ROOT);
        for (String candidate : candidates) {
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** As {@link #hint}, or what there is to choose from. For few candidates. */
    public static String hintOrChoice(String name, Collection<String> candidates) {
        String hint = hint(name, candidates);
        return hint != null ? hint : "one of " + String.join(", ", new java.util.TreeSet<>(candidates));
    }

    /** "did you mean 'x'?" or null. */
    public static String hint(String name, Collection<String> candidates) {
        String nearest = to(name, candidates);
        return nearest == null ? null : "did you mean '" + nearest + "'?";
    }

    /** Edits (insert, delete, replace, swap of neighbours) from a to b. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
