package io.sabot.sql.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.array.ArrayValues;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Clock;
import io.sabot.core.time.TimestampParser;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.SqlType;
import io.sabot.sql.catalog.ConnectorSpec;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.operator.ConstantRows;
import io.sabot.sql.operator.Flushes;
import io.sabot.sql.operator.OperatorBuilder;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStore;
import io.sabot.state.CheckpointStores;
import io.sabot.state.Checkpointer;
import io.sabot.state.StateSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Runs a script over rows in memory, without log and ring: the operators alone. */
final class ScriptRun {
    /** A source that ends, for tests. */
    static final ConnectorSpec ROWS = new ConnectorSpec("rows", true, true, true, List.of());

    /** A source without end. */
    static final ConnectorSpec STREAM = new ConnectorSpec("stream", true, true, false, List.of());

    private final ApplicationPlan plan;
    private final Map<String, List<String>> rows = new LinkedHashMap<>();
    private final List<String> output = new ArrayList<>();
    private final List<String> letters = new ArrayList<>();
    private static final int MAX_ROWS_RESTORED = 100;

    private int maxBatch = 1024;
    private Random cuts;
    private boolean givesAllRows;
    private boolean isByQuery;
    private SymbolDictionary symbols;
    private Life life;

    private ScriptRun(ApplicationPlan plan) {
        this.plan = plan;
    }

    static ApplicationPlan plan(String sql) {
        return ScriptPlanner.plan("test.sql", sql, List.of(ROWS, STREAM), Set.of("workers"), Path.of("."));
    }

    static ScriptRun of(String sql) {
        return new ScriptRun(plan(sql));
    }

    /** Rows of a table as comma-separated text; an empty or missing field is NULL. */
    ScriptRun rows(String table, String... lines) {
        rows.put(table, List.of(lines));
        return this;
    }

    ScriptRun cutAtRandom(Random random, int max) {
        cuts = random;
        maxBatch = max;
        return this;
    }

    /** Every query gets every row, whether it can concern it or not. */
    ScriptRun givingAllRows() {
        givesAllRows = true;
        return this;
    }

    /** Each row behind its query's name, the rows of one query behind one another; letters sorted. */
    ScriptRun byQuery() {
        isByQuery = true;
        return this;
    }

    List<String> deadLetters() {
        return letters;
    }

    /**
     * Rows of all queries in order, comma-separated, NULL as empty. Short inputs are run a second time row by row, with
     * the operators made anew from a checkpoint after each row: nothing may be different.
     */
    List<String> run() {
        List<String> whole = runOnce(false);
        List<String> wholeLetters = List.copyOf(letters);
        int count = rows.values().stream().mapToInt(List::size).sum();
        if (count <= MAX_ROWS_RESTORED) {
            assertThat(runOnce(true)).as("restored after every row").isEqualTo(whole);
            assertThat(letters).as("dead letters, restored after every row").isEqualTo(wholeLetters);
        }
        return whole;
    }

    private List<String> runOnce(boolean isRestoring) {
        output.clear();
        letters.clear();
        symbols = new SymbolDictionary();
        life = new Life(null, null);
        try {
            life.start();
            long seq = 1;
            for (TableSpec table : plan.tables()) {
                if (life.inputs.containsKey(table.name())) {
                    seq = feed(table, seq, isRestoring);
                }
            }
        } finally {
            life.close();
        }
        if (isByQuery) {
            output.sort(Comparator.comparing(line -> line.substring(0, line.indexOf(':'))));
            Collections.sort(letters);
        }
        return List.copyOf(output);
    }

    /** One set of operators with their state. */
    private final class Life implements AutoCloseable {
        private final MemoryPool pool = MemoryPool.unbounded();
        private final StateSpace space = new StateSpace(pool, 1L << 30);
        private final Map<String, Input> inputs = new LinkedHashMap<>();
        private final List<Operator> operators;
        private final Flushes flushes;
        private final List<OperatorBuilder.Constants> constants;
        private final Checkpointer checkpointer;
        private final CheckpointStore store;

        Life(CheckpointStore former, CheckpointInfo checkpoint) {
            OperatorBuilder builder = new OperatorBuilder(plan.functions(), space, pool);
            if (givesAllRows) {
                builder.givingAllRows();
            }
            DeadLetters refused = (reason, batch, row, detail) -> letters.add(reason + ": " + detail);
            for (QueryPlan query : plan.queries()) {
                builder.add(query.name(), query.plan(), refused, new Input(new Collector(query.output()), 0));
            }
            for (TableSpec table : plan.tables()) {
                Input input = builder.intake(table, refused);
                if (input != null) {
                    inputs.put(table.name(), input);
                }
            }
            operators = builder.operators();
            flushes = builder.flushes(operators);
            constants = builder.constants();
            store = former == null ? CheckpointStores.memory() : former;
            checkpointer = new Checkpointer(space, () -> store, () -> {}, Clock.system(), step -> {});
            if (checkpoint != null) {
                StateInput in = new StateInput(store.root(checkpoint), symbols);
                checkpointer.load(checkpoint, in);
                operators.forEach(operator -> operator.load(in));
                assertThat(in.isAtEnd()).isTrue();
            }
        }

        void start() {
            constants.forEach(rows -> ConstantRows.feed(rows, pool));
            flushes.run();
        }

        void begin(long seq) {
            StateOutput root = new StateOutput();
            checkpointer.save(root);
            operators.forEach(operator -> operator.save(root));
            checkpointer.begin(seq, seq, root.toBytes(), 0);
        }

        CheckpointInfo finish() {
            CheckpointInfo done = null;
            while (done == null) {
                checkpointer.doWork();
                done = checkpointer.poll();
            }
            return done;
        }

        @Override
        public void close() {
            operators.forEach(Operator::close);
            space.close();
            pool.close();
        }
    }

    private long feed(TableSpec table, long firstSeq, boolean isRestoring) {
        List<String> lines = rows.getOrDefault(table.name(), List.of());
        long seq = firstSeq;
        int at = 0;
        while (at < lines.size()) {
            int size = Math.min(lines.size() - at, cuts == null ? maxBatch : 1 + cuts.nextInt(maxBatch));
            size = isRestoring ? 1 : size;
            if (isRestoring) {
                restore(table, lines.get(at), seq);
            }
            feed(table, lines.subList(at, at + size), seq++);
            at += size;
        }
        if (isRestoring) {
            restore(table, null, seq);
        }
        life.inputs.get(table.name()).onEnd(Position.of(seq, 0));
        life.flushes.run();
        return seq + 1;
    }

    private void feed(TableSpec table, List<String> lines, long seq) {
        try (EventBatch batch = EventBatch.growable(life.pool)) {
            batch.layout(table.stream(), symbols, null, lines.size());
            batch.seq(seq);
            lines.forEach(line -> put(batch, table.stream(), line));
            life.inputs.get(table.name()).onBatch(batch);
            life.flushes.run();
        }
    }

    /**
     * Goes on with new operators from a checkpoint. The old ones have the next row first, while the checkpoint is not yet
     * written: it must not show.
     */
    private void restore(TableSpec table, String nextLine, long seq) {
        life.begin(seq);
        int outputs = output.size();
        int refused = letters.size();
        if (nextLine != null) {
            feed(table, List.of(nextLine), seq);
        }
        CheckpointInfo checkpoint = life.finish();
        Life next = new Life(life.store, checkpoint);
        life.close();
        life = next;
        output.subList(outputs, output.size()).clear();
        letters.subList(refused, letters.size()).clear();
    }

    private static void put(EventBatch batch, EventSchema schema, String line) {
        String[] fields = Arrays.copyOf(line.split(",", -1), schema.columnCount());
        int row = batch.nextRow();
        for (int i = 0; i < schema.columnCount(); i++) {
            put(batch.column(i), schema.column(i).type(), row, fields[i] == null ? "" : fields[i].trim());
        }
        batch.commitRow();
    }

    private static void put(Column column, SqlType type, int row, String text) {
        if (text.isEmpty()) {
            column.setNull(row);
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> column.putBoolean(row, Boolean.parseBoolean(text));
            case INT -> column.putInt(row, Integer.parseInt(text));
            case BIGINT -> column.putLong(row, Long.parseLong(text));
            case DOUBLE -> column.putDouble(row, Double.parseDouble(text));
            case DECIMAL -> column.putDecimal(row, new java.math.BigDecimal(text).setScale(type.scale()));
            case VARCHAR -> column.putString(row, text);
            case TIMESTAMP -> column.putLong(row, timestamp(text));
            case DATE -> column.putInt(row, (int) (timestamp(text + " 00:00:00") / Timestamps.NS_PER_DAY));
            default -> throw new IllegalArgumentException(type.toString());
        }
    }

    /** Seconds since the epoch, or a full timestamp. */
    private static long timestamp(String text) {
        if (text.matches("\\d+")) {
            return Long.parseLong(text) * Timestamps.NS_PER_SECOND;
        }
        return new TimestampParser("sql").parse(text);
    }

    private final class Collector implements Operator {
        private final EventSchema schema;

        Collector(EventSchema schema) {
            this.schema = schema;
        }

        @Override
        public void onBatch(int input, EventBatch batch) {
            for (int i = 0; i < batch.selectedCount(); i++) {
                StringBuilder line = new StringBuilder(isByQuery ? schema.name() + ":" : "");
                for (int column = 0; column < schema.columnCount(); column++) {
                    line.append(column == 0 ? "" : ",");
                    append(line, batch.column(column), schema.column(column).type(), batch.selection()[i]);
                }
                output.add(line.toString());
            }
        }

        private static void append(StringBuilder line, Column column, SqlType type, int row) {
            if (column.isNull(row)) {
                return;
            }
            switch (type.kind()) {
                case BOOLEAN -> line.append(column.getBoolean(row));
                case INT -> line.append(column.getInt(row));
                case BIGINT -> line.append(column.getLong(row));
                case INTERVAL -> line.append(column.getLong(row)).append(" ns");
                case DOUBLE -> line.append(column.getDouble(row));
                case DECIMAL -> line.append(column.getDecimal(row).toPlainString());
                case VARCHAR -> line.append(column.getString(row));
                case TIMESTAMP -> Timestamps.appendTimestamp(line, column.getLong(row));
                case DATE -> Timestamps.appendDate(line, column.getInt(row));
                case TIME -> Timestamps.appendTime(line, column.getLong(row));
                case ARRAY -> ArrayValues.append(column.getBytes(row), type.element(), line);
                default -> throw new IllegalArgumentException(type.toString());
            }
        }

        @Override
        public void onWatermark(int input, long watermarkNs, long position) {}

        @Override
        public void onEnd(int input, long position) {}
    }
}
