package io.sabot.ops.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.engine.SabotConfig.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A server in this process, on a free port. */
public final class TestServer implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Rows with a price over 100. */
    public static final String RULES =
            """
            CREATE TABLE ticks (symbol VARCHAR, price DOUBLE);
            CREATE TABLE high (symbol VARCHAR, price DOUBLE);
            INSERT INTO high SELECT symbol, price FROM ticks WHERE price > 100;
            """;

    private final SabotServer server;
    public final Client client;
    private final int port;

    private TestServer(ServerConfig config) {
        server = SabotServer.start(config, unit -> {}, event -> {});
        port = server.port();
        client = new Client(port);
    }

    public static TestServer start(Path directory) {
        return start(directory, config -> config);
    }

    public static TestServer start(Path directory, UnaryOperator<ServerConfig> change) {
        return new TestServer(change.apply(config(directory)));
    }

    static ServerConfig config(Path directory) {
        return ServerConfig.in(directory)
                .withPort(0)
                .withDurability(Durability.PROCESS)
                .withSettings(Map.of("log.reserve-bytes", "1048576"));
    }

    public int port() {
        return port;
    }

    public void awaitState(String application, String state) {
        await(application + " to be " + state, () -> client.state(application).equals(state));
    }

    /** Until an output of an application has so many rows: these. */
    public List<String> awaitOutput(String application, String output, int rows) {
        await(rows + " rows of " + output, () -> output(application, output).size() >= rows);
        return output(application, output);
    }

    /** Rows of an output so far. */
    public List<String> output(String application, String output) {
        return client.get("/v1/applications/" + application + "/outputs/" + output + "?limit=100000")
                .require(200)
                .body()
                .lines()
                .toList();
    }

    public static void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadlineNs);
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** As SIGTERM does. */
    public boolean stop() throws InterruptedException {
        return server.stop();
    }

    @Override
    public void close() {
        server.close();
    }
}
