package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sabot.core.error.ExitCode;
import io.sabot.ops.GuideShell.Step;
import io.sabot.ops.demo.LocalCluster;
import io.sabot.replication.ClusterConfig;
import io.sabot.replication.MemberAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/cluster.md tells the reader to do, in its order; of what it shows, all but the numbers must come. */
class ClusterGuideTest {
    private static final int NODES = 3;
    private static final int PORT = 18_480;
    private static final int BASE_PORT = 18_500;
    private static final int MEMBER_PORTS = 10;

    @TempDir
    Path directory;

    private final List<Process> servers = new ArrayList<>();

    @Test
    @Tag("slow")
    void shouldGiveWhatTheGuideShows() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "the guide's commands need curl, which is not there");
        String guide = GuideShell.guide("cluster.md");
        try (GuideShell shell = new GuideShell(directory)) {
            choosePorts(shell);
            configure(shell, guide);
            shell.file(
                    "rules.sql",
                    "CREATE TABLE trades (symbol VARCHAR, price DOUBLE);\n"
                            + "CREATE TABLE rises (symbol VARCHAR, price DOUBLE);\n"
                            + "INSERT INTO rises SELECT * FROM trades WHERE price > 100;\n");
            shell.file("rows.json", "{\"symbol\":\"A\",\"price\":101.5}\n{\"symbol\":\"B\",\"price\":50}\n");
            startAll(shell);
            awaitSnapshot(shell);

            for (Step step : GuideShell.steps(GuideShell.section(guide, "Three nodes"))) {
                follow(shell, step);
            }
            for (Step step : GuideShell.steps(GuideShell.section(guide, "Do the nodes have the same?"))) {
                follow(shell, step);
            }
            loseANode(shell, guide);
            restoreAll(shell, guide);
        }
    }

    /** The numbers come in the order of the guide, so that a node keeps its ports. */
    private static void choosePorts(GuideShell shell) throws IOException {
        try (LocalCluster free = new LocalCluster(Path.of("unused"), NODES, List.of())) {
            for (int node = 0; node < NODES; node++) {
                shell.port(PORT + node, free.uri(node).getPort());
                shell.port(BASE_PORT + MEMBER_PORTS * node, free.member(node).basePort());
            }
        }
    }

    private static void configure(GuideShell shell, String guide) throws IOException {
        String yaml = GuideShell.block(guide, "yaml", 0).replaceAll(" *#.*", "");
        for (int node = 0; node < NODES; node++) {
            shell.file(
                    "n" + node + "/sabot.yaml",
                    yaml.replace("port: " + PORT, "port: " + (PORT + node))
                            .replace("n0/data", "n" + node + "/data")
                            .replace("node: 0", "node: " + node));
        }
    }

    private void startAll(GuideShell shell) throws IOException, InterruptedException {
        servers.clear();
        for (int node = 0; node < NODES; node++) {
            servers.add(shell.serverWithoutWaiting("sabot server --config n" + node + "/sabot.yaml"));
        }
        for (Process server : servers) {
            shell.awaitListening(server);
        }
        awaitReady(shell);
    }

    private static void awaitReady(GuideShell shell) throws IOException, InterruptedException {
        for (int node = 0; node < NODES; node++) {
            shell.runUntilDone("curl http://127.0.0.1:" + (PORT + node) + "/health/ready");
        }
    }

    /** A node that does not run the application yet answers 503, says the guide. */
    private static void follow(GuideShell shell, Step step) throws IOException, InterruptedException {
        String said = shell.runUntilDone(step.command());
        if (!step.output().isEmpty()) {
            assertThat(GuideShell.shape(said))
                    .as("%s: %s", step.command(), said)
                    .isEqualTo(GuideShell.shape(shell.here(step.output())));
        }
    }

    /** At the leader, whichever it is: the others refuse. */
    private static void awaitSnapshot(GuideShell shell) throws IOException, InterruptedException {
        String asked = "sabot cluster snapshot --server http://127.0.0.1:";
        String said = shell.runUntilDone(asked + PORT + " || " + asked + (PORT + 1) + " || " + asked + (PORT + 2));
        assertThat(said).contains("snapshot at position ");
    }

    private void loseANode(GuideShell shell, String guide) throws IOException, InterruptedException {
        servers.get(2).destroyForcibly().waitFor();
        delete(directory.resolve("n2/data"));
        String refused = GuideShell.block(GuideShell.section(guide, "A node that has lost its data"), "text", 0);
        assertThat(GuideShell.shape(shell.run("sabot server --config n2/sabot.yaml", ExitCode.UNAVAILABLE.code())))
                .contains(GuideShell.shape(refused));
        List<Step> steps = GuideShell.steps(GuideShell.section(guide, "A node that has lost its data"));
        follow(shell, steps.get(0));
        servers.set(2, shell.server(steps.get(1).command()));
        awaitReady(shell);
    }

    private void restoreAll(GuideShell shell, String guide) throws IOException, InterruptedException {
        List<Step> steps = GuideShell.steps(GuideShell.section(guide, "Backup and restore"));
        assertThat(steps).hasSize(2 + NODES);
        follow(shell, steps.get(0));
        follow(shell, steps.get(1));
        String results = "curl http://127.0.0.1:" + PORT + "/v1/applications/rises/outputs/rises";
        String before = shell.run(results);
        for (int node = 0; node < NODES; node++) {
            servers.get(node).destroy();
            servers.get(node).waitFor();
            delete(directory.resolve("n" + node + "/data"));
            follow(shell, steps.get(2 + node));
        }
        startAll(shell);
        assertThat(shell.runUntilDone(results)).isEqualTo(before).contains("\"output\":1");
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> walk = Files.walk(path)) {
            for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** What killed processes leave in shared memory. */
    @AfterEach
    void deleteShared() throws IOException {
        for (int node = 0; node < NODES; node++) {
            Path shared = ClusterConfig.of(
                            0,
                            List.of(MemberAddress.parse("0=127.0.0.1:18500")),
                            directory.resolve("n" + node + "/data/cluster"))
                    .driverDirectory();
            if (Files.exists(shared)) {
                delete(shared);
            }
        }
    }
}
