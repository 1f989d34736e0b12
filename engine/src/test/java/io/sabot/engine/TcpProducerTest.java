package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.ingest.ring.BatchRefusedException;
import io.sabot.ingest.ring.ProducerReply.Kind;
import io.sabot.ingest.tcp.TcpProducer;
import io.sabot.journal.DirectoryLock;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.JournalConfig;
import io.sabot.journal.Journals;
import io.sabot.journal.RejectedRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TcpProducerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final int port = freePort();

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rows of the table in their order, in a file. */
    static String sql(int port, String options) {
        return """
                CREATE TABLE ticks (feed VARCHAR, n BIGINT)
                  WITH ('connector' = 'tcp', 'port' = '%d', 'producer' = 'true'%s);
                CREATE TABLE kept (feed VARCHAR, n BIGINT) WITH ('connector' = 'file', 'path' = 'kept.csv');
                INSERT INTO kept SELECT feed, n FROM ticks;
                """
                .formatted(port, options);
    }

    private Sabot start(String options) {
        return start(new TestNode(directory).config(), options);
    }

    private Sabot start(SabotConfig config, String options) {
        Sabot sabot = Sabot.open(config);
        sabot.execute(sql(port, options));
        return sabot;
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** What a client would type. */
    private final class Talk implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Talk() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        Talk say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Talk batch(long number, String records) throws IOException {
            return say("BATCH " + number + " " + records.getBytes(StandardCharsets.UTF_8).length + "\n" + records);
        }

        String hear() throws IOException {
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void shouldSpeakTheProtocol() throws IOException {
        try (Sabot sabot = start("");
                Talk feed = new Talk()) {
            assertThat(feed.say("HELLO feed-1 1\n").hear()).isEqualTo("WELCOME 0 1 0");
            assertThat(feed.batch(2, "a,1\n").hear()).isEqualTo("UNKNOWN_PRODUCER");
            String ack = feed.batch(1, "a,1\na,2\n").hear();
            assertThat(ack).matches("ACK 1 \\d+");
            assertThat(feed.batch(1, "a,1\na,2\n").hear()).isEqualTo(ack);
            assertThat(feed.batch(1, "a,1\na,3\n").hear()).isEqualTo("SEQ_REUSED 1");
            assertThat(feed.batch(3, "a,3\n").hear()).isEqualTo("GAP 2");
            assertThat(feed.batch(2, "").hear()).startsWith("ACK 2 ");
            assertThat(feed.batch(3, "a,3").hear()).startsWith("ACK 3 ");
            try (Talk heir = new Talk()) {
                assertThat(heir.say("HELLO feed-1 2\n").hear()).isEqualTo("WELCOME 0 2 3");
                assertThat(feed.batch(4, "a,4\n").hear()).isEqualTo("FENCED");
                assertThat(feed.say("HELLO feed-1 1\n").hear()).isEqualTo("FENCED");
                assertThat(heir.batch(1, "a,4\n").hear()).startsWith("ACK 1 ");
            }
            assertThat(sabot.rows()).isEqualTo(4);
        }
    }

    @Test
    void shouldEndATalkThatMakesNoSense() throws IOException {
        try (Sabot sabot = start("")) {
            for (String nonsense :
                    List.of("HI\n", "BATCH 1 3\n", "HELLO x\n", "HELLO x y\n", "HELLO x -1\n", "x".repeat(300))) {
                try (Talk talk = new Talk()) {
                    assertThat(talk.say(nonsense).hear()).as(nonsense).startsWith("ERROR ");
                    assertThat(talk.hear()).isNull();
                }
            }
            try (Talk talk = new Talk()) {
                talk.say("HELLO x 1\nBATCH 0 1\n");
                assertThat(talk.hear()).isEqualTo("WELCOME 0 1 0");
                assertThat(talk.hear()).startsWith("ERROR ");
            }
            assertThat(sabot.rows()).isZero();
        }
    }

    @Test
    void shouldAnswerWhatWasSentBeforeTheClientStoppedSending() throws IOException {
        try (Sabot sabot = start("");
                Talk feed = new Talk()) {
            feed.say("HELLO f 1\n").batch(1, "a,1\n").batch(2, "a,2\n").say("BATCH 3 100\na,3");
            feed.socket.shutdownOutput();
            assertThat(feed.hear()).isEqualTo("WELCOME 0 1 0");
            assertThat(feed.hear()).startsWith("ACK 1 ");
            assertThat(feed.hear()).startsWith("ACK 2 ");
            assertThat(feed.hear()).isNull();
            assertThat(sabot.rows()).isEqualTo(2);
        }
    }

    @Test
    void shouldRefuseWhatFitsNoFrameUnlessItWasAccepted() throws IOException {
        String small = "a,1\n".repeat(20);
        try (Sabot sabot = start(", 'max-batch-bytes' = '100000'");
                Talk feed = new Talk()) {
            feed.say("HELLO f 1\n").hear();
            assertThat(feed.batch(1, "a,1\n".repeat(50_000)).hear()).isEqualTo("TOO_LARGE 100000");
            String many = "a,1\n".repeat(25_000); // fits the limit, but not a frame
            String answer = feed.batch(1, many).hear();
            assertThat(answer).matches("TOO_LARGE \\d+");
            int fitting = Integer.parseInt(answer.substring(10));
            assertThat(feed.batch(1, many.substring(0, fitting)).hear()).startsWith("ACK 1 ");
            assertThat(feed.batch(2, "bad\n".repeat(2_000)).hear()).isEqualTo("TOO_LARGE " + 1_025 * 4);
            assertThat(feed.batch(2, small).hear()).startsWith("ACK 2 ");
            assertThat(sabot.rejects()).isZero();
        }
        try (Sabot sabot = start(new TestNode(directory).config(), ", 'max-batch-bytes' = '100000'");
                Talk feed = new Talk()) {
            assertThat(feed.say("HELLO f 1\n").hear()).startsWith("WELCOME 2 ");
            assertThat(sabot.rejects()).isZero();
        }
    }

    @Test
    void shouldKeepBadRecordsOnceWithTheirBatch() throws IOException {
        String records = "a,1\nbad\na,2\na,many\n";
        try (Sabot sabot = start("");
                Talk feed = new Talk()) {
            feed.say("HELLO f 1\n").hear();
            String ack = feed.batch(1, records).hear();
            assertThat(feed.batch(1, records).hear()).isEqualTo(ack);
            assertThat(feed.batch(2, "worse\n").hear()).startsWith("ACK 2 ");
            assertThat(sabot.rows()).isEqualTo(2);
            assertThat(sabot.rejects()).isEqualTo(3);
        }
        try (Sabot sabot = start("");
                Talk feed = new Talk()) {
            assertThat(feed.say("HELLO f 1\n").hear()).isEqualTo("WELCOME 2 1 0");
            assertThat(feed.batch(1, records).hear()).startsWith("ACK 1 ");
            assertThat(sabot.rejects()).isEqualTo(3);
        }
        assertThat(DeadLetterList.of(new TestNode(directory).data()))
                .extracting(DeadLetterList.Letter::content)
                .containsExactly("bad", "a,many", "worse");
    }

    @Test
    void shouldPassOverWhatACrashLeftOfABatch() throws IOException {
        TestNode node = new TestNode(directory);
        try (Sabot sabot = start("");
                Talk feed = new Talk()) {
            feed.say("HELLO f 1\n").hear();
            feed.batch(1, "a,1\n").hear();
            assertThat(sabot.rows()).isEqualTo(1);
        }
        try (DirectoryLock lock = DirectoryLock.acquire(node.data());
                EventLog log = Journals.open(JournalConfig.of(DataDirectory.log(node.data())), lock)) {
            FrameHeader fields = FrameHeader.create()
                    .streamId(1)
                    .producerId(1)
                    .producerEpoch(1)
                    .batchSequence(2);
            fields.seq(log.lastSeq() + 1).timeNs(log.lastTimeNs()).part(0, 2);
            log.appender().appendReject(fields, new RejectedRecord(-1, 1, 3, "broke off", new byte[] {'b', 'a', 'd'}));
        }
        try (Sabot sabot = start("");
                Talk feed = new Talk()) {
            assertThat(sabot.rejects()).isZero();
            assertThat(feed.say("HELLO f 1\n").hear()).isEqualTo("WELCOME 1 1 0");
            feed.batch(2, "bad\na,2\n").hear();
            assertThat(sabot.rejects()).isEqualTo(1);
        }
        assertThat(DeadLetterList.of(node.data())).singleElement().satisfies(letter -> {
            assertThat(letter.cause()).isNotEqualTo("broke off");
            assertThat(letter.place()).isEqualTo("batch 2, row 1");
        });
    }

    /** Runs what the guide shows. */
    @Test
    void shouldAnswerAsTheGuideSays() throws IOException {
        String guide = Files.readString(Path.of(System.getProperty("sabot.root"), "docs", "producers.md"));
        String table = block(guide, "```sql\n").replace("7070", String.valueOf(port));
        try (Sabot sabot = Sabot.open(new TestNode(directory).config())) {
            sabot.execute(table + "CREATE TABLE kept (n BIGINT); INSERT INTO kept SELECT 1 FROM ticks;");
            try (Talk feed = new Talk()) {
                for (String line : block(guide, "```text\n").lines().toList()) {
                    if (line.startsWith("> ")) {
                        feed.say(line.substring(2) + "\n");
                    } else {
                        assertThat("< " + feed.hear()).isEqualTo(line);
                    }
                }
            }
            assertThat(sabot.rows()).isEqualTo(3);
            assertThat(sabot.rejects()).isEqualTo(1);
        }
    }

    private static String block(String guide, String fence) {
        int from = guide.indexOf(fence) + fence.length();
        return guide.substring(from, guide.indexOf("```", from));
    }

    @Test
    void shouldReadJsonToo() throws IOException {
        try (Sabot sabot = start(", 'format' = 'json'");
                Talk feed = new Talk()) {
            feed.say("HELLO f 1\n").hear();
            assertThat(feed.batch(1, "{\"feed\":\"a\",\"n\":1}\n{\"n\":2}\n{\"n\":\n")
                            .hear())
                    .startsWith("ACK 1 ");
            assertThat(sabot.rows()).isEqualTo(2);
            assertThat(sabot.rejects()).isEqualTo(1);
        }
    }

    @Test
    void shouldReadAHeaderInEveryBatch() throws IOException {
        try (Sabot sabot = start(", 'csv.header' = 'true'");
                Talk feed = new Talk()) {
            feed.say("HELLO f 1\n").hear();
            assertThat(feed.batch(1, "n,feed\n1,a\n").hear()).startsWith("ACK 1 ");
            assertThat(feed.batch(2, "feed,n\na,1\n").hear()).startsWith("ACK 2 ");
            assertThat(sabot.rows()).isEqualTo(2);
            assertThat(feed.batch(3, "a,1\n").hear()).startsWith("ERROR ");
        }
    }

    @Test
    void shouldNotLetAClientInThatIsOneTooMany() throws IOException {
        try (Sabot sabot = start(", 'max-connections' = '1'");
                Talk one = new Talk()) {
            assertThat(one.say("HELLO f 1\n").hear()).startsWith("WELCOME ");
            try (Talk two = new Talk()) {
                assertThat(two.hear()).isEqualTo("ERROR too many connections");
            }
            assertThat(one.batch(1, "a,1\n").hear()).startsWith("ACK 1 ");
            assertThat(sabot.rows()).isEqualTo(1);
        }
    }

    // ---- the client ----

    static byte[] batch(String feed, long number) {
        return (feed + "," + number + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldSendManyBatchesBeforeTheFirstIsAcknowledged() throws Exception {
        long count = 5_000;
        try (Sabot sabot = start("");
                TcpProducer feed = TcpProducer.connect(address(), "f", 1, PATIENCE)) {
            assertThat(feed.lastBatch()).isZero();
            for (long n = 1; n <= count; n++) {
                assertThat(feed.send(batch("f", n))).isEqualTo(n);
            }
            assertThat(feed.awaitAcknowledged(count, PATIENCE)).isTrue();
            assertThat(sabot.rows()).isEqualTo(count);
        }
        assertKept(List.of("f"), count);
    }

    @Test
    void shouldTellTheClientWhyItIsRefused() {
        try (Sabot sabot = start("");
                TcpProducer zombie = TcpProducer.connect(address(), "f", 1, PATIENCE);
                TcpProducer heir = TcpProducer.connect(address(), "f", 2, PATIENCE)) {
            zombie.send(batch("f", 1));
            assertThatThrownBy(() -> zombie.awaitAcknowledged(1, PATIENCE))
                    .isInstanceOfSatisfying(BatchRefusedException.class, e -> assertThat(e.reason())
                            .isEqualTo(Kind.FENCED));
            heir.send(batch("f", 1));
            assertThat(heir.awaitAcknowledged(1, PATIENCE)).isTrue();
            assertThat(sabot.rows()).isEqualTo(1);
            assertThatThrownBy(() -> TcpProducer.connect(address(), "f", 1, PATIENCE))
                    .isInstanceOf(BatchRefusedException.class);
        }
        assertThatThrownBy(() -> TcpProducer.connect(address(), "f", 1, Duration.ofMillis(50)))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("ING-0302");
    }

    @Test
    @FaultCase(number = 2, how = "connections cut at random bytes, both ways")
    void shouldKeepEverythingOnceThoughConnectionsAreCut(FaultRun run) throws Exception {
        long seed = run.seed();
        long count = 4_000;
        List<String> feeds = List.of("f", "g");
        try (Sabot sabot = start("");
                CuttingProxy proxy = new CuttingProxy(address(), new Random(seed))) {
            List<Thread> threads = new ArrayList<>();
            for (String name : feeds) {
                Thread thread = new Thread(() -> sendAll(proxy.address(), name, count));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(sabot.rows()).isEqualTo(count * feeds.size());
            assertThat(sabot.rejects()).isEqualTo(2 * (count / 100));
            assertThat(proxy.cuts()).isGreaterThan(5);
            run.times(proxy.cuts());
        }
        assertKept(feeds, count);
    }

    private static void sendAll(InetSocketAddress address, String name, long count) {
        try (TcpProducer feed = TcpProducer.connect(address, name, 1, PATIENCE)) {
            for (long n = feed.lastBatch() + 1; n <= count; n++) {
                String bad = n % 100 == 0 ? "bad\n" : "";
                feed.send((bad + name + "," + n + "\n").getBytes(StandardCharsets.UTF_8));
            }
            assertThat(feed.awaitAcknowledged(count, PATIENCE)).isTrue();
        }
    }

    /** Each feed's numbers from 1 to the last, in order. */
    private void assertKept(List<String> feeds, long count) throws IOException {
        List<String> lines = new TestNode(directory).lines("kept.csv");
        for (String feed : feeds) {
            assertThat(lines.stream().filter(line -> line.startsWith(feed + ",")))
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, count)
                            .mapToObj(n -> feed + "," + n)
                            .toList());
        }
    }
}
