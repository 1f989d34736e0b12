package io.sabot.cep;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.state.RowStore;
import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import org.agrona.UnsafeApi;

/**
 * Rows that partial matches have taken, in pages, each once and as long as some path has it. Rows that were passed by are
 * not kept.
 *
 * <pre>
 *  record: 0 int id of the row in the store | 4 int references | 8 long number in its partition
 * </pre>
 */
final class TakenRows {
    /** In the place of a row: the one being matched. */
    static final int CURRENT = 0;

    private static final int RECORD_BYTES = 16;
    private static final int REFERENCES = 4;
    private static final int NUMBER = 8;

    private final RowStore rows;
    private final StateRegion records;

    // The row being matched.
    private EventBatch batch; // not owned
    private int index;
    private long number;
    private int current; // id + 1 once it is kept

    TakenRows(StateSpace space, String name, EventSchema input) {
        this.rows = new RowStore(
                space,
                name + ".taken",
                input.columns().stream().map(ColumnSpec::type).toList());
        this.records = new StateRegion(space, name + ".references", RECORD_BYTES);
    }

    /** Says which row is being matched. */
    void begin(EventBatch newBatch, int row, long newNumber) {
        batch = newBatch;
        index = row;
        number = newNumber;
        current = 0;
    }

    /** Keeps the row being matched, without a reference yet. @return false if a value of it is too long to be kept */
    boolean keepCurrent() {
        if (current != 0) {
            return true;
        }
        int id = rows.add(batch, index);
        if (id == StateRegion.NO_RECORD) {
            return false;
        }
        int record = records.allocate();
        long address = records.addressForWrite(record);
        UnsafeApi.putInt(address, id);
        UnsafeApi.putLong(address + NUMBER, number);
        current = record + 1;
        return true;
    }

    /** One reference more to the row being matched, which is kept. @return what names it */
    int holdCurrent() {
        assert current != 0;
        long address = records.addressForWrite(current - 1);
        UnsafeApi.putInt(address + REFERENCES, UnsafeApi.getInt(address + REFERENCES) + 1);
        return current;
    }

    void release(int row) {
        long address = records.addressForWrite(row - 1);
        int references = UnsafeApi.getInt(address + REFERENCES) - 1;
        UnsafeApi.putInt(address + REFERENCES, references);
        if (references == 0) {
            rows.remove(UnsafeApi.getInt(address));
            records.free(row - 1);
        }
    }

    /** The row being matched has been: it is kept no longer if no path took it. */
    void end() {
        if (current != 0 && UnsafeApi.getInt(records.address(current - 1) + REFERENCES) == 0) {
            rows.remove(UnsafeApi.getInt(records.address(current - 1)));
            records.free(current - 1);
        }
        current = 0;
    }

    /** Number of a row in its partition. */
    long number(int row) {
        return row == CURRENT ? number : UnsafeApi.getLong(records.address(row - 1) + NUMBER);
    }

    /** Appends a row to a batch of the input's columns. */
    void read(int row, EventBatch into) {
        int to = into.nextRow();
        if (row == CURRENT) {
            for (int i = 0; i < into.columnCount(); i++) {
                into.column(i).copyFrom(batch.column(i), index, to);
            }
            into.positions(to, batch.firstPosition(index), batch.position(index));
        } else {
            int id = UnsafeApi.getInt(records.address(row - 1));
            rows.read(id, into, to);
            into.positions(to, rows.firstPosition(id), rows.position(id));
        }
        into.commitRow();
    }

    int size() {
        return rows.size();
    }
}
