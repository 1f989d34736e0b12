package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.core.time.Clock;
import io.sabot.journal.JournalFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that somebody sets, forth and back, while the node runs and while it does not. */
final class ClockFaultTest {
    private static final int BATCHES = 900;
    private static final int LIVES = 3;
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    @TempDir
    Path directory;

    /** Jumps by up to an hour either way, once in a hundred calls. */
    private static final class Jumping implements Clock {
        private final Random random;
        private long offsetNs;
        private long highestNs;
        private int jumps;

        Jumping(Random random) {
            this.random = random;
        }

        @Override
        public long nowNs() {
            if (random.nextInt(100) == 0) {
                offsetNs += (random.nextBoolean() ? 1 : -1) * HOUR_NS;
                jumps++;
            }
            highestNs = Math.max(highestNs, offsetNs);
            return Clock.system().nowNs() + offsetNs;
        }
    }

    @Test
    @FaultCase(
            number = 16,
            how = "an injected clock that jumps by an hour, forth and back, within runs and between them")
    void shouldNeverGoBackInTime(FaultRun run) throws Exception {
        Random random = run.random();
        FaultNode calm = new FaultNode(directory.resolve("calm"), BATCHES);
        calm.run();
        FaultNode node = new FaultNode(directory.resolve("node"), BATCHES);
        Jumping clock = new Jumping(random);
        for (int life = 1; life <= LIVES; life++) {
            node.with("stopAfter", (long) life * BATCHES / LIVES);
            clock.offsetNs += (random.nextInt(3) - 1) * HOUR_NS;
            if (life == 2) {
                clock.offsetNs = clock.highestNs + HOUR_NS; // one hour at least is new, whatever the jumps
            }
            node.runWith(config -> config.withClock(clock));
        }
        node.requireSameAs(calm);
        requireOrder(DataDirectory.log(node.data()));
        run.times(clock.jumps);
        run.note("in " + LIVES + " runs on one directory");
    }

    /** Files follow each other as their frames do; no frame is before the one before it, or {@link JournalFiles} throws. */
    private static void requireOrder(Path log) throws Exception {
        long[] last = new long[2];
        JournalFiles.read(log, reader -> {
            assertThat(reader.header().seq()).isEqualTo(++last[0]);
            assertThat(reader.header().timeNs()).isGreaterThanOrEqualTo(last[1]);
            last[1] = reader.header().timeNs();
        });
        try (Stream<Path> files = Files.list(log.resolve("g000001"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".cq4")).count())
                    .as("an hour each")
                    .isGreaterThan(1);
        }
    }
}
