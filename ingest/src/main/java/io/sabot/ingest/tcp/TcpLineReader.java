package io.sabot.ingest.tcp;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.Reject;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.FormatSpec.Header;
import io.sabot.ingest.format.RowWriter;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes records, one a line, from many connections. The caller's thread serves them in {@link #read}: each in its turn,
 * one chunk a turn, so that a fast one does not starve the others. A connection that sends more than is taken waits in
 * TCP's own back-pressure. Never blocks, never ends. One thread.
 *
 * <p>CSV has no header here unless the specification says YES; then each connection sends its own.
 */
public final class TcpLineReader implements RecordReader {
    private static final byte[] TOO_MANY = "#error too many connections\n".getBytes(StandardCharsets.US_ASCII);

    private final RowWriter writer;
    private final int maxConnections;
    private final TcpListener listener;
    private final List<Connection> connections = new ArrayList<>();
    private int turn;
    private Reject reject;

    /**
     * Listens at once.
     *
     * @param address port 0 takes a free one, see {@link #localPort()}
     * @param maxConnections served at a time; one more is told so and closed
     * @throws SabotException UNAVAILABLE if the address cannot be bound
     */
    public TcpLineReader(
            InetSocketAddress address, FormatSpec spec, EventSchema schema, int maxConnections, int maxNewSymbols) {
        FormatSpec effective = spec.header() == Header.AUTO ? spec.withHeader(Header.NO) : spec;
        this.writer = new RowWriter(effective, schema, maxNewSymbols);
        this.maxConnections = maxConnections;
        this.listener = new TcpListener(address, this::admit, TOO_MANY);
    }

    public int localPort() {
        return listener.localPort();
    }

    public int connectionCount() {
        return connections.size();
    }

    @Override
    public Status read(EventBatch batch) {
        listener.select();
        int count = connections.size();
        for (int i = 0; i < count && !batch.isFull(); i++) {
            turn = turn >= count ? 0 : turn;
            Connection connection = connections.get(turn++);
            Status status = connection.turn(batch);
            if (status == Status.REJECTED) {
                reject = connection.reject();
                return status;
            }
            if (status == Status.ROWS && !batch.isFull()) {
                turn--; // a record waits for a batch laid out anew: it is the first to go on
                return status;
            }
        }
        return forgetDoneAndAsk() || batch.isFull() ? Status.ROWS : Status.IDLE;
    }

    /** Drops connections that are done; true if another has something to do. */
    private boolean forgetDoneAndAsk() {
        boolean hasWork = false;
        for (int i = connections.size() - 1; i >= 0; i--) {
            if (connections.get(i).isDone()) {
                connections.remove(i);
                turn -= i < turn ? 1 : 0;
            } else {
                hasWork |= connections.get(i).hasWork();
            }
        }
        return hasWork;
    }

    private boolean admit(SocketChannel channel) {
        forgetDoneAndAsk();
        if (connections.size() >= maxConnections) {
            return false;
        }
        Connection connection = new Connection(channel, writer);
        listener.register(channel, connection::onReadable);
        connections.add(connection);
        return true;
    }

    @Override
    public boolean[] plainColumns() {
        return writer.plainColumns();
    }

    @Override
    public Reject reject() {
        return reject;
    }

    /** What was sent cannot be asked for again: {@link #NO_OFFSET}. */
    @Override
    public long offset() {
        return NO_OFFSET;
    }

    @Override
    public long offsetAfter(int row) {
        return NO_OFFSET;
    }

    @Override
    public void close() {
        connections.forEach(Connection::close);
        connections.clear();
        listener.close();
    }
}
