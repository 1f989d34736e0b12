package io.sabot.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How long an entry takes from the offer to the application, and to stability; and how many go through. All members in this
 * process, on loopback.
 *
 * <p>{@code java … io.sabot.replication.ReplicationPerf nodes payloadBytes mtu syncLevel directory}
 */
final class ReplicationPerf {
    private static final int PACED = 4_000;
    private static final long PACE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long RUN_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int WINDOW_BYTES = 4 << 20;

    private final LocalCluster cluster;
    private final ClusterMember[] members;
    private final int payload;
    private final AtomicLong handedOn = new AtomicLong();
    private final AtomicLong lastPosition = new AtomicLong();
    private final AtomicLong stable = new AtomicLong();

    private ReplicationPerf(int nodes, int payload, int mtu, int syncLevel, Path directory) {
        this.payload = payload;
        cluster = new LocalCluster(nodes, directory, config -> config.withFileSyncLevel(syncLevel)
                .withBuffers(ClusterBuffers.standard().withMtuLength(mtu)));
        members = new ClusterMember[nodes];
    }

    /** @param arguments see above */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory(Path.of(arguments[4]), "replication-perf");
        int nodes = Integer.parseInt(arguments[0]);
        int payload = Integer.parseInt(arguments[1]);
        ReplicationPerf perf = new ReplicationPerf(
                nodes, payload, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), directory);
        try {
            System.out.println("nodes " + nodes + ", payload " + payload + " B, mtu " + arguments[2] + ", sync level "
                    + arguments[3]);
            perf.run();
        } finally {
            for (ClusterMember member : perf.members) {
                if (member != null) {
                    member.close();
                }
            }
            IoUtil.delete(directory.toFile(), true);
        }
    }

    /** Counts, on the node that sends. */
    private final class Counting implements CommittedEntries {
        private final boolean isSender;

        Counting(boolean isSender) {
            this.isSender = isSender;
        }

        @Override
        public long lastPosition() {
            return NO_POSITION;
        }

        @Override
        public long lastTerm() {
            return NO_TERM;
        }

        @Override
        public void onStart(long snapshotPosition, DirectBuffer state, int offset, int length) {
            // Nothing to load.
        }

        @Override
        public void onEntry(long position, long timestampNs, long term, DirectBuffer buffer, int offset, int length) {
            if (isSender) {
                lastPosition.lazySet(position);
                handedOn.lazySet(handedOn.get() + 1);
            }
        }

        @Override
        public void onStable(long position) {
            if (isSender) {
                stable.lazySet(position);
            }
        }

        @Override
        public void onTerm(long term, int leaderId, long position, long timestampNs) {
            // Not measured.
        }

        @Override
        public void onRole(boolean isLeader, long term) {
            // Not measured.
        }

        @Override
        public void onSnapshot(long position) {
            // Not taken.
        }
    }

    private void run() {
        Thread[] starts = new Thread[members.length];
        for (int id = 0; id < members.length; id++) {
            int node = id;
            starts[id] = new Thread(() -> members[node] =
                    ClusterMember.start(cluster.config(node), new Counting(node == 0), failure -> System.exit(1)));
            starts[id].start();
        }
        for (Thread start : starts) {
            try {
                start.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try (ClusterClient client = members[0].newClient()) {
            while (!client.isConnected()) {
                client.poll(System.nanoTime());
            }
            System.out.println("sender's node leads: " + members[0].status().isLeader());
            UnsafeBuffer entry = new UnsafeBuffer(new byte[payload]);
            paced(client, entry, PACED / 2);
            report(paced(client, entry, PACED));
            full(client, entry);
        }
    }

    private long[][] paced(ClusterClient client, UnsafeBuffer entry, int count) {
        long[] toApplication = new long[count];
        long[] toStable = new long[count];
        long nextNs = System.nanoTime();
        for (int i = 0; i < count; i++) {
            while (System.nanoTime() - nextNs < 0) {
                client.poll(System.nanoTime());
                LockSupport.parkNanos(10_000);
            }
            long before = handedOn.get();
            long sentNs = System.nanoTime();
            offer(client, entry);
            while (handedOn.get() == before) {
                LockSupport.parkNanos(1_000);
            }
            toApplication[i] = System.nanoTime() - sentNs;
            long position = lastPosition.get();
            while (stable.get() < position) {
                LockSupport.parkNanos(1_000);
            }
            toStable[i] = System.nanoTime() - sentNs;
            nextNs = Math.max(nextNs + PACE_NS, System.nanoTime());
        }
        return new long[][] {toApplication, toStable};
    }

    private static void offer(ClusterClient client, UnsafeBuffer entry) {
        while (client.offer(entry, 0, entry.capacity()) != OfferOutcome.ACCEPTED) {
            client.poll(System.nanoTime());
            LockSupport.parkNanos(20_000);
        }
    }

    private static void report(long[][] latencies) {
        String[] names = {"to the application", "to stability"};
        for (int i = 0; i < names.length; i++) {
            long[] ns = latencies[i];
            Arrays.sort(ns);
            System.out.printf(
                    Locale.ROOT,
                    "%s: p50 %d us, p99 %d us, max %d us%n",
                    names[i],
                    ns[ns.length / 2] / 1_000,
                    ns[ns.length * 99 / 100] / 1_000,
                    ns[ns.length - 1] / 1_000);
        }
    }

    private void full(ClusterClient client, UnsafeBuffer entry) {
        long window = Math.max(4, WINDOW_BYTES / entry.capacity());
        long base = handedOn.get();
        long sent = 0;
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < RUN_NS) {
            if (sent - (handedOn.get() - base) < window
                    && client.offer(entry, 0, entry.capacity()) == OfferOutcome.ACCEPTED) {
                sent += 1;
            } else {
                client.poll(System.nanoTime());
                LockSupport.parkNanos(20_000);
            }
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        double count = handedOn.get() - base;
        System.out.printf(
                Locale.ROOT,
                "through: %.0f entries/s, %.1f MiB/s%n",
                count / seconds,
                count * entry.capacity() / seconds / (1 << 20));
    }
}
