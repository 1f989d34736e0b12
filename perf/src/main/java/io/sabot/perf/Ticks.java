package io.sabot.perf;

import java.util.Random;

/**
 * The rows that every program of a comparison gets: prices that walk at random, made before anything is timed.
 *
 * @param names of the symbols
 * @param symbols index into {@code names} of each row
 * @param timesNs event time, never less than that of the row before
 */
record Ticks(String[] names, int[] symbols, long[] timesNs, double[] prices, int[] sizes) {
    static final int SYMBOLS = 1_000;

    private static final int PER_MILLISECOND = 10;
    private static final long START_NS = 1_767_225_600_000_000_000L; // 2026-01-01
    private static final int MAX_SIZE = 10_000;
    private static final double CENT = 0.01;

    int rows() {
        return symbols.length;
    }

    /** Prices move by whole cents, so that now and then one stays. */
    static Ticks random(long seed, int rows, int symbolCount) {
        Random random = new Random(seed);
        String[] names = new String[symbolCount];
        long[] cents = new long[symbolCount];
        for (int i = 0; i < symbolCount; i++) {
            names[i] = "SYM" + (10_000 + i);
            cents[i] = 10_000;
        }
        Ticks ticks = new Ticks(names, new int[rows], new long[rows], new double[rows], new int[rows]);
        for (int row = 0; row < rows; row++) {
            int symbol = random.nextInt(symbolCount);
            cents[symbol] = Math.max(1, cents[symbol] + random.nextInt(21) - 10);
            ticks.symbols[row] = symbol;
            ticks.timesNs[row] = START_NS + row / PER_MILLISECOND * 1_000_000L;
            ticks.prices[row] = cents[symbol] * CENT;
            ticks.sizes[row] = 1 + random.nextInt(MAX_SIZE);
        }
        return ticks;
    }
}
