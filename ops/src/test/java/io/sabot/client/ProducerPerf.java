package io.sabot.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long batches take to be acknowledged, one after the other.
 *
 * <pre>java -cp … io.sabot.client.ProducerPerf http://h0:8080,http://h1:8080 APPLICATION TABLE SECONDS</pre>
 *
 * <p>The table has columns symbol VARCHAR, ts TIMESTAMP(3), price DOUBLE.
 */
public final class ProducerPerf {
    private static final int[] ROWS = {1, 64, 1024};

    private ProducerPerf() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<URI> nodes =
                Arrays.stream(arguments[0].split(",")).map(URI::create).toList();
        for (int rows : ROWS) {
            ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
            ProducerConfig config = ProducerConfig.of(nodes, arguments[1], arguments[2], "perf-" + System.nanoTime())
                    .withWindowBatches(1);
            try (SabotProducer producer = SabotProducer.open(config, (batch, latencyNs) -> latencies.add(latencyNs))) {
                byte[] batch = rows(rows);
                long beganNs = System.nanoTime();
                long endNs = beganNs + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[3]));
                while (System.nanoTime() - endNs < 0) {
                    producer.awaitAcknowledged(producer.send(batch), config.giveUpAfter());
                }
                report(rows, latencies.stream().sorted().toList(), System.nanoTime() - beganNs);
            }
        }
    }

    private static void report(int rows, List<Long> sorted, long tookNs) {
        System.out.printf(
                Locale.ROOT,
                "%,5d rows a batch: %,d batches/s, %,d rows/s, latency p50 %.2f ms, p99 %.2f ms (%d batches)%n",
                rows,
                sorted.size() * TimeUnit.SECONDS.toNanos(1) / tookNs,
                rows * sorted.size() * TimeUnit.SECONDS.toNanos(1) / tookNs,
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 99 / 100) / 1e6,
                sorted.size());
    }

    private static byte[] rows(int count) {
        return "{\"symbol\":\"AAPL\",\"ts\":\"2026-01-05 09:30:00.000\",\"price\":187.25}\n"
                .repeat(count)
                .getBytes(StandardCharsets.UTF_8);
    }
}
