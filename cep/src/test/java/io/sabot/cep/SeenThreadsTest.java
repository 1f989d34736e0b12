package io.sabot.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.memory.MemoryPool;
import io.sabot.state.StateSpace;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Test;

class SeenThreadsTest {
    private static final int STATES = 5;

    private record Likeness(int state, long register) {}

    @Test
    void shouldFindWhatIsLikeAThreadHoweverManyThereAre() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace space = new StateSpace(pool, 1 << 26);
                ThreadStore threads = new ThreadStore(space, pool, "q", 16)) {
            SeenThreads seen = new SeenThreads(threads, 8);
            for (int round = 0; round < 200; round++) {
                threads.clearAfter();
                seen.lookFrom(0);
                fill(threads, seen, random, 1 + random.nextInt(300));
            }
        }
    }

    private static void fill(ThreadStore threads, SeenThreads seen, Random random, int count) {
        int values = 1 + random.nextInt(200);
        Set<Likeness> expected = new HashSet<>();
        for (int i = 0; i < count; i++) {
            if (random.nextInt(50) == 0) {
                seen.lookFrom(threads.afterCount());
                expected.clear();
            }
            Likeness likeness = new Likeness(random.nextInt(STATES), random.nextInt(values));
            long thread = threads.addNew();
            UnsafeApi.putLong(thread + ThreadDescriptor.REGISTERS, likeness.register());
            UnsafeApi.putLong(thread + ThreadDescriptor.REGISTERS + 8, i); // no condition reads it
            boolean isSeen = seen.hasLike(threads.afterCount() - 1, likeness.state());
            assertThat(isSeen).isEqualTo(!expected.add(likeness));
            if (isSeen) {
                threads.removeLast();
            } else {
                ThreadDescriptor.state(thread, likeness.state());
            }
        }
    }
}
