package io.sabot.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
    private final MemoryPool pool = MemoryPool.unbounded();
    private final StateSpace space = new StateSpace(pool, 1L << 30);
    private final MemoryBlock scratch = pool.allocate(BlobStore.MAX_BYTES);
    private final List<Integer> created = new ArrayList<>();
    private final KeyIndex index = new KeyIndex(space, "test", created::add);

    @AfterEach
    void shouldLeaveNothingBehind() {
        index.clear();
        assertThat(space.usedBytes()).isZero();
        assertThat(index.slotCount()).isEqualTo(64);
        scratch.close();
        space.close();
        pool.close();
    }

    private int idOf(String key) {
        return index.idOf(scratch.address(), write(key));
    }

    private int find(String key) {
        return index.find(scratch.address(), write(key));
    }

    private int write(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        RawMemory.copyFromArray(bytes, 0, scratch.address(), bytes.length);
        return bytes.length;
    }

    private String key(int id) {
        byte[] bytes = new byte[index.keyLength(id)];
        RawMemory.copyToArray(index.keyAddress(id), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldDoWhatAMapDoes() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<String, Integer> model = new HashMap<>();
        for (int step = 0; step < 300_000; step++) {
            // Growing and shrinking take turns, so that segments are split and merged many times.
            boolean isGrowing = step / 50_000 % 2 == 0;
            String key = "k" + random.nextInt(40_000) + (random.nextInt(20) == 0 ? "x".repeat(70) : "");
            if (random.nextInt(10) < (isGrowing ? 8 : 1)) {
                int id = idOf(key);
                assertThat(model.getOrDefault(key, id)).as("seed %d", seed).isEqualTo(id);
                model.put(key, id);
            } else if (!model.isEmpty()) {
                Integer known = model.remove(key);
                assertThat(find(key)).as("seed %d", seed).isEqualTo(known == null ? KeyIndex.NO_KEY : known);
                if (known != null) {
                    index.remove(known);
                }
            }
            assertThat(index.size()).isEqualTo(model.size());
            if (step % 50_000 == 49_999) {
                checkAll(model, seed);
                index.rebuild();
                checkAll(model, seed);
            }
        }
    }

    private void checkAll(Map<String, Integer> model, long seed) {
        model.forEach((key, id) -> {
            assertThat(find(key)).as("seed %d", seed).isEqualTo(id);
            assertThat(key(id)).isEqualTo(key);
        });
        TreeSet<Integer> ids = new TreeSet<>();
        index.forEach(ids::add);
        assertThat(ids).isEqualTo(new TreeSet<>(model.values()));
    }

    @Test
    void shouldTellOfNewIdsOnly() {
        int a = idOf("a");
        int b = idOf("b");
        idOf("a");
        assertThat(created).containsExactly(a, b);
    }

    @Test
    void shouldUseIdsAgain() {
        idOf("kept");
        int gone = idOf("gone");
        index.remove(gone);
        assertThat(find("gone")).isEqualTo(KeyIndex.NO_KEY);
        assertThat(idOf("new")).isEqualTo(gone);
    }

    @Test
    void shouldTakeKeysOfOneHash() {
        // Equal hashes are rare: here all keys share a segment because nothing else is in the table.
        for (int i = 0; i < 40; i++) {
            idOf("" + i);
        }
        for (int i = 0; i < 40; i++) {
            assertThat(find("" + i)).isEqualTo(i);
        }
        KeySlots slots = new KeySlots();
        for (int id = 0; id < 2_000; id++) {
            slots.add(42, id);
        }
        for (int id = 0; id < 2_000; id++) {
            slots.remove(42, id);
        }
        assertThat(slots.slotCount()).isLessThan(2_000);
    }

    @Test
    void shouldShrinkWhenNearlyEmptyAgain() {
        for (int i = 0; i < 1_000_000; i++) {
            index.remove(idOf("short " + i));
        }
        for (int i = 0; i < 200_000; i++) {
            idOf("key " + i);
        }
        long grown = index.slotCount();
        for (int i = 0; i < 200_000; i++) {
            if (i % 1_000 != 0) {
                index.remove(find("key " + i));
            }
        }
        System.out.println("slots: " + grown + " for 200000 keys, " + index.slotCount() + " for 200");
        assertThat(index.slotCount()).isLessThan(8_192);
        assertThat(find("key 5000")).isNotEqualTo(KeyIndex.NO_KEY);
    }
}
