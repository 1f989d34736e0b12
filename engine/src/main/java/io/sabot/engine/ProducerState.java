package io.sabot.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One producer in the {@link ProducerTable}: how far it got, and what its last batches were. Owned by the table. */
final class ProducerState {
    /** Batches that are told apart when they come again. */
    static final int WINDOW = 1024;

    private static final int INITIAL_WINDOW = 16;

    final long number;
    final int streamId;
    final String name;
    int epoch;
    long lastBatch;
    long formerLastBatch;
    boolean hasAccepted; // in any epoch
    long changeSeq; // of the frame that changed it last
    long lastTimeNs;

    /** Of batch b at {@code b & length - 1}; of the last {@link #known} batches. */
    private long[] seqs = new long[INITIAL_WINDOW];

    private int[] crcs = new int[INITIAL_WINDOW];
    private int known;

    ProducerState(long number, int streamId, String name, int epoch) {
        this.number = number;
        this.streamId = streamId;
        this.name = name;
        this.epoch = epoch;
    }

    void begin(int newEpoch) {
        epoch = newEpoch;
        formerLastBatch = lastBatch;
        lastBatch = 0;
        known = 0;
    }

    void accepted(int crc, long seq) {
        if (known == seqs.length && known < WINDOW) {
            grow();
        }
        lastBatch++;
        hasAccepted = true;
        int slot = slot(lastBatch);
        seqs[slot] = seq;
        crcs[slot] = crc;
        known = Math.min(known + 1, seqs.length);
    }

    private void grow() {
        long[] formerSeqs = seqs;
        int[] formerCrcs = crcs;
        seqs = new long[formerSeqs.length * 2];
        crcs = new int[seqs.length];
        for (long batch = lastBatch - known + 1; batch <= lastBatch; batch++) {
            int former = (int) batch & formerSeqs.length - 1;
            seqs[slot(batch)] = formerSeqs[former];
            crcs[slot(batch)] = formerCrcs[former];
        }
    }

    private int slot(long batch) {
        return (int) batch & seqs.length - 1;
    }

    /** Whether seq and CRC of a batch up to the last are known. */
    boolean isInWindow(long batch) {
        return batch > lastBatch - known;
    }

    /** Of the oldest batch in the window. */
    long oldestSeq() {
        return seqOf(lastBatch - known + 1);
    }

    long seqOf(long batch) {
        return seqs[slot(batch)];
    }

    int crcOf(long batch) {
        return crcs[slot(batch)];
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(number);
        out.writeInt(streamId);
        out.writeUTF(name);
        out.writeInt(epoch);
        out.writeLong(lastBatch);
        out.writeLong(formerLastBatch);
        out.writeBoolean(hasAccepted);
        out.writeLong(changeSeq);
        out.writeLong(lastTimeNs);
        out.writeInt(known);
        for (long batch = lastBatch - known + 1; batch <= lastBatch; batch++) {
            out.writeLong(seqOf(batch));
            out.writeInt(crcOf(batch));
        }
    }

    static ProducerState load(DataInput in) throws IOException {
        ProducerState state = new ProducerState(in.readLong(), in.readInt(), in.readUTF(), in.readInt());
        long last = in.readLong();
        state.formerLastBatch = in.readLong();
        boolean hadAccepted = in.readBoolean();
        state.changeSeq = in.readLong();
        state.lastTimeNs = in.readLong();
        int count = in.readInt();
        if (count < 0 || count > Math.min(WINDOW, last)) {
            throw new IOException(count + " of " + last + " batches of producer '" + state.name + "'");
        }
        state.lastBatch = last - count;
        for (int i = 0; i < count; i++) {
            long seq = in.readLong();
            state.accepted(in.readInt(), seq);
        }
        state.hasAccepted = hadAccepted;
        return state;
    }
}
