package io.sabot.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.RecordReader.Status;
import io.sabot.ingest.Reject;
import io.sabot.ingest.format.FormatSpec.Header;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DecoderCostTest {
    private static final FormatSpec CSV = FormatSpec.csv().withHeader(Header.NO);

    @Test
    void shouldMakeNoGarbagePerRow() {
        EventSchema schema = Decoded.schema("symbol VARCHAR, ts TIMESTAMP, price DOUBLE, size INT");
        RowWriter writer = new RowWriter(CSV, schema, 100);
        RecordDecoder decoder = RecordDecoder.of(writer, 64 * 1024, null);
        byte[] lines = TickLines.make(1000, 7);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (MemoryPool pool = MemoryPool.unbounded();
                EventBatch batch = EventBatch.slot(pool)) {
            batch.layout(schema, new SymbolDictionary(), null, 1024);
            decodeOften(decoder, lines, batch, 300);
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            int rows = decodeOften(decoder, lines, batch, 300);
            long allocated =
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertThat(rows).isEqualTo(300_000);
            assertThat(allocated).isLessThanOrEqualTo(rows / 10);
        }
    }

    static int decodeOften(RecordDecoder decoder, byte[] lines, EventBatch batch, int times) {
        int rows = 0;
        for (int i = 0; i < times; i++) {
            int fed = 0;
            while (fed < lines.length) {
                int count = Math.min(decoder.prepareInput(), lines.length - fed);
                System.arraycopy(lines, fed, decoder.inputArray(), decoder.inputOffset(), count);
                decoder.inputAdded(count);
                fed += count;
                Status status = Status.ROWS;
                while (status == Status.ROWS) {
                    status = decoder.decode(batch);
                    rows += batch.rows();
                    batch.clear();
                }
            }
        }
        return rows;
    }

    @Test
    void shouldConsumeALineOfAHundredMegabytesInConstantMemory() {
        EventSchema schema = Decoded.schema("a VARCHAR, b INT");
        RecordDecoder decoder = RecordDecoder.of(new RowWriter(CSV, schema, 100), 64 * 1024, null);
        long length = 100_000_000;
        try (MemoryPool pool = MemoryPool.unbounded();
                EventBatch batch = EventBatch.slot(pool)) {
            batch.layout(schema, new SymbolDictionary(), null, 16);
            for (long fed = 0; fed < length; ) {
                int count = (int) Math.min(decoder.prepareInput(), length - fed);
                int offset = decoder.inputOffset();
                Arrays.fill(decoder.inputArray(), offset, offset + count, (byte) 'x');
                decoder.inputAdded(count);
                fed += count;
                assertThat(decoder.decode(batch)).isEqualTo(Status.IDLE);
                assertThat(decoder.inputArray().length).isLessThan(2 * 1024 * 1024);
            }
            byte[] rest = "\nok,1\n".getBytes(StandardCharsets.US_ASCII);
            decoder.prepareInput();
            System.arraycopy(rest, 0, decoder.inputArray(), decoder.inputOffset(), rest.length);
            decoder.inputAdded(rest.length);
            assertThat(decoder.decode(batch)).isEqualTo(Status.REJECTED);
            assertThat(decoder.reject().lengthBytes()).isEqualTo(length);
            assertThat(decoder.reject().bytes()).hasSize(Reject.MAX_KEPT_BYTES);
            assertThat(decoder.decode(batch)).isEqualTo(Status.IDLE);
            assertThat(Decoded.row(batch, 0)).isEqualTo("ok|1");
        }
    }
}
