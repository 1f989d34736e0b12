package io.sabot.sql.operator;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.EventTime;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.Selective;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hands the rows of one stream to all that read it. A reader that waits for certain values of a column, and has nothing in
 * progress, gets a batch only if one of its rows has such a value: thousands of patterns cost as much as one look-up per row
 * then. Watermarks are told to such a reader when it is woken.
 *
 * <p>Which readers get a batch follows from the log alone. What they emit is what they would if they got every row.
 *
 * <p>Owned by the application's operator thread.
 */
final class RowFork implements Operator {
    /** One query's way in. */
    private static final class Reader {
        final Input input;
        final Route route; // null: sees every row
        final List<Selective> gates;
        final Selective pattern; // that knows which rows it needs; null: a filter stands before all else
        final List<Operator> path;
        int[] places = new int[4];
        int placeCount;

        Reader(Input input, Route route, List<Operator> path) {
            this.input = input;
            this.route = route;
            this.path = path;
            this.gates = path.stream()
                    .filter(Selective.class::isInstance)
                    .map(Selective.class::cast)
                    .toList();
            this.pattern = route != null && !route.isFilter() ? (Selective) input.operator() : null;
        }

        boolean isAsleep() {
            for (Selective gate : gates) {
                if (!gate.isAsleep()) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Reader> readers = new ArrayList<>();
    private final Map<Integer, ValueIndex> indexByColumn = new LinkedHashMap<>();
    private ValueIndex[] indexes = {};

    /** Those that get every batch: routed ones while awake. */
    private final BitSet active = new BitSet();

    private final BitSet due = new BitSet();
    private Flushes flushes = Flushes.none();
    private EventTime time; // whose order patterns check; null: none does
    private boolean isActiveKnown = true;
    private long watermarkNs = Watermarks.NONE;
    private long lastPosition = Position.NONE;

    /**
     * @param route null if the reader must get every row
     * @param path operators behind the input that nobody else feeds, the first first
     */
    void add(Input input, Route route, List<Operator> path) {
        int number = readers.size();
        Reader reader = new Reader(input, route, path);
        readers.add(reader);
        if (route == null) {
            active.set(number);
            return;
        }
        for (NecessaryValues.ColumnValue value : route.values()) {
            indexByColumn.computeIfAbsent(value.column(), ValueIndex::new).add(value.value(), number);
        }
        indexes = indexByColumn.values().toArray(new ValueIndex[0]);
        if (route.timeColumn() != EventSchema.NO_COLUMN && time == null) {
            time = new EventTime(route.timeColumn());
        }
    }

    /** Operators that need to be flushed only after they were given something; the caller flushes them. */
    List<Operator> flushedOnDemand() {
        return readers.stream()
                .filter(reader -> reader.route != null)
                .flatMap(reader -> reader.path.stream())
                .toList();
    }

    /** Where it says what is to be flushed. */
    void flushes(Flushes newFlushes) {
        flushes = newFlushes;
    }

    // ---- rows ----

    @Override
    public void onBatch(int input, EventBatch batch) {
        learnActive();
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        boolean isEveryRowSeen = time != null && !isInTime(batch);
        if (indexes.length > 0) {
            find(batch, selection, count);
        }
        due.or(active);
        if (isEveryRowSeen) {
            due.set(0, readers.size());
        }
        for (int number = due.nextSetBit(0); number >= 0; number = due.nextSetBit(number + 1)) {
            batch.select(selection, count);
            give(number, batch, isEveryRowSeen);
        }
        due.clear();
        if (batch.rows() > 0) {
            lastPosition = batch.position(batch.rows() - 1);
        }
        watermarkNs = Math.max(watermarkNs, batch.watermarkAfterNs());
    }

    /** Finds the rows that wake readers, and the only ones that pass their filters. */
    private void find(EventBatch batch, int[] selection, int count) {
        for (ValueIndex index : indexes) {
            index.bind(batch);
        }
        if (indexes.length == 1) {
            ValueIndex index = indexes[0];
            for (int place = 0; place < count; place++) {
                note(index.readersOf(selection[place]), place, selection[place]);
            }
            return;
        }
        for (int place = 0; place < count; place++) {
            for (ValueIndex index : indexes) {
                note(index.readersOf(selection[place]), place, selection[place]);
            }
        }
    }

    private void note(int[] numbers, int place, int row) {
        for (int number : numbers) {
            Reader reader = readers.get(number);
            due.set(number);
            int noted = reader.route.isFilter() ? row : place;
            int count = reader.placeCount;
            if (count > 0 && reader.places[count - 1] == noted) {
                continue;
            }
            if (count == reader.places.length) {
                reader.places = Arrays.copyOf(reader.places, count * 2);
            }
            reader.places[count] = noted;
            reader.placeCount = count + 1;
        }
    }

    private void give(int number, EventBatch batch, boolean isEveryRowSeen) {
        Reader reader = readers.get(number);
        if (reader.route == null) {
            reader.input.onBatch(batch);
            return;
        }
        boolean isAwake = active.get(number);
        if (!isAwake) {
            tell(reader);
        }
        if (reader.pattern == null) {
            batch.select(reader.places, reader.placeCount);
            reader.input.onBatch(batch);
        } else if (isAwake || isEveryRowSeen) {
            reader.input.onBatch(batch);
        } else {
            reader.pattern.onStarts(batch, reader.places, reader.placeCount);
        }
        reader.placeCount = 0;
        active.set(number, !reader.isAsleep());
        flushes.add(reader.path);
    }

    private void tell(Reader reader) {
        if (watermarkNs != Watermarks.NONE) {
            for (Selective gate : reader.gates) {
                gate.passed(watermarkNs, lastPosition);
            }
        }
    }

    /** Whether no row is late, which a pattern says of every row. */
    private boolean isInTime(EventBatch batch) {
        time.bind(batch);
        if (batch.watermarkAfterNs() == Watermarks.NONE) {
            return !time.hasNulls();
        }
        boolean isInTime = !time.hasNulls();
        long[] watermarks = batch.watermarks();
        long before = watermarkNs;
        int rows = batch.rows();
        for (int row = 0; isInTime && row < rows; row++) {
            isInTime = time.ns(row) >= before;
            before = Math.max(before, watermarks[row]);
        }
        return isInTime;
    }

    private void learnActive() {
        if (!isActiveKnown) {
            isActiveKnown = true;
            for (int number = 0; number < readers.size(); number++) {
                Reader reader = readers.get(number);
                active.set(number, reader.route == null || !reader.isAsleep());
            }
        }
    }

    // ---- time and end ----

    @Override
    public void onWatermark(int input, long newWatermarkNs, long position) {
        learnActive();
        for (int number = active.nextSetBit(0); number >= 0; number = active.nextSetBit(number + 1)) {
            Reader reader = readers.get(number);
            reader.input.onWatermark(newWatermarkNs, position);
            if (reader.route != null) {
                active.set(number, !reader.isAsleep());
                flushes.add(reader.path);
            }
        }
        watermarkNs = Math.max(watermarkNs, newWatermarkNs);
        lastPosition = position;
    }

    @Override
    public void onEnd(int input, long position) {
        learnActive();
        for (int number = 0; number < readers.size(); number++) {
            Reader reader = readers.get(number);
            if (!active.get(number)) {
                tell(reader);
            }
            reader.input.onEnd(position);
            if (reader.route != null) {
                flushes.add(reader.path);
            }
        }
    }

    @Override
    public void save(StateOutput out) {
        out.putLong(watermarkNs);
        out.putLong(lastPosition);
    }

    @Override
    public void load(StateInput in) {
        watermarkNs = in.getLong();
        lastPosition = in.getLong();
        isActiveKnown = false; // readers are loaded behind
    }
}
