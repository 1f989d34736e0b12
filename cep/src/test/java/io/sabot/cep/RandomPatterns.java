package io.sabot.cep;

import java.util.Random;

/** Patterns over the variables A to D, with all operators. */
final class RandomPatterns {
    private RandomPatterns() {}

    static String text(Random random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            String letter = String.valueOf((char) ('A' + random.nextInt(4)));
            return switch (random.nextInt(28)) {
                case 0 -> "^";
                case 1 -> "$";
                case 2 -> "()";
                case 3, 4 -> "[^" + letter + "]";
                case 5 -> "~" + (char) ('A' + random.nextInt(4)) + letter;
                default -> letter;
            };
        }
        return switch (random.nextInt(5)) {
            case 0, 1 -> text(random, depth - 1) + " " + text(random, depth - 1);
            case 2 -> "(" + text(random, depth - 1) + "|" + text(random, depth - 1) + ")";
            case 3 ->
                random.nextInt(4) == 0
                        ? "%(" + text(random, depth - 1) + "," + text(random, 0) + ")"
                        : "(" + text(random, depth - 1) + ")";
            default ->
                "(" + text(random, depth - 1) + ")"
                        + new String[] {"*", "+", "?", "{2}", "{1,2}", "{2,}", "{,2}", "{0,3}"}[random.nextInt(8)]
                        + (random.nextBoolean() ? "?" : "");
        };
    }
}
