package io.sabot.ops;

import io.sabot.core.batch.ArrowRows;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.sink.ConsoleSink;
import io.sabot.ingest.sink.OutputFormat;
import java.io.IOException;
import java.io.OutputStream;

/** Rows in one of the forms that a table is exported in. One thread. */
interface RowFile extends AutoCloseable {
    /** What rows are written as. */
    enum Form {
        CSV,
        NDJSON,
        ARROW,
        ARROW_STREAM;

        /** By the ending of a file's name, {@code .gz} behind it aside; CSV if it says nothing. */
        static Form of(String fileName) {
            String name = fileName.endsWith(".gz") ? fileName.substring(0, fileName.length() - 3) : fileName;
            if (name.endsWith(".arrow") || name.endsWith(".feather")) {
                return ARROW;
            }
            if (name.endsWith(".arrows")) {
                return ARROW_STREAM;
            }
            return name.matches(".*\\.(json|ndjson|jsonl)") ? NDJSON : CSV;
        }
    }

    /** All rows of the batch. */
    void write(EventBatch batch) throws IOException;

    /** There are no more. */
    void end() throws IOException;

    @Override
    void close();

    /**
     * @param columns that are written; a batch may have more behind them
     * @param out not closed
     */
    static RowFile open(Form form, EventSchema columns, OutputStream out) throws IOException {
        return switch (form) {
            case CSV -> new Text(columns, OutputFormat.csv(), out);
            case NDJSON -> new Text(columns, OutputFormat.json(), out);
            case ARROW -> new Arrow(new ArrowRows(columns, ArrowRows.Form.FILE, out));
            case ARROW_STREAM -> new Arrow(new ArrowRows(columns, ArrowRows.Form.STREAM, out));
        };
    }

    /** As standard output has them. */
    final class Text implements RowFile {
        private final ConsoleSink sink;
        private long written;

        Text(EventSchema columns, OutputFormat format, OutputStream out) {
            sink = new ConsoleSink(out, format, columns);
        }

        @Override
        public void write(EventBatch batch) {
            sink.write(batch, written + 1);
            written += batch.selectedCount();
        }

        @Override
        public void end() {
            sink.flush();
            sink.end();
        }

        @Override
        public void close() {
            sink.close();
        }
    }

    /** For programs. */
    final class Arrow implements RowFile {
        private final ArrowRows rows;

        Arrow(ArrowRows rows) {
            this.rows = rows;
        }

        @Override
        public void write(EventBatch batch) throws IOException {
            rows.write(batch);
        }

        @Override
        public void end() throws IOException {
            rows.end();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
