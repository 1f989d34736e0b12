package io.sabot.ops;

/** A number and what it is of, in words: {@code 1 row}, {@code 2,000 rows}. */
final class Counted {
    private Counted() {}

    static String of(long number, String one, String several) {
        return Progress.count(number) + " " + (number == 1 ? one : several);
    }

    static String rows(long number) {
        return of(number, "row", "rows");
    }
}
