package io.sabot.core.batch;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes rows in Arrow's interprocess format, a record batch for each batch. One thread.
 *
 * <pre>
 * BOOLEAN Bool          INT Int32             BIGINT Int64        DOUBLE Float64
 * DECIMAL Decimal128    VARCHAR Utf8          BINARY Binary       DATE Date32
 * TIME Time64(ns)       TIMESTAMP Timestamp(ns, no zone)          INTERVAL Int64, nanoseconds
 * ARRAY List
 * </pre>
 *
 * <p>The SQL type is in the field's metadata as {@code sabot.type}.
 */
public final class ArrowRows implements AutoCloseable {
    /** What is around the record batches. */
    public enum Form {
        /** With a footer, for random access: {@code .arrow}. */
        FILE,
        /** For pipes: {@code .arrows}. */
        STREAM
    }

    private final BufferAllocator allocator = new RootAllocator();
    private final VectorSchemaRoot root;
    private final ArrowWriter writer;

    /**
     * @param columns of the schema are written; a batch may have more behind them
     * @param out not closed
     */
    public ArrowRows(EventSchema columns, Form form, OutputStream out) throws IOException {
        List<Field> fields = new ArrayList<>();
        for (ColumnSpec column : columns.columns()) {
            FieldType type = new FieldType(
                    true,
                    ArrowViews.arrowType(column.type()),
                    null,
                    Map.of("sabot.type", column.type().toString()));
            fields.add(new Field(column.name(), type, ArrowViews.children(column.type())));
        }
        root = VectorSchemaRoot.create(new Schema(fields, Map.of("sabot.table", columns.name())), allocator);
        writer = form == Form.FILE
                ? new ArrowFileWriter(root, null, Channels.newChannel(out))
                : new ArrowStreamWriter(root, null, Channels.newChannel(out));
        writer.start();
    }

    /** All rows of the batch. */
    public void write(EventBatch batch) throws IOException {
        for (int i = 0; i < root.getFieldVectors().size(); i++) {
            ArrowViews.copy(batch.column(i), batch.rows(), root.getVector(i));
        }
        root.setRowCount(batch.rows());
        writer.writeBatch();
    }

    /** There are no more rows. Without it a file cannot be read. */
    public void end() throws IOException {
        writer.end();
    }

    @Override
    public void close() {
        root.close();
        allocator.close();
    }
}
