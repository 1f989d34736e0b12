package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.replication.RecordedEntries.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Three members, each a process of its own. */
final class ProcessCluster implements AutoCloseable {
    static final int SIZE = 3;

    private final List<MemberAddress> addresses = LocalCluster.freeAddresses(SIZE);
    private final ReplicaProcess[] processes = new ReplicaProcess[SIZE];
    private final Path directory;
    private final long heartbeatMs;
    private final long startupMs;
    private List<String> properties = List.of();

    ProcessCluster(Path directory, long heartbeatMs, long startupMs) {
        this.directory = directory;
        this.heartbeatMs = heartbeatMs;
        this.startupMs = startupMs;
    }

    void properties(List<String> newProperties) {
        properties = newProperties;
    }

    Path directory(int id) {
        return directory.resolve("node" + id);
    }

    ClusterConfig config(int id) {
        return ClusterConfig.of(id, addresses, directory(id))
                .withDriverDirectory(ReplicaTarget.driver(directory(id)))
                .withBuffers(LocalCluster.SMALL);
    }

    ReplicaProcess process(int id) {
        return processes[id];
    }

    /** Does not wait. */
    ReplicaProcess launch(int id) {
        List<String> arguments = new ArrayList<>();
        arguments.add(String.valueOf(id));
        arguments.add(directory(id).toString());
        arguments.add(String.valueOf(heartbeatMs));
        arguments.add(String.valueOf(startupMs));
        addresses.forEach(address -> arguments.add(address.toString()));
        processes[id] = new ReplicaProcess(properties, arguments);
        return processes[id];
    }

    void start(int... ids) {
        for (int id : ids) {
            launch(id);
        }
        for (int id : ids) {
            processes[id].await("started");
        }
    }

    /** Among these, all of which must answer. */
    int awaitLeader(int... ids) {
        int[] found = {-1};
        LocalCluster.await("a leader", () -> {
            for (int id : ids) {
                if (processes[id].status().isLeader()) {
                    found[0] = id;
                    return true;
                }
            }
            return false;
        });
        return found[0];
    }

    static int other(int... ids) {
        for (int id = 0; id < SIZE; id++) {
            boolean isTaken = false;
            for (int taken : ids) {
                isTaken |= taken == id;
            }
            if (!isTaken) {
                return id;
            }
        }
        throw new AssertionError();
    }

    void awaitReturned(int id, long number) {
        LocalCluster.await(
                "number " + number + " to come back to " + id,
                () -> processes[id].status().returned() >= number);
    }

    List<Entry> applied(int id) {
        return EntryFile.read(ReplicaTarget.file(directory(id)));
    }

    /** All have applied as much, and the same. */
    void assertSame() {
        LocalCluster.await("all to have applied as much", () -> {
            long count = processes[0].status().count();
            return processes[1].status().count() == count
                    && processes[2].status().count() == count;
        });
        // What was sent twice may still be on its way.
        List<Entry> first = applied(0);
        for (int id = 1; id < SIZE; id++) {
            List<Entry> other = applied(id);
            int common = Math.min(first.size(), other.size());
            assertThat(other.subList(0, common)).isEqualTo(first.subList(0, common));
        }
    }

    @Override
    public void close() {
        for (ReplicaProcess process : processes) {
            if (process != null) {
                process.close();
            }
        }
    }
}
