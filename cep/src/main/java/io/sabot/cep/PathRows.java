package io.sabot.cep;

import io.sabot.cep.api.EventMatch;
import io.sabot.cep.api.EventRow;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import java.util.Arrays;
import java.util.List;

/** The rows of a path, read when they are asked for. */
final class PathRows implements EventMatch, AutoCloseable {
    private static final int MIN_WINDOW_ROWS = 64;
    private static final int NOT_READ = -1;

    private final EventProgram program;
    private final PathStore paths; // not owned
    private final TakenRows taken; // not owned
    private final EventSchema input;
    private final boolean[] isPlain;
    private final EventBatch window;

    private int path;
    private boolean isListed;
    private int count;
    private int[] states = new int[16];
    private int[] rows = new int[16];

    /** Per row its place in the window. */
    private int[] places = new int[16];

    /** Rows in the window, in its order. */
    private int[] read = new int[16];

    /** A view per row, made when the first match is as long. */
    private EventRow[] views = {};

    private long number;
    private boolean isTimedOut;
    private long startTimeNs;
    private long endTimeNs;

    PathRows(EventProgram program, PathStore paths, TakenRows taken, EventSchema input, MemoryPool pool) {
        this.program = program;
        this.paths = paths;
        this.taken = taken;
        this.input = input;
        this.isPlain = new boolean[input.columnCount()];
        Arrays.fill(isPlain, true);
        this.window = EventBatch.growable(pool);
        window.layout(input, null, isPlain, MIN_WINDOW_ROWS);
    }

    /** Shows a path; what it is known to be is good until {@link #unbind}. */
    void bind(int newPath) {
        isListed &= path == newPath;
        path = newPath;
    }

    /** Paths may be others now, as may the row being matched. */
    void unbind() {
        isListed = false;
    }

    /** Shows a decided thread. */
    void bind(long thread, long newNumber, boolean newIsTimedOut) {
        path = ThreadDescriptor.path(thread);
        isListed = false;
        number = newNumber;
        isTimedOut = newIsTimedOut;
        startTimeNs = ThreadDescriptor.startTimeNs(thread);
        endTimeNs = ThreadDescriptor.endTimeNs(thread);
    }

    private void list() {
        if (isListed) {
            return;
        }
        isListed = true;
        count = paths.length(path);
        if (count > states.length) {
            states = new int[count * 2];
            rows = new int[count * 2];
            places = new int[count * 2];
            read = new int[count * 2];
        }
        paths.read(path, count, states, rows);
        Arrays.fill(places, 0, count, NOT_READ);
        window.clear();
    }

    // ---- what users see ----

    @Override
    public int count() {
        list();
        return count;
    }

    @Override
    public EventRow row(int index) {
        if (index < 0 || index >= count()) {
            throw new IndexOutOfBoundsException("row " + index + " of " + count);
        }
        if (index >= views.length) {
            growViews();
        }
        if (places[index] == NOT_READ) {
            places[index] = read(index);
        }
        views[index].wrap(window, places[index]);
        return views[index];
    }

    private void growViews() {
        int former = views.length;
        views = Arrays.copyOf(views, states.length);
        for (int i = former; i < views.length; i++) {
            views[i] = new EventRow(input);
        }
    }

    private int read(int index) {
        if (window.isFull()) {
            widen();
        }
        int place = window.nextRow();
        taken.read(rows[index], window);
        read[place] = index;
        return place;
    }

    /** The rows that were read are read again: views of them stay good. */
    private void widen() {
        int filled = window.rows();
        if (filled == EventBatch.MAX_ROWS) {
            throw new IllegalStateException("more than " + filled + " rows of one match are looked at");
        }
        window.layout(input, null, isPlain, Math.min(EventBatch.MAX_ROWS, filled * 4));
        for (int i = 0; i < filled; i++) {
            taken.read(rows[read[i]], window);
        }
    }

    @Override
    public String name(int index) {
        if (index < 0 || index >= count()) {
            throw new IndexOutOfBoundsException("row " + index + " of " + count);
        }
        return program.names().get(stage(index));
    }

    private int stage(int index) {
        return program.variable(program.program().variable(states[index])).stage();
    }

    private int stage(String name) {
        List<String> names = program.names();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("the pattern has no '" + name + "': " + names);
    }

    @Override
    public int count(String name) {
        int stage = stage(name);
        int found = 0;
        for (int i = 0; i < count(); i++) {
            found += stage(i) == stage ? 1 : 0;
        }
        return found;
    }

    @Override
    public EventRow row(String name, int index) {
        int stage = stage(name);
        int left = index;
        for (int i = 0; i < count() && left >= 0; i++) {
            if (stage(i) == stage && left-- == 0) {
                return row(i);
            }
        }
        throw new IndexOutOfBoundsException("row " + index + " of '" + name + "', which has " + count(name));
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public boolean isTimedOut() {
        return isTimedOut;
    }

    @Override
    public long startTimeNs() {
        return startTimeNs;
    }

    @Override
    public long endTimeNs() {
        return endTimeNs;
    }

    // ---- for skipping ----

    /** Number in the partition of the first or last row of a name; −1 if there is none. */
    long rowNumber(String name, boolean isFirst) {
        int stage = stage(name);
        long found = -1;
        for (int i = 0; i < count(); i++) {
            if (stage(i) == stage) {
                found = taken.number(rows[i]);
                if (isFirst) {
                    return found;
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        window.close();
    }
}
