package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.ingest.tcp.TcpProducer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a node while producers send to it, again and again, and compares the result with an undisturbed node's. */
final class ProducerKillTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> FEEDS = List.of("f", "g");

    @TempDir
    Path directory;

    private final int port = TcpProducerTest.freePort();

    @Test
    @FaultCase(number = 2, how = "`kill -9` while producers send by TCP, who resend what is not acknowledged")
    void shouldKeepEverythingOnceThoughTheNodeIsKilled(FaultRun run) throws Exception {
        killRepeatedly(run, 6, 40_000);
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 2, how = "the same in a long loop")
    void shouldKeepEverythingOnceThoughTheNodeIsKilledInALongRun(FaultRun run) throws Exception {
        killRepeatedly(run, run.scaled(40), run.scaled(300_000));
    }

    private void killRepeatedly(FaultRun run, int kills, long batches) throws Exception {
        Random random = run.random();
        Path calm = Files.createDirectory(directory.resolve("calm"));
        Path disturbed = Files.createDirectory(directory.resolve("disturbed"));
        Process node = start(calm);
        CompletableFuture.allOf(sendAll(batches)).get(5, TimeUnit.MINUTES);
        String expected = end(node, calm);

        node = start(disturbed);
        CompletableFuture<?>[] feeds = sendAll(batches);
        int killed = 0;
        while (killed < kills && !CompletableFuture.allOf(feeds).isDone()) {
            TimeUnit.MILLISECONDS.sleep(300 + random.nextInt(700));
            node.destroyForcibly().waitFor();
            killed++;
            node = start(disturbed);
        }
        CompletableFuture.allOf(feeds).get(10, TimeUnit.MINUTES);
        System.out.println(killed + " kills, " + expected);
        run.times(killed);
        assertThat(killed).isGreaterThan(1);
        assertThat(end(node, disturbed)).isEqualTo(expected);
        assertThat(end(start(disturbed), disturbed)).isEqualTo(expected);
        for (String feed : FEEDS) {
            assertThat(rows(disturbed, feed)).isEqualTo(rows(calm, feed)).hasSize((int) batches);
        }
        assertThat(DeadLetterList.of(new TestNode(disturbed).data()))
                .hasSameSizeAs(DeadLetterList.of(new TestNode(calm).data()));
    }

    private static List<String> rows(Path node, String feed) throws IOException {
        return new TestNode(node)
                .lines("kept.csv").stream()
                        .filter(line -> line.startsWith(feed + ","))
                        .toList();
    }

    private CompletableFuture<?>[] sendAll(long batches) {
        return FEEDS.stream()
                .map(feed -> CompletableFuture.runAsync(() -> sendAll(feed, batches)))
                .toArray(CompletableFuture[]::new);
    }

    private void sendAll(String name, long batches) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (TcpProducer feed = TcpProducer.connect(address, name, 1, PATIENCE)) {
            for (long n = 1; n <= batches; n++) {
                String bad = n % 50 == 0 ? "bad\nworse\n" : "";
                feed.send((bad + name + "," + n + "\n").getBytes(StandardCharsets.UTF_8));
            }
            assertThat(feed.awaitAcknowledged(batches, PATIENCE)).isTrue();
        }
    }

    // ---- the process ----

    private Process start(Path node) throws IOException {
        Path options = Path.of(System.getProperty("sabot.root"), "ops/src/main/dist/conf");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + options.resolve("jvm.options"));
        if (Runtime.version().feature() >= 24) {
            command.add("@" + options.resolve("jvm-24.options"));
        }
        command.addAll(List.of("-ea", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ProducerKillTarget.class.getName()));
        command.addAll(List.of(node.toString(), String.valueOf(port)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(node.resolve("said").toFile()))
                .start();
    }

    /** Its last words, when it has been told that there is no more. */
    private static String end(Process node, Path where) throws IOException, InterruptedException {
        node.getOutputStream().close();
        int exitCode = node.waitFor();
        List<String> said = new TestNode(where).lines("said");
        assertThat(exitCode).as(() -> String.join("\n", said)).isZero();
        assertThat(said).last().asString().startsWith("done ");
        return said.get(said.size() - 1);
    }
}
