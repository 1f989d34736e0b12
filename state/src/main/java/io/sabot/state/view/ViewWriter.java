package io.sabot.state.view;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes one view. A writer begins with an empty map, a new generation, which readers see from {@link #publish()} on. What
 * is too much for the file makes it anew with twice the space; what is too much for the limit of keys is refused.
 *
 * <p>Owned by one thread; readers are others.
 */
public final class ViewWriter implements AutoCloseable {
    private final ViewSpec spec;
    private final Path directory; // null: memory
    private final Generations generations; // null: memory
    private final long reserveBytes;
    private final RowLayout rowLayout;
    private final KeyLayout keyLayout;
    private final ViewBytes key = new ViewBytes();
    private final ViewBytes row = new ViewBytes();
    private final ViewBytes copiedKey = new ViewBytes();
    private final ViewBytes copiedRow = new ViewBytes();
    private ViewStore store;
    private ViewStatus status;
    private long generation;
    private int sizeFactor = 1;
    private boolean canGrow = true;
    private boolean isCopyWhole;
    private Problem refusal;
    private boolean isPublished;
    private long lastOutput;
    private long refused;

    private ViewWriter(ViewSpec spec, Path directory, long reserveBytes) {
        this.spec = spec;
        this.directory = directory;
        this.generations = directory == null ? null : new Generations(directory);
        this.reserveBytes = reserveBytes;
        this.rowLayout = new RowLayout(spec.columns());
        this.keyLayout = new KeyLayout(spec.keyColumns());
    }

    /** For a node that keeps nothing. */
    public static ViewWriter inMemory(ViewSpec spec) {
        ViewWriter writer = new ViewWriter(spec, null, 0);
        writer.store = new HeapStore(spec.maxKeys());
        writer.status = ViewStatus.inMemory();
        writer.generation = 1;
        return writer;
    }

    /**
     * Begins a new generation. No other writer may have the directory.
     *
     * @param directory of this view alone; made if need be
     * @param reserveBytes of the disk that are to stay free
     * @throws SabotException STA-0103 if it cannot be written, STA-0104 if there is too little space
     */
    public static ViewWriter open(Path directory, ViewSpec spec, long reserveBytes) {
        ViewWriter writer = new ViewWriter(spec, directory, reserveBytes);
        try {
            Files.createDirectories(directory);
            writer.generations.retireAllBut(writer.generations.newest());
            writer.begin();
            return writer;
        } catch (IOException e) {
            throw ViewErrors.unwritable(directory, e);
        }
    }

    /** Removes a view that nothing writes any more; its readers are told that it is gone. */
    public static void drop(Path directory) {
        try {
            new Generations(directory).retireAllBut(Generations.NONE);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw ViewErrors.unwritable(directory, e);
        }
    }

    private void begin() throws IOException {
        requireSpace();
        long next = generations.next();
        status = ViewStatus.create(generations.status(next));
        store = MapStore.create(generations.map(next), spec, sizeFactor);
        generation = next;
    }

    private void requireSpace() throws IOException {
        long neededBytes = MapStore.estimatedBytes(spec, sizeFactor) * 5 / 4 + reserveBytes;
        long usableBytes = Files.getFileStore(directory).getUsableSpace();
        if (usableBytes < neededBytes) {
            throw ViewErrors.noSpace(directory, neededBytes, usableBytes);
        }
    }

    /**
     * Makes a row the last one of its key.
     *
     * @param batch whose first columns are those of the view
     * @param output number of the row
     * @return false if it was refused, for lack of room
     */
    public boolean put(EventBatch batch, int from, long output) {
        keyLayout.write(batch, from, key);
        rowLayout.write(batch, from, output, row);
        return put(output);
    }

    /** Takes the key of a row out, if it is there. Its place stays taken. */
    public boolean remove(EventBatch batch, int from, long output) {
        keyLayout.write(batch, from, key);
        RowLayout.writeRemoved(output, row);
        return put(output);
    }

    private boolean put(long output) {
        long hash = key.hash();
        RowLayout.seal(row, hash);
        ViewStore.Result result = store.put(key, hash, row);
        if (result == ViewStore.Result.NO_SPACE) {
            result = growAndPut(hash);
        }
        if (result != ViewStore.Result.DONE) {
            refuse(result);
        }
        lastOutput = output;
        return result == ViewStore.Result.DONE;
    }

    private void refuse(ViewStore.Result result) {
        refused++;
        if (result == ViewStore.Result.TOO_MANY_KEYS && refusal == null) {
            refusal = ViewErrors.tooManyKeys(spec);
        }
    }

    /** Shows readers how far the view is. */
    public void flush() {
        status.setRelease(lastOutput, refused, store.keys());
    }

    /** From now on readers see this generation. Once; further calls do nothing. */
    public void publish() {
        flush();
        if (isPublished) {
            return;
        }
        if (generations != null) {
            try {
                generations.publish(generation, new ViewDescriptor(spec, ((MapStore) store).layout()));
                generations.retireAllBut(generation);
            } catch (IOException e) {
                throw ViewErrors.unwritable(directory, e);
            }
        }
        isPublished = true;
    }

    /** For a reader of the same process; of its own thread. */
    public ViewReader reader() {
        return directory == null ? ViewReader.of(spec, (HeapStore) store, status) : ViewReader.open(directory);
    }

    public boolean isPublished() {
        return isPublished;
    }

    /** Rows that were refused. */
    public long refused() {
        return refused;
    }

    /** Why the first was; null if none was. */
    public Problem refusal() {
        return refusal;
    }

    // ---- more space ----

    private ViewStore.Result growAndPut(long hash) {
        ViewStore.Result result = ViewStore.Result.NO_SPACE;
        while (result == ViewStore.Result.NO_SPACE && canGrow) {
            canGrow = grow();
            result = canGrow ? store.put(key, hash, row) : result;
        }
        return result;
    }

    /** Makes the view anew with twice the space; false if the disk has none. */
    private boolean grow() {
        MapStore full = (MapStore) store;
        long fullGeneration = generation;
        try {
            MappedRows rows = MappedRows.open(generations.map(fullGeneration), spec.name(), full.layout());
            while (!copyToLarger(rows)) {
                store.close();
            }
            full.close();
            replace(fullGeneration);
            return true;
        } catch (IOException e) {
            throw ViewErrors.unwritable(directory, e);
        } catch (SabotException e) {
            refusal = e.problems().get(0);
            store = full;
            return false;
        }
    }

    private boolean copyToLarger(MappedRows rows) throws IOException {
        sizeFactor *= 2;
        begin();
        isCopyWhole = true;
        rows.forEach(
                copiedKey,
                copiedRow,
                () -> isCopyWhole &= store.put(copiedKey, copiedKey.hash(), copiedRow) == ViewStore.Result.DONE);
        return isCopyWhole;
    }

    private void replace(long fullGeneration) throws IOException {
        if (isPublished) {
            isPublished = false;
            publish();
        } else {
            generations.retire(fullGeneration);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
