package io.sabot.ingest.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.FormatSpec.Header;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpLineReaderTest {
    private static final EventSchema SCHEMA = Decoded.schema("a VARCHAR, b INT");
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private TcpLineReader reader = open(FormatSpec.csv());

    private static TcpLineReader open(FormatSpec spec) {
        return new TcpLineReader(ANY, spec, SCHEMA, 3, 100);
    }

    @AfterEach
    void close() {
        reader.close();
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), reader.localPort());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private List<String> rows(int count) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 200 && rows.size() < count; i++) {
            rows.addAll(Decoded.all(reader, SCHEMA, 10, 100).rows);
        }
        return rows;
    }

    private static String line(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    @Test
    void shouldPutPartialLinesOfEachConnectionTogether() throws IOException {
        try (Socket one = connect();
                Socket two = connect()) {
            send(one, "x,");
            send(two, "y,2\nz");
            assertThat(rows(1)).containsExactly("y|2");
            send(one, "1\n");
            assertThat(rows(1)).containsExactly("x|1");
            send(two, ",3\n");
            assertThat(rows(1)).containsExactly("z|3");
        }
    }

    @Test
    void shouldRejectWhatACutConnectionLeaves() throws IOException {
        try (Socket one = connect()) {
            send(one, "x,1\ny,2");
        }
        assertThat(rows(2)).containsExactly("x|1", "REJECT connection closed inside a record");
        assertThat(reader.reject().offset()).isEqualTo(-1);
        assertThat(reader.reject().bytes()).asString().isEqualTo("y,2");
        assertThat(reader.connectionCount()).isZero();
    }

    @Test
    void shouldServeASlowConnectionBesideAFastOne() throws IOException {
        StringBuilder many = new StringBuilder();
        IntStream.range(0, 5000).forEach(i -> many.append("fast,").append(i).append('\n'));
        try (Socket fast = connect();
                Socket slow = connect()) {
            send(fast, many.toString());
            send(slow, "slow,1\n");
            List<String> rows = rows(5001);
            assertThat(rows).hasSize(5001);
            assertThat(rows.indexOf("slow|1")).isLessThan(4000);
        }
    }

    @Test
    void shouldAnswerControlLines() throws IOException {
        try (Socket one = connect()) {
            send(one, "x,1\n#producer p 1\ny,2\n");
            assertThat(rows(2)).containsExactly("x|1", "y|2");
            assertThat(line(one)).isEqualTo("#error not supported yet: #producer p 1");
        }
    }

    @Test
    void shouldTurnAwayOneConnectionTooMany() throws IOException {
        List<Socket> admitted = List.of(connect(), connect(), connect());
        try (Socket fourth = connect()) {
            rows(1);
            assertThat(line(fourth)).isEqualTo("#error too many connections");
        }
        for (Socket socket : admitted) {
            socket.close();
        }
        rows(1);
        assertThat(reader.connectionCount()).isZero();
    }

    @Test
    void shouldReadAHeaderPerConnectionIfAsked() throws IOException {
        reader.close();
        reader = open(FormatSpec.csv().withHeader(Header.YES));
        try (Socket one = connect();
                Socket two = connect()) {
            send(one, "b,a\n1,x\n");
            send(two, "b,c\n1,x\n");
            assertThat(rows(1)).containsExactly("x|1");
            assertThat(line(two)).isEqualTo("#error the header of the CSV input has no column 'a'");
        }
    }

    @Test
    void shouldReadJsonAndALineBeyondTheLimit() throws IOException {
        reader.close();
        reader = open(FormatSpec.json());
        try (Socket one = connect()) {
            Thread sender = new Thread(() -> {
                try {
                    send(one, "{\"a\":\"" + "x".repeat(3_000_000) + "\"}\n{\"a\":\"y\",\"b\":2}\n");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            sender.start();
            assertThat(rows(2)).containsExactly("REJECT record longer than 1048576 bytes", "y|2");
            assertThat(reader.reject().lengthBytes()).isEqualTo(3_000_008);
        }
    }

    @Test
    void shouldSayThatAnAddressIsTaken() {
        InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), reader.localPort());
        assertThatThrownBy(() -> new TcpLineReader(taken, FormatSpec.csv(), SCHEMA, 1, 1).close())
                .matches(e -> ((SabotException) e).exitCode() == ExitCode.UNAVAILABLE);
    }
}
