package io.sabot.ingest.ring;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.RecordReader.Status;
import io.sabot.ingest.Reject;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the agents share: a batch being filled, and what is due to go into the ring, in the order rows, reject, end. It
 * stays due while the ring has no room, and nothing is read meanwhile. One thread; counters are its single writer's.
 */
abstract class PublishingAgent implements IngestAgent {
    private static final int NONE = -1;

    private final RingPublisher publisher; // not owned
    private final int[] sourceIds;
    private final long[] offsets;
    private final long totalBytes;
    private EventBatch batch;
    private long handedInNs;

    private int rowsDueOf = NONE;
    private long rowsOffset;
    private int rejectDueOf = NONE;
    private Reject reject;
    private int endDueOf = NONE;
    private long statusOffset;

    private int openInputs;
    private volatile boolean isEnded;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong rejects = new AtomicLong();
    private final AtomicLong offsetBytes = new AtomicLong();

    /** @param offsets of the inputs where reading starts */
    PublishingAgent(RingPublisher publisher, int[] sourceIds, long[] offsets, long totalBytes) {
        this.publisher = publisher;
        this.sourceIds = sourceIds.clone();
        this.offsets = offsets.clone();
        this.totalBytes = totalBytes;
        this.openInputs = sourceIds.length;
        this.batch = publisher.newBatch();
        offsetBytes.setPlain(sum(offsets));
    }

    static long sum(long[] bytes) {
        boolean isKnown = Arrays.stream(bytes).anyMatch(b -> b != RecordReader.NO_OFFSET);
        return isKnown ? Arrays.stream(bytes).filter(b -> b > 0).sum() : RecordReader.NO_OFFSET;
    }

    @Override
    public final int doWork(long nowNs) {
        if (isEnded) {
            return 0;
        }
        int published = publishDue();
        if (isAnythingDue() || isEnded) {
            return published;
        }
        int read = read(nowNs);
        return published + read + publishDue();
    }

    /** Reads once into {@link #batch()} and says what is due; returns the rows read. */
    abstract int read(long nowNs);

    abstract EventSchema schema(int input);

    final EventBatch batch() {
        return batch;
    }

    /** To be called before rows are read into an empty batch. */
    final void handedIn(long nowNs) {
        handedInNs = nowNs;
    }

    final void rowsDue(int input, long offset) {
        if (!batch.isEmpty()) {
            rowsDueOf = input;
            rowsOffset = offset;
        }
    }

    final void statusDue(int input, Status status, Reject badRecord, long offset) {
        rejectDueOf = status == Status.REJECTED ? input : NONE;
        endDueOf = status == Status.END ? input : NONE;
        reject = badRecord;
        statusOffset = offset;
    }

    private boolean isAnythingDue() {
        return rowsDueOf != NONE || rejectDueOf != NONE || endDueOf != NONE;
    }

    private int publishDue() {
        int published = 0;
        if (rowsDueOf != NONE) {
            if (!publishRows()) {
                return published;
            }
            published++;
        }
        if (rejectDueOf != NONE || endDueOf != NONE) {
            published += publishStatus() ? 1 : 0;
        }
        return published;
    }

    private boolean publishRows() {
        int count = batch.rows();
        EventBatch former = publisher.tryPublish(batch, sourceIds[rowsDueOf], rowsOffset, handedInNs);
        if (former == null) {
            return false;
        }
        batch = former;
        batch.clear();
        rows.setRelease(rows.getPlain() + count);
        done(rowsDueOf, rowsOffset);
        rowsDueOf = NONE;
        return true;
    }

    private boolean publishStatus() {
        return rejectDueOf != NONE ? publishReject(rejectDueOf) : publishEnd(endDueOf);
    }

    private boolean publishReject(int input) {
        if (!publisher.tryPublishReject(sourceIds[input], statusOffset, schema(input), reject)) {
            return false;
        }
        rejects.setRelease(rejects.getPlain() + 1);
        done(input, statusOffset);
        rejectDueOf = NONE;
        reject = null;
        return true;
    }

    private boolean publishEnd(int input) {
        if (!publisher.tryPublishEnd(sourceIds[input], statusOffset, schema(input))) {
            return false;
        }
        done(input, statusOffset);
        endDueOf = NONE;
        isEnded = --openInputs == 0;
        return true;
    }

    private void done(int input, long offset) {
        long before = offsets[input];
        if (offset != before) {
            offsets[input] = offset;
            offsetBytes.setRelease(offsetBytes.getPlain() + offset - before);
        }
    }

    @Override
    public final boolean isEnded() {
        return isEnded;
    }

    @Override
    public final long rows() {
        return rows.getAcquire();
    }

    @Override
    public final long rejects() {
        return rejects.getAcquire();
    }

    @Override
    public final long offsetBytes() {
        return offsetBytes.getAcquire();
    }

    @Override
    public final long totalBytes() {
        return totalBytes;
    }

    @Override
    public void close() {
        batch.close();
    }
}
