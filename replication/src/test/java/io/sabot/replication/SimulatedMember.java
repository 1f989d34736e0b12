package io.sabot.replication;

import io.aeron.cluster.service.Cluster;
import io.aeron.logbuffer.Header;
import io.aeron.protocol.DataHeaderFlyweight;
import io.sabot.core.error.SabotException;
import io.sabot.replication.PresenceDescriptor.Word;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A node of the simulated agreement: what it has recorded, which outlives its processes, and the process, if there is one.
 * What follows from entries that are handed on is {@link LogService}'s and {@link PeerWords}', as in a real node.
 */
final class SimulatedMember implements PeerProgress {
    /** What an entry, a beginning of a term, or a snapshot is in the log of the agreement. */
    enum Kind {
        ENTRY,
        TERM,
        SNAPSHOT
    }

    /** @param position behind it */
    record Logged(Kind kind, long term, int leader, long before, long position, long timeNs, byte[] bytes) {
        /** A leader numbers what it records, so the same place of the same term is the same entry. */
        boolean isSame(Logged other) {
            return term == other.term && position == other.position;
        }
    }

    private static final int TERM_LENGTH = 1 << 16;
    private static final int TERM_BITS = 16;
    private static final Cluster NO_CLUSTER = cluster(0);

    final int id;
    private final int members;

    // On disk, always forced before anybody hears of it.
    final List<Logged> log = new ArrayList<>();
    long term; // the newest that it has voted in, or heard of
    private SnapshotPointer snapshot;

    // The process.
    boolean isUp;
    boolean isLeader;
    boolean isCut; // from all others
    int followed = ClusterStatus.NO_LEADER; // whom its log follows, as far as it goes
    long commit;
    private int handedOn; // entries of the log
    private LogService service;
    private NodeFailure failure;
    private PeerWords words;
    private boolean isFurther;

    SimulatedMember(int id, int members) {
        this.id = id;
        this.members = members;
    }

    private static Cluster cluster(long logPosition) {
        return (Cluster) Proxy.newProxyInstance(
                Cluster.class.getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("logPosition")) {
                        return logPosition;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    // ---- the log ----

    long lastPosition() {
        return log.isEmpty() ? 0 : log.get(log.size() - 1).position();
    }

    long lastTerm() {
        return log.isEmpty()
                ? CommittedEntries.NO_TERM
                : log.get(log.size() - 1).term();
    }

    /** Whether its log is at least as far as another's, which is what a vote asks. */
    boolean isAsFarAs(SimulatedMember other) {
        return lastTerm() != other.lastTerm() ? lastTerm() > other.lastTerm() : lastPosition() >= other.lastPosition();
    }

    void append(Kind kind, long timeNs, byte[] bytes) {
        long before = lastPosition();
        long length = 32L + (bytes.length + 31 & ~31);
        log.add(new Logged(kind, term, id, before, before + length, timeNs, bytes));
    }

    /** Entries from the beginning on that both have. */
    int common(SimulatedMember other) {
        int common = 0;
        while (common < log.size()
                && common < other.log.size()
                && log.get(common).isSame(other.log.get(common))) {
            common++;
        }
        return common;
    }

    /** A service that has had what is dropped ends with an error, as Aeron's does when it joins a log that is not contiguous. */
    void truncate(int entries) {
        log.subList(entries, log.size()).clear();
        if (isUp && handedOn > entries) {
            failure.onError(new IllegalStateException("the log must be contiguous"));
        }
        handedOn = Math.min(handedOn, entries);
        commit = Math.min(commit, lastPosition());
    }

    /** Has nothing any more, as if its disk were new. */
    void wipe() {
        log.clear();
        snapshot = null;
        term = 0;
    }

    /** Takes over another's log up to there, as a clone does. */
    void copy(SimulatedMember other, long position) {
        wipe();
        other.log.stream().filter(entry -> entry.position() <= position).forEach(log::add);
        term = other.term;
        if (other.snapshot != null && other.snapshot.position() <= position) {
            snapshot = other.snapshot;
        }
    }

    long snapshotEntryPosition() {
        return snapshot == null ? CommittedEntries.NO_POSITION : snapshot.lastEntryPosition();
    }

    /** Whether its snapshot is of what was dropped: it cannot be started from that. */
    boolean isSnapshotTakenBack() {
        return snapshotPosition() > lastPosition();
    }

    private long snapshotPosition() {
        return snapshot == null ? 0 : snapshot.position();
    }

    // ---- the process ----

    void start(CommittedEntries entries) {
        isUp = true;
        stepDown();
        commit = snapshotPosition();
        handedOn = (int) log.stream()
                .filter(entry -> entry.position() <= snapshotPosition())
                .count();
        failure = new NodeFailure(id, () -> {});
        words = new PeerWords(members - 1);
        service = new LogService(entries, failure, members);
        service.presence(this);
        guarded(() -> service.start(NO_CLUSTER, () -> snapshot));
    }

    void stop() {
        isUp = false;
        stepDown();
        service = null;
    }

    void stepDown() {
        isLeader = false;
        followed = ClusterStatus.NO_LEADER;
    }

    /** Why it cannot go on, null while it can. */
    SabotException failure() {
        return failure.reason();
    }

    boolean canHandOn() {
        return handedOn < log.size() && log.get(handedOn).position() <= commit;
    }

    /** The next entry that it knows to be committed. */
    void handOn() {
        Logged next = log.get(handedOn++);
        guarded(() -> {
            switch (next.kind()) {
                case ENTRY ->
                    service.onSessionMessage(
                            null,
                            next.timeNs(),
                            new UnsafeBuffer(next.bytes()),
                            0,
                            next.bytes().length,
                            header(next.position()));
                case TERM ->
                    service.onNewLeadershipTermEvent(
                            next.term(),
                            next.position(),
                            next.timeNs(),
                            next.before(),
                            next.leader(),
                            0,
                            TimeUnit.NANOSECONDS,
                            0);
                case SNAPSHOT -> snapshot = service.snapshot(next.position());
            }
        });
    }

    private static Header header(long position) {
        DataHeaderFlyweight frame =
                new DataHeaderFlyweight(new UnsafeBuffer(new byte[DataHeaderFlyweight.HEADER_LENGTH]));
        long start = position - DataHeaderFlyweight.HEADER_LENGTH;
        frame.frameLength(DataHeaderFlyweight.HEADER_LENGTH);
        frame.termId((int) (start / TERM_LENGTH));
        frame.termOffset((int) (start % TERM_LENGTH));
        return new Header(0, TERM_BITS).buffer(frame).offset(0);
    }

    /** What the service does between entries: it works out what is stable. */
    void idle(long nowNs) {
        guarded(() -> service.doBackgroundWork(nowNs));
    }

    /** As Aeron's service container does it: whatever is thrown ends the node. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failure.onError(e);
        }
    }

    long position() {
        return service.position();
    }

    long stablePosition() {
        return service.stablePosition();
    }

    // ---- what members tell each other ----

    Word word() {
        return new Word(
                id,
                0,
                Membership.Phase.STARTED,
                isLeader,
                service.term(),
                commit,
                service.position(),
                new UUID(0, id),
                Map.of());
    }

    void hear(Word word) {
        words.set(word.nodeId() < id ? word.nodeId() : word.nodeId() - 1, new PeerWords.Heard(word, 0, true));
    }

    @Override
    public void progressed() {
        isFurther = true;
    }

    /** Whether there is something new to tell; once. */
    boolean isFurther() {
        boolean was = isFurther;
        isFurther = false;
        return was;
    }

    @Override
    public long stablePosition(long ofTerm, long position, long[] positions) {
        return words.stablePosition(ofTerm, position, positions);
    }

    @Override
    public String toString() {
        return "node " + id + (isUp ? isCut ? " cut" : "" : " down") + (isLeader ? " leads" : " follows " + followed)
                + " in term " + term + ", log to " + lastPosition() + ", committed " + commit
                + (isUp ? ", handed on " + position() + ", stable " + stablePosition() : "");
    }
}
