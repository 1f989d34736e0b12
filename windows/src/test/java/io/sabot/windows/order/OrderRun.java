package io.sabot.windows.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;
import io.sabot.state.StateSpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** One operator, fed by hand; remembers what came out. Checks on closing that nothing is left behind. */
final class OrderRun implements AutoCloseable {
    static final int TEXT = 0;
    static final int TIME = 1;
    static final int NUMBER = 2;
    static final int SCORE = 3;
    static final int PRICE = 4;

    static final EventSchema SCHEMA = EventSchema.derived(
            "rows",
            List.of(
                    new ColumnSpec("text", SqlType.of(TypeKind.VARCHAR)),
                    new ColumnSpec("ts", SqlType.of(TypeKind.TIMESTAMP)),
                    new ColumnSpec("number", SqlType.of(TypeKind.INT)),
                    new ColumnSpec("score", SqlType.of(TypeKind.DOUBLE)),
                    new ColumnSpec("price", SqlType.decimal(38, 0))),
            TIME);

    /**
     * One row. All values but the arrival and the watermark may be null.
     *
     * @param watermarkNs that holds when the row is processed
     * @param isSelected false for a row that a filter has taken away: time goes on with it all the same
     */
    record Row(
            int arrival,
            String text,
            Long timeNs,
            Integer number,
            Double score,
            Long price,
            long watermarkNs,
            boolean isSelected) {
        String line() {
            return "#" + arrival + " " + text + " " + timeNs + " " + number + " " + score + " " + price;
        }
    }

    interface Maker {
        Operator make(StateSpace space, MemoryPool pool, DeadLetters deadLetters, Input downstream);
    }

    /** A line each. */
    final List<String> rows = new ArrayList<>();

    /** Watermark of each of {@link #rows}. */
    final List<Long> watermarks = new ArrayList<>();

    final List<String> refused = new ArrayList<>();
    final List<String> details = new ArrayList<>();
    long watermarkNs = Watermarks.NONE;
    int watermarkCalls;
    int batches;
    int ends;
    Storage lastStorage;

    private final MemoryPool pool = MemoryPool.unbounded();
    private final StateSpace space = new StateSpace(pool, 1 << 28);
    private final EventBatch batch = EventBatch.growable(pool);
    private final SymbolDictionary[] dictionaries = {new SymbolDictionary(), new SymbolDictionary()};
    private final Operator operator;

    OrderRun(Maker maker) {
        dictionaries[1].idOf("shifts the numbers");
        operator = maker.make(space, pool, this::refuse, new Input(new Collector(), 0));
    }

    private void refuse(DeadLetters.Reason reason, EventBatch from, int row, String detail) {
        refused.add(reason + " #" + Position.seq(from.position(row)));
        details.add(detail);
    }

    void feed(List<Row> fed) {
        feed(0, 0, fed);
        operator.flush();
    }

    /** @param dictionary number of the text column's dictionary, or -1 for plain text; the caller flushes */
    void feed(int input, int dictionary, List<Row> fed) {
        boolean[] isPlain = new boolean[SCHEMA.columnCount()];
        Arrays.fill(isPlain, dictionary < 0);
        batch.layout(SCHEMA, dictionary < 0 ? null : dictionaries[dictionary], isPlain, Math.max(1, fed.size()));
        batch.seq(fed.isEmpty() ? 0 : fed.get(0).arrival());
        batch.ensureWatermarks();
        int selected = 0;
        for (Row row : fed) {
            int at = batch.nextRow();
            write(at, row);
            batch.commitRow();
            if (row.isSelected()) {
                batch.selectionBuffer()[selected++] = at;
            }
        }
        batch.select(selected);
        batch.watermarkAfterNs(
                fed.isEmpty() ? Watermarks.NONE : fed.get(fed.size() - 1).watermarkNs());
        operator.onBatch(input, batch);
    }

    private void write(int at, Row row) {
        for (int column = 0; column < SCHEMA.columnCount(); column++) {
            batch.column(column).setNull(at);
        }
        if (row.text() != null) {
            batch.column(TEXT).putString(at, row.text());
        }
        if (row.timeNs() != null) {
            batch.column(TIME).putLong(at, row.timeNs());
        }
        if (row.number() != null) {
            batch.column(NUMBER).putInt(at, row.number());
        }
        if (row.score() != null) {
            batch.column(SCORE).putDouble(at, row.score());
        }
        if (row.price() != null) {
            batch.column(PRICE).putDecimal(at, row.price(), row.price() >> 63);
        }
        batch.positions(at, Position.of(row.arrival(), 1), Position.of(row.arrival(), 2));
        batch.watermarks()[at] = row.watermarkNs();
    }

    /** Symbols in both dictionaries: an operator must not make any. */
    int symbolCount() {
        return dictionaries[0].size() + dictionaries[1].size();
    }

    void flush() {
        operator.flush();
    }

    void watermark(int input, long newWatermarkNs) {
        operator.onWatermark(input, newWatermarkNs, Position.NONE);
    }

    void end(int input) {
        operator.onEnd(input, Position.NONE);
    }

    void end() {
        end(0);
        assertThat(space.usedBytes()).as("state left").isZero();
    }

    @Override
    public void close() {
        operator.close();
        assertThat(space.usedBytes()).as("state left").isZero();
        batch.close();
        space.close();
        pool.close();
    }

    /** Checks what every output must keep: time never goes back, and every row has both positions. */
    private final class Collector implements Operator {
        @Override
        public void onBatch(int input, EventBatch out) {
            batches++;
            lastStorage = out.column(TEXT).storage();
            for (int i = 0; i < out.selectedCount(); i++) {
                take(out, out.selection()[i]);
            }
            raise(out.watermarkAfterNs());
        }

        private void take(EventBatch out, int row) {
            long arrival = Position.seq(out.position(row));
            assertThat(out.position(row)).isEqualTo(Position.of(arrival, 2));
            assertThat(out.firstPosition(row)).isEqualTo(Position.of(arrival, 1));
            long rowNs = out.watermarkAfterNs() == Watermarks.NONE ? Watermarks.NONE : out.watermarks()[row];
            raise(rowNs);
            watermarks.add(rowNs);
            rows.add(new Row(
                            (int) arrival,
                            out.column(TEXT).isNull(row)
                                    ? null
                                    : out.column(TEXT).getString(row),
                            out.column(TIME).isNull(row)
                                    ? null
                                    : out.column(TIME).getLong(row),
                            out.column(NUMBER).isNull(row)
                                    ? null
                                    : out.column(NUMBER).getInt(row),
                            out.column(SCORE).isNull(row)
                                    ? null
                                    : out.column(SCORE).getDouble(row),
                            out.column(PRICE).isNull(row)
                                    ? null
                                    : out.column(PRICE).getDecimalLow(row),
                            0,
                            true)
                    .line());
        }

        private void raise(long newWatermarkNs) {
            if (newWatermarkNs != Watermarks.NONE) {
                assertThat(newWatermarkNs).isGreaterThanOrEqualTo(watermarkNs);
                watermarkNs = newWatermarkNs;
            }
        }

        @Override
        public void onWatermark(int input, long newWatermarkNs, long position) {
            watermarkCalls++;
            raise(newWatermarkNs);
        }

        @Override
        public void onEnd(int input, long position) {
            ends++;
        }
    }

    // ---- the same by definition ----

    static List<String> lines(List<Row> rows) {
        return rows.stream().map(Row::line).toList();
    }

    static Comparator<Row> comparator(List<OrderKey> keys) {
        Comparator<Row> comparator = Comparator.comparing(Row::arrival);
        for (int i = keys.size() - 1; i >= 0; i--) {
            comparator = comparator(keys.get(i)).thenComparing(comparator);
        }
        return comparator;
    }

    private static Comparator<Row> comparator(OrderKey key) {
        return switch (key.column()) {
            case TEXT ->
                Comparator.comparing(
                        row -> row.text() == null ? null : row.text().getBytes(StandardCharsets.UTF_8),
                        directed(key, Arrays::compareUnsigned));
            case TIME -> Comparator.comparing(Row::timeNs, directed(key, Comparator.<Long>naturalOrder()));
            case NUMBER -> Comparator.comparing(Row::number, directed(key, Comparator.<Integer>naturalOrder()));
            case SCORE ->
                Comparator.comparing(
                        row -> row.score() == null ? null : row.score() + 0.0,
                        directed(key, Comparator.<Double>naturalOrder()));
            default -> Comparator.comparing(Row::price, directed(key, Comparator.<Long>naturalOrder()));
        };
    }

    private static <T> Comparator<T> directed(OrderKey key, Comparator<T> ascending) {
        Comparator<T> directed = key.isDescending() ? ascending.reversed() : ascending;
        return key.areNullsFirst() ? Comparator.nullsFirst(directed) : Comparator.nullsLast(directed);
    }

    // ---- random input ----

    /** Times grow by and by, out of order by up to {@code jitterNs}; watermarks are mostly behind it, rarely ahead. */
    static List<Row> randomRows(Random random, int count, int jitterNs) {
        List<Row> rows = new ArrayList<>();
        long watermarkNs = Watermarks.NONE;
        for (int i = 0; i < count; i++) {
            Long timeNs = maybe(random, 30, (long) i / 3 + random.nextInt(jitterNs + 1));
            if (timeNs != null) {
                int aheadNs = random.nextInt(30) == 0 ? 3 : 0;
                watermarkNs = Math.max(watermarkNs, timeNs + aheadNs - random.nextInt(2 * jitterNs + 1));
            }
            rows.add(new Row(
                    i,
                    maybe(random, 8, randomText(random)),
                    timeNs,
                    maybe(random, 8, random.nextInt(5) - 2),
                    maybe(random, 8, random.nextInt(10) == 0 ? -0.0 : (random.nextInt(7) - 3) / 2.0),
                    maybe(random, 8, random.nextLong() >> random.nextInt(64)),
                    watermarkNs,
                    random.nextInt(10) != 0));
        }
        return rows;
    }

    private static <T> T maybe(Random random, int nullsOneIn, T value) {
        return random.nextInt(nullsOneIn) == 0 ? null : value;
    }

    private static String randomText(Random random) {
        String[] pieces = {"", "a", "b", "common", "é", "\uFFFD", "\uD83D\uDE00"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    static List<OrderKey> randomKeys(Random random, int count) {
        List<OrderKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(new OrderKey(random.nextInt(SCHEMA.columnCount()), random.nextBoolean(), random.nextBoolean()));
        }
        return keys;
    }

    /** Ends of consecutive batches; some batches are empty. */
    static int[] randomCuts(Random random, int count) {
        int[] cuts = random.ints(1 + random.nextInt(12), 0, count + 1).sorted().toArray();
        cuts[cuts.length - 1] = count;
        return cuts;
    }
}
