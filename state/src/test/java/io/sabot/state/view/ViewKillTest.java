package io.sabot.state.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills processes that read while the writer writes: it goes on, and none of them has seen half a row. */
class ViewKillTest {
    private static final int KILLS = 12;
    private static final long MAX_READING_MS = 150;
    private static final ViewSpec SPEC =
            ViewTest.spec(ViewProcess.KEYS, List.of(0), "k BIGINT", "n BIGINT", "s VARCHAR");

    @TempDir
    Path directory;

    @Test
    void shouldGoOnWritingWhenReadersAreKilled() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        AtomicBoolean isStopping = new AtomicBoolean();
        AtomicLong written = new AtomicLong();
        Thread thread = new Thread(() -> write(isStopping, written), "writer");
        thread.start();
        while (written.get() < ViewProcess.KEYS * 2) {
            Thread.onSpinWait();
        }
        for (int kill = 0; kill < KILLS; kill++) {
            Process reader = read();
            String said = said(reader);
            assertThat(said).as("what the reader said").isEqualTo(ViewProcess.READING);
            TimeUnit.MILLISECONDS.sleep(random.nextInt((int) MAX_READING_MS));
            assertThat(reader.isAlive()).as("no row was wrong").isTrue();
            reader.destroyForcibly().waitFor();
            long before = written.get();
            while (written.get() < before + 1_000 && thread.isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(thread.isAlive()).as("the writer writes").isTrue();
        }
        isStopping.set(true);
        thread.join();
        System.out.println(written.get() + " rows written");
    }

    /** Every so often as a node does that starts again. */
    private void write(AtomicBoolean isStopping, AtomicLong written) {
        try (Rows rows = new Rows(SPEC)) {
            while (!isStopping.get()) {
                try (ViewWriter writer = ViewWriter.open(directory, SPEC, 0)) {
                    for (int i = 0; i < 100_000 && !isStopping.get(); i++) {
                        long n = rows.outputs();
                        assertThat(rows.put(writer, n % ViewProcess.KEYS, n, ViewProcess.text(n)))
                                .isTrue();
                        written.incrementAndGet();
                        if (i == ViewProcess.KEYS) {
                            writer.publish();
                        }
                    }
                }
            }
        }
    }

    private Process read() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ViewProcess.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static String said(Process process) throws IOException {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }
}
