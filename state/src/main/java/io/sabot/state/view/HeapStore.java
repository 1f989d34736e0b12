package io.sabot.state.view;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A view of a node that keeps nothing: in memory, for readers of the same process. */
final class HeapStore implements ViewStore, ViewRows {
    private final Map<Key, byte[]> rows = new ConcurrentHashMap<>();
    private final long maxKeys;

    private record Key(byte[] bytes, int hash) {
        static Key of(ViewBytes key, long hash) {
            return new Key(Arrays.copyOf(key.array(), key.length()), (int) hash);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(bytes, key.bytes);
        }
    }

    HeapStore(long maxKeys) {
        this.maxKeys = maxKeys;
    }

    @Override
    public Result put(ViewBytes key, long hash, ViewBytes row) {
        Key copy = Key.of(key, hash);
        if (rows.size() >= maxKeys && !rows.containsKey(copy)) {
            return Result.TOO_MANY_KEYS;
        }
        rows.put(copy, Arrays.copyOf(row.array(), row.length()));
        return Result.DONE;
    }

    @Override
    public long keys() {
        return rows.size();
    }

    @Override
    public boolean read(ViewBytes key, long hash, ViewBytes row) {
        byte[] bytes = rows.get(Key.of(key, hash));
        if (bytes != null) {
            copy(bytes, row);
        }
        return bytes != null;
    }

    private static void copy(byte[] bytes, ViewBytes target) {
        target.length(bytes.length);
        System.arraycopy(bytes, 0, target.array(), 0, bytes.length);
    }

    @Override
    public void forEach(ViewBytes key, ViewBytes row, Runnable action) {
        rows.forEach((keyCopy, rowCopy) -> {
            copy(keyCopy.bytes(), key);
            copy(rowCopy, row);
            action.run();
        });
    }

    @Override
    public void close() {}
}
