package io.sabot.perf;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.ring.RingPublisher;

/** Rows from arrays into batches, with the columns known when it was written. */
final class Feed {
    private static final int SOURCE = 1;

    private final Ticks ticks;
    private final EventSchema schema;
    private final SymbolDictionary symbols;
    private final int[] ids;

    Feed(Ticks ticks, EventSchema schema, SymbolDictionary symbols) {
        this.ticks = ticks;
        this.schema = schema;
        this.symbols = symbols;
        this.ids = new int[ticks.names().length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = symbols.idOf(ticks.names()[i]);
        }
    }

    /** All rows, then the end. */
    void publish(RingPublisher publisher) {
        EventBatch batch = publisher.newBatch();
        for (int row = 0; row < ticks.rows(); row += SabotProgram.BATCH_ROWS) {
            fill(batch, row);
            batch = publisher.publish(batch, SOURCE, RecordReader.NO_OFFSET, System.nanoTime());
        }
        batch.close();
        publisher.publishEnd(SOURCE, RecordReader.NO_OFFSET, schema);
    }

    /** Lays the batch out and writes the rows from {@code from} on, as many as a batch gets. */
    void fill(EventBatch batch, int from) {
        batch.layout(schema, symbols, null, SabotProgram.BATCH_ROWS);
        Column symbolColumn = batch.column(0);
        Column timeColumn = batch.column(1);
        Column priceColumn = batch.column(2);
        int count = Math.min(batch.rowCapacity(), ticks.rows() - from);
        for (int i = 0; i < count; i++) {
            symbolColumn.putSymbol(i, ids[ticks.symbols()[from + i]]);
            timeColumn.putLong(i, ticks.timesNs()[from + i]);
            priceColumn.putDouble(i, ticks.prices()[from + i]);
        }
        if (batch.columnCount() > 3) {
            Column sizeColumn = batch.column(3);
            for (int i = 0; i < count; i++) {
                sizeColumn.putInt(i, ticks.sizes()[from + i]);
            }
        }
        batch.commitRows(count);
    }
}
