package io.sabot.journal;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Timestamps;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Prints a log or an outbox for people. For a directory that no process appends to; reads the files itself and changes
 * nothing. One thread.
 */
public final class JournalPrinter {
    private final LogLayout layout;
    private final PrintStream out;

    /**
     * @param directory that was given to {@link JournalConfig}
     * @throws SabotException JRN-0205 if there is no log
     */
    public JournalPrinter(Path directory, PrintStream out) {
        this.out = out;
        this.layout = LogLayout.read(directory);
    }

    /** One line per frame. */
    public void ls() {
        out.printf(
                Locale.ROOT,
                "%12s  %-29s  %-16s  %6s  %6s  %9s  %s%n",
                "seq",
                "time",
                "type",
                "stream",
                "rows",
                "bytes",
                "source:offset");
        walk(reader -> {
            FrameHeader header = reader.header();
            out.printf(
                    Locale.ROOT,
                    "%12d  %-29s  %-16s  %6d  %6d  %9d  %d:%d%n",
                    header.seq(),
                    time(header),
                    header.type(),
                    header.streamId(),
                    header.rows(),
                    header.frameBytes(),
                    header.sourceId(),
                    header.sourceOffset());
        });
    }

    /** Every row as text. Rows before the frame that describes their stream are only counted. */
    public void cat() {
        Map<Long, EventSchema> schemas = new HashMap<>();
        RowText text = new RowText();
        walk(reader -> {
            FrameHeader header = reader.header();
            switch (header.type()) {
                case DDL -> {
                    EventSchema schema = reader.schema();
                    schemas.put(key(schema.streamId(), schema.version()), schema);
                    out.println(header.seq() + "\tDDL\t" + schema.name() + "\t" + RowText.columns(schema));
                }
                case DATA, OUTPUT ->
                    printRows(reader, schemas.get(key(header.streamId(), header.schemaVersion())), text);
                case REJECT -> {
                    RejectedRecord reject = reader.reject();
                    out.println(header.seq() + "\tREJECT\tline " + reject.line() + ", offset " + reject.offset() + ": "
                            + reject.cause());
                }
                case PRODUCER -> out.println(header.seq() + "\tPRODUCER\t" + producer(header, reader.payload()));
                default -> out.println(header.seq() + "\t" + header.type());
            }
        });
    }

    private static String producer(FrameHeader header, byte[] payload) {
        ProducerChange change = ProducerChange.of(payload);
        return switch (change) {
            case REGISTERED ->
                header.producerId() + " is '" + ProducerChange.name(payload) + "' of stream " + header.streamId();
            case EPOCH -> header.producerId() + " is in epoch " + header.producerEpoch();
            case EMPTY_BATCH -> header.producerId() + " sent batch " + header.batchSequence() + " without rows";
            case EXPIRED -> header.producerId() + " is forgotten";
        };
    }

    private void printRows(LogReader reader, EventSchema schema, RowText text) {
        FrameHeader header = reader.header();
        if (schema == null) {
            out.println(header.seq() + "\t" + header.type() + "\t" + header.rows() + " rows of stream "
                    + header.streamId() + ", whose shape is not in the log");
            return;
        }
        EventBatch batch = reader.batch(schema);
        for (int row = 0; row < batch.rows(); row++) {
            String number = header.type() == FrameType.OUTPUT
                    ? String.valueOf(header.batchSequence() + row)
                    : header.seq() + ":" + row;
            out.println(number + "\t" + schema.name() + "\t" + text.row(batch, row));
        }
    }

    /**
     * Checks every frame and prints how much is intact, and the first break if there is one; before that what was
     * trimmed, where tails were cut, and how far the files had been forced.
     *
     * @return true if all is intact
     */
    public boolean verify() {
        printHistory();
        long[] totals = new long[3];
        try {
            FrameChecker checker = walk(reader -> {
                totals[0]++;
                totals[1] += reader.header().rows();
                totals[2] += reader.header().frameBytes();
            });
            out.println("intact: " + totals(totals) + ", last seq " + checker.lastSeq() + ", chain "
                    + Long.toHexString(checker.hash()));
            return true;
        } catch (SabotException e) {
            out.println("broken after " + totals(totals));
            out.println(e.getMessage());
            return false;
        }
    }

    private void printHistory() {
        boolean isLog = layout.numbering() == Numbering.LOG;
        if (layout.trim() != null) {
            ChainEnd before = layout.beginning();
            out.println("trimmed: kept from " + (isLog ? "seq " + (before.seq() + 1) : "output " + (before.oseq() + 1))
                    + ", file " + layout.trim().file());
        }
        for (GenerationStart start : layout.starts()) {
            ChainEnd kept = start.kept();
            String number =
                    isLog ? "seq " + kept.seq() : "output " + kept.oseq() + ", numbered from " + start.nextOseq();
            String place = start.predecessor() == 0
                    ? "at the beginning"
                    : "of " + QueueDirectory.generationName(start.predecessor()) + "/" + start.file() + " at offset "
                            + start.end();
            out.println("generation begun after " + number + " " + place + ": " + start.reason() + "; "
                    + start.lostFrames() + " frames or more, " + start.lostBytes() + " bytes were lost");
        }
        out.println("forced up to frame " + layout.watermark());
    }

    private static String totals(long[] totals) {
        return totals[0] + " frames, " + totals[1] + " rows, " + totals[2] + " bytes";
    }

    private FrameChecker walk(Consumer<LogReader> visitor) {
        return JournalFiles.walk(layout, visitor);
    }

    private static long key(int streamId, int version) {
        return (long) streamId << 32 | version & 0xFFFF_FFFFL;
    }

    private static String time(FrameHeader header) {
        return Timestamps.appendTimestamp(new StringBuilder(), header.timeNs()).toString();
    }
}
