package io.sabot.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowStoreTest {
    private static final String LONG_TEXT = "a text that fits no twelve bytes";

    private static final EventSchema ALL_TYPES = schema(
            TypeKind.BOOLEAN,
            TypeKind.INT,
            TypeKind.BIGINT,
            TypeKind.DOUBLE,
            TypeKind.DECIMAL,
            TypeKind.VARCHAR,
            TypeKind.BINARY,
            TypeKind.TIMESTAMP,
            TypeKind.VARCHAR);

    private final MemoryPool pool = MemoryPool.unbounded();
    private final StateSpace space = new StateSpace(pool, 1 << 28);
    private final EventBatch in = EventBatch.growable(pool);
    private final EventBatch out = EventBatch.growable(pool);
    private final SymbolDictionary symbols = new SymbolDictionary();

    @AfterEach
    void shouldLeaveNothingBehind() {
        assertThat(space.usedBytes()).as("state left").isZero();
        in.close();
        out.close();
        space.close();
        pool.close();
    }

    private static EventSchema schema(TypeKind... kinds) {
        List<ColumnSpec> columns = new ArrayList<>();
        for (TypeKind kind : kinds) {
            columns.add(new ColumnSpec("c" + columns.size(), SqlType.of(kind)));
        }
        return EventSchema.derived("rows", columns, EventSchema.NO_COLUMN);
    }

    private static List<SqlType> types(EventSchema schema) {
        return schema.columns().stream().map(ColumnSpec::type).toList();
    }

    private static boolean[] plain(EventSchema schema, boolean isPlain) {
        boolean[] columns = new boolean[schema.columnCount()];
        Arrays.fill(columns, isPlain);
        return columns;
    }

    private static void put(EventBatch batch, int row, int column, Object value) {
        if (value == null) {
            batch.column(column).setNull(row);
            return;
        }
        switch (batch.column(column).type().kind()) {
            case BOOLEAN -> batch.column(column).putBoolean(row, (Boolean) value);
            case INT -> batch.column(column).putInt(row, (Integer) value);
            case BIGINT, TIMESTAMP -> batch.column(column).putLong(row, (Long) value);
            case DOUBLE -> batch.column(column).putDouble(row, (Double) value);
            case DECIMAL -> batch.column(column).putDecimal(row, ((BigDecimal) value).setScale(18));
            default ->
                assertThat(batch.column(column).putString(row, (String) value)).isTrue();
        }
    }

    private static Object take(EventBatch batch, int row, int column) {
        if (batch.column(column).isNull(row)) {
            return null;
        }
        return switch (batch.column(column).type().kind()) {
            case BOOLEAN -> batch.column(column).getBoolean(row);
            case INT -> batch.column(column).getInt(row);
            case BIGINT, TIMESTAMP -> batch.column(column).getLong(row);
            case DOUBLE -> batch.column(column).getDouble(row);
            case DECIMAL -> batch.column(column).getDecimal(row).stripTrailingZeros();
            default -> batch.column(column).getString(row);
        };
    }

    private static void write(EventBatch batch, List<Object> values) {
        int row = batch.nextRow();
        for (int i = 0; i < values.size(); i++) {
            put(batch, row, i, values.get(i));
        }
        batch.positions(row, Position.of(3, row), Position.of(4, row));
        batch.commitRow();
    }

    private static List<Object> read(RowStore rows, int id, EventBatch batch) {
        int row = batch.nextRow();
        assertThat(rows.read(id, batch, row)).isTrue();
        batch.commitRow();
        return IntStream.range(0, batch.columnCount())
                .mapToObj(i -> take(batch, row, i))
                .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
    }

    private static List<Object> row(Object... values) {
        return Arrays.asList(values);
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text).stripTrailingZeros();
    }

    @Test
    void shouldGiveBackEveryTypeAndThePositions() {
        RowStore rows = new RowStore(space, "q", types(ALL_TYPES));
        List<Object> values =
                row(true, -7, Long.MIN_VALUE, -0.0, decimal("-12345678901234567890.5"), "IBM", "bin", 42L, LONG_TEXT);
        in.layout(ALL_TYPES, symbols, null, 2);
        write(in, Collections.nCopies(values.size(), null));
        write(in, values);
        int nulls = rows.add(in, 0);
        int full = rows.add(in, 1);
        out.layout(ALL_TYPES, symbols, null, 2);
        assertThat(read(rows, full, out)).isEqualTo(values);
        assertThat(read(rows, nulls, out)).containsOnlyNulls().hasSize(values.size());
        assertThat(rows.firstPosition(full)).isEqualTo(Position.of(3, 1));
        assertThat(rows.position(full)).isEqualTo(Position.of(4, 1));
        assertThat(rows.arrival(full)).isGreaterThan(rows.arrival(nulls));
        assertThat(rows.getLong(full, 1)).isEqualTo(-7);
        assertThat(rows.isNull(full, 0)).isFalse();
        assertThat(rows.isNull(nulls, 0)).isTrue();
        rows.remove(full);
        rows.remove(nulls);
        assertThat(rows.size()).isZero();
    }

    @Test
    void shouldGiveBackTextWhateverTheLayoutsOfInputAndOutput() {
        SymbolDictionary others = new SymbolDictionary();
        others.idOf("taken");
        EventSchema schema = schema(TypeKind.VARCHAR);
        RowStore rows = new RowStore(space, "q", types(schema));
        List<Integer> ids = new ArrayList<>();
        for (String text : List.of("", "twelve bytes", LONG_TEXT)) {
            for (SymbolDictionary dictionary : Arrays.asList(symbols, others, null)) {
                in.layout(schema, dictionary, plain(schema, dictionary == null), 1);
                write(in, row(text));
                ids.add(rows.add(in, 0));
            }
        }
        for (SymbolDictionary dictionary : Arrays.asList(symbols, others, null)) {
            out.layout(schema, dictionary, plain(schema, dictionary == null), ids.size());
            assertThat(ids.stream().map(id -> read(rows, id, out).get(0)))
                    .containsExactly(
                            "",
                            "",
                            "",
                            "twelve bytes",
                            "twelve bytes",
                            "twelve bytes",
                            LONG_TEXT,
                            LONG_TEXT,
                            LONG_TEXT);
        }
        ids.forEach(rows::remove);
    }

    @Test
    void shouldKeepASymbolAsItsNumber() {
        EventSchema schema = schema(TypeKind.VARCHAR);
        RowStore rows = new RowStore(space, "q", types(schema));
        in.layout(schema, symbols, null, 1);
        write(in, row(LONG_TEXT));
        int id = rows.add(in, 0);
        out.layout(schema, symbols, null, 1);
        read(rows, id, out);
        assertThat(out.column(0).storage()).isEqualTo(Storage.SYMBOL32);
        assertThat(out.column(0).getSymbol(0)).isEqualTo(in.column(0).getSymbol(0));
        rows.remove(id);
    }

    @Test
    void shouldKeepNullsOfMoreThanSixtyFourColumns() {
        EventSchema schema = schema(Collections.nCopies(130, TypeKind.INT).toArray(TypeKind[]::new));
        RowStore rows = new RowStore(space, "q", types(schema));
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            values.add(i % 3 == 0 ? null : i);
        }
        in.layout(schema, null, null, 1);
        write(in, values);
        int id = rows.add(in, 0);
        out.layout(schema, null, null, 1);
        assertThat(read(rows, id, out)).isEqualTo(values);
        rows.remove(id);
    }

    @Test
    void shouldRefuseRowsThatFitNoPage() {
        List<SqlType> tooMany = Collections.nCopies(1100, SqlType.of(TypeKind.VARCHAR));
        assertThatThrownBy(() -> new RowStore(space, "wide", tooMany))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("STA-0003")
                .hasMessageContaining("wide")
                .hasMessageContaining("16384");
    }

    @Test
    void shouldNotKeepARowWithATextLongerThanAPage() {
        EventSchema schema = schema(TypeKind.VARCHAR, TypeKind.VARCHAR);
        RowStore rows = new RowStore(space, "q", types(schema));
        in.layout(schema, null, plain(schema, true), 2);
        write(in, row(LONG_TEXT, "x".repeat(BlobStore.MAX_BYTES)));
        write(in, row(LONG_TEXT, "x".repeat(BlobStore.MAX_BYTES + 1)));
        int longest = rows.add(in, 0);
        assertThat(rows.add(in, 1)).isEqualTo(StateRegion.NO_RECORD);
        assertThat(rows.size()).isEqualTo(1);
        rows.remove(longest);
    }

    @Test
    void shouldCompareByValue() {
        assertAscending(TypeKind.BOOLEAN, false, true);
        assertAscending(TypeKind.INT, Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE);
        assertAscending(TypeKind.BIGINT, Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE);
        assertAscending(TypeKind.DOUBLE, Double.NEGATIVE_INFINITY, -1.5, 0.0, Double.MIN_VALUE, 1e300, Double.NaN);
        assertAscending(
                TypeKind.DECIMAL,
                decimal("-12345678901234567890"),
                decimal("-0.000000000000000001"),
                decimal("0"),
                decimal("9.3"),
                decimal("18.5"),
                decimal("12345678901234567890"));
        assertAscending(TypeKind.VARCHAR, "", "A", "a", "aa", "ab", "abcdefghijklm", "é", "\uFFFD", "\uD83D\uDE00");
        assertAscending(TypeKind.BINARY, "", "\0", "a", "a\0");
    }

    @Test
    void shouldHoldBothZerosAndAllNotANumbersEqual() {
        EventSchema schema = schema(TypeKind.DOUBLE);
        RowStore rows = new RowStore(space, "q", types(schema));
        in.layout(schema, null, null, 4);
        for (double value : new double[] {0.0, -0.0, Double.NaN, Double.longBitsToDouble(0xFFF8_0000_0000_0001L)}) {
            write(in, row(value));
        }
        int[] ids = IntStream.range(0, 4).map(i -> rows.add(in, i)).toArray();
        assertThat(rows.compare(ids[0], ids[1], 0)).isZero();
        assertThat(rows.compare(ids[2], ids[3], 0)).isZero();
        Arrays.stream(ids).forEach(rows::remove);
    }

    private void assertAscending(TypeKind kind, Object... values) {
        EventSchema schema = schema(kind);
        RowStore rows = new RowStore(space, "q", types(schema));
        List<Integer> ids = new ArrayList<>();
        for (boolean isPlain : new boolean[] {true, false}) {
            in.layout(schema, symbols, plain(schema, isPlain), values.length);
            for (Object value : values) {
                write(in, row(value));
                ids.add(rows.add(in, in.rows() - 1));
            }
        }
        for (int a = 0; a < ids.size(); a++) {
            for (int b = 0; b < ids.size(); b++) {
                assertThat(Integer.signum(rows.compare(ids.get(a), ids.get(b), 0)))
                        .as("%s and %s", values[a % values.length], values[b % values.length])
                        .isEqualTo(Integer.compare(a % values.length, b % values.length));
            }
        }
        ids.forEach(rows::remove);
    }

    @Test
    void shouldBehaveAsAListOfRows() {
        long seed = System.nanoTime();
        System.out.println("RowStoreTest seed " + seed);
        Random random = new Random(seed);
        RowStore rows = new RowStore(space, "q", types(ALL_TYPES));
        List<Integer> ids = new ArrayList<>();
        List<List<Object>> expected = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            in.layout(ALL_TYPES, symbols, plain(ALL_TYPES, random.nextBoolean()), 50);
            for (int i = random.nextInt(50); i > 0; i--) {
                List<Object> values = randomRow(random);
                write(in, values);
                ids.add(rows.add(in, in.rows() - 1));
                expected.add(values);
            }
            out.layout(ALL_TYPES, symbols, plain(ALL_TYPES, random.nextBoolean()), 50);
            for (int i = Math.min(ids.size(), random.nextInt(50)); i > 0; i--) {
                int index = random.nextInt(ids.size());
                assertThat(read(rows, ids.get(index), out)).isEqualTo(expected.remove(index));
                rows.remove(ids.remove(index));
            }
        }
        assertThat(rows.size()).isEqualTo(ids.size());
        ids.forEach(rows::remove);
    }

    private static List<Object> randomRow(Random random) {
        List<Object> values = row(
                random.nextBoolean(),
                random.nextInt(),
                random.nextLong(),
                random.nextGaussian(),
                new BigDecimal(random.nextLong()).movePointLeft(5).stripTrailingZeros(),
                randomText(random),
                randomText(random),
                random.nextLong(),
                randomText(random));
        for (int i = 0; i < values.size(); i++) {
            if (random.nextInt(5) == 0) {
                values.set(i, null);
            }
        }
        return values;
    }

    private static String randomText(Random random) {
        byte[] letters = new byte[random.nextInt(random.nextInt(10) == 0 ? 3000 : 20)];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) ('a' + random.nextInt(26));
        }
        return new String(letters, StandardCharsets.US_ASCII);
    }
}
