package io.sabot.ingest.tcp;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;
import io.sabot.ingest.RecordReader.Status;
import io.sabot.ingest.Reject;
import io.sabot.ingest.format.RecordDecoder;
import io.sabot.ingest.format.RowWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One client: what it sent and is not yet decoded (at most one record and a chunk), and the answers it has not taken yet
 * (at most {@link #ANSWER_BYTES}). One thread.
 */
final class Connection {
    static final int CHUNK_BYTES = 16 * 1024;
    static final int ANSWER_BYTES = 4 * 1024;
    private static final String CUT_OFF = "connection closed inside a record";

    private final SocketChannel channel;
    private final RecordDecoder decoder;
    private final ByteBuffer answers = ByteBuffer.allocate(ANSWER_BYTES);
    private ByteBuffer input = ByteBuffer.allocate(0); // wraps the decoder's array
    private boolean isReadable;
    private boolean isInputClosed;
    private boolean isDone;

    Connection(SocketChannel channel, RowWriter writer) {
        this.channel = channel;
        this.decoder = RecordDecoder.of(writer, CHUNK_BYTES, this::onControlLine);
        decoder.withoutOffsets();
    }

    /** Told by the selector. */
    void onReadable() {
        isReadable = true;
    }

    boolean isDone() {
        return isDone;
    }

    Reject reject() {
        return decoder.reject();
    }

    /**
     * One turn: takes at most one chunk from the socket and appends what is in it.
     *
     * @return ROWS if the batch has no room for what is still here, REJECTED, or IDLE
     */
    Status turn(EventBatch batch) {
        flushAnswers();
        if (!decoder.hasBytes()) {
            receive();
        }
        try {
            Status status = decoder.decode(batch);
            return status == Status.IDLE && isInputClosed ? finish() : status;
        } catch (SabotException e) {
            // A header that does not fit the table ends this connection, not the server.
            answer("#error " + e.problems().get(0).message());
            close();
            return Status.IDLE;
        }
    }

    /** True if another turn would find something to do. */
    boolean hasWork() {
        return !isDone && (isReadable || isInputClosed || decoder.hasBytes());
    }

    private Status finish() {
        boolean isCutOff = decoder.rejectRest(CUT_OFF);
        close();
        return isCutOff ? Status.REJECTED : Status.IDLE;
    }

    private void receive() {
        if (!isReadable || isInputClosed) {
            return;
        }
        int room = decoder.prepareInput();
        byte[] array = decoder.inputArray();
        if (input.capacity() != array.length || input.array() != array) {
            input = ByteBuffer.wrap(array);
        }
        input.limit(decoder.inputOffset() + room).position(decoder.inputOffset());
        try {
            int count = channel.read(input);
            isInputClosed = count < 0;
            decoder.inputAdded(Math.max(count, 0));
            isReadable = count == room;
        } catch (IOException e) {
            isInputClosed = true; // reset by the client: as if it had closed
        }
    }

    private void onControlLine(byte[] line, int offset, int length) {
        answer(ControlLineAnswers.answer(line, offset, length));
    }

    private void answer(String text) {
        byte[] bytes = (text.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
        if (answers.remaining() < bytes.length) {
            flushAnswers();
        }
        if (answers.remaining() < bytes.length) {
            isInputClosed = true; // a client that asks and does not listen
            return;
        }
        answers.put(bytes);
        flushAnswers();
    }

    private void flushAnswers() {
        if (answers.position() == 0) {
            return;
        }
        answers.flip();
        try {
            channel.write(answers);
            answers.compact();
        } catch (IOException e) {
            answers.clear();
            isInputClosed = true;
        }
    }

    void close() {
        isDone = true;
        try {
            channel.close();
        } catch (IOException e) {
            isReadable = false; // nothing is left to be done with it
        }
    }
}
