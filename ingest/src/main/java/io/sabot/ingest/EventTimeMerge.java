package io.sabot.ingest;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes one order of several bounded inputs: by the event time of the row that comes next in each, among equals by the
 * order of the inputs. Rows of one input keep their order. The result depends on the content of the inputs only, so that
 * each can go on at its own offset after a crash and the rest of the order is the same.
 *
 * <p>Rows come in runs of one input:
 *
 * <pre>{@code
 * int source = merge.nextSource();
 * if (source >= 0) {
 *   batch.layout(merge.schema(source), symbols, merge.plainColumns(source), rows);
 *   switch (merge.read(batch)) { … }
 * }
 * }</pre>
 *
 * <p>An input without event time counts as earlier than all others and is read to its end first. A row without event
 * time, a reject and an end take the time of the row before them. DATE compares in nanoseconds, INT and BIGINT as the
 * numbers they are. A single input is passed through without being copied. One thread.
 */
public final class EventTimeMerge implements AutoCloseable {
    /** {@link #nextSource()}: which input comes next cannot be told before another has more to read. */
    public static final int WAITING = -1;

    /** {@link #nextSource()}: all inputs have ended. */
    public static final int ENDED = -2;

    public static final long NO_TIME = Long.MIN_VALUE;

    /**
     * One input.
     *
     * @param reader owned by the merge from then on
     * @param lastEventTimeNs when reading goes on: of the last row handed on, see {@link #lastEventTimeNs(int)}; else
     *     {@link #NO_TIME}
     */
    public record Source(RecordReader reader, EventSchema schema, long lastEventTimeNs) {
        public Source(RecordReader reader, EventSchema schema) {
            this(reader, schema, NO_TIME);
        }
    }

    private final List<Source> inputs;
    private final List<MergeSource> sources = new ArrayList<>(); // empty if there is one input
    private final long[] handedTimesNs;
    private boolean isSingleEnded;

    private int current = WAITING;
    private int rival; // the input that would come next if the current were not there, or -1
    private Reject reject;
    private long[] runOffsets = new long[0];

    /** @param symbols the dictionary of the batches that will be passed to {@link #read} */
    public EventTimeMerge(List<Source> inputs, SymbolDictionary symbols, MemoryPool pool) {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("nothing to merge");
        }
        this.inputs = List.copyOf(inputs);
        this.handedTimesNs = inputs.stream().mapToLong(Source::lastEventTimeNs).toArray();
        if (inputs.size() > 1) {
            inputs.forEach(input -> sources.add(new MergeSource(input, symbols, pool)));
        }
    }

    public int sourceCount() {
        return inputs.size();
    }

    public EventSchema schema(int source) {
        return inputs.get(source).schema();
    }

    /** As the input's {@link RecordReader#plainColumns()}. */
    public boolean[] plainColumns(int source) {
        return inputs.get(source).reader().plainColumns();
    }

    /**
     * Index of the input whose rows, reject or end come next, {@link #WAITING} or {@link #ENDED}. Asking again changes
     * nothing.
     */
    public int nextSource() {
        if (sources.isEmpty()) {
            current = isSingleEnded ? ENDED : 0;
            return current;
        }
        int first = ENDED;
        rival = -1;
        for (int i = 0; i < sources.size(); i++) {
            MergeSource source = sources.get(i);
            MergeSource.Head head = source.head();
            if (head == MergeSource.Head.UNKNOWN) {
                current = WAITING;
                return WAITING;
            }
            if (head != MergeSource.Head.DONE) {
                if (first < 0 || source.timeNs() < sources.get(first).timeNs()) {
                    rival = first < 0 ? -1 : first;
                    first = i;
                } else if (rival < 0 || source.timeNs() < sources.get(rival).timeNs()) {
                    rival = i;
                }
            }
        }
        current = first;
        return first;
    }

    /**
     * Appends the rows of the input that {@link #nextSource()} named, as long as they come first. To be called with a
     * batch laid out for that input, and after each {@code nextSource()} once.
     *
     * @return ROWS when another input's turn comes or the batch is full (nothing appended means: lay the batch out
     *     anew); REJECTED; IDLE; or END when this input, not the others, has ended
     */
    public Status read(EventBatch out) {
        if (current < 0) {
            throw new IllegalStateException("no input is next");
        }
        if (sources.isEmpty()) {
            return passThrough(out);
        }
        MergeSource source = sources.get(current);
        while (true) {
            MergeSource.Head head = source.head();
            if (head == MergeSource.Head.UNKNOWN) {
                return Status.IDLE;
            }
            if (out.isFull() || !isFirst(source)) {
                return Status.ROWS;
            }
            if (head == MergeSource.Head.ROW) {
                if (!take(source, out)) {
                    return out.isEmpty() ? rejectRow(source) : Status.ROWS;
                }
                continue;
            }
            reject = head == MergeSource.Head.REJECT ? source.reader.reject() : null;
            source.statusTaken();
            return head == MergeSource.Head.REJECT ? Status.REJECTED : Status.END;
        }
    }

    private Status passThrough(EventBatch out) {
        RecordReader reader = inputs.get(0).reader();
        Status status = reader.read(out);
        isSingleEnded = status == Status.END;
        reject = status == Status.REJECTED ? reader.reject() : null;
        return status;
    }

    private boolean isFirst(MergeSource source) {
        if (rival < 0) {
            return true;
        }
        long rivalNs = sources.get(rival).timeNs();
        return source.timeNs() < rivalNs || source.timeNs() == rivalNs && current < rival;
    }

    private boolean take(MergeSource source, EventBatch out) {
        int row = out.nextRow();
        if (!source.copyTo(out)) {
            return false;
        }
        source.rowTaken();
        handedTimesNs[current] = source.timeNs();
        if (row >= runOffsets.length) {
            runOffsets = Arrays.copyOf(runOffsets, out.rowCapacity());
        }
        runOffsets[row] = source.offset();
        return true;
    }

    /** A row that fitted where it was read but not where it goes: symbols take less room than plain values. */
    private Status rejectRow(MergeSource source) {
        long from = source.offset();
        source.rowTaken();
        long length = from == RecordReader.NO_OFFSET ? 0 : source.offset() - from;
        reject = new Reject(new byte[0], length, from, 0, "record does not fit into a batch");
        return Status.REJECTED;
    }

    /** The bad record, after {@link Status#REJECTED} and until the next call. */
    public Reject reject() {
        return reject;
    }

    /** Where the input goes on behind everything of it that was handed on. */
    public long offset(int source) {
        return sources.isEmpty()
                ? inputs.get(0).reader().offset()
                : sources.get(source).offset();
    }

    /** As {@link RecordReader#offsetAfter}, in the input of the last run and for the batch it was read into. */
    public long offsetAfter(int row) {
        return sources.isEmpty() ? inputs.get(0).reader().offsetAfter(row) : runOffsets[row];
    }

    /** Event time of the last row handed on of this input; for {@link Source} when reading goes on. */
    public long lastEventTimeNs(int source) {
        return handedTimesNs[source];
    }

    /** Closes the readers too. */
    @Override
    public void close() {
        if (sources.isEmpty()) {
            inputs.get(0).reader().close();
        }
        sources.forEach(MergeSource::close);
    }
}
