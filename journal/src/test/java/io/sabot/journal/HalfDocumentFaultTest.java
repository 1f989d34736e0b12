package io.sabot.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.core.memory.MemoryPool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goes on with what a process left that ended inside a document, while its locks look as if it lived. */
final class HalfDocumentFaultTest {
    private static final int LIVES = 4;

    @TempDir
    Path directory;

    @Test
    @FaultCase(number = 4, how = "the process ends itself inside a document; locks on disk name a process that lives")
    void shouldGoOnBehindAHalfWrittenDocument(FaultRun run) throws Exception {
        Random random = run.random();
        long last = 0;
        for (int life = 0; life < LIVES; life++) {
            int frames = 1 + random.nextInt(400);
            int bytes = 200 + random.nextInt(60_000);
            long deadPid = endInside(frames, bytes, random.nextInt(bytes + 1));
            int locks = reusePid(deadPid);
            System.out.printf("%d frames, then half of %d bytes; %d locks%n", frames, bytes, locks);
            last = reopen(last + frames);
        }
        run.times(LIVES);
    }

    private long endInside(int frames, int bytes, int written) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path"), HalfDocument.class.getName()));
        command.addAll(
                List.of(directory.toString(), String.valueOf(frames), String.valueOf(bytes), String.valueOf(written)));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isEqualTo(HalfDocument.HALTED);
        return child.pid();
    }

    /** Puts this process in the dead one's place in every file that names it, as the system does in time. */
    private int reusePid(long deadPid) throws IOException {
        int own = (int) ProcessHandle.current().pid();
        Path metadata = directory.resolve("log/g000001/metadata.cq4t");
        byte[] content = Files.readAllBytes(metadata);
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int found = 0;
        for (int i = 0; i + Integer.BYTES <= content.length; i += Integer.BYTES) {
            if (bytes.getInt(i) == deadPid) {
                bytes.putInt(i, own);
                found++;
            }
        }
        assertThat(found).as("the queue's lock is held by the dead process").isPositive();
        Files.write(metadata, content);
        Path lock = directory.resolve(DirectoryLock.FILE_NAME);
        assertThat(lock).hasContent(String.valueOf(deadPid));
        Files.writeString(lock, own + "\n");
        return found + 1;
    }

    /** Appends one more. */
    private long reopen(long expected) {
        try (DirectoryLock lock = DirectoryLock.acquire(directory);
                MemoryPool pool = MemoryPool.unbounded();
                EventBatch batch = EventBatch.growable(pool);
                EventLog log = Journals.open(ReopenAfterKillTest.config(directory), lock)) {
            assertThat(log.cut()).isNull();
            assertThat(log.lastSeq()).isEqualTo(expected);
            long startNs = System.nanoTime();
            FrameHeader fields = FrameHeader.create().seq(expected + 1).timeNs(log.lastTimeNs() + AppendLoop.STEP_NS);
            log.appender().append(fields.sourceOffset(expected + 1), TestBatches.ticks(batch, 1, expected + 1));
            assertThat(System.nanoTime() - startNs)
                    .as("no waiting for the dead")
                    .isLessThan(1_000_000_000L);
            requireAll(log, expected + 1);
            return expected + 1;
        }
    }

    private static void requireAll(EventLog log, long last) {
        try (LogReader reader = log.reader(1, new SymbolDictionary())) {
            for (long seq = 1; seq <= last; seq++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().sourceOffset()).isEqualTo(seq);
            }
            assertThat(reader.next()).isFalse();
        }
    }
}
