package io.sabot.ops.server;

import io.sabot.core.error.SabotException;
import io.sabot.engine.SabotConfig.Durability;
import io.sabot.replication.ClusterConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How a server runs.
 *
 * @param bind address to listen on
 * @param port 0 for a free one
 * @param dataDirectory for deployments and the applications' data
 * @param filesDirectory that relative paths in SQL start from
 * @param token that clients must show, or null
 * @param stopDeadline for what was taken to go through when the server is told to stop
 * @param settings defaults for all applications, as SET
 * @param cluster the nodes that run the same, or null
 */
public record ServerConfig(
        String bind,
        int port,
        Path dataDirectory,
        Path filesDirectory,
        String token,
        Duration stopDeadline,
        Durability durability,
        Map<String, String> settings,
        ClusterConfig cluster) {
    public static final int DEFAULT_PORT = 8080;
    public static final String LOOPBACK = "127.0.0.1";
    public static final Duration DEFAULT_STOP_DEADLINE = Duration.ofSeconds(30);

    /** @throws SabotException OPS-0705 if others than this machine could come in without a token */
    public ServerConfig {
        settings = Map.copyOf(settings);
        if (token == null && !isLoopback(bind)) {
            throw SabotException.configuration(
                    "OPS-0705",
                    "whoever reaches " + bind + " could deploy and drop applications",
                    "set server.token, or bind to " + LOOPBACK);
        }
    }

    public static ServerConfig in(Path dataDirectory) {
        return new ServerConfig(
                LOOPBACK,
                DEFAULT_PORT,
                dataDirectory,
                dataDirectory.resolve("files"),
                null,
                DEFAULT_STOP_DEADLINE,
                Durability.POWER,
                Map.of(),
                null);
    }

    public ServerConfig withCluster(ClusterConfig newCluster) {
        return new ServerConfig(
                bind, port, dataDirectory, filesDirectory, token, stopDeadline, durability, settings, newCluster);
    }

    public ServerConfig withPort(int newPort) {
        return new ServerConfig(
                bind, newPort, dataDirectory, filesDirectory, token, stopDeadline, durability, settings, cluster);
    }

    public ServerConfig withToken(String newToken) {
        return new ServerConfig(
                bind, port, dataDirectory, filesDirectory, newToken, stopDeadline, durability, settings, cluster);
    }

    public ServerConfig withDurability(Durability newDurability) {
        return new ServerConfig(
                bind, port, dataDirectory, filesDirectory, token, stopDeadline, newDurability, settings, cluster);
    }

    public ServerConfig withSettings(Map<String, String> newSettings) {
        return new ServerConfig(
                bind, port, dataDirectory, filesDirectory, token, stopDeadline, durability, newSettings, cluster);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw SabotException.configuration("OPS-0706", "there is no address '" + host + "'", "server.bind");
        }
    }
}
