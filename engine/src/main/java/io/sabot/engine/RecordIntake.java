package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.ingest.format.BatchDecoder;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.FormatSpec.Header;
import io.sabot.ingest.format.RowWriter;
import io.sabot.ingest.ring.NumberedBatch;
import io.sabot.ingest.ring.ProducerHello;
import io.sabot.ingest.ring.ProducerReply;
import io.sabot.ingest.ring.RingPublisher;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;

/**
 * The intake of a node that makes the order itself. Batches are decoded one at a time, by whoever sends them.
 */
public final class RecordIntake implements BatchIntake, AutoCloseable {
    /** A batch is one frame of the log at most. */
    public static final int MAX_BATCH_BYTES = 256 * 1024;

    private static final int MAX_NEW_SYMBOLS = 65_536;

    private final RingPublisher publisher;
    private final Streams.Stream stream;
    private final BatchDecoder decoder;
    private EventBatch batch;
    private boolean isClosed;

    RecordIntake(RingPublisher publisher, Streams.Stream stream, FormatSpec format, SymbolDictionary symbols) {
        this.publisher = publisher;
        this.stream = stream;
        FormatSpec effective = format.header() == Header.AUTO ? format.withHeader(Header.NO) : format;
        this.decoder =
                new BatchDecoder(new RowWriter(effective, stream.schema, MAX_NEW_SYMBOLS), stream.schema, symbols);
        this.batch = publisher.newBatch();
    }

    @Override
    public CompletableFuture<ProducerReply> hello(String name, int epoch) {
        CompletableFuture<ProducerReply> reply = new CompletableFuture<>();
        publisher.publishHello(stream.id(), stream.schema, new ProducerHello(name, epoch, reply::complete));
        return reply;
    }

    @Override
    public synchronized CompletableFuture<ProducerReply> send(ProducerReply welcome, long sequence, byte[] bytes) {
        requireOpen();
        long fitting = MAX_BATCH_BYTES;
        if (bytes.length > MAX_BATCH_BYTES) {
            decoder.clear(batch);
        } else {
            fitting = decoder.decode(bytes, bytes.length, batch);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        CompletableFuture<ProducerReply> reply = new CompletableFuture<>();
        NumberedBatch numbered = new NumberedBatch(
                welcome.producerId(),
                welcome.epoch(),
                sequence,
                (int) crc.getValue(),
                decoder.rejects(),
                fitting,
                reply::complete);
        batch = publisher.publishNumbered(batch, stream.id(), numbered, System.nanoTime());
        return reply;
    }

    @Override
    public synchronized int fitting(byte[] bytes, int length) {
        requireOpen();
        int tried = Math.min(length, MAX_BATCH_BYTES);
        while (tried > 0 && tried < length && bytes[tried - 1] != '\n') {
            tried--; // not inside a record
        }
        if (tried == 0) {
            return 0;
        }
        long fitting = decoder.decode(bytes, tried, batch);
        return fitting == NumberedBatch.FITS ? tried : (int) Math.min(tried, fitting);
    }

    private void requireOpen() {
        publisher.requireTaking();
        if (isClosed) {
            throw new IllegalStateException("closed");
        }
    }

    public synchronized boolean isClosed() {
        return isClosed;
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            batch.close();
        }
    }
}
