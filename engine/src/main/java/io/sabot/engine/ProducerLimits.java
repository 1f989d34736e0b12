package io.sabot.engine;

import java.time.Duration;
import java.util.Objects;

/**
 * What the table of producers may hold.
 *
 * @param maxProducers known at a time, up to 12 KiB each
 * @param idle by the log's time: a producer of which no batch was accepted for so long is forgotten
 */
public record ProducerLimits(int maxProducers, Duration idle) {
    public static final ProducerLimits DEFAULT = new ProducerLimits(10_000, Duration.ofDays(7));

    public ProducerLimits {
        Objects.requireNonNull(idle);
        if (maxProducers < 1 || idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException(maxProducers + " producers, idle for " + idle);
        }
    }
}
