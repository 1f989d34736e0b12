package io.sabot.perf;

/**
 * What was measured of one run.
 *
 * @param elapsedNs from the first row's append until the last result is in the outbox
 * @param producerBytes allocated by the producing thread meanwhile
 * @param consumerBytes allocated by the thread behind the ring meanwhile
 */
record Run(long elapsedNs, long results, long producerBytes, long consumerBytes) {
    double eventsPerSecond(int rows) {
        return rows * 1e9 / elapsedNs;
    }
}
