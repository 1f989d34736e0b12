package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.engine.SabotConfig.Durability;
import io.sabot.journal.Journals;
import io.sabot.ops.config.Configuration;
import io.sabot.ops.config.ConfigurationKeys;
import io.sabot.ops.config.Origin;
import io.sabot.ops.server.SabotServer;
import io.sabot.ops.server.ServerConfig;
import io.sabot.ops.server.supervise.ApplicationUnit;
import io.sabot.replication.ClusterConfig;
import io.sabot.replication.ClusterSecret;
import io.sabot.replication.MemberAddress;
import io.sabot.replication.StartMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The daemon. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs deployed applications until it is told to stop (Ctrl-C, SIGTERM), and then finishes what it has taken.",
            "Started again with the same data directory, it goes on with all of them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot server --data-dir data",
            "  sabot server --config /etc/sabot/sabot.yaml",
            "  sabot deploy rules.sql                  on another terminal"
        })
final class ServerCommand implements Callable<Integer> {
    private static final long STEP_MS = 100;
    private static final Duration HALT_AFTER = Duration.ofSeconds(5);

    @Mixin
    private ConfigurationOptions options = new ConfigurationOptions();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "For deployments and the applications' data; server.data-dir.")
    private Path dataDirectory;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on, 0 for a free one; server.port.")
    private String port;

    @Override
    public Integer call() {
        Journals.load();
        Stop stop = null;
        int code = ExitCode.FAILED.code();
        try {
            Configuration configuration = options.builder()
                    .option(
                            ConfigurationKeys.SERVER_DATA_DIRECTORY,
                            dataDirectory == null ? null : dataDirectory.toString(),
                            "--data-dir")
                    .option(ConfigurationKeys.SERVER_PORT, port, "--port")
                    .build();
            ServerConfig config = config(configuration);
            stop = new Stop(config.stopDeadline().plus(HALT_AFTER));
            code = run(config, stop);
        } catch (Exception e) {
            code = Main.report(e);
        } finally {
            if (stop != null) {
                stop.done(code);
            }
        }
        return code;
    }

    static ServerConfig config(Configuration configuration) {
        if (!configuration.has(ConfigurationKeys.SERVER_DATA_DIRECTORY)) {
            throw SabotException.configuration(
                    "OPS-0736", "a server keeps what it runs in a data directory", "--data-dir, or server.data-dir");
        }
        Path directory = Path.of(configuration.string(ConfigurationKeys.SERVER_DATA_DIRECTORY));
        boolean isDurabilityChosen =
                configuration.origin(ConfigurationKeys.DURABILITY).layer() != Origin.Layer.DEFAULT;
        return new ServerConfig(
                configuration.string(ConfigurationKeys.SERVER_BIND),
                configuration.integer(ConfigurationKeys.SERVER_PORT),
                directory,
                directory.resolve("files"),
                configuration.string(ConfigurationKeys.SERVER_TOKEN, null),
                Duration.ofNanos(configuration.durationNs(ConfigurationKeys.SERVER_STOP_DEADLINE)),
                isDurabilityChosen
                        ? Durability.valueOf(configuration
                                .string(ConfigurationKeys.DURABILITY)
                                .toUpperCase(Locale.ROOT))
                        : Durability.POWER,
                configuration.engineSettings(),
                cluster(configuration, directory));
    }

    /** Null if the server is alone. */
    private static ClusterConfig cluster(Configuration configuration, Path directory) {
        List<String> members = configuration.list(ConfigurationKeys.CLUSTER_MEMBERS);
        if (members.isEmpty()) {
            return null;
        }
        if (!configuration.has(ConfigurationKeys.CLUSTER_NODE)) {
            throw SabotException.configuration(
                    "OPS-0745", "which of the members this node is, is not said", "set cluster.node to its number");
        }
        String node = configuration.string(ConfigurationKeys.CLUSTER_NODE);
        if (!node.matches("\\d{1,2}")) {
            throw SabotException.configuration("OPS-0745", "cluster.node is a number, not '" + node + "'", null);
        }
        String secret = configuration.string(ConfigurationKeys.CLUSTER_SECRET, null);
        return ClusterConfig.of(
                        Integer.parseInt(node),
                        members.stream().map(MemberAddress::parse).toList(),
                        directory.resolve("cluster"),
                        secret == null ? null : ClusterSecret.of(secret))
                .withStart(
                        Files.isDirectory(directory.resolve("deployments")) ? StartMode.RESUME : StartMode.BOOTSTRAP);
    }

    private static int run(ServerConfig config, Stop stop) throws InterruptedException {
        try (SabotServer server = SabotServer.start(config, ServerCommand::tell, ServerCommand::say)) {
            System.err.println("sabot: listening on http://" + config.bind() + ":" + server.port() + ", data in "
                    + config.dataDirectory());
            while (!stop.isAsked()) {
                Thread.sleep(STEP_MS);
                if (server.failure() != null) {
                    return Main.report(server.failure());
                }
            }
            System.err.println("sabot: stopping");
            if (!server.stop()) {
                System.err.println("sabot: not all was finished within "
                        + config.stopDeadline().toSeconds() + " s; it goes on from the log at the next start");
                return ExitCode.FAILED.code();
            }
        }
        return ExitCode.DONE.code();
    }

    private static void say(String event) {
        System.err.println("sabot: " + event);
    }

    private static void tell(ApplicationUnit unit) {
        System.err.println("sabot: " + unit.name() + " is "
                + unit.state().name().toLowerCase(Locale.ROOT) + (unit.reason() == null ? "" : ": " + unit.reason()));
    }
}
