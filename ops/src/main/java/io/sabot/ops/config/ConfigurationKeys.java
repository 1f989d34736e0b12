package io.sabot.ops.config;

import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import io.sabot.engine.Settings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Every key there is. */
public final class ConfigurationKeys {
    public static final String DURABILITY = "durability";
    public static final String SERVER_BIND = "server.bind";
    public static final String SERVER_PORT = "server.port";
    public static final String SERVER_DATA_DIRECTORY = "server.data-dir";
    public static final String SERVER_TOKEN = "server.token";
    public static final String SERVER_STOP_DEADLINE = "server.stop-deadline";
    public static final String CLUSTER_NODE = "cluster.node";
    public static final String CLUSTER_MEMBERS = "cluster.members";
    public static final String CLUSTER_SECRET = "cluster.secret";
    public static final String CLUSTER_BIND = "cluster.bind";

    private static final Map<String, ConfigurationKey> ALL = new TreeMap<>();

    static {
        Map<String, String> defaults = Settings.of(SabotConfig.in(Path.of("")));
        for (String name : Sabot.SETTINGS) {
            ValueKind kind = name.endsWith("-bytes") ? ValueKind.BYTES : ValueKind.ENGINE;
            add(ConfigurationKey.of(name, kind, defaults.get(name), "as SET " + name));
        }
        add(ConfigurationKey.choice(DURABILITY, "what rows survive once they are taken", "process", "power"));
        add(ConfigurationKey.of(SERVER_BIND, ValueKind.TEXT, "127.0.0.1", "address that the daemon listens at"));
        add(ConfigurationKey.number(SERVER_PORT, 65_535, "8080", "port of it; 0 takes a free one"));
        add(ConfigurationKey.of(SERVER_DATA_DIRECTORY, ValueKind.TEXT, null, "log, results and state of the daemon"));
        add(ConfigurationKey.of(SERVER_TOKEN, ValueKind.SECRET, null, "what clients of the daemon show"));
        add(ConfigurationKey.of(
                SERVER_STOP_DEADLINE, ValueKind.DURATION, "30 s", "how long a stop may take until it is an end"));
        add(ConfigurationKey.of(CLUSTER_NODE, ValueKind.TEXT, null, "number of this node among the members"));
        add(ConfigurationKey.of(CLUSTER_MEMBERS, ValueKind.LIST, null, "all nodes, this one too: 0=host:port"));
        add(ConfigurationKey.of(CLUSTER_SECRET, ValueKind.SECRET, null, "what nodes show each other"));
        add(ConfigurationKey.of(CLUSTER_BIND, ValueKind.TEXT, null, "address for the other nodes"));
    }

    private ConfigurationKeys() {}

    private static void add(ConfigurationKey key) {
        ALL.put(key.name(), key);
    }

    /** In the order of their names. */
    public static Collection<ConfigurationKey> all() {
        return ALL.values();
    }

    /** Null if there is none. */
    static ConfigurationKey find(String name) {
        return ALL.get(name);
    }

    static Collection<String> names() {
        return ALL.keySet();
    }

    static boolean isOfEngine(String name) {
        return Sabot.SETTINGS.contains(name);
    }

    /** Whether keys begin with it and a dot. */
    static boolean isSection(String name) {
        return ALL.keySet().stream().anyMatch(key -> key.startsWith(name + "."));
    }
}
