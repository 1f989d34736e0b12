package io.sabot.replication;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where a member of the cluster is found.
 *
 * @param id of the node, from 0
 * @param host a name or address of this member that every member can reach; the member binds to it and nothing else
 * @param basePort the first of {@link #PORTS} ports: UDP, all of this member
 */
public record MemberAddress(int id, String host, int basePort) {
    /** How many ports a member takes, from its base port on. */
    public static final int PORTS = 8;

    static final int INGRESS = 0;
    static final int CONSENSUS = 1;
    static final int LOG = 2;
    static final int CATCH_UP = 3;
    static final int ARCHIVE = 4;
    static final int CLONE = 5;
    static final int PRESENCE = 6;

    private static final int LAST_PORT = 65_535;

    public MemberAddress {
        if (id < 0) {
            throw ReplicationErrors.configuration("REP-0101", "node id " + id + " is negative", "number nodes from 0");
        }
        if (host == null || host.isBlank() || host.chars().anyMatch(c -> ",|=?/ \t".indexOf(c) >= 0)) {
            throw ReplicationErrors.configuration(
                    "REP-0102", "node " + id + " has no usable host: '" + host + "'", "a name or an address");
        }
        if (basePort < 1 || basePort + PORTS - 1 > LAST_PORT) {
            throw ReplicationErrors.configuration(
                    "REP-0103",
                    "base port " + basePort + " of node " + id + " is out of range",
                    "1 to " + (LAST_PORT - PORTS + 1) + ": a node takes " + PORTS + " ports from there on");
        }
    }

    /** {@code id=host:basePort}, as {@link #toString()} prints. */
    public static MemberAddress parse(String text) {
        int equals = text.indexOf('=');
        int colon = text.lastIndexOf(':');
        try {
            return new MemberAddress(
                    Integer.parseInt(text.substring(0, equals).trim()),
                    text.substring(equals + 1, colon).trim(),
                    Integer.parseInt(text.substring(colon + 1).trim()));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw ReplicationErrors.configuration(
                    "REP-0104", "'" + text + "' is no address of a node", "write id=host:port, e.g. 0=10.0.0.1:9000");
        }
    }

    InetAddress resolved() {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw ReplicationErrors.failed(
                    "REP-0105", "the host of node " + id + " is not known: " + host, "correct the list of nodes", e);
        }
    }

    int port(int offset) {
        return basePort + offset;
    }

    String endpoint(int offset) {
        return host + ":" + port(offset);
    }

    String anyPortEndpoint() {
        return host + ":0";
    }

    @Override
    public String toString() {
        return id + "=" + host + ":" + basePort;
    }
}
