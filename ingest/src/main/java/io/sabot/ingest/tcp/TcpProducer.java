package io.sabot.ingest.tcp;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.ingest.ring.BatchRefusedException;
import io.sabot.ingest.ring.ProducerReply;
import io.sabot.ingest.ring.ProducerReply.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Sends numbered batches to a table with {@code 'producer' = 'true'}:
 *
 * <pre>{@code
 * try (TcpProducer feed = TcpProducer.connect(address, "feed-1", 1, Duration.ofSeconds(30))) {
 *   for (long n = feed.lastBatch() + 1; n <= input.batches(); n++) {
 *     feed.send(input.bytes(n));
 *   }
 *   feed.awaitAcknowledged(input.batches(), Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>Keeps what is not acknowledged, connects again when the connection breaks, and sends again what the node does not
 * have. Answers are taken during the calls here. After a {@link BatchRefusedException} the producer is of no more use.
 * One thread.
 */
public final class TcpProducer implements AutoCloseable {
    /** Batches that are kept; as many may be on their way. */
    public static final int WINDOW = 64;

    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int MAX_LINE_CHARS = 1024;
    private static final int POLL_MS = 10;
    private static final long RETRY_NS = 20_000_000L;
    private static final int CONNECT_MS = 2_000;

    private record Batch(long number, byte[] bytes) {
        byte[] command() {
            return ascii("BATCH " + number + " " + bytes.length);
        }
    }

    private final InetSocketAddress address;
    private final String name;
    private final int epoch;
    private final Duration patience;
    private final ArrayDeque<Batch> kept = new ArrayDeque<>(); // not acknowledged, in order
    private final ArrayDeque<Batch> unsent = new ArrayDeque<>(); // those of them not written to this connection
    private final ByteBuffer input = ByteBuffer.allocate(CHUNK_BYTES);
    private final StringBuilder line = new StringBuilder();
    private SocketChannel channel; // null while there is no connection
    private Selector selector;
    private ByteBuffer[] output = {};
    private boolean isWelcomed; // on this connection
    private ProducerReply welcome;
    private RuntimeException refusal;
    private long heardNs;
    private long lastBatch;
    private long sent;

    private TcpProducer(InetSocketAddress address, String name, int epoch, Duration patience) {
        this.address = address;
        this.name = name;
        this.epoch = epoch;
        this.patience = patience;
    }

    /**
     * Waits for the WELCOME.
     *
     * @param epoch 0 for the one that the producer is in
     * @param patience how long a call waits for a word from the node before it fails
     * @throws SabotException ING-0302 if there is none
     * @throws BatchRefusedException if the producer is refused
     */
    public static TcpProducer connect(InetSocketAddress address, String name, int epoch, Duration patience) {
        TcpProducer producer = new TcpProducer(address, name, epoch, patience);
        try {
            producer.await(() -> producer.isWelcomed, Long.MAX_VALUE);
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
        producer.lastBatch = producer.welcome.batch();
        producer.sent = producer.lastBatch;
        return producer;
    }

    /** Last batch that the node had when this producer first connected, 0 for none: where a program goes on behind. */
    public long lastBatch() {
        return lastBatch;
    }

    /** Last batch of the epoch before, 0 for none. */
    public long formerLastBatch() {
        return welcome.value();
    }

    public int epoch() {
        return welcome.epoch();
    }

    /** All batches up to this one are in the log, as far as the answers taken so far tell. */
    public long acknowledged() {
        return kept.isEmpty() ? sent : kept.peekFirst().number - 1;
    }

    /**
     * Sends the next batch; waits while {@link #WINDOW} are not acknowledged.
     *
     * @param records in the table's format; not to be changed any more
     * @return its number
     */
    public long send(byte[] records) {
        await(() -> kept.size() < WINDOW, Long.MAX_VALUE);
        Batch batch = new Batch(++sent, records);
        kept.addLast(batch);
        unsent.addLast(batch);
        step(0);
        requireAccepted();
        return batch.number;
    }

    /** @return false if the time is over */
    public boolean awaitAcknowledged(long batch, Duration timeout) {
        return await(() -> acknowledged() >= batch, timeout.toNanos());
    }

    private boolean await(BooleanSupplier isThere, long timeoutNs) {
        long startNs = System.nanoTime();
        heardNs = startNs;
        requireAccepted();
        while (!isThere.getAsBoolean()) {
            if (System.nanoTime() - startNs >= timeoutNs) {
                return false;
            }
            if (System.nanoTime() - heardNs >= patience.toNanos()) {
                throw unavailable("no answer from " + address + " for " + patience.toMillis() + " ms");
            }
            step(POLL_MS);
            requireAccepted();
        }
        return true;
    }

    private static SabotException unavailable(String what) {
        return new SabotException(ExitCode.UNAVAILABLE, List.of(Problem.of("ING-0302", what, null)));
    }

    private void requireAccepted() {
        if (refusal != null) {
            throw refusal;
        }
    }

    // ---- the connection ----

    /** Writes and reads what can be; when nothing can, waits that long for something to read. */
    private void step(int waitMs) {
        if (channel == null && !connect()) {
            LockSupport.parkNanos(RETRY_NS);
            return;
        }
        try {
            write();
            int interest = SelectionKey.OP_READ | (hasOutput() ? SelectionKey.OP_WRITE : 0);
            channel.keyFor(selector).interestOps(interest);
            if (waitMs > 0) {
                selector.select(waitMs);
            } else {
                selector.selectNow();
            }
            selector.selectedKeys().clear();
            read();
        } catch (IOException e) {
            disconnect(); // and connect again in the next step
        }
    }

    private boolean connect() {
        try {
            channel = SocketChannel.open();
            selector = Selector.open();
            channel.socket().connect(address, CONNECT_MS);
            channel.socket().setTcpNoDelay(true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            disconnect();
            return false;
        }
        line.setLength(0);
        isWelcomed = false;
        int spoken = welcome == null ? epoch : welcome.epoch();
        output = new ByteBuffer[] {ByteBuffer.wrap(ascii("HELLO " + name + " " + spoken))};
        return true;
    }

    private static byte[] ascii(String command) {
        return (command + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private boolean hasOutput() {
        for (ByteBuffer part : output) {
            if (part.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    private void write() throws IOException {
        while (hasOutput() || isWelcomed && !unsent.isEmpty()) {
            if (!hasOutput()) {
                Batch next = unsent.removeFirst();
                output = new ByteBuffer[] {ByteBuffer.wrap(next.command()), ByteBuffer.wrap(next.bytes)};
            }
            if (channel.write(output) == 0 && hasOutput()) {
                return;
            }
        }
    }

    private void read() throws IOException {
        input.clear();
        int count = channel.read(input);
        if (count < 0) {
            throw new IOException("closed by the node");
        }
        for (int i = 0; i < count; i++) {
            char c = (char) input.get(i); // answers are ASCII, but for the text of an error
            if (c == '\n') {
                onAnswer(line.toString());
                line.setLength(0);
            } else if (line.length() < MAX_LINE_CHARS) {
                line.append(c);
            }
        }
    }

    private void disconnect() {
        try {
            if (channel != null) {
                channel.close();
            }
            if (selector != null) {
                selector.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e); // closing a socket that is not blocking does not fail
        } finally {
            channel = null;
            selector = null;
            output = new ByteBuffer[0];
        }
    }

    // ---- answers ----

    private void onAnswer(String answer) {
        heardNs = System.nanoTime();
        String[] words = answer.split(" ");
        switch (words[0]) {
            case "WELCOME" ->
                onWelcome(
                        new ProducerReply(Kind.WELCOME, number(words, 1), number(words, 3), 0, (int) number(words, 2)));
            case "ACK" -> dropUpTo(number(words, 1));
            case "GAP", "SEQ_REUSED", "FENCED", "UNKNOWN_PRODUCER", "TOO_LARGE", "TOO_MANY_PRODUCERS" ->
                refuse(Kind.valueOf(words[0]), number(words, 1));
            default -> fail(answer);
        }
    }

    private void onWelcome(ProducerReply reply) {
        welcome = reply;
        isWelcomed = true;
        dropUpTo(reply.batch());
        unsent.clear(); // some were sent while there was no connection
        unsent.addAll(kept);
    }

    private void dropUpTo(long batch) {
        while (!kept.isEmpty() && kept.peekFirst().number <= batch) {
            kept.removeFirst();
        }
    }

    /** Batches are answered in order, so it is the first that is kept. */
    private void refuse(Kind reason, long value) {
        if (refusal == null) {
            long batch = kept.isEmpty() ? 0 : kept.peekFirst().number;
            refusal = new BatchRefusedException(name, ProducerReply.of(reason, batch, value));
        }
    }

    private void fail(String answer) {
        if (refusal == null) {
            refusal = SabotException.failed("ING-0303", address + " answered: " + answer, null, null);
        }
    }

    private static long number(String[] words, int index) {
        return index < words.length ? Long.parseLong(words[index]) : 0;
    }

    /** What was not acknowledged may be in the log, or not. */
    @Override
    public void close() {
        disconnect();
    }
}
