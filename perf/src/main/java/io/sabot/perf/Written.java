package io.sabot.perf;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import io.sabot.engine.DataDirectory;
import io.sabot.journal.DirectoryLock;
import io.sabot.journal.EventLog;
import io.sabot.journal.Journals;
import io.sabot.journal.LogReader;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxReader;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/** What a program has left in its directory. */
final class Written {
    private static final double TOLERANCE = 1e-9;

    private Written() {}

    /**
     * Count and sums of the results: equal for the same rows in any order, up to rounding.
     *
     * @param rows in the outbox
     * @param sum of all numbers in them
     * @param text sum of the strings' hashes
     */
    record Digest(long rows, double sum, long text) {
        boolean agrees(Digest other) {
            return rows == other.rows
                    && text == other.text
                    && Math.abs(sum - other.sum) <= TOLERANCE * Math.max(Math.abs(sum), Math.abs(other.sum));
        }
    }

    static Digest digest(Path directory, EventSchema output) {
        long[] counts = new long[2];
        double[] sum = new double[1];
        forEachResult(directory, output, (batch, row) -> {
            counts[0]++;
            for (int i = 0; i < output.columnCount(); i++) {
                Column column = batch.column(i);
                if (column.storage() == Storage.VIEW128) {
                    counts[1] += column.getString(row).hashCode();
                } else {
                    sum[0] += column.storage() == Storage.FLOAT64 ? column.getDouble(row) : column.getLong(row) / 1e9;
                }
            }
        });
        return new Digest(counts[0], sum[0], counts[1]);
    }

    /** In the order of the outbox; the batch is valid during the call only. */
    static void forEachResult(Path directory, EventSchema output, BiConsumer<EventBatch, Integer> result) {
        try (DirectoryLock lock = DirectoryLock.acquire(directory);
                Outbox outbox = Journals.openOutbox(
                        Workload.OUTPUT,
                        CeilingProgram.config(DataDirectory.outbox(directory, Workload.OUTPUT)),
                        lock,
                        output);
                OutboxReader reader = outbox.reader(0)) {
            while (reader.next()) {
                for (int row = 0; row < reader.batch().rows(); row++) {
                    result.accept(reader.batch(), row);
                }
            }
        }
    }

    /** Bytes of all frames in the log. */
    static long logBytes(Path directory) {
        try (DirectoryLock lock = DirectoryLock.acquire(directory);
                EventLog log = Journals.open(CeilingProgram.config(DataDirectory.log(directory)), lock);
                LogReader reader = log.reader(1, new SymbolDictionary())) {
            long bytes = 0;
            while (reader.next()) {
                bytes += reader.header().frameBytes();
            }
            return bytes;
        }
    }
}
