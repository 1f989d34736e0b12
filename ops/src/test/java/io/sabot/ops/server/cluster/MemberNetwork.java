package io.sabot.ops.server.cluster;

import io.sabot.core.fault.FaultRun;
import io.sabot.engine.Tools;
import io.sabot.ops.demo.NodeHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Networks of members' own (Linux network namespaces on one bridge), in which what one sends to another can be lost without a
 * sign. This process reaches all of them, at all times.
 */
final class MemberNetwork implements AutoCloseable {
    /** Of nobody: what is sent there, nobody takes. */
    private static final String NOBODY = "02:00:5e:00:00:01";

    private final String name;
    private final String prefix; // of addresses, with the dot
    private final List<String> namespaces = new ArrayList<>();
    private boolean hasBridge;

    private MemberNetwork(int number) {
        this.name = "sabot" + number;
        this.prefix = "10.213." + number + ".";
    }

    /** Skips the test, and says so, where that is not possible. */
    static MemberNetwork make(int size) throws InterruptedException {
        MemberNetwork network = new MemberNetwork(1 + new Random().nextInt(250));
        try {
            network.build(size);
        } catch (IOException e) {
            network.close();
            return FaultRun.skip("no networks of members' own: " + e.getMessage());
        }
        return network;
    }

    private void build(int size) throws IOException, InterruptedException {
        ip("link", "add", name, "type", "bridge");
        hasBridge = true;
        ip("addr", "add", outside() + "/24", "dev", name);
        ip("link", "set", name, "up");
        for (int node = 0; node < size; node++) {
            String namespace = name + "-" + node;
            String end = name + "n" + node;
            ip("netns", "add", namespace);
            namespaces.add(namespace);
            ip("link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", namespace);
            ip("link", "set", end, "master", name, "up");
            ip("-n", namespace, "addr", "add", address(node) + "/24", "dev", "eth0");
            ip("-n", namespace, "link", "set", "lo", "up");
            ip("-n", namespace, "link", "set", "eth0", "up");
        }
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Tools.run(command.toArray(String[]::new));
    }

    private String address(int node) {
        return prefix + (node + 1);
    }

    /** Address of this process in it. */
    String outside() {
        return prefix + "254";
    }

    /** All of its addresses. */
    String addresses() {
        return prefix + "0/24";
    }

    List<NodeHost> hosts() {
        List<NodeHost> hosts = new ArrayList<>();
        for (int node = 0; node < namespaces.size(); node++) {
            hosts.add(new NodeHost(address(node), List.of("ip", "netns", "exec", namespaces.get(node))));
        }
        return hosts;
    }

    /** From now on all that the one sends to the other is lost. */
    void cut(int from, int to) throws IOException, InterruptedException {
        String other = address(to);
        ip("-n", namespaces.get(from), "neigh", "replace", other, "lladdr", NOBODY, "dev", "eth0", "nud", "permanent");
    }

    void cutBothWays(int one, int other) throws IOException, InterruptedException {
        cut(one, other);
        cut(other, one);
    }

    /** All reach each other again. */
    void heal() throws IOException, InterruptedException {
        for (String namespace : namespaces) {
            ip("-n", namespace, "neigh", "flush", "dev", "eth0", "nud", "permanent");
        }
    }

    /** The programs in it must have ended. */
    @Override
    public void close() {
        try {
            for (String namespace : namespaces) {
                ip("netns", "del", namespace);
            }
            if (hasBridge) {
                ip("link", "del", name);
            }
        } catch (IOException e) {
            throw new IllegalStateException("networks are left: " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("networks are left: " + name, e);
        }
    }
}
