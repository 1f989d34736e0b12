package io.sabot.ops;

import com.fasterxml.jackson.databind.JsonNode;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.journal.Journals;
import io.sabot.ops.config.Configuration;
import io.sabot.ops.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Servers that run the same. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = "A cluster: how its nodes are, snapshots, backups, and a node that has lost its data.",
        subcommands = {
            ClusterCommand.StatusCommand.class,
            ClusterCommand.SnapshotCommand.class,
            ClusterCommand.PurgeCommand.class,
            ClusterCommand.VerifyCommand.class,
            ClusterCommand.CloneCommand.class,
            ClusterBackupCommand.class,
            ClusterRestoreCommand.class
        })
final class ClusterCommand implements Callable<Integer> {
    private static final String TOKEN_VARIABLE = "SABOT__SERVER__TOKEN";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return ExitCode.USAGE.code();
    }

    /** @throws SabotException OPS-0744 if it is no node's of a cluster */
    static ServerConfig clustered(Configuration configuration) {
        ServerConfig config = ServerCommand.config(configuration);
        if (config.cluster() == null) {
            throw SabotException.configuration(
                    "OPS-0744", "this server is no node of a cluster", "set cluster.members and cluster.node");
        }
        return config;
    }

    /** Who is asked. */
    static final class Servers {
        @Option(
                names = "--server",
                paramLabel = "URL",
                description = "Address of a node; may be given several times. Default: ${DEFAULT-VALUE}.",
                defaultValue = "http://127.0.0.1:8080",
                split = ",")
        private List<URI> servers;

        @Option(
                names = "--token",
                paramLabel = "TOKEN",
                description = "The servers' token. Default: the variable " + TOKEN_VARIABLE + ".")
        private String token;

        List<NodeRequests> all() {
            String shown = token == null ? System.getenv(TOKEN_VARIABLE) : token;
            return servers.stream()
                    .map(server -> new NodeRequests(server, shown))
                    .toList();
        }

        NodeRequests one() {
            return all().get(0);
        }
    }

    /** Prints how the cluster is. */
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Who leads, and how far each node is, as the asked node sees it.",
            footerHeading = "%nExample:%n",
            footer = "  sabot cluster status --server http://10.0.0.1:8080")
    static final class StatusCommand implements Callable<Integer> {
        private static final double MS = 1e-6;

        @Mixin
        private Servers servers = new Servers();

        @Override
        public Integer call() throws InterruptedException {
            StringBuilder text = new StringBuilder();
            boolean isWell = true;
            for (NodeRequests node : servers.all()) {
                JsonNode answer = node.get("/v1/cluster");
                isWell &= append(text, answer);
            }
            Standard.print(text.toString());
            return isWell ? ExitCode.DONE.code() : ExitCode.FAILED.code();
        }

        /** @return whether there is a leader */
        private static boolean append(StringBuilder text, JsonNode answer) {
            JsonNode status = answer.path("status");
            int leader = status.path("leaderId").asInt();
            text.append(String.format(
                    Locale.ROOT,
                    "node %d  %s, term %d; committed %,d, here %,d, stable %,d, snapshot %,d; %d elections%n",
                    status.path("nodeId").asInt(),
                    leader < 0 ? "no leader" : "leader is node " + leader,
                    status.path("term").asLong(),
                    status.path("commitPosition").asLong(),
                    status.path("position").asLong(),
                    answer.path("stablePosition").asLong(),
                    status.path("snapshotPosition").asLong(),
                    status.path("elections").asLong()));
            for (JsonNode peer : status.path("peers")) {
                long ageNs = peer.path("ageNs").asLong();
                text.append(
                        ageNs == Long.MAX_VALUE
                                ? String.format(
                                        "  peer %d  never heard of%n",
                                        peer.path("nodeId").asInt())
                                : String.format(
                                        Locale.ROOT,
                                        "  peer %d  heard %.0f ms ago, position %,d%n",
                                        peer.path("nodeId").asInt(),
                                        ageNs * MS,
                                        peer.path("position").asLong()));
            }
            return leader >= 0;
        }
    }

    /** Takes a snapshot. */
    @Command(
            name = "snapshot",
            mixinStandardHelpOptions = true,
            description = {
                "Has all nodes store where they are, so that a start reads less and a purge can let go of more.",
                "Only the node that leads can; the leader does it by itself every ten minutes."
            })
    static final class SnapshotCommand implements Callable<Integer> {
        @Mixin
        private Servers servers = new Servers();

        @Override
        public Integer call() throws InterruptedException {
            JsonNode answer = servers.one().post("/v1/cluster/snapshot");
            Standard.print(String.format(
                    Locale.ROOT,
                    "snapshot at position %,d%n",
                    answer.path("position").asLong()));
            return ExitCode.DONE.code();
        }
    }

    /** Lets go of old log. */
    @Command(
            name = "purge",
            mixinStandardHelpOptions = true,
            description = {
                "Deletes files of the asked node's consensus log that are older than its snapshot before the newest.",
                "Refused while a node could still need them. The committed log stays."
            })
    static final class PurgeCommand implements Callable<Integer> {
        @Mixin
        private Servers servers = new Servers();

        @Override
        public Integer call() throws InterruptedException {
            for (NodeRequests node : servers.all()) {
                JsonNode answer = node.post("/v1/cluster/purge");
                long from = answer.path("from").asLong();
                long to = answer.path("to").asLong();
                Standard.print(
                        from == to
                                ? String.format(Locale.ROOT, "%s: nothing to delete%n", node.server())
                                : String.format(
                                        Locale.ROOT,
                                        "%s: the log begins at %,d, %,d bytes were deleted%n",
                                        node.server(),
                                        to,
                                        to - from));
            }
            return ExitCode.DONE.code();
        }
    }

    /** Compares nodes. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Compares the applications' states on all nodes at one position, and how many results the given nodes have.",
                "Each application stores its state for that. Exit code 3 if something differs, a node says nothing, or an application does not run."
            },
            footerHeading = "%nExample:%n",
            footer = "  sabot cluster verify --server http://n0:8080,http://n1:8080,http://n2:8080")
    static final class VerifyCommand implements Callable<Integer> {
        @Mixin
        private Servers servers = new Servers();

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                description = "How long nodes may take. Default: ${DEFAULT-VALUE}.",
                defaultValue = "30")
        private int timeoutSeconds;

        @Option(
                names = "--backup",
                paramLabel = "DIR",
                description = "Reads a backup instead, and asks no server: is it whole, and as it was written?")
        private Path backup;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (backup != null) {
                return verifyBackup();
            }
            ClusterVerify verify = new ClusterVerify(servers.all(), TimeUnit.SECONDS.toNanos(timeoutSeconds));
            boolean isSame = verify.run();
            Standard.print(verify.text());
            return isSame ? ExitCode.DONE.code() : ExitCode.DIFFERENT.code();
        }

        private int verifyBackup() throws IOException {
            BackupManifest manifest = new BackupDirectory(backup).verify();
            Standard.print(String.format(
                    Locale.ROOT,
                    "backup %s, taken %s: %,d entries up to position %,d, whole; CRC32C %s%n",
                    manifest.backup(),
                    manifest.takenAt(),
                    manifest.entries(),
                    manifest.position(),
                    manifest.crc32c()));
            return ExitCode.DONE.code();
        }
    }

    /** Brings a node back. */
    @Command(
            name = "clone",
            mixinStandardHelpOptions = true,
            description = {
                "For a node that has lost its data directory, and is not running: copies what the others have.",
                "Then start its server: it makes its applications anew from the log."
            },
            footerHeading = "%nExample:%n",
            footer = "  sabot cluster clone --config sabot.yaml --from http://10.0.0.2:8080")
    static final class CloneCommand implements Callable<Integer> {
        @Mixin
        private ConfigurationOptions options = new ConfigurationOptions();

        @Option(names = "--from", required = true, paramLabel = "URL", description = "A node that runs.")
        private URI from;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                description = "For the copy of the consensus module's part. Default: ${DEFAULT-VALUE}.",
                defaultValue = "300")
        private int timeoutSeconds;

        @Override
        public Integer call() throws Exception {
            Journals.load();
            ServerConfig config = clustered(options.builder().build());
            ClusterCopy.Copied copied = new ClusterCopy(config, new NodeRequests(from, config.token()))
                    .run(Duration.ofSeconds(timeoutSeconds));
            Standard.print(String.format(
                    Locale.ROOT,
                    "node %d: %,d entries up to position %,d; consensus up to %,d, from node %d in term %d%n",
                    config.cluster().nodeId(),
                    copied.log().entries(),
                    copied.log().position(),
                    copied.consensus().position(),
                    copied.consensus().leaderId(),
                    copied.consensus().term()));
            return ExitCode.DONE.code();
        }
    }
}
