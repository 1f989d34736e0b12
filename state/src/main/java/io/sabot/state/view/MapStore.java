package io.sabot.state.view;

import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.MapEntry;
import net.openhft.chronicle.map.VanillaChronicleMap;

/**
 * The Chronicle Map file of a view, for its one writer. The map's locks are in the file, and a process that dies leaves
 * them held: nobody else may open it as a map. Readers look at it through {@link MappedRows}, which cannot write.
 *
 * <p>For those, entries stay where the hash lookup says: segments do not overflow into further tiers, and keys are never
 * taken out, so that no slot moves. The space is allocated when the file is made: a full disk must not be met in a mapped
 * page.
 */
final class MapStore implements ViewStore {
    /** Of a segment, about; a mapping must stay below 2 GiB. */
    private static final long SEGMENT_BYTES = 128L << 20;

    /** Share of an entry in the hash lookup and the free list, about. */
    private static final long SLOT_BYTES = 24;

    private static final long HEADER_BYTES = 1 << 20;

    private final ChronicleMap<byte[], byte[]> map;
    private final Bytes<Void> keyBytes = Bytes.allocateElasticDirect(256);
    private final Bytes<Void> rowBytes = Bytes.allocateElasticDirect(1024);
    private final long maxKeys;
    private long keys;

    private MapStore(ChronicleMap<byte[], byte[]> map, long maxKeys) {
        this.map = map;
        this.maxKeys = maxKeys;
    }

    /** @param sizeFactor how many times larger than estimated rows are taken to be */
    static MapStore create(Path file, ViewSpec spec, int sizeFactor) throws IOException {
        return new MapStore(builder(spec, sizeFactor).createPersistedTo(file.toFile()), spec.maxKeys());
    }

    /** About what the file will take. */
    static long estimatedBytes(ViewSpec spec, int sizeFactor) {
        long entryBytes = spec.estimatedKeyBytes() + (long) spec.estimatedRowBytes() * sizeFactor + SLOT_BYTES;
        return spec.maxKeys() * entryBytes + HEADER_BYTES;
    }

    private static ChronicleMapBuilder<byte[], byte[]> builder(ViewSpec spec, int sizeFactor) {
        return ChronicleMapBuilder.of(byte[].class, byte[].class)
                .name(spec.name())
                .averageKeySize(spec.estimatedKeyBytes())
                .averageValueSize((double) spec.estimatedRowBytes() * sizeFactor)
                .entries(spec.maxKeys())
                .actualSegments(segments(spec, sizeFactor))
                .allowSegmentTiering(false)
                .checksumEntries(false)
                .sparseFile(false)
                .skipCloseOnExitHook(true);
    }

    private static int segments(ViewSpec spec, int sizeFactor) {
        long wanted = Math.max(1, estimatedBytes(spec, sizeFactor) / SEGMENT_BYTES);
        return Math.toIntExact(Long.highestOneBit(wanted * 2 - 1));
    }

    MapLayout layout() {
        return MapLayout.of((VanillaChronicleMap<?, ?, ?>) map);
    }

    @Override
    public Result put(ViewBytes key, long hash, ViewBytes row) {
        fill(keyBytes, key);
        fill(rowBytes, row);
        try (ExternalMapQueryContext<byte[], byte[], ?> query =
                map.queryContext(keyBytes.bytesStore(), 0, key.length())) {
            query.updateLock().lock();
            MapEntry<byte[], byte[]> entry = query.entry();
            if (entry == null && keys == maxKeys) {
                return Result.TOO_MANY_KEYS;
            }
            Data<byte[]> value = query.wrapValueBytesAsData(rowBytes.bytesStore(), 0, row.length());
            return entry == null ? insert(query, value) : replace(entry, value);
        }
    }

    private static void fill(Bytes<Void> target, ViewBytes from) {
        target.clear();
        target.write(from.array(), 0, from.length());
    }

    private Result insert(ExternalMapQueryContext<byte[], byte[], ?> query, Data<byte[]> value) {
        try {
            query.insert(query.absentEntry(), value);
            keys++;
            return Result.DONE;
        } catch (IllegalStateException | IllegalArgumentException e) {
            return Result.NO_SPACE; // that is how a map says that a segment is full, or an entry larger than a segment
        }
    }

    private static Result replace(MapEntry<byte[], byte[]> entry, Data<byte[]> value) {
        try {
            entry.doReplaceValue(value);
            return Result.DONE;
        } catch (IllegalStateException | IllegalArgumentException e) {
            return Result.NO_SPACE; // that is how a map says that a segment is full, or an entry larger than a segment
        }
    }

    @Override
    public long keys() {
        return keys;
    }

    @Override
    public void close() {
        map.close();
        keyBytes.releaseLast();
        rowBytes.releaseLast();
    }
}
