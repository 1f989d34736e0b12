package io.sabot.ingest.ring;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.EventTimeMerge;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.RecordReader.Status;
import java.util.List;

/** Reads the bounded inputs of one run into the ring, in the order of {@link EventTimeMerge}. */
public final class MergeAgent extends PublishingAgent {
    private final EventTimeMerge merge;
    private final SymbolDictionary symbols; // not owned
    private final int maxRows;
    private int filledOf;

    /** With batches of {@link EventBatch#DEFAULT_ROWS}. */
    public MergeAgent(
            RingPublisher publisher,
            List<EventTimeMerge.Source> inputs,
            int[] sourceIds,
            SymbolDictionary symbols,
            MemoryPool pool) {
        this(publisher, inputs, sourceIds, symbols, pool, EventBatch.DEFAULT_ROWS);
    }

    /**
     * @param inputs their readers are owned by the agent from then on
     * @param sourceIds one an input
     */
    public MergeAgent(
            RingPublisher publisher,
            List<EventTimeMerge.Source> inputs,
            int[] sourceIds,
            SymbolDictionary symbols,
            MemoryPool pool,
            int maxRows) {
        super(publisher, sourceIds, offsets(inputs, sourceIds.length), totalBytes(inputs));
        try {
            this.merge = new EventTimeMerge(inputs, symbols, pool);
        } catch (RuntimeException e) {
            super.close();
            throw e;
        }
        this.symbols = symbols;
        this.maxRows = maxRows;
    }

    private static long[] offsets(List<EventTimeMerge.Source> inputs, int idCount) {
        if (inputs.size() != idCount) {
            throw new IllegalArgumentException(idCount + " source ids for " + inputs.size() + " inputs");
        }
        return inputs.stream().mapToLong(input -> input.reader().offset()).toArray();
    }

    private static long totalBytes(List<EventTimeMerge.Source> inputs) {
        long[] totals =
                inputs.stream().mapToLong(input -> input.reader().totalBytes()).toArray();
        for (long total : totals) {
            if (total == RecordReader.NO_OFFSET) {
                return RecordReader.NO_OFFSET;
            }
        }
        return sum(totals);
    }

    @Override
    EventSchema schema(int input) {
        return merge.schema(input);
    }

    @Override
    int read(long nowNs) {
        EventBatch batch = batch();
        int input = merge.nextSource();
        if (input < 0 || input != filledOf && !batch.isEmpty()) {
            rowsReadDue();
            return 0;
        }
        int before = batch.rows();
        if (before == 0) {
            batch.layout(merge.schema(input), symbols, merge.plainColumns(input), maxRows);
            filledOf = input;
            handedIn(nowNs);
        }
        Status status = merge.read(batch);
        int read = batch.rows() - before;
        if (status != Status.ROWS || read == 0 || batch.isFull()) {
            rowsReadDue();
        }
        if (status == Status.REJECTED || status == Status.END) {
            statusDue(input, status, merge.reject(), merge.offset(input));
        }
        return read;
    }

    private void rowsReadDue() {
        if (!batch().isEmpty()) {
            rowsDue(filledOf, merge.offsetAfter(batch().rows() - 1));
        }
    }

    @Override
    public void close() {
        super.close();
        merge.close();
    }
}
