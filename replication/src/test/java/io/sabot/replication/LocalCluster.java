package io.sabot.replication;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Members in this process, on loopback, that tests start and stop one by one. */
final class LocalCluster implements AutoCloseable {
    static final ClusterTimeouts QUICK = ClusterTimeouts.of(Duration.ofMillis(100), Duration.ofMillis(1_000))
            .withStartup(Duration.ofSeconds(3))
            .withBootstrap(Duration.ofSeconds(30));
    static final ClusterBuffers SMALL =
            ClusterBuffers.loopback().withTermLength(4 << 20).withSegmentLength(4 << 20);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    private final List<ClusterConfig> configs = new ArrayList<>();
    private final ClusterMember[] members;
    private final RecordedEntries[] entries;
    private final Wire[] wires;
    private final List<SabotException> failures = new ArrayList<>();

    LocalCluster(int size, Path directory) {
        this(size, directory, UnaryOperator.identity());
    }

    LocalCluster(int size, Path directory, UnaryOperator<ClusterConfig> change) {
        List<MemberAddress> addresses = freeAddresses(size);
        members = new ClusterMember[size];
        entries = new RecordedEntries[size];
        wires = new Wire[size];
        for (int id = 0; id < size; id++) {
            entries[id] = new RecordedEntries();
            wires[id] = new Wire();
            configs.add(change.apply(ClusterConfig.of(id, addresses, directory.resolve("node" + id))
                    .withDriverDirectory(directory.resolve("driver" + id))
                    .withTimeouts(QUICK)
                    .withBuffers(SMALL)
                    .withFileSyncLevel(0)
                    .withStart(StartMode.BOOTSTRAP)));
        }
    }

    static List<MemberAddress> freeAddresses(int size) {
        List<MemberAddress> addresses = new ArrayList<>();
        while (addresses.size() < size) {
            int base = 20_000 + ThreadLocalRandom.current().nextInt(1_500) * MemberAddress.PORTS;
            boolean isNew = addresses.stream().noneMatch(address -> address.basePort() == base);
            if (isNew && isFree(base)) {
                addresses.add(new MemberAddress(addresses.size(), "127.0.0.1", base));
            }
        }
        return addresses;
    }

    private static boolean isFree(int base) {
        for (int port = base; port < base + MemberAddress.PORTS; port++) {
            try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                socket.getLocalPort();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return members.length;
    }

    ClusterConfig config(int id) {
        return configs.get(id);
    }

    Wire wire(int id) {
        return wires[id];
    }

    RecordedEntries entries(int id) {
        return entries[id];
    }

    void entries(int id, RecordedEntries newEntries) {
        entries[id] = newEntries;
    }

    ClusterMember member(int id) {
        return members[id];
    }

    synchronized List<SabotException> failures() {
        return List.copyOf(failures);
    }

    private synchronized void failed(SabotException reason) {
        failures.add(reason);
    }

    ClusterMember start(int id) {
        members[id] = ClusterMember.start(configs.get(id), entries[id], this::failed, wires[id]);
        return members[id];
    }

    void startAll() {
        List<Integer> all = new ArrayList<>();
        for (int id = 0; id < size(); id++) {
            all.add(id);
        }
        startTogether(all);
    }

    void startTogether(List<Integer> ids) {
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            List<Future<ClusterMember>> starts = new ArrayList<>();
            for (int id : ids) {
                Callable<ClusterMember> start = () -> start(id);
                starts.add(pool.submit(start));
            }
            for (Future<ClusterMember> start : starts) {
                start.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pool.shutdownNow();
        }
    }

    void stop(int id) {
        if (members[id] != null) {
            members[id].close();
            members[id] = null;
        }
    }

    int awaitLeader() {
        int[] leader = new int[1];
        await("a leader", () -> {
            leader[0] = leader();
            return leader[0] >= 0;
        });
        return leader[0];
    }

    private int leader() {
        for (ClusterMember member : members) {
            if (member != null && member.status().isLeader()) {
                return member.config().nodeId();
            }
        }
        return -1;
    }

    int follower() {
        int leader = awaitLeader();
        for (int id = 0; id < size(); id++) {
            if (id != leader && members[id] != null) {
                return id;
            }
        }
        throw new AssertionError("no follower");
    }

    static void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("waited in vain for " + what);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    /** Until all nodes that run have so many different numbers. */
    void awaitEntries(long numbers) {
        for (int id = 0; id < size(); id++) {
            if (members[id] != null) {
                RecordedEntries own = entries[id];
                await(numbers + " entries on node " + id, () -> own.countOfDifferent() >= numbers);
            }
        }
    }

    @Override
    public void close() {
        stopAll();
    }

    void stopAll() {
        for (int id = 0; id < size(); id++) {
            stop(id);
        }
    }
}
