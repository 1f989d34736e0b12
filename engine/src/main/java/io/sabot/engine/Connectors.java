package io.sabot.engine;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.file.FileRecordReader;
import io.sabot.ingest.file.StdinRecordReader;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.ring.RingPublisher;
import io.sabot.ingest.sink.OutputFormat;
import io.sabot.ingest.tcp.TcpBatchAgent;
import io.sabot.ingest.tcp.TcpLineReader;
import io.sabot.sql.catalog.ConnectorSpec;
import io.sabot.sql.catalog.ConnectorSpec.OptionSpec;
import io.sabot.sql.catalog.TableSpec;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The connectors that this build has: what WITH may say for each, and what is made of it. */
public final class Connectors {
    static final String FILE = "file";
    static final String STDIN = "stdin";
    static final String TCP = "tcp";
    static final String CONSOLE = "console";

    /** How long a table may be silent before other tables' watermarks go on without it. */
    static final String IDLE_TIMEOUT = "idle-timeout";

    private static final String PRODUCER = "producer";
    private static final String MAX_BATCH_BYTES = "max-batch-bytes";

    private static final int DEFAULT_MAX_CONNECTIONS = 64;
    private static final int MAX_NEW_SYMBOLS = 65_536;

    private static final List<OptionSpec> FORMAT = List.of(
            OptionSpec.choice("format", "csv", "json"),
            OptionSpec.text("timestamp-format"),
            OptionSpec.choice("csv.header", "auto", "true", "false"),
            OptionSpec.character("csv.delimiter"),
            OptionSpec.text("null-literal"),
            OptionSpec.duration(IDLE_TIMEOUT));
    private static final OptionSpec ON_ERROR = OptionSpec.choice("on-error", "dead_letter", "fail", "skip");

    private Connectors() {}

    /** For the planner. */
    public static List<ConnectorSpec> specs() {
        return List.of(
                new ConnectorSpec(
                        FILE,
                        true,
                        true,
                        true,
                        with(
                                with(FORMAT, Sinks.FILE_OPTIONS.toArray(OptionSpec[]::new)),
                                OptionSpec.text("path").required(),
                                OptionSpec.bool("follow"),
                                ON_ERROR)),
                new ConnectorSpec(
                        STDIN, true, false, true, with(FORMAT, OptionSpec.choice("replay", "from-start"), ON_ERROR)),
                new ConnectorSpec(
                        TCP,
                        true,
                        false,
                        false,
                        with(
                                FORMAT,
                                OptionSpec.text("host"),
                                OptionSpec.number("port").required(),
                                OptionSpec.number("max-connections"),
                                OptionSpec.bool(PRODUCER),
                                OptionSpec.number(MAX_BATCH_BYTES),
                                ON_ERROR)),
                new ConnectorSpec(
                        CONSOLE, false, true, true, List.of(OptionSpec.choice("format", "csv", "json", "table"))),
                new ConnectorSpec(Sinks.JDBC, false, true, true, Sinks.JDBC_OPTIONS));
    }

    private static List<OptionSpec> with(List<OptionSpec> common, OptionSpec... own) {
        List<OptionSpec> all = new ArrayList<>(List.of(own));
        all.addAll(common);
        return all;
    }

    // ---- sources ----

    /**
     * @param offset where to go on
     * @throws SabotException if it cannot be opened
     */
    static RecordReader open(TableSpec table, EventSchema schema, long offset, Path directory, InputStream stdin) {
        Sinks.requireSource(table);
        FormatSpec format = format(table);
        return switch (table.connector()) {
            case FILE ->
                FileRecordReader.open(
                        directory.resolve(table.option("path", "")),
                        format,
                        schema,
                        offset,
                        isFollowed(table),
                        MAX_NEW_SYMBOLS);
            case STDIN ->
                StdinRecordReader.open(
                        stdin, "standard input", format, schema, table.options().containsKey("replay") ? offset : 0);
            case TCP -> new TcpLineReader(tcpAddress(table), format, schema, maxConnections(table), MAX_NEW_SYMBOLS);
            default -> throw new IllegalStateException(table.connector() + " is no source");
        };
    }

    /** Whether the source takes numbered batches, of producers that hear what became of them. */
    static boolean takesBatches(TableSpec table) {
        return TCP.equals(table.connector()) && Boolean.parseBoolean(table.option(PRODUCER, "false"));
    }

    /** @throws SabotException if it cannot listen */
    static TcpBatchAgent openBatches(
            TableSpec table, EventSchema schema, RingPublisher publisher, SymbolDictionary symbols) {
        int maxBatchBytes =
                Integer.parseInt(table.option(MAX_BATCH_BYTES, String.valueOf(TcpBatchAgent.DEFAULT_MAX_BATCH_BYTES)));
        TcpBatchAgent.Limits limits = new TcpBatchAgent.Limits(
                tcpAddress(table), maxConnections(table), Math.max(1, maxBatchBytes), MAX_NEW_SYMBOLS);
        return new TcpBatchAgent(publisher, limits, format(table), schema.streamId(), schema, symbols);
    }

    private static InetSocketAddress tcpAddress(TableSpec table) {
        return new InetSocketAddress(table.option("host", "127.0.0.1"), Integer.parseInt(table.option("port", "0")));
    }

    private static int maxConnections(TableSpec table) {
        return Integer.parseInt(table.option("max-connections", String.valueOf(DEFAULT_MAX_CONNECTIONS)));
    }

    static boolean isFollowed(TableSpec table) {
        return Boolean.parseBoolean(table.option("follow", "false"));
    }

    /** Whether the source ends. */
    static boolean isBounded(TableSpec table) {
        return table.connector() != null && !TCP.equals(table.connector()) && !isFollowed(table);
    }

    static String describe(TableSpec table) {
        if (table.connector() == null) {
            return "what a client sent";
        }
        return switch (table.connector()) {
            case FILE -> table.option("path", "");
            case TCP -> table.option("host", "127.0.0.1") + ":" + table.option("port", "0");
            default -> "standard input";
        };
    }

    static FormatSpec format(TableSpec table) {
        String path = table.option("path", "");
        boolean isJson = table.option("format", path.matches(".*\\.(json|ndjson|jsonl)(\\.gz)?") ? "json" : "csv")
                .equalsIgnoreCase("json");
        FormatSpec format = isJson ? FormatSpec.json() : FormatSpec.csv();
        if (table.options().containsKey("timestamp-format")) {
            format = format.withTimestampFormat(table.option("timestamp-format", ""));
        }
        if (table.options().containsKey("null-literal")) {
            format = format.withNullLiteral(table.option("null-literal", ""));
        }
        if (!isJson) {
            format = format.withDelimiter(delimiter(table))
                    .withHeader(
                            switch (table.option("csv.header", "auto").toLowerCase(java.util.Locale.ROOT)) {
                                case "true" -> FormatSpec.Header.YES;
                                case "false" -> FormatSpec.Header.NO;
                                default -> FormatSpec.Header.AUTO;
                            });
        }
        return format;
    }

    private static char delimiter(TableSpec table) {
        String text = table.option("csv.delimiter", ",");
        return text.equals("\\t") ? '\t' : text.charAt(0);
    }

    // ---- sinks ----

    static OutputFormat outputFormat(TableSpec table, OutputFormat defaultFormat) {
        String format = table.option("format", "");
        String path = table.option("path", "");
        if (format.equalsIgnoreCase("json") || format.isEmpty() && path.matches(".*\\.(json|ndjson|jsonl)")) {
            return OutputFormat.json();
        }
        if (format.equalsIgnoreCase("table")) {
            return OutputFormat.table();
        }
        if (format.isEmpty() && CONSOLE.equals(table.connector())) {
            return defaultFormat;
        }
        return OutputFormat.csv()
                .withHeader(!table.option("csv.header", "true").equalsIgnoreCase("false"))
                .withDelimiter(delimiter(table));
    }
}
