package io.sabot.ops.server.cluster;

import io.sabot.client.SabotProducer;
import io.sabot.ingest.jdbc.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers in processes of their own, the leader killed amid numbered batches: all nodes' results and files, and the rows
 * in the database where there is one, are those of a server that was alone and that nobody disturbed. {@link ClusterFaultsTest}
 * does more to them.
 */
final class ClusterKillTest {
    private static final int BATCHES = 60;

    private static PostgresServer database;

    @TempDir
    Path directory;

    @BeforeAll
    static void startDatabase() {
        if (PostgresServer.isInstalled()) {
            database = PostgresServer.start();
        } else {
            System.out.println("SKIPPED: rows to PostgreSQL, which is not here");
        }
    }

    @AfterAll
    static void stopDatabase() {
        if (database != null) {
            database.close();
        }
    }

    private static KeptTable table(String name) throws Exception {
        return database == null ? null : new KeptTable(database, database.url(), name);
    }

    @Test
    void shouldHaveTheSameResultsOnAllNodesThoughTheLeaderIsKilled() throws Exception {
        Undisturbed expected =
                Undisturbed.run(directory.resolve("alone"), Trades.batches(BATCHES, 20_261_123L), table("undisturbed"));
        try (ClusterTrial trial = ClusterTrial.start(directory, expected, table("kept"))) {
            trial.feed(0, BATCHES / 3, 0, 1, 2);
            int leader = trial.awaitLeader();
            try (SabotProducer producer = trial.open(leader)) {
                trial.send(producer, 2 * BATCHES / 3); // all on their way, or in the window, when the leader goes
                trial.cluster().kill(leader);
                trial.awaitAcknowledged(producer, 2 * BATCHES / 3);
            }
            trial.cluster().start(leader);
            trial.feed(2 * BATCHES / 3, BATCHES, 0, 1, 2);
            trial.assertAllAsUndisturbed();
        }
    }
}
