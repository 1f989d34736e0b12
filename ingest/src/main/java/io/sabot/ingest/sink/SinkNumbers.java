package io.sabot.ingest.sink;

/** Checks what feeds a sink. */
final class SinkNumbers {
    private SinkNumbers() {}

    static void requireNext(long lastTaken, long firstOutput) {
        if (firstOutput != lastTaken + 1) {
            throw new IllegalArgumentException("row " + firstOutput + " after row " + lastTaken);
        }
    }
}
