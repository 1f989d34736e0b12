package io.sabot.state.view;

import java.nio.file.Path;

/**
 * The process that {@link ViewKillTest} kills: reads keys without pause, and ends with a word on what is wrong if something
 * is. Runs without any flag of the JVM.
 */
final class ViewProcess {
    static final String READING = "reading";
    static final int KEYS = 64;

    private ViewProcess() {}

    /** @param arguments the directory of the view */
    public static void main(String[] arguments) {
        try (ViewReader reader = ViewReader.open(Path.of(arguments[0]))) {
            long[] seen = new long[KEYS];
            ViewKey key = reader.key();
            for (long i = 0; true; i++) {
                int wanted = (int) (i % KEYS);
                check(reader.get(key.reset().i64(wanted)), wanted, seen);
                if (i == 10_000) {
                    System.out.println(READING);
                }
            }
        }
    }

    /** Rows are (key, n, text of n % 40 times the letter of n): never half of one and half of another, never older. */
    private static void check(ViewRow row, int wanted, long[] seen) {
        if (row == null) {
            throw new IllegalStateException("key " + wanted + " is missing");
        }
        long n = row.i64(1);
        if (row.i64(0) != wanted || !row.string(2).equals(text(n)) || row.output() < seen[wanted]) {
            throw new IllegalStateException("key " + wanted + " has " + row.i64(0) + ", " + n + ", " + row.string(2));
        }
        seen[wanted] = row.output();
    }

    static String text(long n) {
        return String.valueOf((char) ('a' + n % 26)).repeat((int) (n * 7 % 40));
    }
}
