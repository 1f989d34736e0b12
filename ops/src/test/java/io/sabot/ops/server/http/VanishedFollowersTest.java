package io.sabot.ops.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.ops.server.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Followers that break off in the midst of it, or are there when the server stops, leave no thread at work behind them. */
final class VanishedFollowersTest {
    private static final int FOLLOWERS = 24;

    @TempDir
    Path directory;

    @Test
    void shouldLeaveNoThreadAtWork() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int round = 0; round < 3; round++) {
                try (TestServer server = TestServer.start(directory.resolve("server" + round))) {
                    server.client.deploy("rules", TestServer.RULES).require(201);
                    for (int i = 0; i < FOLLOWERS; i++) {
                        sockets.add(follow(server.port()));
                    }
                    for (int i = 0; i < FOLLOWERS; i += 2) {
                        Socket socket = sockets.get(sockets.size() - 1 - i);
                        socket.setSoLinger(true, 0); // a reset, not an end
                        socket.close();
                    }
                    server.client
                            .rows("rules", "ticks", "S,200\n".repeat(2_000))
                            .require(200);
                }
            }
            assertThat(atWork()).as("threads at work").isEmpty();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static Socket follow(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        String request =
                "GET /v1/applications/rules/outputs/high HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    /** What threads are doing with requests, two seconds after the last can have come. */
    private static List<String> atWork() {
        long deadlineNs = System.nanoTime() + 2_000_000_000L;
        while (System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(50_000_000L);
        }
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().startsWith("io.javalin.http.servlet")))
                .map(Arrays::toString)
                .toList();
    }
}
