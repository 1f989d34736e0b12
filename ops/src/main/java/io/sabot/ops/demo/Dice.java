package io.sabot.ops.demo;

import java.util.SplittableRandom;

/** Random numbers in the shapes that a market needs; the same for the same seed. */
final class Dice {
    private static final int LOT = 100;
    private static final int MAX_SIZE = 4_000;

    private final SplittableRandom random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    double unit() {
        return random.nextDouble();
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    double gaussian() {
        return random.nextGaussian();
    }

    long exponentialNs(double meanNs) {
        return 1 + (long) (random.nextExponential() * meanNs);
    }

    /** Whole number with that mean, each further one as likely as the one before. */
    int geometric(double mean) {
        return (int) (random.nextExponential() / Math.log(1 + 1 / mean));
    }

    /** Shares: log-normal round lots, and every eighth time an odd lot. */
    int size() {
        if (chance(0.125)) {
            return between(1, LOT - 1);
        }
        double size = Math.exp(5.3 + 0.9 * random.nextGaussian());
        return (int) Math.min(MAX_SIZE, Math.max(LOT, Math.round(size / LOT) * LOT));
    }
}
