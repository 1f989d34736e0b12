package io.sabot.replication;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long members wait for each other. All members should agree.
 *
 * @param heartbeatIntervalNs between signs of life of a leader that has nothing to say
 * @param heartbeatTimeoutNs without a sign of the leader until followers elect another; how long a dead leader is felt
 * @param electionTimeoutNs for one round of votes
 * @param startupNs how long starting members wait for all others before a majority elects a leader without them; also how
 *     long {@link ClusterMember#start} waits for its own parts
 * @param bootstrapNs how long the first start of a cluster waits for all members
 * @param sessionTimeoutNs a client that says nothing for so long is forgotten
 * @param stallNs a process that stood still for longer ends itself when it wakes; longer than any pause of the machine that
 *     shall be survived without a restart
 */
public record ClusterTimeouts(
        long heartbeatIntervalNs,
        long heartbeatTimeoutNs,
        long electionTimeoutNs,
        long startupNs,
        long bootstrapNs,
        long sessionTimeoutNs,
        long stallNs) {

    private static final int BEATS = 3;

    public ClusterTimeouts {
        check("heartbeatInterval", heartbeatIntervalNs, TimeUnit.MILLISECONDS.toNanos(1));
        check("heartbeatTimeout", heartbeatTimeoutNs, BEATS * heartbeatIntervalNs);
        check("electionTimeout", electionTimeoutNs, heartbeatIntervalNs);
        check("startup", startupNs, 2 * heartbeatTimeoutNs);
        check("bootstrap", bootstrapNs, heartbeatTimeoutNs);
        check("sessionTimeout", sessionTimeoutNs, 2 * heartbeatTimeoutNs);
        check("stall", stallNs, 2 * heartbeatTimeoutNs);
    }

    /** For a local network: a dead leader is replaced within about three seconds. */
    public static ClusterTimeouts standard() {
        return of(Duration.ofMillis(200), Duration.ofSeconds(2));
    }

    /** All others follow from the leader's heartbeat. */
    public static ClusterTimeouts of(Duration heartbeatInterval, Duration heartbeatTimeout) {
        long timeoutNs = heartbeatTimeout.toNanos();
        return new ClusterTimeouts(
                heartbeatInterval.toNanos(),
                timeoutNs,
                Math.max(heartbeatInterval.toNanos(), timeoutNs / 2),
                Math.max(TimeUnit.SECONDS.toNanos(10), 3 * timeoutNs),
                TimeUnit.MINUTES.toNanos(5),
                Math.max(TimeUnit.SECONDS.toNanos(10), 3 * timeoutNs),
                Math.max(TimeUnit.SECONDS.toNanos(60), 3 * timeoutNs));
    }

    public ClusterTimeouts withStartup(Duration startup) {
        return new ClusterTimeouts(
                heartbeatIntervalNs,
                heartbeatTimeoutNs,
                electionTimeoutNs,
                startup.toNanos(),
                bootstrapNs,
                sessionTimeoutNs,
                stallNs);
    }

    public ClusterTimeouts withBootstrap(Duration bootstrap) {
        return new ClusterTimeouts(
                heartbeatIntervalNs,
                heartbeatTimeoutNs,
                electionTimeoutNs,
                startupNs,
                bootstrap.toNanos(),
                sessionTimeoutNs,
                stallNs);
    }

    private static void check(String name, long valueNs, long leastNs) {
        if (valueNs < leastNs) {
            throw ReplicationErrors.configuration(
                    "REP-0107",
                    "timeout " + name + " of " + TimeUnit.NANOSECONDS.toMillis(valueNs) + " ms is too short",
                    "at least " + TimeUnit.NANOSECONDS.toMillis(leastNs) + " ms");
        }
    }
}
