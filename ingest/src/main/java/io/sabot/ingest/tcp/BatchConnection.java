package io.sabot.ingest.tcp;

import io.sabot.core.error.SabotException;
import io.sabot.ingest.ring.ProducerHello;
import io.sabot.ingest.ring.ProducerReply;
import io.sabot.ingest.ring.ProducerReply.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * One producer's connection: commands in, answers out.
 *
 * <pre>
 *  HELLO name epoch        -> WELCOME last epoch former | FENCED | TOO_MANY_PRODUCERS max | ERROR text
 *  BATCH number bytes      -> ACK number seq | GAP expected | SEQ_REUSED number | FENCED | UNKNOWN_PRODUCER
 *  (so many bytes)            | TOO_LARGE bytes | ERROR text
 * </pre>
 *
 * <p>Holds one batch at most, and answers to {@link #WINDOW} batches; a client that does not read them is not read from
 * either. One thread, but for {@link #onReply}, which is the engine's.
 */
final class BatchConnection {
    /** Batches handed on and not answered. */
    static final int WINDOW = 256;

    private static final int MAX_LINE_BYTES = 256;
    private static final int INPUT_BYTES = 16 * 1024;
    private static final int OUTPUT_BYTES = 16 * 1024;
    private static final int MAX_ERROR_CHARS = 120;
    private static final int MAX_ANSWER_BYTES = 1024; // twice what one has: an error may come at any time
    private static final int MIN_BODY_BYTES = 4 * 1024;

    /** What is being waited for. */
    private enum State {
        /** The end of a command's line. */
        COMMAND,
        /** The bytes of a batch. */
        BODY,
        /** Somebody has to take the hello that is here. */
        HELLO_DUE,
        /** Somebody has to take the batch that is here. */
        BATCH_DUE,
        /** The engine has to answer a hello. */
        WELCOME,
        /** The client has to take its last answer. */
        ENDING,
        DONE
    }

    private final SocketChannel channel;
    private final int maxBatchBytes;
    private final OneToOneConcurrentArrayQueue<ProducerReply> replies = new OneToOneConcurrentArrayQueue<>(WINDOW * 2);
    private final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES).flip(); // read from
    private final ByteBuffer output = ByteBuffer.allocate(OUTPUT_BYTES); // written to
    private final CRC32C crc = new CRC32C();
    private State state = State.COMMAND;
    private boolean isReadable;
    private boolean isInputClosed;
    private boolean isBroken;
    private int unanswered;

    private ProducerHello hello;
    private ProducerReply welcome;
    private long sequence;
    private byte[] body = new byte[MIN_BODY_BYTES];
    private int bodyBytes;
    private int missingBytes;

    BatchConnection(SocketChannel channel, int maxBatchBytes) {
        this.channel = channel;
        this.maxBatchBytes = maxBatchBytes;
    }

    /** Told by the selector. */
    void onReadable() {
        isReadable = true;
    }

    /** The engine's thread; there is room, because no more than the window is unanswered. */
    void onReply(ProducerReply reply) {
        if (!replies.offer(reply)) {
            throw new IllegalStateException("more answers than batches");
        }
    }

    boolean isDone() {
        return state == State.DONE;
    }

    // ---- what is here to be taken ----

    /** Null if there is none. */
    ProducerHello dueHello() {
        return state == State.HELLO_DUE ? hello : null;
    }

    void helloTaken() {
        unanswered++;
        state = State.WELCOME;
    }

    boolean isBatchDue() {
        return state == State.BATCH_DUE;
    }

    void batchTaken() {
        unanswered++;
        state = State.COMMAND;
    }

    ProducerReply welcome() {
        return welcome;
    }

    long sequence() {
        return sequence;
    }

    int payloadCrc() {
        return (int) crc.getValue();
    }

    /** Whether the batch was longer than one may be: then its bytes were not kept. */
    boolean isOversize() {
        return bodyBytes > maxBatchBytes;
    }

    /** Valid until the batch is taken. */
    byte[] body() {
        return body;
    }

    int bodyBytes() {
        return bodyBytes;
    }

    // ---- one turn ----

    /** Sends answers, reads one chunk at most, and comes back when something is due; returns the work done. */
    int turn() {
        int work = sendReplies();
        if (isBroken) {
            close();
            return work + 1;
        }
        work += read();
        if (isInputClosed && unanswered == 0 && isStarving()) {
            state = State.ENDING; // what is not whole was never sent
        }
        if (state == State.ENDING) {
            closeWhenTold();
        }
        return work;
    }

    private boolean isStarving() {
        return state == State.COMMAND && unanswered < WINDOW || state == State.BODY;
    }

    private int read() {
        int before = input.remaining();
        boolean isGoing = true;
        while (isGoing && input.hasRemaining()) {
            isGoing = switch (state) {
                case COMMAND -> unanswered < WINDOW && command();
                case BODY -> takeBody();
                default -> false;
            };
        }
        int used = before - input.remaining();
        return used + (isStarving() ? receive() : 0);
    }

    private int receive() {
        if (!isReadable || isInputClosed || input.remaining() == input.capacity()) {
            return 0;
        }
        input.compact();
        int count = 0;
        try {
            count = channel.read(input);
        } catch (IOException e) {
            isBroken = true; // reset by the client
        }
        isInputClosed = count < 0;
        isReadable = !input.hasRemaining();
        input.flip();
        return Math.max(count, 1);
    }

    // ---- commands ----

    /** False if the line has not ended yet, or nothing more is to be read. */
    private boolean command() {
        int end = input.position();
        while (end < input.limit() && input.get(end) != '\n') {
            end++;
        }
        int length = end - input.position();
        if (length > MAX_LINE_BYTES) {
            return fail("a command has at most " + MAX_LINE_BYTES + " bytes");
        }
        if (end == input.limit()) {
            return false;
        }
        String line = new String(input.array(), input.position(), length, StandardCharsets.UTF_8);
        input.position(end + 1);
        String[] words = line.strip().split(" ");
        try {
            return switch (words[0]) {
                case "HELLO" -> words.length == 3 ? hello(words) : fail("HELLO name epoch");
                case "BATCH" -> words.length == 3 ? batch(words) : fail("BATCH number bytes");
                default -> fail("unknown command: HELLO name epoch, or BATCH number bytes");
            };
        } catch (NumberFormatException e) {
            return fail("no number in its range: " + line);
        }
    }

    private boolean hello(String[] words) {
        if (unanswered > 0) {
            return fail("HELLO while batches are not answered");
        }
        try {
            hello = new ProducerHello(words[1], Integer.parseInt(words[2]), this::onReply);
        } catch (SabotException e) {
            return fail(e.problems().get(0).message());
        }
        state = State.HELLO_DUE;
        return false;
    }

    private boolean batch(String[] words) {
        sequence = Long.parseLong(words[1]);
        bodyBytes = Integer.parseInt(words[2]);
        if (welcome == null || sequence < 1 || bodyBytes < 0) {
            return fail(welcome == null ? "BATCH before HELLO" : "batches are numbered from 1");
        }
        if (!isOversize() && bodyBytes > body.length) {
            body = new byte[Math.min(maxBatchBytes, Math.max(bodyBytes, body.length * 2))];
        }
        missingBytes = bodyBytes;
        crc.reset();
        state = missingBytes == 0 ? State.BATCH_DUE : State.BODY;
        return state == State.BODY;
    }

    /** False if all of it is here: somebody has to take it. */
    private boolean takeBody() {
        int count = Math.min(missingBytes, input.remaining());
        crc.update(input.array(), input.position(), count);
        if (!isOversize()) {
            System.arraycopy(input.array(), input.position(), body, bodyBytes - missingBytes, count);
        }
        input.position(input.position() + count);
        missingBytes -= count;
        state = missingBytes == 0 ? State.BATCH_DUE : State.BODY;
        return state == State.BODY;
    }

    /** What was said cannot be made sense of, so nothing that follows can. */
    boolean fail(String text) {
        answer("ERROR "
                + text.substring(0, Math.min(text.length(), MAX_ERROR_CHARS)).replace('\n', ' '));
        state = State.ENDING;
        return false;
    }

    // ---- answers ----

    private int sendReplies() {
        int sent = 0;
        while (output.remaining() >= MAX_ANSWER_BYTES) {
            ProducerReply reply = replies.poll();
            if (reply == null) {
                break;
            }
            unanswered--;
            sent++;
            onReplyHere(reply);
        }
        flush();
        return sent;
    }

    private void onReplyHere(ProducerReply reply) {
        if (state == State.WELCOME) {
            state = State.COMMAND;
            welcome = reply.kind() == Kind.WELCOME ? reply : null;
        }
        answer(text(reply));
    }

    private static String text(ProducerReply reply) {
        return switch (reply.kind()) {
            case WELCOME -> "WELCOME " + reply.batch() + " " + reply.epoch() + " " + reply.value();
            case ACK -> "ACK " + reply.batch() + " " + reply.value();
            case SEQ_REUSED -> "SEQ_REUSED " + reply.batch();
            case GAP, TOO_LARGE, TOO_MANY_PRODUCERS -> reply.kind() + " " + reply.value();
            case FENCED, UNKNOWN_PRODUCER -> reply.kind().name();
            case ENDED -> "ERROR the table has ended";
        };
    }

    private void answer(String line) {
        output.put((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void flush() {
        if (output.position() == 0) {
            return;
        }
        output.flip();
        try {
            channel.write(output);
            output.compact();
        } catch (IOException e) {
            output.clear();
            isBroken = true;
        }
    }

    private void closeWhenTold() {
        flush();
        if (output.position() == 0) {
            close();
        }
    }

    void close() {
        state = State.DONE;
        try {
            channel.close();
        } catch (IOException e) {
            isReadable = false; // nothing is left to be done with it
        }
    }
}
