package io.sabot.core.batch;

/** Selection vectors. */
final class Selections {
    /** All rows, in order. Never written to. */
    static final int[] IDENTITY = new int[EventBatch.MAX_ROWS];

    static {
        for (int i = 0; i < IDENTITY.length; i++) {
            IDENTITY[i] = i;
        }
    }

    private Selections() {}
}
