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

        @Override
        long ordinal(FrameHeader header) {
            return header.seq();
        }

        @Override
        ChainEnd before(FrameHeader first) {
            return new ChainEnd(
                    first.seq() - 1, first.seq() - 1, 0, first.timeNs(), first.previousHash(), first.symbolsBefore());
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
            boolean isNext = header.batchSequence() == lastOseq + 1;
            boolean isJump = header.type() == FrameType.GENERATION_START && header.batchSequence() > lastOseq + 1;
            return header.seq() >= lastSeq && (isNext || isJump);
        }

        @Override
        long ordinal(FrameHeader header) {
            return header.sourceOffset();
        }

        @Override
        ChainEnd before(FrameHeader first) {
            return new ChainEnd(
                    ordinal(first) - 1,
                    first.seq(),
                    first.batchSequence() - 1,
                    first.timeNs(),
                    first.previousHash(),
                    0);
        }
    };

    abstract void checkAppend(long lastSeq, long seq);

    abstract boolean continues(long lastSeq, long lastOseq, FrameHeader header);

    /** Number of the frame, counted from the first that there ever was. */
    abstract long ordinal(FrameHeader header);

    /** What the frame continues, by its own word. */
    abstract ChainEnd before(FrameHeader first);
}
