package io.sabot.replication;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * How one node takes part in a cluster. The list of members is fixed for the cluster's life.
 *
 * @param nodeId this node, one of the members
 * @param members 1, 3 or 5, the same list on every node
 * @param directory where this node keeps its part of the log; its own
 * @param driverDirectory memory that the node's threads share; made anew at every start, on a file system in memory if there
 *     is one
 * @param fileSyncLevel 0: the system writes when it likes; 1: the log is forced before it is acknowledged to the leader;
 *     2: with the files' metadata
 * @param secret null only if every member is on a loopback address
 * @param start what the node may do with an empty directory
 */
public record ClusterConfig(
        int nodeId,
        List<MemberAddress> members,
        Path directory,
        Path driverDirectory,
        int fileSyncLevel,
        ClusterSecret secret,
        ClusterTimeouts timeouts,
        ClusterBuffers buffers,
        StartMode start) {

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    public ClusterConfig {
        members = List.copyOf(members);
        checkMembers(nodeId, members);
        if (fileSyncLevel < 0 || fileSyncLevel > 2) {
            throw ReplicationErrors.configuration("REP-0111", "file sync level " + fileSyncLevel, "0, 1 or 2");
        }
        if (secret == null) {
            checkLoopback(members);
        }
    }

    /** With one force per acknowledgement, no secret, standard timeouts and buffers, and {@link StartMode#RESUME}. */
    public static ClusterConfig of(int nodeId, List<MemberAddress> members, Path directory) {
        return of(nodeId, members, directory, null);
    }

    /** As {@link #of(int, List, Path)}, for members on several machines. */
    public static ClusterConfig of(int nodeId, List<MemberAddress> members, Path directory, ClusterSecret secret) {
        boolean isLocal = members.stream().allMatch(member -> member.resolved().isLoopbackAddress());
        return new ClusterConfig(
                nodeId,
                members,
                directory,
                driverDirectory(directory),
                1,
                secret,
                ClusterTimeouts.standard(),
                isLocal ? ClusterBuffers.loopback() : ClusterBuffers.standard(),
                StartMode.RESUME);
    }

    /** Of the directory's path, so that two nodes on a machine do not meet. */
    private static Path driverDirectory(Path directory) {
        if (!Files.isDirectory(SHARED_MEMORY) || !Files.isWritable(SHARED_MEMORY)) {
            return directory.resolve("driver");
        }
        byte[] path = directory.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
        return SHARED_MEMORY.resolve("sabot-" + UUID.nameUUIDFromBytes(path));
    }

    public ClusterConfig withDriverDirectory(Path path) {
        return new ClusterConfig(nodeId, members, directory, path, fileSyncLevel, secret, timeouts, buffers, start);
    }

    public ClusterConfig withFileSyncLevel(int level) {
        return new ClusterConfig(nodeId, members, directory, driverDirectory, level, secret, timeouts, buffers, start);
    }

    public ClusterConfig withSecret(ClusterSecret newSecret) {
        return new ClusterConfig(
                nodeId, members, directory, driverDirectory, fileSyncLevel, newSecret, timeouts, buffers, start);
    }

    public ClusterConfig withTimeouts(ClusterTimeouts newTimeouts) {
        return new ClusterConfig(
                nodeId, members, directory, driverDirectory, fileSyncLevel, secret, newTimeouts, buffers, start);
    }

    public ClusterConfig withBuffers(ClusterBuffers newBuffers) {
        return new ClusterConfig(
                nodeId, members, directory, driverDirectory, fileSyncLevel, secret, timeouts, newBuffers, start);
    }

    public ClusterConfig withStart(StartMode mode) {
        return new ClusterConfig(
                nodeId, members, directory, driverDirectory, fileSyncLevel, secret, timeouts, buffers, mode);
    }

    public MemberAddress self() {
        return member(nodeId);
    }

    /** Null if there is none of that id. */
    public MemberAddress member(int id) {
        for (MemberAddress member : members) {
            if (member.id() == id) {
                return member;
            }
        }
        return null;
    }

    List<MemberAddress> peers() {
        return members.stream().filter(member -> member.id() != nodeId).toList();
    }

    ClusterSecret secretOrOpen() {
        return secret == null ? ClusterSecret.open() : secret;
    }

    /** The same on all nodes that agree on what cannot change: the list of members, and the length of a term. */
    int membersChecksum() {
        TreeMap<Integer, MemberAddress> sorted = new TreeMap<>();
        members.forEach(member -> sorted.put(member.id(), member));
        CRC32C checksum = new CRC32C();
        String fixed = sorted.values() + " " + buffers.termLength();
        checksum.update(fixed.getBytes(StandardCharsets.UTF_8));
        return (int) checksum.getValue();
    }

    private static void checkMembers(int nodeId, List<MemberAddress> members) {
        int count = members.size();
        if (count != 1 && count != 3 && count != 5) {
            throw ReplicationErrors.configuration(
                    "REP-0109", "a cluster of " + count + " nodes", "1, 3 or 5 nodes: an even one survives no more");
        }
        Map<Integer, MemberAddress> byId = new HashMap<>();
        for (MemberAddress member : members) {
            MemberAddress other = byId.put(member.id(), member);
            if (other != null) {
                throw ReplicationErrors.configuration(
                        "REP-0110", "two nodes have the id " + member.id() + ": " + other + ", " + member, null);
            }
            checkPorts(member, members);
        }
        if (!byId.containsKey(nodeId)) {
            throw ReplicationErrors.configuration(
                    "REP-0112", "node " + nodeId + " is not in the list of nodes " + members, null);
        }
    }

    private static void checkPorts(MemberAddress member, List<MemberAddress> members) {
        for (MemberAddress other : members) {
            boolean isNear = Math.abs(member.basePort() - other.basePort()) < MemberAddress.PORTS;
            if (other.id() != member.id() && isNear && member.host().equals(other.host())) {
                throw ReplicationErrors.configuration(
                        "REP-0113",
                        "the ports of " + member + " and " + other + " overlap",
                        "a node takes " + MemberAddress.PORTS + " ports from its base port on");
            }
        }
    }

    private static void checkLoopback(List<MemberAddress> members) {
        for (MemberAddress member : members) {
            if (!member.resolved().isLoopbackAddress()) {
                throw ReplicationErrors.configuration(
                        "REP-0114",
                        "node " + member + " would be open to its network without a secret",
                        "give all nodes the same secret, or use loopback addresses");
            }
        }
    }
}
