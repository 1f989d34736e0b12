package io.sabot.ingest.tcp;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.format.BatchDecoder;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.FormatSpec.Header;
import io.sabot.ingest.format.RowWriter;
import io.sabot.ingest.ring.IngestAgent;
import io.sabot.ingest.ring.NumberedBatch;
import io.sabot.ingest.ring.RingPublisher;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes numbered batches of records from the connections of many producers, each in its turn, and brings them the
 * engine's answers. The protocol is drawn in {@link BatchConnection}. Never blocks, never ends.
 *
 * <p>Each batch stands for itself: CSV has no header here unless the specification says YES; then every batch begins with
 * one.
 */
public final class TcpBatchAgent implements IngestAgent {
    public static final int DEFAULT_MAX_BATCH_BYTES = 256 * 1024;

    private static final byte[] TOO_MANY = "ERROR too many connections\n".getBytes(StandardCharsets.US_ASCII);

    /** Where batches are listened for, and what they may be. */
    public record Limits(InetSocketAddress address, int maxConnections, int maxBatchBytes, int maxNewSymbols) {
        public Limits {
            if (maxConnections < 1 || maxBatchBytes < 1) {
                throw new IllegalArgumentException(maxConnections + " connections, " + maxBatchBytes + " bytes");
            }
        }
    }

    private final RingPublisher publisher; // not owned
    private final int sourceId;
    private final EventSchema schema;
    private final Limits limits;
    private final BatchDecoder decoder;
    private final TcpListener listener;
    private final List<BatchConnection> connections = new ArrayList<>();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong rejects = new AtomicLong();
    private EventBatch batch;
    private BatchConnection due; // whose batch is decoded and found no room in the ring
    private NumberedBatch dueBatch;
    private long dueSinceNs;
    private int turn;

    /**
     * Listens at once.
     *
     * @throws SabotException UNAVAILABLE if the address cannot be bound
     */
    public TcpBatchAgent(
            RingPublisher publisher,
            Limits limits,
            FormatSpec spec,
            int sourceId,
            EventSchema schema,
            SymbolDictionary symbols) {
        this.publisher = publisher;
        this.sourceId = sourceId;
        this.schema = schema;
        this.limits = limits;
        FormatSpec effective = spec.header() == Header.AUTO ? spec.withHeader(Header.NO) : spec;
        this.decoder = new BatchDecoder(new RowWriter(effective, schema, limits.maxNewSymbols()), schema, symbols);
        this.listener = new TcpListener(limits.address(), this::admit, TOO_MANY);
        this.batch = publisher.newBatch();
    }

    public int localPort() {
        return listener.localPort();
    }

    private boolean admit(SocketChannel channel) {
        connections.removeIf(BatchConnection::isDone);
        if (connections.size() >= limits.maxConnections()) {
            return false;
        }
        BatchConnection connection = new BatchConnection(channel, limits.maxBatchBytes());
        listener.register(channel, connection::onReadable);
        connections.add(connection);
        return true;
    }

    @Override
    public int doWork(long nowNs) {
        listener.select();
        int work = publishDue();
        int count = connections.size();
        boolean isAnyDone = false;
        for (int i = 0; i < count; i++) {
            turn = turn + 1 < count ? turn + 1 : 0;
            BatchConnection connection = connections.get(turn);
            work += connection.turn();
            work += due == null ? hand(connection, nowNs) : 0;
            isAnyDone |= connection.isDone();
        }
        if (isAnyDone) {
            connections.removeIf(BatchConnection::isDone);
        }
        return work;
    }

    private int hand(BatchConnection connection, long nowNs) {
        if (connection.dueHello() != null) {
            boolean isTaken = publisher.tryPublishHello(sourceId, schema, connection.dueHello());
            if (isTaken) {
                connection.helloTaken();
            }
            return isTaken ? 1 : 0;
        }
        return connection.isBatchDue() && decode(connection, nowNs) ? publishDue() : 0;
    }

    /** False if the bytes are no batch at all. */
    private boolean decode(BatchConnection connection, long nowNs) {
        long fitting = limits.maxBatchBytes();
        try {
            if (connection.isOversize()) {
                decoder.clear(batch);
            } else {
                fitting = decoder.decode(connection.body(), connection.bodyBytes(), batch);
            }
        } catch (SabotException e) {
            connection.fail(e.problems().get(0).message()); // a header that does not fit the table
            return false;
        }
        due = connection;
        dueSinceNs = nowNs;
        dueBatch = new NumberedBatch(
                connection.welcome().producerId(),
                connection.welcome().epoch(),
                connection.sequence(),
                connection.payloadCrc(),
                decoder.rejects(),
                fitting,
                connection::onReply);
        return true;
    }

    private int publishDue() {
        if (due == null) {
            return 0;
        }
        int count = batch.rows();
        EventBatch former = publisher.tryPublishNumbered(batch, sourceId, dueBatch, dueSinceNs);
        if (former == null) {
            return 0;
        }
        batch = former;
        due.batchTaken();
        rows.setRelease(rows.getPlain() + count);
        rejects.setRelease(rejects.getPlain() + dueBatch.rejects().size());
        due = null;
        dueBatch = null;
        return 1;
    }

    @Override
    public boolean isEnded() {
        return false;
    }

    @Override
    public long rows() {
        return rows.getAcquire();
    }

    @Override
    public long rejects() {
        return rejects.getAcquire();
    }

    @Override
    public long offsetBytes() {
        return RecordReader.NO_OFFSET;
    }

    @Override
    public long totalBytes() {
        return RecordReader.NO_OFFSET;
    }

    @Override
    public void close() {
        connections.forEach(BatchConnection::close);
        connections.clear();
        listener.close();
        batch.close();
    }
}
