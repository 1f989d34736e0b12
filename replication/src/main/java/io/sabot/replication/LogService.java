package io.sabot.replication;

import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import io.sabot.core.error.SabotException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hands the agreed log to {@link CommittedEntries}: each entry once, in order, with a time that never goes back. Holds no
 * state that does not follow from the log and the snapshot. The service thread's, apart from the volatile fields.
 */
final class LogService implements ClusteredService {
    private static final int EMPTY = 0;

    private final CommittedEntries entries;
    private final NodeFailure failure;
    private volatile boolean isStarted;
    private final long[] positions;
    private final ExpandableArrayBuffer state = new ExpandableArrayBuffer();

    private Cluster cluster;
    private PeerProgress presence; // not owned
    private LogOrigin origin = LogOrigin.NOTHING;
    /** What the node's own log had when it started. */
    private long ownPosition;

    private long ownTerm;
    private boolean isOwnMet; // the cluster's log has the last entry of our own
    private long lastEntryPosition = CommittedEntries.NO_POSITION;
    private long lastTermPosition = CommittedEntries.NO_POSITION;
    private long timestampNs;
    private long toldPosition = CommittedEntries.NO_POSITION;

    // Written by the service thread alone.
    private volatile long term = CommittedEntries.NO_TERM;
    private volatile long position;
    private volatile long stablePosition = CommittedEntries.NO_POSITION;
    private volatile int leaderId = ClusterStatus.NO_LEADER;
    private volatile boolean isLeader;

    LogService(CommittedEntries entries, NodeFailure failure, int members) {
        positions = new long[members];
        this.entries = entries;
        this.failure = failure;
    }

    @Override
    public void onStart(Cluster cluster, Image snapshotImage) {
        start(cluster, () -> snapshotImage == null ? null : load(snapshotImage));
    }

    /** @param snapshot gives null if there is none */
    void start(Cluster newCluster, Supplier<SnapshotPointer> snapshot) {
        cluster = newCluster;
        guarded("at its start", () -> {
            ownPosition = entries.lastPosition();
            ownTerm = entries.lastTerm();
            isOwnMet = ownPosition == CommittedEntries.NO_POSITION;
            lastEntryPosition = CommittedEntries.NO_POSITION;
            SnapshotPointer pointer = snapshot.get();
            if (pointer == null) {
                begin();
            } else {
                restore(pointer);
            }
        });
        isStarted = true;
    }

    /** At the log's beginning. */
    private void begin() {
        if (origin.wasRestored()) {
            lastEntryPosition = origin.position();
            position = origin.position();
            checkReaches(lastEntryPosition);
        }
        entries.onStart(CommittedEntries.NO_POSITION, new UnsafeBuffer(0, 0), 0, EMPTY);
        if (origin.wasRestored()) {
            stable(origin.position()); // was when the backup was taken
        }
    }

    private SnapshotPointer load(Image image) {
        SnapshotPointer[] found = new SnapshotPointer[1];
        FragmentAssembler assembler = new FragmentAssembler(
                (buffer, offset, length, header) -> found[0] = SnapshotPointer.decode(buffer, offset, length));
        while (found[0] == null) {
            int fragments = image.poll(assembler, 1);
            if (fragments == 0 && (image.isClosed() || image.isEndOfStream())) {
                throw ReplicationErrors.badData(
                        "REP-0304", "the cluster's snapshot ends too early", "clone this node from its peers");
            }
            cluster.idleStrategy().idle(fragments);
        }
        return found[0];
    }

    private void restore(SnapshotPointer pointer) {
        checkReaches(pointer.lastEntryPosition());
        term = pointer.term();
        leaderId = pointer.leaderId();
        timestampNs = pointer.timestampNs();
        lastEntryPosition = pointer.lastEntryPosition();
        position = pointer.position();
        entries.onStart(pointer.position(), pointer.state(), 0, pointer.state().capacity());
        if (pointer.stablePosition() > stablePosition) {
            stable(pointer.stablePosition());
        }
    }

    private void checkReaches(long needed) {
        if (ownPosition < needed) {
            throw ReplicationErrors.badData(
                    "REP-0301",
                    "this node's own log ends at position " + ownPosition + ", but the cluster's log begins behind "
                            + needed,
                    "entries between are missing: clone this node from its peers");
        }
        isOwnMet |= ownPosition == needed;
    }

    private void stable(long reached) {
        stablePosition = reached;
        entries.onStable(reached);
    }

    @Override
    public void onSessionMessage(
            ClientSession session, long timestamp, DirectBuffer buffer, int offset, int length, Header header) {
        long entryPosition = origin.positionOf(header.position());
        long entryTerm = term;
        long atNs = advance(timestamp);
        try {
            checkIsBehindLast(entryPosition);
            lastEntryPosition = entryPosition;
            checkOwnLogIsMet(entryPosition, entryTerm);
            if (entryPosition > ownPosition) {
                entries.onEntry(entryPosition, atNs, entryTerm, buffer, offset, length);
            } else {
                entries.onSkipped(entryPosition, atNs, entryTerm, buffer, offset, length);
            }
        } catch (RuntimeException e) {
            throw refused("on the entry at " + entryPosition, e);
        }
        position = entryPosition;
    }

    @Override
    public void onNewLeadershipTermEvent(
            long leadershipTermId,
            long logPosition,
            long timestamp,
            long termBaseLogPosition,
            int leaderMemberId,
            int logSessionId,
            TimeUnit timeUnit,
            int appVersion) {
        guarded(
                "on term " + leadershipTermId,
                () -> newTerm(
                        origin.termOf(leadershipTermId),
                        leaderMemberId,
                        origin.positionOf(logPosition),
                        origin.positionOf(termBaseLogPosition),
                        timeUnit.toNanos(timestamp)));
    }

    private void newTerm(long newTerm, int newLeaderId, long at, long basePosition, long newTimestampNs) {
        checkOwnLogFits(newTerm, basePosition);
        checkOwnLogIsMet(at, CommittedEntries.NO_TERM);
        term = newTerm;
        lastTermPosition = at;
        leaderId = newLeaderId;
        entries.onTerm(newTerm, newLeaderId, at, advance(newTimestampNs));
        position = at;
    }

    /**
     * A leader began before what this node already has, or has handed on: the cluster has taken something back. A term may
     * also be older than that of what was taken back.
     */
    private void checkOwnLogFits(long newTerm, long termBasePosition) {
        boolean isOwnAhead = newTerm > ownTerm && termBasePosition < ownPosition;
        boolean isHandedOnAhead = newTerm != term && termBasePosition < Math.max(lastEntryPosition, lastTermPosition);
        if (isOwnAhead || isHandedOnAhead) {
            throw takenBack("the cluster's term " + newTerm + " began at " + termBasePosition);
        }
    }

    private void checkIsBehindLast(long entryPosition) {
        if (entryPosition <= Math.max(lastEntryPosition, lastTermPosition)) {
            throw takenBack("the cluster goes on at " + entryPosition);
        }
    }

    /** A term has one leader: if our last entry is the cluster's, all before it are. */
    private void checkOwnLogIsMet(long reachedPosition, long entryTerm) {
        if (!isOwnMet && reachedPosition >= ownPosition) {
            isOwnMet = reachedPosition == ownPosition && entryTerm == ownTerm;
            if (!isOwnMet) {
                throw takenBack("the cluster has no entry of term " + ownTerm + " there");
            }
        }
    }

    private SabotException takenBack(String detail) {
        return ReplicationErrors.badData(
                "REP-0302",
                "this node's own log reaches to position " + Math.max(ownPosition, lastEntryPosition) + ", but "
                        + detail,
                "the cluster has lost entries that this node applied: clone this node from its peers");
    }

    @Override
    public void onRoleChange(Cluster.Role newRole) {
        isLeader = newRole == Cluster.Role.LEADER;
        guarded("on a change of role", () -> entries.onRole(isLeader, term));
    }

    @Override
    public void onTakeSnapshot(ExclusivePublication publication) {
        long at = origin.positionOf(cluster.logPosition());
        guarded(
                "on the snapshot at " + at,
                () -> publish(publication, new UnsafeBuffer(snapshot(at).encode())));
    }

    /** Has everything stored, and says where. */
    SnapshotPointer snapshot(long at) {
        entries.onSnapshot(at);
        int length = entries.snapshotState(state);
        if (length > CommittedEntries.MAX_STATE_LENGTH) {
            throw ReplicationErrors.failed(
                    "REP-0305",
                    "a state of " + length + " bytes for the snapshot",
                    "at most " + CommittedEntries.MAX_STATE_LENGTH,
                    null);
        }
        return new SnapshotPointer(
                at, lastEntryPosition, stablePosition, term, leaderId, timestampNs, new UnsafeBuffer(state, 0, length));
    }

    private void publish(ExclusivePublication publication, DirectBuffer message) {
        while (true) {
            long result = publication.offer(message);
            if (result > 0) {
                return;
            }
            if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
                throw ReplicationErrors.failed("REP-0306", "the snapshot cannot be recorded: " + result, null, null);
            }
            cluster.idleStrategy().idle();
        }
    }

    @Override
    public int doBackgroundWork(long nowNs) {
        // Sessions and snapshots move the log on as well, and say nothing to the application.
        long reached = origin.positionOf(cluster.logPosition());
        if (reached > position) {
            position = reached;
        }
        try {
            if (position > toldPosition) {
                toldPosition = position;
                presence.progressed();
            }
            checkStable();
            return entries.onIdle(nowNs);
        } catch (RuntimeException e) {
            throw refused("while idle", e);
        }
    }

    private void checkStable() {
        if (!isOwnMet) {
            return; // what was taken back may be in our own log, and must not be shown
        }
        long stable = presence.stablePosition(term, position, positions);
        if (stable > stablePosition) {
            stable(stable);
        }
    }

    @Override
    public void onSessionOpen(ClientSession session, long timestamp) {
        // Who sent an entry is in the entry.
    }

    @Override
    public void onSessionClose(ClientSession session, long timestamp, CloseReason closeReason) {
        // As above.
    }

    @Override
    public void onTimerEvent(long correlationId, long timestamp) {
        throw new IllegalStateException("no timer was set");
    }

    @Override
    public void onTerminate(Cluster cluster) {
        isLeader = false;
    }

    private long advance(long candidateNs) {
        timestampNs = Math.max(timestampNs, candidateNs);
        return timestampNs;
    }

    private void guarded(String when, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            throw refused(when, e);
        }
    }

    /** Going on without the entry would make this node another than its peers. */
    private AgentTerminationException refused(String when, RuntimeException cause) {
        SabotException told = cause instanceof SabotException sabot
                ? sabot
                : ReplicationErrors.failed(
                        "REP-0404", "the application failed " + when + ": " + cause, "the node stops", cause);
        failure.fail(told);
        return new AgentTerminationException(told);
    }

    /** Before the service starts. */
    void presence(PeerProgress newPresence) {
        presence = newPresence;
    }

    /** Likewise. */
    void origin(LogOrigin newOrigin) {
        origin = newOrigin;
    }

    long stablePosition() {
        return stablePosition;
    }

    boolean isStarted() {
        return isStarted;
    }

    long term() {
        return term;
    }

    long position() {
        return position;
    }

    int leaderId() {
        return leaderId;
    }

    boolean isLeader() {
        return isLeader;
    }
}
