package io.sabot.core.batch;

import io.sabot.core.array.ArrayDescriptor;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import java.util.List;
import org.agrona.UnsafeApi;

/**
 * The elements of one array after the other, each as a column: nothing is copied. A flyweight, valid while the array's
 * batch is. One thread.
 */
public final class ArrayElements {
    private final EventSchema schema;
    private final Storage storage;
    private final EventBatch view = EventBatch.view();
    private final Column[] columns;

    /** @param array type of the arrays */
    public ArrayElements(SqlType array) {
        schema = EventSchema.derived(
                "elements", List.of(new ColumnSpec("element", array.element())), EventSchema.NO_COLUMN);
        storage = ArrayDescriptor.storage(array.element());
        columns = view.columnsOf(schema);
    }

    /** Goes to the array in a row, which is not null. */
    public ArrayElements wrap(Column arrays, int row) {
        long address = arrays.bytesAddress(row);
        int count = UnsafeApi.getInt(address + ArrayDescriptor.COUNT);
        long data = address + ArrayDescriptor.dataOffset(count);
        assert data + storage.dataBytes(count) <= address + arrays.bytesLength(row);
        columns[0].wrap(storage, address + ArrayDescriptor.VALIDITY, data, count, true);
        view.wrapped(schema, columns, count, data + storage.dataBytes(count));
        return this;
    }

    public int count() {
        return view.rows();
    }

    /** An element is a row. */
    public Column column() {
        return columns[0];
    }
}
