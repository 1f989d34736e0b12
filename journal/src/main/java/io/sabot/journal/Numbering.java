package io.sabot.journal;

/** What the numbers in frames' headers count. */
enum Numbering {
    /** Seq counts frames. */
    LOG {
        @Override
        void checkAppend(long lastSeq, long seq) {
            if (seq != lastSeq + 1) {
                throw new IllegalArgumentException("seq " + seq + " after " + lastSeq);
            }
        }

        @Override
        boolean continues(long lastSeq, long lastOseq, FrameHeader header) {
            return header.seq() == lastSeq + 1;
        }
    },
    /** Seq is the input's, and the batch sequence counts rows. */
    OUTBOX {
        @Override
        void checkAppend(long lastSeq, long seq) {
            if (seq < lastSeq) {
                throw new IllegalArgumentException("input seq " + seq + " after " + lastSeq);
            }
        }

        @Override
        boolean continues(long lastSeq, long lastOseq, FrameHeader header) {
            return header.seq() >= lastSeq && header.batchSequence() == lastOseq + 1;
        }
    };

    abstract void checkAppend(long lastSeq, long seq);

    abstract boolean continues(long lastSeq, long lastOseq, FrameHeader header);
}
