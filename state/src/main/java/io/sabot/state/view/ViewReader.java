package io.sabot.state.view;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Reads a view while a node, of this or another process of the machine, writes it, or when none does. Takes no lock and
 * writes nothing. When the node has made the view anew, the next call reads the new one.
 *
 * <pre>{@code
 * try (ViewReader vwap = ViewReader.open(Path.of("data/view/vwap"))) {
 *   ViewRow row = vwap.get("AAPL");
 *   double price = row == null ? Double.NaN : row.f64("vwap");
 * }
 * }</pre>
 *
 * <p>One thread; more threads open more readers. Needs no flags of the JVM.
 */
public final class ViewReader implements AutoCloseable {
    /** Another generation may come while one is opened; so many of them do not. */
    private static final int OPEN_ATTEMPTS = 100;

    private static final long PAUSE_NS = 1_000_000L;

    private final Path directory; // null: memory
    private final ViewBytes bytes = new ViewBytes();
    private long generation = Generations.NONE;
    private ViewSpec spec;
    private ViewRows rows;
    private ViewStatus status;
    private ViewRow row;
    private ViewKey key;

    private ViewReader(Path directory) {
        this.directory = directory;
    }

    /** A view of a node in memory. */
    static ViewReader of(ViewSpec spec, ViewRows rows, ViewStatus status) {
        ViewReader reader = new ViewReader(null);
        reader.use(1, spec, rows, status);
        return reader;
    }

    /**
     * @param directory {@code view/NAME} in a data directory, as {@code DataDirectory.view} of the engine says
     * @throws SabotException STA-0101 if there is none, STA-0102 if it cannot be read
     */
    public static ViewReader open(Path directory) {
        ViewReader reader = new ViewReader(directory);
        reader.reopen();
        return reader;
    }

    private void use(long newGeneration, ViewSpec newSpec, ViewRows newRows, ViewStatus newStatus) {
        generation = newGeneration;
        if (!newSpec.equals(spec)) {
            spec = newSpec;
            row = new ViewRow(newSpec.columns(), bytes);
            key = new ViewKey(newSpec);
        }
        rows = newRows;
        status = newStatus;
    }

    private void reopen() {
        for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
            try {
                if (openNewest()) {
                    return;
                }
            } catch (IOException e) {
                throw ViewErrors.unreadable(directory, e.getMessage(), e);
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
        throw ViewErrors.absent(directory);
    }

    /** False if the newest was replaced meanwhile. */
    private boolean openNewest() throws IOException {
        Generations generations = new Generations(directory);
        long newest = generations.newest();
        if (newest == Generations.NONE) {
            throw ViewErrors.absent(directory);
        }
        try {
            ViewDescriptor descriptor = ViewDescriptor.read(generations.schema(newest));
            ViewStatus newStatus = ViewStatus.open(generations.status(newest));
            MappedRows newRows =
                    MappedRows.open(generations.map(newest), descriptor.spec().name(), descriptor.layout());
            use(newest, descriptor.spec(), newRows, newStatus);
            return !newStatus.isSuperseded();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void refresh() {
        if (rows == null) {
            throw new IllegalStateException("closed");
        }
        if (status.isSuperseded()) {
            reopen();
        }
    }

    /** A key to fill and to {@link #get(ViewKey)}, again and again; good as long as the view's columns stay the same. */
    public ViewKey key() {
        refresh();
        return new ViewKey(spec);
    }

    /**
     * The row of a key, or null. For a key without columns, the one row.
     *
     * @param values of the key's columns in their order, of the classes that {@link ViewKey#value} takes
     * @throws SabotException STA-0106 if they are no key of this view, STA-0101 if the view is gone, STA-0105 if the row
     *     stays half written
     */
    public ViewRow get(Object... values) {
        refresh();
        key.reset();
        for (Object value : values) {
            key.value(value);
        }
        return get(key);
    }

    /** As {@link #get(Object...)}; allocates nothing. */
    public ViewRow get(ViewKey wanted) {
        refresh();
        ViewBytes keyBytes = wanted.bytes();
        return rows.read(keyBytes, keyBytes.hash(), bytes) && !row.isRemoved() ? row : null;
    }

    /** Calls for every row, in no order; rows that come or change meanwhile may be seen or not. */
    public void forEach(Consumer<ViewRow> action) {
        refresh();
        rows.forEach(new ViewBytes(), bytes, () -> {
            if (!row.isRemoved()) {
                action.accept(row);
            }
        });
    }

    public ViewSpec spec() {
        refresh();
        return spec;
    }

    /** Number of the last result of the query that is in the view. */
    public long lastOutput() {
        refresh();
        return status.lastOutput();
    }

    /** Rows that are missing, for lack of room. */
    public long refused() {
        refresh();
        return status.refused();
    }

    /** Keys there are. */
    public long keys() {
        refresh();
        return status.keys();
    }

    /** Raised whenever the view is made anew. */
    public long generation() {
        refresh();
        return generation;
    }

    /** Frees nothing at once: mappings go with the garbage. */
    @Override
    public void close() {
        rows = null;
    }
}
