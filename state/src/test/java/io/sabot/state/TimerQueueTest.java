package io.sabot.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.memory.MemoryPool;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TimerQueueTest {
    private record Timer(long deadlineNs, long owner) {}

    private final MemoryPool pool = MemoryPool.unbounded();
    private final StateSpace space = new StateSpace(pool, 1L << 30);
    private final TimerQueue timers = new TimerQueue(space, "test");

    @AfterEach
    void shouldLeaveNothingBehind() {
        assertThat(timers.size()).isZero();
        assertThat(timers.nextDeadlineNs()).isEqualTo(TimerQueue.NO_DEADLINE);
        assertThat(space.usedBytes()).isZero();
        space.close();
        pool.close();
    }

    @Test
    void shouldOrderByDeadlineThenOwner() {
        timers.add(7, 2);
        timers.add(7, -1);
        timers.add(3, 9);
        assertThat(next()).isEqualTo(new Timer(3, 9));
        assertThat(next()).isEqualTo(new Timer(7, -1));
        assertThat(next()).isEqualTo(new Timer(7, 2));
    }

    private Timer next() {
        Timer next = new Timer(timers.nextDeadlineNs(), timers.nextOwner());
        timers.removeNext();
        return next;
    }

    @Test
    void shouldTakeATimerThatIsNeverDue() {
        timers.add(TimerQueue.NO_DEADLINE, 5);
        timers.add(TimerQueue.NO_DEADLINE, 4);
        assertThat(timers.size()).isEqualTo(2);
        assertThat(next().owner()).isEqualTo(4);
        assertThat(next().owner()).isEqualTo(5);
    }

    @Test
    void shouldDoWhatAPriorityQueueDoes() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            compare(random, 1 << 4 + random.nextInt(15), 200_000, seed);
        }
    }

    private void compare(Random random, int deadlines, int steps, long seed) {
        PriorityQueue<Timer> model =
                new PriorityQueue<>(Comparator.comparingLong(Timer::deadlineNs).thenComparingLong(Timer::owner));
        boolean isMoving = random.nextBoolean();
        for (int step = 0; step < steps; step++) {
            boolean isGrowing = step < steps / 2;
            if (random.nextInt(10) < (isGrowing ? 8 : 4)) {
                long deadlineNs = random.nextInt(deadlines) + (isMoving ? step : 0L);
                Timer timer = new Timer(deadlineNs, random.nextInt(1_000));
                model.add(timer);
                timers.add(timer.deadlineNs(), timer.owner());
            } else if (!model.isEmpty()) {
                assertThat(next()).as("seed %d", seed).isEqualTo(model.remove());
            }
            if (random.nextInt(10_000) == 0) {
                timers.rebuild();
            }
        }
        assertThat(timers.size()).isEqualTo(model.size());
        while (!model.isEmpty()) {
            assertThat(next()).as("seed %d", seed).isEqualTo(model.remove());
        }
        assertThat(timers.isEmpty()).isTrue();
    }

    @Test
    void shouldMergeRunsOfSeveralLevels() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int count = 2_500_000;
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long deadlineNs = random.nextInt();
            sum += deadlineNs;
            timers.add(deadlineNs, i);
            if (i % 500_000 == 0) {
                timers.rebuild();
            }
        }
        assertThat(timers.runCount()).isLessThan(3 * TimerRuns.FAN_IN);
        Timer before = new Timer(Long.MIN_VALUE, 0);
        for (int i = 0; i < count; i++) {
            Timer next = next();
            sum -= next.deadlineNs();
            if (TimerOrder.isBefore(next.deadlineNs(), next.owner(), before.deadlineNs(), before.owner())) {
                assertThat(next).as("seed %d", seed).isEqualTo(before);
            }
            before = next;
        }
        assertThat(sum).as("seed %d", seed).isZero();
    }

    @Test
    @Tag("slow")
    void shouldKeepFewPagesInUseForTenMillionTimers() {
        Random random = new Random(1);
        int count = 10_000_000;
        long longestNs = 0;
        int working = 0;
        long started = System.nanoTime();
        long before = started;
        for (int i = 0; i < count; i++) {
            timers.add(random.nextLong() >>> 8, i);
            long now = System.nanoTime();
            longestNs = Math.max(longestNs, now - before);
            before = now;
            if ((i & 0xFFFF) == 0) {
                working = Math.max(working, timers.workingPageCount());
            }
        }
        long added = System.nanoTime();
        long pages = space.usedBytes() / StateSpace.PAGE_BYTES;
        long last = -1;
        for (int i = 0; i < count; i++) {
            assert timers.nextDeadlineNs() >= last;
            last = timers.nextDeadlineNs();
            timers.removeNext();
            if ((i & 0xFFFF) == 0) {
                working = Math.max(working, timers.workingPageCount());
            }
        }
        long removed = System.nanoTime();
        System.out.printf(
                "10 M timers: %d pages, at most %d of them in use (%d KiB); add %d ns, longest %d us; remove %d ns%n",
                pages,
                working,
                (long) working * StateSpace.PAGE_BYTES / 1024,
                (added - started) / count,
                longestNs / 1000,
                (removed - added) / count);
        assertThat((long) working * StateSpace.PAGE_BYTES).isLessThan(8 << 20);
    }
}
