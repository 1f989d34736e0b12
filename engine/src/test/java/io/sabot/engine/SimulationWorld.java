package io.sabot.engine;

import io.sabot.core.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the simulated node lives in: a clock that jumps, and events whose times do not. */
final class SimulationWorld implements Clock {
    static final long SECOND_NS = 1_000_000_000L;
    private static final long HOUR_NS = 3_600 * SECOND_NS;
    private static final long EVENTS_BEGIN_NS = 1_767_225_600L * SECOND_NS; // 2026
    private static final long EVENTS_END_NS = EVENTS_BEGIN_NS + 1_000 * HOUR_NS;
    private static final long CLOCK_BEGIN_NS = EVENTS_BEGIN_NS + 100_000 * HOUR_NS;
    private static final int FEW_SYMBOLS = 4;

    /** A row of any of the tables. */
    record Event(long id, String symbol, long timeNs, int value) {
        @Override
        public String toString() {
            return id + "," + symbol + "," + timeNs + "," + value;
        }
    }

    private final Random random;
    private long clockNs = CLOCK_BEGIN_NS;
    private long eventNs = EVENTS_BEGIN_NS + SECOND_NS * 3_600;

    SimulationWorld(Random random) {
        this.random = random;
    }

    /** Whether a number can be nothing else. */
    static boolean isEventTime(long value) {
        return value >= EVENTS_BEGIN_NS && value < EVENTS_END_NS;
    }

    @Override
    public long nowNs() {
        return clockNs;
    }

    void pass() {
        clockNs += random.nextInt(200) * 1_000_000L;
    }

    void jump() {
        clockNs += random.nextBoolean() ? HOUR_NS : -HOUR_NS;
    }

    /** Rows with ascending ids; some come late, a few too late. */
    List<Event> events(long firstId, int count) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            eventNs += random.nextInt(900) * 1_000_000L;
            boolean isLate = random.nextInt(6) == 0;
            long timeNs = eventNs - (isLate ? random.nextInt(6_000) : random.nextInt(700)) * 1_000_000L;
            boolean isRare = random.nextInt(12) == 0;
            String symbol = "S" + random.nextInt(isRare ? 200 : FEW_SYMBOLS);
            events.add(new Event(firstId + i, symbol, timeNs, random.nextInt(100)));
        }
        return events;
    }
}
