package io.sabot.ops;

import io.sabot.core.array.ArrayBuilder;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.engine.ReplayDifference;
import io.sabot.engine.ReplayListener;
import io.sabot.engine.ReplayOutput;
import io.sabot.ingest.sink.ConsoleSink;
import io.sabot.ingest.sink.OutputFormat;
import io.sabot.ingest.sink.RowFormat;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Results or differences as rows, each with its table, and the position and log time of what caused it. One thread. */
final class ReplayPrinter implements ReplayListener, AutoCloseable {
    private static final SqlType TEXT = SqlType.of(TypeKind.VARCHAR);
    private static final int BATCH_ROWS = 1_024;

    private final OutputStream out; // not owned
    private final OutputFormat format;
    private final boolean isComparing;
    private final long limit;
    private final ReplayListener notes;
    private final MemoryPool pool = MemoryPool.unbounded();
    private final Map<String, Lines> lines = new HashMap<>();
    private Lines last;
    private long printed;

    /** @param notes gets warnings and progress */
    ReplayPrinter(OutputStream out, RowFormat format, boolean isComparing, long limit, ReplayListener notes) {
        this.out = out;
        this.format = switch (format) {
            case TABLE -> OutputFormat.table();
            case CSV -> OutputFormat.csv();
            case JSON -> OutputFormat.json();
        };
        this.isComparing = isComparing;
        this.limit = limit;
        this.notes = notes;
    }

    /** Lines of one table. */
    private final class Lines {
        private final EventSchema schema;
        private final int firstValue;
        private final EventBatch batch = EventBatch.growable(pool);
        private final boolean[] isPlain;
        private final ConsoleSink sink;
        private long written;

        Lines(EventSchema values) {
            List<ColumnSpec> columns = new ArrayList<>();
            if (isComparing) {
                columns.add(new ColumnSpec("$change", TEXT));
            }
            columns.add(new ColumnSpec("$table", TEXT));
            columns.add(new ColumnSpec("$position", TEXT));
            columns.add(new ColumnSpec("$time", SqlType.timestamp(SqlType.MAX_TIMESTAMP_PRECISION)));
            firstValue = columns.size();
            columns.addAll(values.columns());
            schema = EventSchema.derived(values.name(), columns, EventSchema.NO_COLUMN);
            isPlain = new boolean[columns.size()];
            Arrays.fill(isPlain, true);
            sink = new ConsoleSink(out, format, schema);
            batch.layout(schema, null, isPlain, BATCH_ROWS);
        }

        int begin(String table, String change, long position, long timeNs) {
            if (batch.isFull()) {
                write();
            }
            int row = batch.nextRow();
            int column = 0;
            if (isComparing) {
                batch.column(column++).putString(row, change);
            }
            batch.column(column++).putString(row, table);
            batch.column(column++).putString(row, Position.format(position));
            batch.column(column).putLong(row, timeNs);
            return row;
        }

        void write() {
            sink.write(batch, written + 1);
            written += batch.rows();
            batch.layout(schema, null, isPlain, BATCH_ROWS);
        }

        void flush() {
            write();
            sink.flush();
        }
    }

    /** Lines so far. */
    long printedRows() {
        return printed;
    }

    private Lines of(String table, EventSchema values) {
        Lines own = lines.computeIfAbsent(table + values.columns(), name -> new Lines(values));
        if (own != last && last != null) {
            last.flush(); // lines of several tables stay in the order of the log
        }
        last = own;
        return own;
    }

    @Override
    public void onOutput(ReplayOutput output) {
        if (printed >= limit) {
            return;
        }
        Lines own = of(output.table(), output.schema());
        int count = (int) Math.min(output.rows(), limit - printed);
        for (int i = 0; i < count; i++) {
            int row = own.begin(output.table(), null, output.position(i), output.timeNs());
            for (int c = 0; c < output.schema().columnCount(); c++) {
                own.batch.column(own.firstValue + c).copyFrom(output.batch().column(c), i, row);
            }
            own.batch.commitRow();
        }
        printed += count;
    }

    @Override
    public void onDifference(ReplayDifference difference) {
        if (printed >= limit) {
            return;
        }
        Lines own = of(difference.table(), difference.schema());
        String change = difference.isGained() ? "+" : "-";
        int row = own.begin(difference.table(), change, difference.position(), difference.timeNs());
        for (int c = 0; c < difference.values().size(); c++) {
            put(own.batch.column(own.firstValue + c), row, difference.values().get(c));
        }
        own.batch.commitRow();
        printed++;
    }

    private static void put(Column column, int row, Object value) {
        if (value == null) {
            column.setNull(row);
            return;
        }
        switch (column.type().kind()) {
            case BOOLEAN -> column.putBoolean(row, (Boolean) value);
            case INT, DATE -> column.putInt(row, (Integer) value);
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> column.putLong(row, (Long) value);
            case DOUBLE -> column.putDouble(row, (Double) value);
            case DECIMAL -> column.putDecimal(row, (BigDecimal) value);
            case VARCHAR -> column.putString(row, (String) value);
            case ARRAY -> {
                byte[] bytes = new ArrayBuilder(column.type().element()).of((List<?>) value);
                column.putBytes(row, bytes, 0, bytes.length);
            }
            case BINARY -> {
                byte[] bytes = new byte[((ByteBuffer) value).remaining()];
                ((ByteBuffer) value).duplicate().get(bytes);
                column.putBytes(row, bytes, 0, bytes.length);
            }
        }
    }

    @Override
    public void onProgress(long seq, long timeNs, long rows) {
        notes.onProgress(seq, timeNs, rows);
    }

    @Override
    public void onWarning(String text) {
        notes.onWarning(text);
    }

    /** There is nothing more to print. */
    void end() {
        if (last != null) {
            last.flush();
        }
        lines.values().forEach(own -> own.sink.end());
    }

    @Override
    public void close() {
        lines.values().forEach(own -> {
            own.sink.close();
            own.batch.close();
        });
        pool.close();
    }
}
