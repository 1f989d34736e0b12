package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.client.SabotProducer;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.ingest.jdbc.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers in networks of their own, who cease to reach each other while batches come; clients and the database reach, and
 * are reached by, all of them at all times. All end with what a server has that was alone and that nobody disturbed.
 */
@Tag("slow")
@Timeout(value = 12, unit = TimeUnit.MINUTES)
final class ClusterNetworkTest {
    private static final int BATCHES = 240;
    private static final long SEED = 20_261_125L;

    @TempDir
    static Path calm;

    private static PostgresServer database;
    private static Undisturbed expected;

    @TempDir
    Path directory;

    private MemberNetwork network;

    /** What is cut, of a network whose leader is this one. */
    private interface Cut {
        void make(MemberNetwork network, int leader, int one, int other) throws IOException, InterruptedException;
    }

    @BeforeAll
    static void runUndisturbed() throws Exception {
        database = PostgresServer.start();
        expected = Undisturbed.run(
                calm.resolve("calm"),
                Trades.batches(BATCHES, SEED),
                new KeptTable(database, database.url(), "undisturbed"));
    }

    @AfterAll
    static void stopDatabase() {
        if (database != null) {
            database.close();
        }
    }

    @BeforeEach
    void makeNetwork() throws Exception {
        network = MemberNetwork.make(ClusterTrial.SIZE);
        database.listenAt(network.outside(), network.addresses());
    }

    @AfterEach
    void removeNetwork() {
        if (network != null) {
            network.close();
        }
    }

    @Test
    @FaultCase(number = 14, how = "servers: the leader is cut off from both followers, and still reaches PostgreSQL")
    void shouldFenceALeaderThatIsCutOff(FaultRun run) throws Exception {
        disturb(run, true, (cut, leader, one, other) -> {
            cut.cutBothWays(leader, one);
            cut.cutBothWays(leader, other);
        });
    }

    @Test
    @FaultCase(number = 14, how = "servers: the leader is heard, and hears nobody")
    void shouldGoOnWhenTheLeaderHearsNobody(FaultRun run) throws Exception {
        disturb(run, true, (cut, leader, one, other) -> {
            cut.cut(one, leader);
            cut.cut(other, leader);
        });
    }

    @Test
    @FaultCase(number = 14, how = "servers: the leader hears the others, and is heard by nobody")
    void shouldGoOnWhenNobodyHearsTheLeader(FaultRun run) throws Exception {
        disturb(run, true, (cut, leader, one, other) -> {
            cut.cut(leader, one);
            cut.cut(leader, other);
        });
    }

    @Test
    @FaultCase(
            number = 14,
            how = "servers: a bridge, leader and one follower do not reach each other, the third reaches both")
    void shouldGoOnWhenOneNodeIsABridge(FaultRun run) throws Exception {
        disturb(run, false, (cut, leader, one, other) -> cut.cutBothWays(leader, one));
    }

    @Test
    @FaultCase(number = 14, how = "servers: nobody reaches anybody")
    void shouldLoseNothingWhenNobodyReachesAnybody(FaultRun run) throws Exception {
        try (ClusterTrial trial = start()) {
            trial.feed(0, BATCHES / 3, 0, 1, 2);
            try (SabotProducer producer = trial.open(0)) {
                trial.send(producer, BATCHES);
                trial.awaitAcknowledged(producer, BATCHES / 2);
                network.cutBothWays(0, 1);
                network.cutBothWays(1, 2);
                network.cutBothWays(2, 0);
                Thread.sleep(1_000); // what had a majority before comes back
                long acknowledged = producer.acknowledged();
                Thread.sleep(8_000);
                assertThat(producer.acknowledged()).isEqualTo(acknowledged);
                network.heal();
                run.note("acknowledged again " + trial.awaitNextMs(producer) + " ms after they did again");
                trial.awaitAcknowledged(producer, BATCHES);
            }
            trial.assertAllAsUndisturbed();
        }
    }

    private ClusterTrial start() throws Exception {
        KeptTable table = new KeptTable(database, database.urlAt(network.outside()), "kept");
        return ClusterTrial.start(directory, network.hosts(), expected, table);
    }

    /** @param isReplaced whether somebody else must lead then */
    private void disturb(FaultRun run, boolean isReplaced, Cut cut) throws Exception {
        try (ClusterTrial trial = start()) {
            trial.feed(0, BATCHES / 4, 0, 1, 2);
            int leader = trial.awaitLeader();
            int one = (leader + 1) % ClusterTrial.SIZE;
            int other = (leader + 2) % ClusterTrial.SIZE;
            long term = trial.databaseTerm();
            String told;
            try (SabotProducer producer = trial.open(leader)) {
                trial.send(producer, BATCHES / 2);
                trial.awaitAcknowledged(producer, BATCHES * 3 / 8);
                cut.make(network, leader, one, other);
                told = "acknowledged again after " + trial.awaitNextMs(producer) + " ms";
                if (isReplaced) {
                    assertThat(trial.awaitLeader(leader)).isNotEqualTo(leader);
                    trial.await("another leader to write", () -> trial.databaseTerm() > term);
                }
                trial.awaitAcknowledged(producer, BATCHES / 2);
                told += ", later at most " + longestWaitMs(trial, producer) + " ms";
            }
            network.heal();
            trial.feed(BATCHES * 3 / 4, BATCHES, leader, one, other);
            trial.awaitReady();
            trial.assertAllAsUndisturbed();
            run.note(told + "; " + (trial.databaseTerm() - term) + " terms later at the end");
        }
    }

    /** For the acknowledgement of a batch, one after the other up to three quarters of all, for fifteen seconds and more. */
    private static long longestWaitMs(ClusterTrial trial, SabotProducer producer) throws Exception {
        long longestNs = 0;
        for (int next = (int) producer.lastBatch() + 1; next <= BATCHES * 3 / 4; next++) {
            long startNs = System.nanoTime();
            trial.send(producer, next);
            trial.awaitAcknowledged(producer, next);
            longestNs = Math.max(longestNs, System.nanoTime() - startNs);
            Thread.sleep(250);
        }
        return longestNs / 1_000_000;
    }
}
