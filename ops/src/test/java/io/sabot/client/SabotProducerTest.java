package io.sabot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SabotProducerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What all nodes have agreed upon. */
    private final Map<Long, String> log = new ConcurrentHashMap<>();

    private final List<Node> nodes = new ArrayList<>();

    /** A server as clients see it. */
    private final class Node {
        private final HttpServer http;
        private final List<Long> came = new CopyOnWriteArrayList<>();
        private volatile int answerFrom = 1; // batches before it are taken, and not answered
        private volatile String refusal;
        private volatile long refusedBatch; // once
        private final AtomicInteger requests = new AtomicInteger();

        Node() throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            }));
            http.createContext("/v1/applications/market/tables/trades/producers/feed", exchange -> {
                answer(exchange, 200, "{\"epoch\":1,\"lastBatch\":" + log.size() + ",\"formerLastBatch\":0}");
            });
            http.createContext("/v1/applications/market/tables/trades/rows", exchange -> {
                long batch = Long.parseLong(exchange.getRequestHeaders().getFirst("Sabot-Batch"));
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                String lengths = exchange.getRequestHeaders().getFirst("Sabot-Batch-Lengths");
                requests.incrementAndGet();
                if (refusal != null) {
                    came.add(batch);
                    answer(exchange, 409, "{\"answer\":\"" + refusal + "\",\"batch\":" + batch + ",\"value\":0}");
                    return;
                }
                int from = 0;
                for (String length : lengths == null ? new String[] {"" + body.length()} : lengths.split(",")) {
                    came.add(batch);
                    if (batch == refusedBatch) {
                        answer(exchange, 409, "{\"answer\":\"GAP\",\"batch\":" + batch + ",\"value\":" + batch + "}");
                        refusedBatch = 0;
                        return;
                    }
                    String records = body.substring(from, from += Integer.parseInt(length));
                    log.merge(batch++, records, (known, again) -> known.equals(again) ? known : "CHANGED");
                }
                if (batch - 1 < answerFrom) {
                    exchange.close(); // as one that dies
                } else {
                    answer(exchange, 200, "{\"answer\":\"ACK\",\"batch\":" + (batch - 1) + ",\"value\":1}");
                }
            });
            http.start();
            nodes.add(this);
        }

        private static void answer(com.sun.net.httpserver.HttpExchange exchange, int status, String body)
                throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
        }
    }

    @AfterEach
    void stop() {
        nodes.forEach(node -> node.http.stop(0));
    }

    private ProducerConfig config() {
        return ProducerConfig.of(nodes.stream().map(Node::uri).toList(), "market", "trades", "feed")
                .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldSendToTheNextNodeWhatAnotherHasNotAnswered() throws Exception {
        Node first = new Node();
        Node second = new Node();
        first.answerFrom = 100;
        try (SabotProducer producer = SabotProducer.open(config())) {
            for (int i = 1; i <= 5; i++) {
                assertThat(producer.send(bytes("b" + i))).isEqualTo(i);
            }
            assertThat(producer.awaitAcknowledged(5, PATIENCE)).isTrue();
        }
        assertThat(first.came).contains(1L);
        assertThat(second.came).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(log)
                .containsOnly(
                        Map.entry(1L, "b1"),
                        Map.entry(2L, "b2"),
                        Map.entry(3L, "b3"),
                        Map.entry(4L, "b4"),
                        Map.entry(5L, "b5"));
    }

    @Test
    void shouldSendTogetherWhatCameMeanwhile() throws Exception {
        Node node = new Node();
        int batches = 2_000;
        node.refusedBatch = 700;
        try (SabotProducer producer = SabotProducer.open(config())) {
            for (int i = 1; i <= batches; i++) {
                producer.send(bytes("b" + i));
            }
            assertThat(producer.awaitAcknowledged(batches, PATIENCE)).isTrue();
        }
        assertThat(log).hasSize(batches).containsEntry(700L, "b700").containsEntry(2_000L, "b2000");
        assertThat(node.came).hasSize(batches + 1);
        assertThat(node.requests).hasValueLessThan(batches / 2);
    }

    @Test
    void shouldGoOnBehindWhatIsInTheLog() throws Exception {
        new Node();
        try (SabotProducer producer = SabotProducer.open(config())) {
            producer.awaitAcknowledged(producer.send(bytes("b1")), PATIENCE);
        }
        try (SabotProducer producer = SabotProducer.open(config())) {
            assertThat(producer.firstKnownBatch()).isEqualTo(1);
            assertThat(producer.send(bytes("b2"))).isEqualTo(2);
            assertThat(producer.awaitAcknowledged(2, PATIENCE)).isTrue();
        }
    }

    @Test
    void shouldFailWhenABatchIsRefusedForGood() throws Exception {
        Node node = new Node();
        node.refusal = "FENCED";
        try (SabotProducer producer = SabotProducer.open(config())) {
            producer.send(bytes("b1"));
            assertThatThrownBy(() -> producer.awaitAcknowledged(1, PATIENCE))
                    .isInstanceOf(ProducerException.class)
                    .hasMessageContaining("FENCED");
            assertThatThrownBy(() -> producer.send(bytes("b2"))).isInstanceOf(ProducerException.class);
        }
    }

    @Test
    void shouldNotAskForeverWhenNobodyKnowsTheProducer() throws Exception {
        Node node = new Node();
        node.refusal = "UNKNOWN_PRODUCER";
        try (SabotProducer producer = SabotProducer.open(config())) {
            producer.send(bytes("b1"));
            assertThatThrownBy(() -> producer.awaitAcknowledged(1, PATIENCE))
                    .isInstanceOf(ProducerException.class)
                    .hasMessageContaining("UNKNOWN_PRODUCER");
        }
        assertThat(node.came).hasSize(4);
    }

    @Test
    void shouldGiveUpWhenNoNodeAnswers() throws Exception {
        Node node = new Node();
        ProducerConfig config = config().withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(300));
        node.http.stop(0);
        assertThatThrownBy(() -> SabotProducer.open(config))
                .isInstanceOf(ProducerException.class)
                .hasMessageContaining("no server has taken it");
    }
}
