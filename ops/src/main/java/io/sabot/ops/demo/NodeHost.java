package io.sabot.ops.demo;

import java.util.List;

/**
 * Where a node of a {@link LocalCluster} runs.
 *
 * @param address that it has for the others and for clients
 * @param launcher what stands before the command that starts it, such as a program that changes the network; mostly nothing
 */
public record NodeHost(String address, List<String> launcher) {
    static final NodeHost LOOPBACK = new NodeHost("127.0.0.1", List.of());

    public NodeHost {
        launcher = List.copyOf(launcher);
    }
}
