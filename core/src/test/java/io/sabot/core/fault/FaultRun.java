package io.sabot.core.fault;

import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/** What a {@link FaultCase} tells of itself, for the table; a parameter of the test. One thread. */
public final class FaultRun {
    private static final String SEED = "sabot.fault.seed";
    private static final String PERCENT = "sabot.fault.percent";

    private long times = 1;
    private Long seed;
    private String note = "";

    FaultRun() {}

    /** So many times, or the percentage of it that the property {@code sabot.fault.percent} says; at least once. */
    public int scaled(int normal) {
        return Math.max(1, normal * percent() / 100);
    }

    static int percent() {
        return Integer.getInteger(PERCENT, 100);
    }

    /** How often the fault was made; 1 if nobody says. */
    public void times(long newTimes) {
        times = newTimes;
    }

    /** What the table shall say besides. */
    public void note(String newNote) {
        note = newNote;
    }

    /** A new seed, or that of the property {@code sabot.fault.seed}; is printed. */
    public Random random() {
        return new Random(seed());
    }

    /** As {@link #random()}, for tests that hand the number on. */
    public long seed() {
        seed = Long.getLong(SEED, System.nanoTime());
        System.out.println("seed " + seed);
        return seed;
    }

    /** Skips the test, and says so where nobody can overlook it. */
    public static <T> T skip(String reason) {
        System.out.println("SKIPPED: " + reason);
        return Assumptions.abort(reason);
    }

    long times() {
        return times;
    }

    String seedText() {
        return seed == null ? "" : String.valueOf(seed);
    }

    String note() {
        return note;
    }
}
