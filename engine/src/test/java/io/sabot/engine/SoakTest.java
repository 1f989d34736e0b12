package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.state.CheckpointInfo;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Millions of keys that come and go for ten minutes ({@code -Dsabot.soak.seconds=600}), with a checkpoint each second:
 * whatever a node holds is as much at the end as it was when it had warmed up. The profile of the slow suites has all of the
 * heap touched before, so that what the process grows by is memory outside of it; caches and buffers of bounded size fill
 * up first, which is why the first third does not count.
 */
class SoakTest {
    private static final long SECONDS = Long.getLong("sabot.soak.seconds", 600);
    private static final long ROWS_PER_SECOND = Long.getLong("sabot.soak.rowsPerSecond", 60_000);
    private static final long STEP_ROWS = 1_000;
    private static final long MIB = 1L << 20;

    @TempDir
    Path directory;

    /** Memory outside of the heap, of the process without mapped files, the store's files, open files. */
    private record Sample(long stateBytes, long nativeBytes, long processBytes, long storeBytes, long files) {}

    private static final class Made implements EngineListener {
        volatile long count;
        volatile long longestPauseNs;

        @Override
        public void onCheckpoint(CheckpointInfo checkpoint) {
            count++; // one thread
        }

        @Override
        public void onPause(long pauseNs) {
            longestPauseNs = Math.max(longestPauseNs, pauseNs);
        }
    }

    @Test
    @Tag("slow")
    @EnabledOnOs(OS.LINUX)
    void shouldHoldNoMoreAtTheEndThanWhenItHadWarmedUp() throws Exception {
        Made made = new Made();
        List<Sample> samples = new ArrayList<>();
        SabotConfig config = SabotConfig.in(directory.resolve("data"))
                .withReserveBytes(0)
                .withCheckpointIntervalNs(1_000_000_000L)
                .withListener(made);
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(ShortLivedKeys.RULES);
            try (ShortLivedKeys keys = new ShortLivedKeys(sabot)) {
                feed(sabot, keys, samples);
                keys.pass();
                System.out.printf(
                        Locale.ROOT,
                        "%,d rows, %,d keys, %d checkpoints, longest pause %.1f ms%n",
                        keys.rows(),
                        keys.rows() / ShortLivedKeys.ROWS_PER_KEY,
                        made.count,
                        made.longestPauseNs / 1e6);
            }
            report(samples);
            sabot.end("events");
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
            long deadlineNs = System.nanoTime() + TestNode.PATIENCE.toNanos();
            while (sabot.stateBytes() > 0 && System.nanoTime() < deadlineNs) {
                LockSupport.parkNanos(1_000_000L);
            }
            assertThat(sabot.stateBytes()).as("state of keys that are over").isZero();
        }
        assertThat(made.count).as("checkpoints").isGreaterThan(SECONDS / 10);
        assertBounded(samples, "state", Sample::stateBytes, 32 * MIB);
        assertBounded(samples, "memory outside of the heap", Sample::nativeBytes, 32 * MIB);
        assertBounded(samples, "memory of the process", Sample::processBytes, 64 * MIB);
        assertBounded(samples, "checkpoints on disk", Sample::storeBytes, 128 * MIB);
        assertBounded(samples, "open files", Sample::files, 32);
    }

    private void feed(Sabot sabot, ShortLivedKeys keys, List<Sample> samples) throws IOException {
        long startNs = System.nanoTime();
        long sampledSeconds = 0;
        while (true) {
            long elapsedNs = System.nanoTime() - startNs;
            if (elapsedNs >= SECONDS * 1_000_000_000L) {
                return;
            }
            if (keys.rows() < elapsedNs * ROWS_PER_SECOND / 1_000_000_000L) {
                keys.append(STEP_ROWS);
            } else {
                LockSupport.parkNanos(1_000_000L);
            }
            if (elapsedNs / 1_000_000_000L > sampledSeconds) {
                sampledSeconds = elapsedNs / 1_000_000_000L;
                samples.add(sample(sabot));
            }
        }
    }

    private Sample sample(Sabot sabot) throws IOException {
        String[] openFiles = new File("/proc/self/fd").list();
        return new Sample(
                sabot.stateBytes(),
                sabot.nativeBytes(),
                processBytes(),
                storeBytes(DataDirectory.checkpoint(directory.resolve("data"))),
                openFiles == null ? 0 : openFiles.length);
    }

    private static long processBytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Files come and go meanwhile: one that has gone is empty. */
    private static long storeBytes(Path store) {
        File[] files = store.toFile().listFiles();
        long bytes = 0;
        for (File file : files == null ? new File[0] : files) {
            bytes += file.length();
        }
        return bytes;
    }

    private static void report(List<Sample> samples) {
        for (int i = 0; i < samples.size(); i += Math.max(1, samples.size() / 12)) {
            Sample at = samples.get(i);
            System.out.printf(
                    Locale.ROOT,
                    "%5d s: state %,d KiB, outside of the heap %,d KiB, process %,d KiB, checkpoints %,d KiB, %d files%n",
                    i + 1,
                    at.stateBytes() / 1024,
                    at.nativeBytes() / 1024,
                    at.processBytes() / 1024,
                    at.storeBytes() / 1024,
                    at.files());
        }
    }

    /** The most of the last third is not more than the most of the second, but for what comes and goes. */
    private static void assertBounded(List<Sample> samples, String what, ToLongFunction<Sample> of, long slack) {
        int third = samples.size() / 3;
        long before = most(samples.subList(third, 2 * third), of);
        long after = most(samples.subList(2 * third, samples.size()), of);
        assertThat(after).as(what).isLessThanOrEqualTo(before + slack);
    }

    private static long most(List<Sample> samples, ToLongFunction<Sample> of) {
        return samples.stream().mapToLong(of).max().orElse(0);
    }
}
