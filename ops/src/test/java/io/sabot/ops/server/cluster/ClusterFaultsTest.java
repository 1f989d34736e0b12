package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.client.SabotProducer;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.engine.LoopDisk;
import io.sabot.ingest.jdbc.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers in processes of their own, disturbed while batches come and while rows go to PostgreSQL one by one. All end with
 * the results and files of a server that was alone and that nobody disturbed, and the database has its rows, in its order.
 */
@Tag("slow")
@Timeout(value = 12, unit = TimeUnit.MINUTES)
final class ClusterFaultsTest {
    private static final int BATCHES = 240;
    private static final long SEED = 20_261_124L;

    @TempDir
    static Path calm;

    private static PostgresServer database;
    private static Undisturbed expected;

    @TempDir
    Path directory;

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

    private ClusterTrial start(Path place, String... flags) throws Exception {
        return ClusterTrial.start(place, expected, new KeptTable(database, database.url(), "kept"), flags);
    }

    @Test
    @FaultCase(number = 12, how = "servers: `kill -9` of the leader while rows go to PostgreSQL one by one")
    void shouldWriteTheSameThoughLeadersAreKilled(FaultRun run) throws Exception {
        int kills = 3;
        List<String> told = new ArrayList<>();
        try (ClusterTrial trial = start(directory)) {
            for (int i = 0; i < kills; i++) {
                int leader = trial.awaitLeader();
                long term = trial.databaseTerm();
                try (SabotProducer producer = trial.open(leader)) {
                    trial.send(producer, share(i, kills));
                    trial.awaitAcknowledged(producer, share(i, kills) - BATCHES / kills / 2);
                    trial.awaitKept(trial.kept() + 1);
                    trial.cluster().kill(leader);
                    told.add("node " + leader + ": " + awaitNext(trial, producer, term));
                    trial.awaitAcknowledged(producer, share(i, kills));
                }
                trial.cluster().start(leader);
                trial.awaitReady();
            }
            trial.assertAllAsUndisturbed();
        }
        run.times(kills);
        run.note(String.join("; ", told));
    }

    /** Of the batches, up to the part with this number. */
    private static int share(int part, int parts) {
        return BATCHES * (part + 1) / parts;
    }

    /** How long it takes until a batch is acknowledged again, and until another leader writes to the database. */
    private static String awaitNext(ClusterTrial trial, SabotProducer producer, long formerTerm)
            throws InterruptedException {
        long startNs = System.nanoTime();
        long nextMs = trial.awaitNextMs(producer);
        trial.await("another leader to write", () -> trial.databaseTerm() > formerTerm);
        long writesMs = (System.nanoTime() - startNs) / 1_000_000;
        return "acknowledged again after " + nextMs + " ms, database claimed after " + writesMs + " ms";
    }

    @Test
    @FaultCase(number = 12, how = "servers: the new leader is killed as soon as it is one, and so on")
    void shouldWriteTheSameThoughEachNewLeaderIsKilledAtOnce(FaultRun run) throws Exception {
        int kills = 4;
        try (ClusterTrial trial = start(directory);
                SabotProducer producer = trial.open(0)) {
            trial.send(producer, BATCHES);
            trial.awaitAcknowledged(producer, BATCHES / 4);
            int leader = trial.awaitLeader();
            for (int i = 0; i < kills; i++) {
                trial.cluster().kill(leader);
                int next = trial.awaitLeader(leader);
                trial.cluster().start(leader);
                leader = next;
            }
            trial.awaitAcknowledged(producer, BATCHES);
            trial.awaitReady();
            trial.assertAllAsUndisturbed();
        }
        run.times(kills);
    }

    @Test
    @FaultCase(
            number = 13,
            how = "servers: SIGSTOP of the leader while it writes to PostgreSQL, SIGCONT when another one does")
    void shouldFenceALeaderThatSlept(FaultRun run) throws Exception {
        int sleeps = run.scaled(3);
        List<String> told = new ArrayList<>();
        try (ClusterTrial trial = start(directory)) {
            for (int i = 0; i < sleeps; i++) {
                int leader = trial.awaitLeader();
                long term = trial.databaseTerm();
                try (SabotProducer producer = trial.open((leader + 1) % ClusterTrial.SIZE)) {
                    trial.send(producer, share(i, sleeps));
                    trial.awaitAcknowledged(producer, share(i, sleeps) - BATCHES / sleeps / 2);
                    trial.awaitKept(trial.kept() + 1);
                    trial.signal(leader, "STOP");
                    told.add("node " + leader + ": " + awaitNext(trial, producer, term));
                    trial.awaitAcknowledged(producer, share(i, sleeps));
                    trial.signal(leader, "CONT");
                }
                awaitFollowing(trial, leader);
            }
            trial.assertAllAsUndisturbed();
        }
        run.times(sleeps);
        run.note(String.join("; ", told));
    }

    /** One that stood still for too long ends itself (REP-0403), and is started again then. */
    private static boolean awaitFollowing(ClusterTrial trial, int former) throws Exception {
        int next = trial.awaitLeader(former);
        trial.await(
                "node " + former + " to know another leader, or to end",
                () -> !trial.cluster().isAlive(former) || trial.leaderAccordingTo(former) == next);
        boolean hasEnded = !trial.cluster().isAlive(former);
        if (hasEnded) {
            assertThat(trial.cluster().said(former)).contains("REP-0403");
            trial.cluster().start(former);
        }
        trial.awaitReady();
        return hasEnded;
    }

    @Test
    @FaultCase(
            number = 13,
            how =
                    "servers: SIGSTOP of the leader within a transaction, whose locks it keeps; SIGCONT when another one writes")
    void shouldFenceALeaderThatSleptWithinATransaction(FaultRun run) throws Exception {
        try (ClusterTrial trial = start(directory)) {
            int leader = trial.awaitLeader();
            String told;
            try (SabotProducer producer = trial.open((leader + 1) % ClusterTrial.SIZE)) {
                trial.send(producer, BATCHES / 3);
                trial.awaitKept(1);
                long term = trial.databaseTerm();
                try (Connection connection = database.connect();
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.execute("LOCK TABLE kept IN EXCLUSIVE MODE");
                    trial.await(
                            "the leader to wait within its transaction", () -> isInState("wait_event_type = 'Lock'"));
                    trial.signal(leader, "STOP");
                    connection.commit();
                }
                trial.await("the transaction to be open", () -> isInState("state = 'idle in transaction'"));
                trial.send(producer, BATCHES);
                told = awaitNext(trial, producer, term);
                trial.awaitAcknowledged(producer, BATCHES);
            }
            trial.signal(leader, "CONT");
            boolean hasEnded = awaitFollowing(trial, leader);
            run.note(told + "; the former leader " + (hasEnded ? "ended itself, and was started again" : "follows"));
            trial.assertAllAsUndisturbed();
        }
    }

    /** Whether a server's connection is in this state, by what the database says. */
    private static boolean isInState(String condition) {
        String question = "SELECT pid FROM pg_stat_activity WHERE application_name = 'sabot' AND " + condition;
        try {
            return !database.rows(question).isEmpty();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @FaultCase(
            number = 17,
            how = "servers: `kill -9`, its data directory deleted, `sabot cluster clone`; a follower, then the leader")
    void shouldHaveEverythingAfterANodeWasWipedAndCloned(FaultRun run) throws Exception {
        int rounds = 2;
        List<String> told = new ArrayList<>();
        try (ClusterTrial trial = start(directory)) {
            trial.feed(0, BATCHES / 4, 0, 1, 2);
            for (int i = 0; i < rounds; i++) {
                int leader = trial.awaitLeader();
                int wiped = i == 0 ? (leader + 1) % ClusterTrial.SIZE : leader;
                int peer = (wiped + 1) % ClusterTrial.SIZE;
                try (SabotProducer producer = trial.open(peer)) {
                    int to = BATCHES * (i + 2) / 4;
                    trial.send(producer, to);
                    trial.awaitAcknowledged(producer, to - BATCHES / 8);
                    trial.cluster().kill(wiped);
                    delete(trial.cluster().directory(wiped).resolve("data"));
                    trial.awaitAcknowledged(producer, to);
                }
                trial.awaitLeader(wiped);
                long startNs = System.nanoTime();
                trial.cloneFrom(peer, wiped);
                trial.cluster().start(wiped);
                trial.awaitReady();
                told.add("cloned and ready after " + (System.nanoTime() - startNs) / 1_000_000 + " ms");
            }
            trial.feed(BATCHES * 3 / 4, BATCHES, 2, 1, 0);
            trial.assertAllAsUndisturbed();
        }
        run.times(rounds);
        run.note(String.join("; ", told));
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> walk = Files.walk(path)) {
            for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    @FaultCase(
            number = 18,
            how = "servers: `kill -9` of two of three; the one that is left is the leader, then a follower")
    void shouldAcknowledgeNothingWithoutAMajorityAndLoseNothing(FaultRun run) throws Exception {
        int rounds = 2;
        List<String> told = new ArrayList<>();
        try (ClusterTrial trial = start(directory)) {
            for (int i = 0; i < rounds; i++) {
                int leader = trial.awaitLeader();
                int survivor = i == 0 ? leader : (leader + 1) % ClusterTrial.SIZE;
                try (SabotProducer producer = trial.open(survivor)) {
                    trial.send(producer, share(i, rounds));
                    trial.awaitAcknowledged(producer, share(i, rounds) - BATCHES / rounds / 2);
                    for (int other = 1; other < ClusterTrial.SIZE; other++) {
                        trial.cluster().kill((survivor + other) % ClusterTrial.SIZE);
                    }
                    Thread.sleep(1_000); // what had a majority before comes back
                    long acknowledged = producer.acknowledged();
                    Thread.sleep(5_000);
                    assertThat(producer.acknowledged()).isEqualTo(acknowledged);
                    for (int other = 1; other < ClusterTrial.SIZE; other++) {
                        trial.cluster().start((survivor + other) % ClusterTrial.SIZE);
                    }
                    told.add("acknowledged again " + trial.awaitNextMs(producer) + " ms after the start");
                    trial.awaitAcknowledged(producer, share(i, rounds));
                }
                trial.awaitReady();
            }
            trial.assertAllAsUndisturbed();
        }
        run.times(rounds);
        run.note(String.join("; ", told));
    }

    @Test
    @FaultCase(number = 18, how = "servers: `kill -9` of all three at once")
    void shouldGoOnWhenAllWereKilled(FaultRun run) throws Exception {
        int rounds = run.scaled(2);
        List<String> told = new ArrayList<>();
        try (ClusterTrial trial = start(directory)) {
            for (int i = 0; i < rounds; i++) {
                try (SabotProducer producer = trial.open(i % ClusterTrial.SIZE)) {
                    trial.send(producer, share(i, rounds));
                    trial.awaitAcknowledged(producer, share(i, rounds) - BATCHES / rounds / 2);
                    for (int node = 0; node < ClusterTrial.SIZE; node++) {
                        trial.signal(node, "KILL");
                    }
                    trial.cluster().startAll();
                    told.add("acknowledged again " + trial.awaitNextMs(producer) + " ms after the start");
                    trial.awaitAcknowledged(producer, share(i, rounds));
                }
                trial.awaitReady();
            }
            trial.assertAllAsUndisturbed();
        }
        run.times(rounds);
        run.note(String.join("; ", told));
    }

    @Test
    @FaultCase(
            number = 18,
            how = "servers: an ext4 that all three have their data on is shut down without writing its log")
    void shouldHaveAllThatWasAcknowledgedWhenAllLoseTheirPower(FaultRun run) throws Exception {
        int cuts = run.scaled(2);
        List<String> told = new ArrayList<>();
        try (LoopDisk disk = LoopDisk.make(directory, "disk", 6 * 1024);
                ClusterTrial trial = start(disk.path().resolve("cluster"))) {
            for (int i = 0; i < cuts; i++) {
                try (SabotProducer producer = trial.open(i % ClusterTrial.SIZE)) {
                    trial.send(producer, share(i, cuts));
                    trial.awaitAcknowledged(producer, share(i, cuts) - BATCHES / cuts / 2);
                    cutPower(trial, disk);
                    long acknowledged = producer.acknowledged();
                    trial.cluster().startAll();
                    told.add(acknowledged + " batches acknowledged before, the next " + trial.awaitNextMs(producer)
                            + " ms after the start");
                    trial.awaitAcknowledged(producer, share(i, cuts));
                }
                trial.awaitReady();
            }
            trial.assertAllAsUndisturbed();
        }
        run.times(cuts);
        run.note(String.join("; ", told));
    }

    /** Of all at one moment: nobody may run on a disk that is gone and see that it is. */
    private static void cutPower(ClusterTrial trial, LoopDisk disk) throws Exception {
        for (int node = 0; node < ClusterTrial.SIZE; node++) {
            trial.signal(node, "STOP");
        }
        disk.cutPower();
        for (int node = 0; node < ClusterTrial.SIZE; node++) {
            trial.cluster().kill(node);
            trial.cluster().deleteShared(node);
        }
        disk.unmount();
        disk.mount();
    }

    @Test
    @FaultCase(
            number = 15,
            how = "servers: one packet in fifty is lost, by Aeron's loss generators, and the leader is killed")
    void shouldWriteTheSameThoughPacketsAreLost(FaultRun run) throws Exception {
        long seed = run.seed();
        try (ClusterTrial trial = start(
                directory,
                "-Daeron.SendChannelEndpoint.supplier=io.aeron.driver.ext.DebugSendChannelEndpointSupplier",
                "-Daeron.ReceiveChannelEndpoint.supplier=io.aeron.driver.ext.DebugReceiveChannelEndpointSupplier",
                "-Daeron.debug.send.data.loss.rate=0.02",
                "-Daeron.debug.send.data.loss.seed=" + seed,
                "-Daeron.debug.receive.data.loss.rate=0.02",
                "-Daeron.debug.receive.data.loss.seed=" + (seed + 1),
                "-Daeron.debug.receive.control.loss.rate=0.02",
                "-Daeron.debug.receive.control.loss.seed=" + (seed + 2))) {
            trial.feed(0, BATCHES / 2, 0, 1, 2);
            int leader = trial.awaitLeader();
            long term = trial.databaseTerm();
            try (SabotProducer producer = trial.open(leader)) {
                trial.send(producer, BATCHES);
                trial.awaitAcknowledged(producer, BATCHES * 3 / 4);
                trial.cluster().kill(leader);
                run.note(awaitNext(trial, producer, term));
                trial.cluster().start(leader);
                trial.awaitAcknowledged(producer, BATCHES);
            }
            trial.awaitReady();
            trial.assertAllAsUndisturbed();
        }
    }

    @Test
    @FaultCase(
            number = 19,
            how = "servers: both followers stand still three quarters of the time, and the leader is killed")
    void shouldGoOnWhenTheNextLeaderIsSlow(FaultRun run) throws Exception {
        Random random = run.random();
        try (ClusterTrial trial = start(directory)) {
            int leader = trial.awaitLeader();
            long term = trial.databaseTerm();
            int first = (leader + 1) % ClusterTrial.SIZE;
            int second = (leader + 2) % ClusterTrial.SIZE;
            try (SabotProducer producer = trial.open(first);
                    Stutter one = Stutter.of(trial.cluster().pid(first), random.nextLong());
                    Stutter other = Stutter.of(trial.cluster().pid(second), random.nextLong())) {
                trial.send(producer, BATCHES);
                trial.awaitAcknowledged(producer, BATCHES / 3);
                trial.cluster().kill(leader);
                String told = awaitNext(trial, producer, term);
                trial.awaitAcknowledged(producer, BATCHES * 2 / 3);
                run.note(told + "; the followers stood still " + one.times() + " and " + other.times() + " times");
            }
            trial.cluster().start(leader);
            try (SabotProducer producer = trial.open(leader)) {
                trial.send(producer, BATCHES);
                trial.awaitAcknowledged(producer, BATCHES);
            }
            trial.awaitReady();
            trial.assertAllAsUndisturbed();
        }
    }
}
