package io.sabot.journal;

/**
 * What the next frame must continue.
 *
 * @param frames number of the last frame, counted from the first that there ever was; in a log its seq
 * @param oseq of the last row, outboxes only
 * @param symbols dictionary entries in all frames so far
 */
record ChainEnd(long frames, long seq, long oseq, long timeNs, long hash, int symbols) {
    static final ChainEnd NOTHING = new ChainEnd(0, 0, 0, 0, 0, 0);
}
