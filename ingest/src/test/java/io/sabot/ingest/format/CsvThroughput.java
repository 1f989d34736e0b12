package io.sabot.ingest.format;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.format.FormatSpec.Header;

/** Measures decoding of CSV ticks from memory. Run with the test class path and the options of conf/jvm.options. */
public final class CsvThroughput {
    private CsvThroughput() {}

    public static void main(String[] args) {
        EventSchema schema = Decoded.schema("symbol VARCHAR, ts TIMESTAMP, price DOUBLE, size INT");
        FormatSpec spec = FormatSpec.csv().withHeader(Header.NO);
        RecordDecoder decoder = RecordDecoder.of(new RowWriter(spec, schema, 1000), 256 * 1024, null);
        byte[] lines = TickLines.make(100_000, 1);
        try (MemoryPool pool = MemoryPool.unbounded();
                EventBatch batch = EventBatch.slot(pool)) {
            batch.layout(schema, new SymbolDictionary(), null, EventBatch.DEFAULT_ROWS);
            for (int round = 0; round < 8; round++) {
                long start = System.nanoTime();
                int rows = DecoderCostTest.decodeOften(decoder, lines, batch, 50);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        "%.2f million rows/s, %.0f MB/s%n", rows / seconds / 1e6, 50.0 * lines.length / seconds / 1e6);
            }
        }
    }
}
