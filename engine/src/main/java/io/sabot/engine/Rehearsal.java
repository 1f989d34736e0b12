package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.text.DoubleText;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.ingest.Reject;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An application that is given rows step by step, in memory, on a clock that stands still until it is moved: for tests of
 * rules. Its operators are those of a node; connectors do nothing. What queries insert into topics comes back at once, so
 * that the same steps give the same results.
 *
 * <p>One thread.
 */
public final class Rehearsal implements AutoCloseable {
    /** Bad records, late rows, rows that a query could not use. */
    public static final String DEAD_LETTERS = DeadLetterWriter.NAME;

    private static final SqlType TEXT = SqlType.of(TypeKind.VARCHAR);
    private static final EventSchema LETTER = EventSchema.derived(
            DEAD_LETTERS,
            List.of(
                    new ColumnSpec("source", TEXT),
                    new ColumnSpec("reason", TEXT),
                    new ColumnSpec("cause", TEXT),
                    new ColumnSpec("place", TEXT),
                    new ColumnSpec("content", TEXT)),
            EventSchema.NO_COLUMN);

    private final ApplicationPlan plan;
    private final ReplayRun run;
    private final MemoryPool pool = MemoryPool.unbounded();
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final Map<String, List<List<Object>>> results = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private long nowNs;
    private long seq;
    private boolean hasEnded;

    /** Notation of records. */
    public enum Form {
        /** A header line is found if it is there. */
        CSV,
        /** One object a line. */
        JSON
    }

    private Rehearsal(ApplicationPlan plan, long startNs) {
        this.plan = plan;
        this.nowNs = startNs;
        this.run = new ReplayRun(plan, new ReplayRun.RecordedTopics(null, 0, false), new ReplayListener() {});
        plan.queries().forEach(query -> results.put(Application.outboxName(query), new ArrayList<>()));
        results.put(DEAD_LETTERS, new ArrayList<>());
        run.start();
        collect();
    }

    /** @param startNs log time of the first rows */
    public static Rehearsal of(ApplicationPlan plan, long startNs) {
        return new Rehearsal(plan, startNs);
    }

    // ---- in ----

    public long nowNs() {
        return nowNs;
    }

    /** @throws SabotException ENG-0127 if it has been that late already */
    public void advanceTo(long timeNs) {
        if (timeNs < nowNs) {
            throw SabotException.configuration(
                    "ENG-0127",
                    "time cannot go back from " + Timestamps.appendTimestamp(new StringBuilder(), nowNs) + " to "
                            + Timestamps.appendTimestamp(new StringBuilder(), timeNs),
                    null);
        }
        nowNs = timeNs;
    }

    /**
     * Columns that rows of a table have, computed ones aside.
     *
     * @throws SabotException ENG-0110 if there is no such table
     */
    public EventSchema table(String name) {
        return tableSpec(name).stream();
    }

    private TableSpec tableSpec(String name) {
        List<String> names = plan.tables().stream().map(TableSpec::name).toList();
        return plan.tables().stream()
                .filter(table -> table.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> SabotException.configuration(
                        "ENG-0110", "unknown table '" + name + "'", Nearest.hintOrChoice(name, names)));
    }

    /**
     * Gives a table records, as its source would have read them now: with the table's own options if these are of the same
     * form.
     *
     * @throws SabotException if rows cannot come any more, or a record is bad and the table asks to fail
     */
    public void give(String table, Form form, byte[] records) {
        TableSpec spec = tableSpec(table);
        give(spec, format(spec, form), records);
    }

    /** As {@link #give}, of JSON whatever the table's options say. */
    public void giveValues(String table, byte[] records) {
        give(tableSpec(table), FormatSpec.json(), records);
    }

    private void give(TableSpec table, FormatSpec format, byte[] records) {
        new RecordRows(format, table.stream(), symbols, records)
                .read(pool, batch -> rows(table, batch), reject -> bad(table, reject));
    }

    private static FormatSpec format(TableSpec table, Form form) {
        FormatSpec usual = form == Form.CSV ? FormatSpec.csv() : FormatSpec.json();
        if (table.connector() == null) {
            return usual;
        }
        FormatSpec declared = Connectors.format(table);
        return declared.format() == usual.format() ? declared : usual;
    }

    private void rows(TableSpec table, EventBatch batch) {
        run.rows(table, batch, ++seq, nowNs);
        run.loopBack(seq, nowNs);
        collect();
    }

    private void bad(TableSpec table, Reject reject) {
        String place = "line " + reject.line();
        switch (table.option("on-error", "dead_letter").toLowerCase(Locale.ROOT)) {
            case "fail" ->
                throw new SabotException(
                        ExitCode.BAD_DATA,
                        List.of(Problem.of(
                                "ENG-0201",
                                "bad record for " + table.name() + ", " + place + ": " + reject.cause(),
                                "'on-error' = 'dead_letter' sets bad records aside and goes on")));
            case "skip" -> {
                // the table wants it so
            }
            default ->
                results.get(DEAD_LETTERS)
                        .add(List.of(
                                table.name(),
                                "BAD_RECORD",
                                reject.cause(),
                                place,
                                new String(reject.bytes(), StandardCharsets.UTF_8)));
        }
    }

    /** Nothing more will come for the table. */
    public void end(String table) {
        end(tableSpec(table));
    }

    private void end(TableSpec table) {
        run.end(table, ++seq, nowNs);
        run.loopBack(seq, nowNs);
        collect();
    }

    /** All inputs have ended: what is open comes out. */
    public void endAll() {
        plan.tables().stream().filter(table -> !run.topics().isTopic(table)).forEach(this::end);
        hasEnded = true;
    }

    /** Whether all inputs were ended. */
    public boolean hasEnded() {
        return hasEnded;
    }

    // ---- out ----

    /**
     * Columns of what queries give a table, or of a query without one ({@code select_1}), or of {@link #DEAD_LETTERS}.
     * What no reader reads is text.
     *
     * @throws SabotException ENG-0107 if no query inserts there
     */
    public EventSchema output(String name) {
        if (name.equalsIgnoreCase(DEAD_LETTERS)) {
            return LETTER;
        }
        for (QueryPlan query : plan.queries()) {
            if (Application.outboxName(query).equalsIgnoreCase(name)) {
                return readable(query.output());
            }
        }
        throw SabotException.configuration(
                "ENG-0107", "no query inserts into '" + name + "'", Nearest.hintOrChoice(name, results.keySet()));
    }

    private static EventSchema readable(EventSchema schema) {
        List<ColumnSpec> columns = schema.columns().stream()
                .map(column -> new ColumnSpec(
                        column.name(), isReadable(column.type()) ? column.type().withNullable(true) : TEXT))
                .toList();
        return EventSchema.derived(schema.name(), columns, EventSchema.NO_COLUMN);
    }

    private static boolean isReadable(SqlType type) {
        return type.kind() != TypeKind.INTERVAL && type.kind() != TypeKind.ARRAY;
    }

    /** Rows that came for an output since it was asked last, of {@link #output}'s columns; what kind of object is said at {@link ReplayDifference}. */
    public List<List<Object>> take(String output) {
        output(output);
        List<List<Object>> rows = results.get(output);
        results.put(output, new ArrayList<>());
        return rows;
    }

    private void collect() {
        for (String name : run.outboxNames()) {
            OutboxCursor cursor = run.cursor(name);
            while (cursor.hasFrameNow()) {
                for (int row = 0; row < cursor.rows(); row++) {
                    List<Object> values = RowValues.of(cursor.batch(), cursor.sinkSchema(), row);
                    results.get(name).add(name.equals(DEAD_LETTERS) ? letter(values) : readable(values, cursor));
                }
                cursor.take();
            }
        }
        run.forget();
    }

    private static List<Object> letter(List<Object> values) {
        return List.of(values.get(0), values.get(1), values.get(2), "event " + values.get(3), values.get(4));
    }

    private static List<Object> readable(List<Object> values, OutboxCursor cursor) {
        List<Object> readable = new ArrayList<>(values);
        for (int i = 0; i < values.size(); i++) {
            SqlType type = cursor.sinkSchema().column(i).type();
            if (values.get(i) != null && !isReadable(type)) {
                readable.set(i, text(values.get(i), type));
            }
        }
        return readable;
    }

    // ---- values ----

    /**
     * Records as rows of objects, to be compared with results.
     *
     * @param rejects gets those that are bad
     */
    public List<List<Object>> parse(EventSchema schema, Form form, byte[] records, List<Reject> rejects) {
        List<List<Object>> rows = new ArrayList<>();
        FormatSpec format = form == Form.CSV ? FormatSpec.csv() : FormatSpec.json();
        new RecordRows(format, schema, symbols, records)
                .read(
                        pool,
                        batch -> {
                            for (int row = 0; row < batch.rows(); row++) {
                                rows.add(RowValues.of(batch, schema, row));
                            }
                        },
                        rejects::add);
        return rows;
    }

    /** A value as it is written to CSV; {@code NULL} for null. */
    public static String text(Object value, SqlType type) {
        if (value == null) {
            return "NULL";
        }
        StringBuilder text = new StringBuilder();
        switch (type.kind()) {
            case BOOLEAN, INT, BIGINT, VARCHAR -> text.append(value);
            case DOUBLE -> DoubleText.append((Double) value, text);
            case DECIMAL -> text.append(((java.math.BigDecimal) value).toPlainString());
            case BINARY, ARRAY -> text.append("\\x").append(hex((ByteBuffer) value));
            case DATE -> Timestamps.appendDate(text, (Integer) value);
            case TIME -> Timestamps.appendTime(text, (Long) value);
            case TIMESTAMP -> Timestamps.appendTimestamp(text, (Long) value);
            case INTERVAL -> Timestamps.appendInterval(text, (Long) value);
        }
        return text.toString();
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }

    @Override
    public void close() {
        run.close();
        pool.close();
    }
}
