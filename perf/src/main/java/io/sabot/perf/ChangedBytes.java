package io.sabot.perf;

import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStore;
import io.sabot.state.CheckpointStores;
import io.sabot.state.StateSpace;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.UnsafeApi;

/**
 * How much of what the newest checkpoint has written was different from the one before: a page is written whole for one
 * record of it.
 *
 * @param writtenBytes in pages
 * @param changedBytes in words of eight bytes that differ; all of a page that is new
 */
record ChangedBytes(long writtenBytes, long changedBytes) {
    private static final int WORDS = StateSpace.PAGE_BYTES / Long.BYTES;

    /** Of a node's checkpoints, which must not be open; all zeros if there are not two. */
    static ChangedBytes in(Path directory) {
        try (CheckpointStore store = CheckpointStores.openReadOnly(directory)) {
            List<CheckpointInfo> checkpoints = store.list();
            if (checkpoints.size() < 2) {
                return new ChangedBytes(0, 0);
            }
            Map<Long, long[]> before = new HashMap<>();
            store.visitPages(
                    checkpoints.get(1), (table, page, crc, address) -> before.put(key(table, page), words(address)));
            long[] changedWords = {0};
            store.visitPages(
                    checkpoints.get(0),
                    (table, page, crc, address) ->
                            changedWords[0] += differences(before.get(key(table, page)), address));
            return new ChangedBytes(
                    checkpoints.get(0).writtenPages() * StateSpace.PAGE_BYTES, changedWords[0] * Long.BYTES);
        }
    }

    private static long key(int table, int page) {
        return (long) table << 32 | page;
    }

    private static long[] words(long address) {
        long[] words = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = UnsafeApi.getLong(address + (long) i * Long.BYTES);
        }
        return words;
    }

    private static int differences(long[] before, long address) {
        if (before == null) {
            return WORDS;
        }
        int count = 0;
        for (int i = 0; i < WORDS; i++) {
            count += before[i] == UnsafeApi.getLong(address + (long) i * Long.BYTES) ? 0 : 1;
        }
        return count;
    }
}
