package io.sabot.core.array;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.ArrayElements;
import io.sabot.core.batch.ArrowViews;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;

class ArrayTest {
    private static SqlType arrayOf(SqlType element) {
        return new SqlType(TypeKind.ARRAY, 0, 0, true, element);
    }

    private static List<SqlType> elements() {
        List<SqlType> types = new ArrayList<>();
        for (TypeKind kind : TypeKind.values()) {
            if (kind != TypeKind.ARRAY) {
                types.add(SqlType.of(kind));
            }
        }
        types.add(SqlType.decimal(10, 2));
        return types;
    }

    private static Object random(SqlType type, Random random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        byte[] bytes = new byte[random.nextInt(30)];
        random.nextBytes(bytes);
        return switch (type.kind()) {
            case BOOLEAN -> random.nextBoolean();
            case INT, DATE -> random.nextInt(100_000) - 50_000;
            case BIGINT, INTERVAL, TIMESTAMP -> random.nextLong();
            case TIME -> random.nextLong(86_400_000_000_000L);
            case DOUBLE -> random.nextGaussian();
            case DECIMAL -> new BigDecimal(new BigInteger(type.precision() * 3, random).negate(), type.scale());
            case VARCHAR -> "é\"".repeat(random.nextInt(10));
            case BINARY -> ByteBuffer.wrap(bytes).asReadOnlyBuffer();
            case ARRAY -> throw new IllegalArgumentException();
        };
    }

    private static List<Object> randomList(SqlType type, Random random) {
        List<Object> values = new ArrayList<>();
        int count = random.nextInt(20);
        for (int i = 0; i < count; i++) {
            values.add(random(type, random));
        }
        return values;
    }

    @Test
    void shouldGiveBackTheElementsOfEveryType() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            for (SqlType type : elements()) {
                List<Object> values = randomList(type, random);
                byte[] array = new ArrayBuilder(type).of(values);
                assertThat(ArrayValues.toList(array, type))
                        .as("seed %d %s", seed, type)
                        .isEqualTo(values);
                assertThat(new ArrayBuilder(type).of(values)).isEqualTo(array);
            }
        }
    }

    @Test
    void shouldShowElementsAsAColumn() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (SqlType type : elements()) {
            EventSchema schema =
                    EventSchema.derived("r", List.of(new ColumnSpec("a", arrayOf(type))), EventSchema.NO_COLUMN);
            try (MemoryPool pool = MemoryPool.unbounded();
                    EventBatch batch = EventBatch.growable(pool)) {
                batch.layout(schema, null, null, 30);
                ArrayBuilder builder = new ArrayBuilder(type);
                List<List<Object>> rows = new ArrayList<>();
                for (int row = 0; row < 30; row++) {
                    rows.add(randomList(type, random));
                    byte[] array = builder.of(rows.get(row));
                    batch.column(0).putBytes(row, array, 0, array.length);
                    batch.commitRow();
                }
                ArrayElements elements = new ArrayElements(arrayOf(type));
                for (int row = 0; row < 30; row++) {
                    assertThat(list(elements.wrap(batch.column(0), row)))
                            .as("seed %d %s", seed, type)
                            .isEqualTo(rows.get(row));
                }
            }
        }
    }

    private static List<Object> list(ArrayElements elements) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < elements.count(); i++) {
            values.add(elements.column().isNull(i) ? null : value(elements.column(), i));
        }
        return values;
    }

    private static Object value(Column column, int row) {
        return switch (column.type().kind()) {
            case BOOLEAN -> column.getBoolean(row);
            case INT, DATE -> column.getInt(row);
            case BIGINT, INTERVAL, TIMESTAMP, TIME -> column.getLong(row);
            case DOUBLE -> column.getDouble(row);
            case DECIMAL -> column.getDecimal(row);
            case VARCHAR -> column.getString(row);
            case BINARY -> ByteBuffer.wrap(column.getBytes(row));
            case ARRAY -> throw new IllegalArgumentException();
        };
    }

    @Test
    void shouldBeWrittenAsJson() {
        assertThat(text(SqlType.of(TypeKind.INT))).isEqualTo("[]");
        assertThat(text(SqlType.of(TypeKind.INT), 1, null, -3)).isEqualTo("[1,null,-3]");
        assertThat(text(SqlType.of(TypeKind.BOOLEAN), true, null, false)).isEqualTo("[true,null,false]");
        assertThat(text(SqlType.of(TypeKind.DOUBLE), 1.5, Double.NaN)).isEqualTo("[1.5,\"NaN\"]");
        assertThat(text(SqlType.decimal(10, 2), new BigDecimal("-0.50"))).isEqualTo("[-0.50]");
        assertThat(text(SqlType.of(TypeKind.VARCHAR), "a\"b\\\n\u0001", ""))
                .isEqualTo("[\"a\\\"b\\\\\\n\\u0001\",\"\"]");
        assertThat(text(SqlType.of(TypeKind.DATE), 1)).isEqualTo("[\"1970-01-02\"]");
        assertThat(text(SqlType.of(TypeKind.TIMESTAMP), 1_500_000_000L)).isEqualTo("[\"1970-01-01 00:00:01.5\"]");
        assertThat(text(SqlType.of(TypeKind.BINARY), ByteBuffer.wrap("a".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("[\"\\\\x61\"]");
    }

    private static String text(SqlType type, Object... values) {
        StringBuilder text = new StringBuilder();
        ArrayValues.append(new ArrayBuilder(type).of(Arrays.asList(values)), type, text);
        return text.toString();
    }

    @Test
    void shouldBeAListInArrow() {
        EventSchema schema = EventSchema.derived(
                "r", List.of(new ColumnSpec("a", arrayOf(SqlType.of(TypeKind.INT)))), EventSchema.NO_COLUMN);
        try (MemoryPool pool = MemoryPool.unbounded();
                RootAllocator allocator = new RootAllocator();
                EventBatch batch = EventBatch.growable(pool)) {
            batch.layout(schema, null, null, 3);
            byte[] array = new ArrayBuilder(SqlType.of(TypeKind.INT)).of(Arrays.asList(1, null, 3));
            batch.column(0).putBytes(0, array, 0, array.length);
            batch.commitRow();
            batch.column(0).setNull(1);
            batch.commitRow();
            batch.column(0).putBytes(2, array, 0, array.length);
            batch.commitRow();
            try (VectorSchemaRoot root = ArrowViews.copyOf(batch, allocator)) {
                assertThat(root.getVector("a").getObject(0)).hasToString("[1,null,3]");
                assertThat(root.getVector("a").isNull(1)).isTrue();
                assertThat(root.getVector("a").getObject(2)).hasToString("[1,null,3]");
            }
        }
    }
}
