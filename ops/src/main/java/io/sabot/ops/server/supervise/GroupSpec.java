package io.sabot.ops.server.supervise;

import java.time.Duration;
import java.util.Objects;

/**
 * How the applications of a group stand together.
 *
 * @param maxRestarts within the time; one more and whoever failed is given up, with those that would restart with it
 */
public record GroupSpec(String name, GroupStrategy strategy, int maxRestarts, Duration within) {
    public static final String DEFAULT_NAME = "default";

    public GroupSpec {
        Objects.requireNonNull(name);
        Objects.requireNonNull(strategy);
        if (maxRestarts < 0 || within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException(maxRestarts + " restarts within " + within);
        }
    }

    public static GroupSpec named(String name) {
        return new GroupSpec(name, GroupStrategy.ONE_FOR_ONE, 5, Duration.ofSeconds(60));
    }
}
