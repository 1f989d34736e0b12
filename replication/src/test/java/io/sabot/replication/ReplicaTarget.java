package io.sabot.replication;

import io.sabot.core.error.SabotException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process that fault tests disturb: one member, with a file of what it applied, and a sender. Takes orders line by line
 * and answers each with one line.
 */
final class ReplicaTarget {
    static final int HALTED = 137;
    static final long SENDER_BASE = 1_000_000_000L;
    private static final int ENTRY_LENGTH = 512;

    private final ClusterMember member;
    private final Sender sender;
    private final RecordedEntries entries;
    private volatile long haltAt = Long.MIN_VALUE;

    /** @param arguments {@code id directory heartbeatMs startupMs member...} */
    public static void main(String[] arguments) throws IOException {
        List<MemberAddress> members = new ArrayList<>();
        for (int i = 4; i < arguments.length; i++) {
            members.add(MemberAddress.parse(arguments[i]));
        }
        ClusterConfig config = ClusterConfig.of(Integer.parseInt(arguments[0]), members, Path.of(arguments[1]))
                .withTimeouts(
                        ClusterTimeouts.of(Duration.ofMillis(100), Duration.ofMillis(Long.parseLong(arguments[2])))
                                .withStartup(Duration.ofMillis(Long.parseLong(arguments[3])))
                                .withBootstrap(Duration.ofSeconds(60)))
                .withDriverDirectory(driver(Path.of(arguments[1])))
                .withBuffers(LocalCluster.SMALL)
                .withFileSyncLevel(0)
                .withStart(StartMode.BOOTSTRAP);
        try {
            new ReplicaTarget(config).obey();
            System.exit(0);
        } catch (SabotException e) {
            failed(e);
        }
    }

    private ReplicaTarget(ClusterConfig config) {
        Path file = file(config.directory());
        entries = new RecordedEntries();
        EntryFile.read(file).forEach(entries::add);
        EntryFile log = new EntryFile(file);
        entries.listener(entry -> {
            log.append(entry);
            if (entry.number() == haltAt) {
                Runtime.getRuntime().halt(HALTED);
            }
        });
        EntryFile stable = new EntryFile(stableFile(config.directory()));
        entries.stableListener(stable::overwrite);
        member = ClusterMember.start(config, entries, ReplicaTarget::failed);
        long base = SENDER_BASE * (1 + config.nodeId()) + 1_000_000L * (System.currentTimeMillis() / 100 % 1_000);
        sender = new Sender(member.newClient(), entries, base, number -> ENTRY_LENGTH);
        say("started");
    }

    /** Not in shared memory, where a killed process would leave it. */
    static Path driver(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".driver");
    }

    static Path file(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".applied");
    }

    static Path stableFile(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".stable");
    }

    private static void failed(SabotException reason) {
        say("failed " + reason.getMessage().replace('\n', ' '));
        Runtime.getRuntime().halt(reason.exitCode().code());
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void obey() throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            switch (words[0]) {
                case "send" -> {
                    sender.sendUpTo(Long.parseLong(words[1]));
                    say("ok");
                }
                case "status" -> {
                    ClusterStatus status = member.status();
                    say("status " + status.isLeader() + " " + status.leaderId() + " " + status.term() + " "
                            + status.commitPosition() + " " + status.position() + " " + sender.returned() + " "
                            + entries.count() + " " + status.stablePosition());
                }
                case "snapshot" -> say("ok " + member.snapshot(TimeUnit.SECONDS.toNanos(30)));
                case "slow" -> {
                    entries.slownessNs(Long.parseLong(words[1]));
                    say("ok");
                }
                case "halt" -> {
                    haltAt = sender.base() + Long.parseLong(words[1]);
                    say("ok");
                }
                case "stop" -> {
                    sender.close();
                    member.close();
                    say("ok");
                    return;
                }
                default -> throw new IllegalArgumentException(order);
            }
        }
    }
}
