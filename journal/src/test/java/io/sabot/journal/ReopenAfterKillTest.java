package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.core.memory.MemoryPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that appends, at random moments, and goes on with what it left. */
final class ReopenAfterKillTest {
    @TempDir
    Path directory;

    static JournalConfig config(Path directory) {
        return JournalConfig.of(directory.resolve("log")).withReserveBytes(1 << 20);
    }

    @Test
    @FaultCase(number = 1, how = "`kill -9` of a process that only appends to a log")
    void shouldGoOnGaplessAfterBeingKilled(FaultRun run) throws IOException, InterruptedException {
        killRepeatedly(run, 6);
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 1, how = "the same in a long loop")
    void shouldGoOnGaplessAfterBeingKilledManyTimes(FaultRun run) throws IOException, InterruptedException {
        killRepeatedly(run, run.scaled(60));
    }

    private void killRepeatedly(FaultRun run, int times) throws IOException, InterruptedException {
        run.times(times);
        Random random = run.random();
        long last = 0;
        for (int i = 0; i < times; i++) {
            long first = runAndKill(random);
            assertThat(first).isGreaterThanOrEqualTo(last);
            last = reopen(i);
            assertThat(last).isGreaterThan(first);
        }
        System.out.println(last + " frames in "
                + QueueDirectory.files(directory.resolve("log/g000001")).size() + " files");
    }

    /** Seq after which the child began. */
    private long runAndKill(Random random) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path"), AppendLoop.class.getName()));
        command.addAll(List.of(directory.toString(), String.valueOf(random.nextLong())));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            assertThat(line).startsWith("appending after ");
            TimeUnit.MICROSECONDS.sleep(20_000 + random.nextInt(300_000));
            return Long.parseLong(line.substring("appending after ".length()));
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private long reopen(int round) {
        try (DirectoryLock lock = DirectoryLock.acquire(directory);
                MemoryPool pool = MemoryPool.unbounded();
                EventBatch batch = EventBatch.growable(pool)) {
            long start = System.nanoTime();
            try (EventLog log = Journals.open(config(directory), lock)) {
                long openedNs = System.nanoTime() - start;
                System.out.printf(
                        "round %d: %d frames, reopened in %d ms%n", round, log.lastSeq(), openedNs / 1_000_000);
                assertThat(log.cut()).as("a killed process breaks nothing").isNull();
                long last = log.lastSeq();
                FrameHeader fields = FrameHeader.create().seq(last + 1).timeNs(log.lastTimeNs() + AppendLoop.STEP_NS);
                start = System.nanoTime();
                log.appender().append(fields.sourceOffset(last + 1), TestBatches.ticks(batch, 1, last + 1));
                assertThat(System.nanoTime() - start).as("first append").isLessThan(1_000_000_000L);
                readAll(log, last + 1);
                return last + 1;
            }
        }
    }

    private static void readAll(EventLog log, long last) {
        try (LogReader reader = log.reader(1, new SymbolDictionary())) {
            for (long seq = 1; seq <= last; seq++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().sourceOffset()).isEqualTo(seq);
                EventBatch rows = reader.batch(TestBatches.TICKS);
                if (rows.rows() > 0) {
                    assertThat(rows.column(0).getLong(rows.rows() - 1)).isEqualTo(seq + rows.rows() - 1);
                }
            }
            assertThat(reader.next()).isFalse();
        }
    }
}
