package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.replication.RecordedEntries.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A schedule in which Aeron 1.51.0 hands on an entry as committed that a majority does not have
 * (https://github.com/aeron-io/aeron/pull/2147): a leader counts the position that a member reports when it rejoins, though
 * that position is of an older term, whose tail is about to be cut off.
 */
@Tag("slow")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class StaleTermTest {
    /** Long, so that a leader goes on leading while its followers are away. */
    private static final long HEARTBEAT_MS = 8_000;

    private static final long STARTUP_MS = 16_000;
    private static final int TAIL = 300;

    @TempDir
    Path directory;

    @Test
    @FaultCase(number = 14, how = "a member rejoins with the uncommitted tail of an older term, its leader dies after")
    void shouldNoticeAnEntryThatTheClusterTookBack(FaultRun run) throws InterruptedException {
        try (ProcessCluster cluster = new ProcessCluster(directory, HEARTBEAT_MS, STARTUP_MS)) {
            cluster.start(0, 1, 2);
            int first = cluster.awaitLeader(0, 1, 2);
            int second = (first + 1) % ProcessCluster.SIZE;
            int third = ProcessCluster.other(first, second);
            cluster.process(first).send(10);
            cluster.awaitReturned(first, 10);

            // The first leader alone records a tail.
            cluster.process(second).kill();
            cluster.process(third).kill();
            cluster.process(first).send(10 + TAIL);
            Thread.sleep(2_000);
            assertThat(cluster.process(first).status().returned()).isEqualTo(10);
            cluster.process(first).kill();

            // The others elect one of them and go on.
            cluster.start(second, third);
            int next = cluster.awaitLeader(second, third);
            int follower = ProcessCluster.other(first, next);
            cluster.process(next).send(1);
            cluster.awaitReturned(next, 1);
            cluster.process(follower).kill();

            // The new leader alone records an entry; then the old one comes back with its tail.
            cluster.process(next).order("halt 2", "ok");
            cluster.process(next).send(2);
            Thread.sleep(500);
            assertThat(cluster.process(next).isAlive()).isTrue();
            ReplicaProcess rejoining = cluster.launch(first);
            boolean isHandedOn = awaitEnd(cluster.process(next));

            cluster.launch(follower);
            rejoining.await("started");
            cluster.process(follower).await("started");
            int last = cluster.awaitLeader(first, follower);
            cluster.process(last).send(20 + TAIL);
            Thread.sleep(1_000);
            List<Entry> applied = cluster.applied(next);
            List<Entry> agreed = cluster.applied(last);
            long stable = EntryFile.readNumber(ReplicaTarget.stableFile(cluster.directory(next)));
            assertThat(agreed)
                    .containsAll(applied.stream()
                            .filter(entry -> entry.position() <= stable)
                            .toList());
            boolean isKept = agreed.containsAll(applied);
            String outcome = isHandedOn
                    ? "handed on without a majority" + (isKept ? ", and kept" : ", and taken back")
                    : "not handed on";
            run.note(outcome);
            System.out.println("stale term: " + outcome);
            ReplicaProcess back = cluster.launch(next);
            if (isKept) {
                back.await("started");
            } else {
                assertThat(back.await("failed")).contains("REP-0302");
            }
        }
    }

    /** Whether the entry arrived at the application, which halts at it. */
    private static boolean awaitEnd(ReplicaProcess process) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HEARTBEAT_MS);
        while (process.isAlive() && System.nanoTime() - deadlineNs < 0) {
            Thread.onSpinWait();
        }
        boolean hasEnded = !process.isAlive();
        process.kill();
        return hasEnded;
    }
}
