package io.sabot.ingest.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchCrcTest {
    private static final EventSchema SCHEMA =
            Decoded.schema("a VARCHAR, b INT, c BIGINT, d DOUBLE, e DECIMAL(20 2), f BOOLEAN, g VARCHAR");
    private static final boolean[] PLAIN = {true, false, false, false, false, false, true};

    private final MemoryPool pool = MemoryPool.unbounded();

    private int crc(List<Object[]> rows, SymbolDictionary symbols, boolean[] isPlain) {
        try (EventBatch batch = EventBatch.slot(pool)) {
            batch.layout(SCHEMA, symbols, isPlain, EventBatch.MAX_ROWS);
            for (Object[] row : rows) {
                fill(batch, row);
            }
            return new BatchCrc().compute(batch);
        }
    }

    private static void fill(EventBatch batch, Object[] values) {
        int row = batch.nextRow();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value == null) {
                batch.column(i).setNull(row);
            } else if (value instanceof String text) {
                batch.column(i).putString(row, text);
            } else if (value instanceof Integer number) {
                batch.column(i).putInt(row, number);
            } else if (value instanceof Long number) {
                batch.column(i).putLong(row, number);
            } else if (value instanceof Double number) {
                batch.column(i).putDouble(row, number);
            } else if (value instanceof BigDecimal number) {
                batch.column(i).putDecimal(row, number);
            } else {
                batch.column(i).putBoolean(row, (Boolean) value);
            }
        }
        batch.commitRow();
    }

    private static Object[] row(Random random) {
        Object[] row = {
            "S" + random.nextInt(50),
            random.nextInt(),
            random.nextLong(),
            random.nextDouble(),
            BigDecimal.valueOf(random.nextLong(), 2),
            random.nextBoolean(),
            "é".repeat(random.nextInt(200))
        };
        if (random.nextInt(4) == 0) {
            row[random.nextInt(row.length)] = null;
        }
        return row;
    }

    @Test
    void shouldDependOnValuesOnly() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        SymbolDictionary others = new SymbolDictionary();
        for (int i = 0; i < 60; i++) {
            others.idOf("S" + (59 - i));
        }
        for (int round = 0; round < 50; round++) {
            List<Object[]> rows = new ArrayList<>();
            int count = random.nextInt(200);
            for (int i = 0; i < count; i++) {
                rows.add(row(random));
            }
            int expected = crc(rows, new SymbolDictionary(), null);
            assertThat(crc(rows, others, null)).isEqualTo(expected);
            assertThat(crc(rows, others, PLAIN)).isEqualTo(expected);
        }
    }

    @Test
    void shouldTellValuesApart() {
        Object[] row = {"x", 1, 2L, 3.0, new BigDecimal("4.00"), true, "xy"};
        Object[] other = {"xx", 2, 3L, 4.0, new BigDecimal("5.00"), false, "y"};
        Set<Integer> seen = new HashSet<>();
        assertThat(seen.add(crc(List.of(), new SymbolDictionary(), null))).isTrue();
        assertThat(seen.add(crc(List.<Object[]>of(row), new SymbolDictionary(), null)))
                .isTrue();
        assertThat(seen.add(crc(List.<Object[]>of(row, row), new SymbolDictionary(), null)))
                .isTrue();
        for (int i = 0; i < row.length; i++) {
            Object[] changed = row.clone();
            changed[i] = other[i];
            assertThat(seen.add(crc(List.<Object[]>of(changed), new SymbolDictionary(), null)))
                    .as("column %d", i)
                    .isTrue();
            changed[i] = null;
            assertThat(seen.add(crc(List.<Object[]>of(changed), new SymbolDictionary(), null)))
                    .as("NULL in column %d", i)
                    .isTrue();
        }
    }

    @Test
    void shouldReadLongValues() {
        Object[] row = {"z".repeat(20_000), 1, 2L, 3.0, null, null, "z".repeat(9_000)};
        assertThat(crc(List.<Object[]>of(row), new SymbolDictionary(), PLAIN))
                .isEqualTo(crc(List.<Object[]>of(row), new SymbolDictionary(), null));
    }
}
