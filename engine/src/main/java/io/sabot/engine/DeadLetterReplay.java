package io.sabot.engine;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Reject;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.script.ApplicationPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings bad records back, corrected: reads them as their table's source would, and hands the rows to the recorded
 * application as numbered batches of producers whose names say which records they are. A batch is in the log or not, and
 * what is in the log is not brought back again, so that a replay that was killed may be repeated.
 *
 * <p>The node must not be running. Its sources are not opened; its queries and sinks run.
 */
public final class DeadLetterReplay {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int MAX_GROUP_BYTES = 32 * 1024; // their rows fit into a frame of the log
    private static final int MAX_HEADER_CHARS = 64 * 1024;

    private final SabotConfig config;
    private final ApplicationPlan plan;
    private final String sql;
    private final Path sqlDirectory;
    private final String header;
    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * A letter and the bytes that are read in its place.
     *
     * @param record without line break
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Correction(DeadLetter letter, byte[] record) {}

    /**
     * What became of a letter.
     *
     * @param cause why it is still a bad record, or why it cannot be brought back; else null
     */
    public record Outcome(DeadLetter letter, State state, String cause) {}

    /** What may become of a letter. */
    public enum State {
        REPLAYED,
        /** Its rows are in the log already. */
        REPLAYED_BEFORE,
        /** It would be replayed; nothing was written. */
        READABLE,
        UNREADABLE,
        /** It is no record, or its table takes no more rows. */
        REFUSED
    }

    private record Readable(DeadLetter letter, TableSpec table, List<List<Object>> rows, int bytes) {}

    private DeadLetterReplay(SabotConfig config, String header) {
        DataDirectory.Claimed claimed = DataDirectory.claimedBy(config.directory());
        if (claimed == null) {
            throw SabotException.configuration(
                    "ENG-0120", "no application was recorded in " + config.directory(), "name the --data-dir of a run");
        }
        this.config = config;
        this.sql = claimed.text();
        this.sqlDirectory = config.sqlDirectory();
        this.plan = Sabot.plan(config.directory().resolve("application").toString(), sql, sqlDirectory);
        this.header = header;
    }

    /**
     * @param config of the data directory; relative paths of its application start from its directory for SQL
     * @param header line that names the fields of CSV records; null for the source's own if it is a file that is there,
     *     else fields are the table's columns
     * @param isAgain whether what was replayed before is replayed once more
     * @param isTrial whether nothing is to be written
     * @return in the order of the corrections
     */
    public static List<Outcome> run(
            SabotConfig config, List<Correction> corrections, String header, boolean isAgain, boolean isTrial) {
        DeadLetterReplay replay = new DeadLetterReplay(config, header);
        if (isTrial) {
            replay.read(corrections, isAgain)
                    .forEach(one -> replay.outcomes.add(new Outcome(one.letter(), State.READABLE, null)));
        } else {
            replay.replay(corrections, isAgain);
        }
        List<String> order = corrections.stream().map(c -> c.letter().id()).toList();
        replay.outcomes.sort(
                java.util.Comparator.comparingInt(o -> order.indexOf(o.letter().id())));
        return replay.outcomes;
    }

    // ---- reading ----

    private List<Readable> read(List<Correction> corrections, boolean isAgain) {
        List<Readable> readable = new ArrayList<>();
        try (MemoryPool pool = MemoryPool.unbounded()) {
            for (Correction correction : corrections) {
                DeadLetter letter = correction.letter();
                if (letter.kind() != DeadLetter.Kind.RECORD) {
                    refuse(letter, State.REFUSED, "only records are brought back: the log has the row, or its cause");
                } else if (letter.replays() > 0 && !isAgain) {
                    refuse(letter, State.REPLAYED_BEFORE, null);
                } else {
                    read(correction, pool, readable);
                }
            }
        }
        return readable;
    }

    private void refuse(DeadLetter letter, State state, String cause) {
        outcomes.add(new Outcome(letter, state, cause));
    }

    private void read(Correction correction, MemoryPool pool, List<Readable> readable) {
        DeadLetter letter = correction.letter();
        boolean isChanged = !java.util.Arrays.equals(letter.bytes(), correction.record());
        if (!letter.isWhole() && !isChanged) {
            refuse(
                    letter,
                    State.REFUSED,
                    "the log has " + letter.bytes().length + " of its " + letter.lengthBytes() + " bytes");
            return;
        }
        TableSpec table = table(letter);
        List<List<Object>> rows = new ArrayList<>();
        List<Reject> rejects = new ArrayList<>();
        parse(table, correction.record(), pool, rows, rejects);
        if (!rejects.isEmpty()) {
            refuse(letter, State.UNREADABLE, rejects.get(0).cause());
        } else if (rows.isEmpty()) {
            refuse(letter, State.UNREADABLE, "there is no record in it");
        } else {
            readable.add(new Readable(letter, table, rows, correction.record().length));
        }
    }

    private TableSpec table(DeadLetter letter) {
        List<String> names = plan.tables().stream().map(TableSpec::name).toList();
        return plan.tables().stream()
                .filter(table -> table.name().equals(letter.table()))
                .findFirst()
                .orElseThrow(() -> SabotException.configuration(
                        "ENG-0110",
                        "unknown table '" + letter.table() + "'",
                        Nearest.hintOrChoice(letter.table(), names)));
    }

    private void parse(TableSpec table, byte[] record, MemoryPool pool, List<List<Object>> rows, List<Reject> rejects) {
        FormatSpec format = table.connector() == null ? FormatSpec.csv() : Connectors.format(table);
        String names = format.format() == FormatSpec.Format.CSV ? headerOf(table, format, pool) : null;
        byte[] text = names == null
                ? record
                : (names + "\n" + new String(record, StandardCharsets.ISO_8859_1))
                        .getBytes(StandardCharsets.ISO_8859_1);
        FormatSpec chosen = format.withHeader(names == null ? FormatSpec.Header.NO : FormatSpec.Header.YES);
        parse(table.stream(), chosen, text, pool, rows, rejects);
    }

    private static void parse(
            EventSchema schema,
            FormatSpec format,
            byte[] text,
            MemoryPool pool,
            List<List<Object>> rows,
            List<Reject> rejects) {
        new RecordRows(format, schema, new SymbolDictionary(), text)
                .read(
                        pool,
                        batch -> {
                            for (int row = 0; row < batch.rows(); row++) {
                                rows.add(RowValues.of(batch, schema, row));
                            }
                        },
                        rejects::add);
    }

    /** The line, byte for character; null if there is none. */
    private String headerOf(TableSpec table, FormatSpec format, MemoryPool pool) {
        if (header != null) {
            return new String(header.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        }
        Path file = sqlDirectory.resolve(table.option("path", ""));
        boolean isKnown = Connectors.FILE.equals(table.connector())
                && format.header() != FormatSpec.Header.NO
                && !file.toString().endsWith(".gz")
                && Files.isRegularFile(file);
        return isKnown ? headerOf(file, table, format, pool) : null;
    }

    private static String headerOf(Path file, TableSpec table, FormatSpec format, MemoryPool pool) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            char[] start = new char[MAX_HEADER_CHARS];
            int length = Math.max(0, reader.read(start));
            String line = new String(start, 0, length).lines().findFirst().orElse("");
            List<List<Object>> rows = new ArrayList<>();
            List<Reject> rejects = new ArrayList<>();
            parse(table.stream(), format, line.getBytes(StandardCharsets.ISO_8859_1), pool, rows, rejects);
            return rows.isEmpty() && rejects.isEmpty() && !line.isBlank() ? line : null;
        } catch (IOException e) {
            throw SabotException.configuration("ENG-0106", file + " cannot be read: " + e.getMessage(), null);
        }
    }

    // ---- writing ----

    private void replay(List<Correction> corrections, boolean isAgain) {
        try (Sabot sabot = Sabot.open(config)) {
            // Nobody writes to the directory from here on: what was replayed is known for certain.
            Map<String, DeadLetter> now = new LinkedHashMap<>();
            DeadLetterArchive.read(config.directory()).forEach(letter -> now.put(letter.id(), letter));
            List<Readable> readable = read(
                    corrections.stream()
                            .map(c -> new Correction(now.getOrDefault(c.letter().id(), c.letter()), c.record()))
                            .toList(),
                    isAgain);
            if (readable.isEmpty()) {
                return;
            }
            sabot.withoutSources();
            sabot.execute(plan, sql, sqlDirectory);
            groups(sabot, readable).forEach(group -> send(sabot, group));
        }
    }

    /** In the order of the log, of one table each. */
    private List<List<Readable>> groups(Sabot sabot, List<Readable> readable) {
        Map<String, List<Readable>> open = new LinkedHashMap<>();
        List<List<Readable>> groups = new ArrayList<>();
        for (Readable one : readable) {
            if (sabot.hasEnded(one.table().name())) {
                refuse(
                        one.letter(),
                        State.REFUSED,
                        "'" + one.table().name() + "' has ended, and takes no more rows in this data directory");
                continue;
            }
            List<Readable> group = open.get(one.table().name());
            if (group == null || !fits(group, one)) {
                group = new ArrayList<>();
                open.put(one.table().name(), group);
                groups.add(group);
            }
            group.add(one);
        }
        return groups;
    }

    private static boolean fits(List<Readable> group, Readable next) {
        List<Readable> larger = new ArrayList<>(group);
        larger.add(next);
        return name(larger).fits() && larger.stream().mapToInt(Readable::bytes).sum() <= MAX_GROUP_BYTES;
    }

    private static ReplayName name(List<Readable> group) {
        int before =
                group.stream().mapToInt(one -> one.letter().replays()).max().orElse(0);
        return new ReplayName(group.stream().map(one -> one.letter().seq()).toList(), before + 1);
    }

    private void send(Sabot sabot, List<Readable> group) {
        TableSpec table = group.get(0).table();
        try (Producer producer = sabot.producer(table.name(), name(group).text())) {
            for (Readable one : group) {
                one.rows().forEach(values -> append(producer.row(), table.stream(), values));
            }
            long batch = producer.commit();
            if (!producer.awaitAcknowledged(batch, ANSWER)) {
                throw SabotException.failed(
                        "ENG-0306", "the log does not take the records of '" + table.name() + "'", "try again", null);
            }
        }
        group.forEach(one -> outcomes.add(new Outcome(one.letter(), State.REPLAYED, null)));
    }

    private static void append(RowAppender row, EventSchema schema, List<Object> values) {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value == null) {
                row.nul();
                continue;
            }
            switch (schema.column(i).type().kind()) {
                case BOOLEAN -> row.bool((Boolean) value);
                case INT -> row.i32((Integer) value);
                case BIGINT -> row.i64((Long) value);
                case DOUBLE -> row.f64((Double) value);
                case DECIMAL -> row.decimal((BigDecimal) value);
                case VARCHAR -> row.string((String) value);
                case BINARY -> row.bytes(bytes((ByteBuffer) value));
                case DATE -> row.dateDays((Integer) value);
                case TIME -> row.timeNs((Long) value);
                case TIMESTAMP -> row.timestampNs((Long) value);
                case INTERVAL, ARRAY -> throw new IllegalStateException("no records have them");
            }
        }
        row.append();
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }
}
