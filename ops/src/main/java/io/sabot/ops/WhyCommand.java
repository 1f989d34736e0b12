package io.sabot.ops;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.engine.Why;
import io.sabot.ingest.sink.ConsoleSink;
import io.sabot.ingest.sink.OutputFormat;
import io.sabot.ingest.sink.RowFormat;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Why an alert was raised. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows the rows of the log that a match of a pattern was made of, each with the variable it was mapped to.",
            "The node may be running; nothing in its data directory is changed."
        },
        footerHeading = "%nExample:%n",
        footer = "  sabot why --data-dir data alerts:17       the 17th row of alerts")
final class WhyCommand implements Callable<Integer> {
    private static final int BATCH_ROWS = 1_024;

    @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "Data directory with the log.")
    private Path dataDirectory;

    @Parameters(
            paramLabel = "TABLE:NUMBER",
            description =
                    "The result: the table it went to (or the query's name, of standard output) and its number, from 1.")
    private String output;

    @Option(
            names = "--format",
            paramLabel = "table|csv|json",
            description = "Form of standard output. Default: table on a terminal, else csv.")
    private RowFormat format;

    @Option(
            names = "--sql-dir",
            paramLabel = "DIR",
            description = "Where relative paths of the recorded file start. Default: here.")
    private Path sqlDirectory = Path.of("");

    private final OutputStream out;
    private final PrintStream err;

    WhyCommand() {
        this(Standard.out(), System.err);
    }

    WhyCommand(OutputStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Rows of one kind on standard output. */
    private static final class Printed implements AutoCloseable {
        private final MemoryPool pool = MemoryPool.unbounded();
        private final EventBatch batch = EventBatch.growable(pool);
        private final EventSchema schema;
        private final boolean[] isPlain;
        private final ConsoleSink sink;
        private long written;

        Printed(EventSchema schema, OutputStream out, OutputFormat format) {
            this.schema = schema;
            this.sink = new ConsoleSink(out, format, schema);
            this.isPlain = new boolean[schema.columnCount()];
            Arrays.fill(isPlain, true);
            batch.layout(schema, null, isPlain, BATCH_ROWS);
        }

        void add(EventBatch from, int row) {
            if (batch.isFull()) {
                write();
            }
            int to = batch.nextRow();
            for (int column = 0; column < schema.columnCount(); column++) {
                batch.column(column).copyFrom(from.column(column), row, to);
            }
            batch.commitRow();
        }

        private void write() {
            sink.write(batch, written + 1);
            written += batch.rows();
            batch.layout(schema, null, isPlain, BATCH_ROWS);
        }

        @Override
        public void close() {
            write();
            sink.flush();
            batch.close();
            pool.close();
        }
    }

    @Override
    public Integer call() {
        int colon = output.lastIndexOf(':');
        Why why = new Why(dataDirectory, output.substring(0, Math.max(0, colon)), number(colon), sqlDirectory);
        why.result((schema, batch, row, first, position) ->
                err.println("from log entry " + Position.format(first) + ", decided at " + Position.format(position)));
        Map<String, Printed> printed = new LinkedHashMap<>();
        int rows = why.rows((query, batch, row) -> printed.computeIfAbsent(
                        query, name -> new Printed(why.rowSchema(name), out, outputFormat()))
                .add(batch, row));
        printed.values().forEach(Printed::close);
        if (rows == 0) {
            err.println("it is not the match of a pattern: its rows are not known one by one");
        }
        return ExitCode.DONE.code();
    }

    private OutputFormat outputFormat() {
        RowFormat chosen = format != null ? format : Main.isTerminal("stdout") ? RowFormat.TABLE : RowFormat.CSV;
        return switch (chosen) {
            case TABLE -> OutputFormat.table();
            case CSV -> OutputFormat.csv();
            case JSON -> OutputFormat.json();
        };
    }

    private long number(int colon) {
        try {
            long number = colon <= 0 ? 0 : Long.parseLong(output.substring(colon + 1));
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below: what stands behind the colon is no number
        }
        throw SabotException.configuration(
                "OPS-0106", "a result is TABLE:NUMBER, found '" + output + "'", "for example alerts:17");
    }
}
