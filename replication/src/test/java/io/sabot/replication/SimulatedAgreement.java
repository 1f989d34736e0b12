package io.sabot.replication;

import io.sabot.core.error.SabotException;
import io.sabot.replication.SimulatedMember.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Agreement upon one order as the consensus module does it, without threads and network, for tests of other modules: who
 * takes the next step is drawn from a seed. What it has of the real one's failures:
 *
 * <ul>
 *   <li>What is offered vanishes, in silence, or with the leader that took it.
 *   <li>A follower hears of a commit late, or only from the next leader.
 *   <li>A leader that was cut off goes on for a time, and what it recorded meanwhile is dropped when it follows the next one.
 *   <li>A leader counts the position that a member reports when it comes back, though it may be of an older term
 *       (https://github.com/aeron-io/aeron/pull/2147): so it may hand on what is then taken back.
 *   <li>Members' words about how far they are get lost.
 * </ul>
 */
public final class SimulatedAgreement {
    /** An entry of the order. */
    public record Agreed(long position, long timeNs, long term, byte[] bytes) {}

    /** Is told what has happened. */
    public interface Trace {
        void vanished(int node);

        void elected(int node, long term);

        void dropped(int node, int entries);

        void cloned(int node, int from, long position);
    }

    private static final int NOBODY = ClusterStatus.NO_LEADER;
    private static final long UNKNOWN = -1;

    private final Random random;
    private final LongSupplier clockNs;
    private final Trace trace;
    private final SimulatedMember[] members;
    private final long[][] reported; // to each leader by each member, in the leader's term
    private final List<ArrayDeque<byte[]>> inboxes = new ArrayList<>();
    private final int[] connectedTo; // each node's client
    private final long[] connections;
    private boolean isCalm;

    public SimulatedAgreement(int size, Random random, LongSupplier clockNs, Trace trace) {
        this.random = random;
        this.clockNs = clockNs;
        this.trace = trace;
        this.members = new SimulatedMember[size];
        this.reported = new long[size][size];
        this.connectedTo = new int[size];
        this.connections = new long[size];
        for (int i = 0; i < size; i++) {
            members[i] = new SimulatedMember(i, size);
            inboxes.add(new ArrayDeque<>());
            connectedTo[i] = NOBODY;
        }
    }

    /** From now on nothing more goes wrong by itself. */
    public void calm() {
        isCalm = true;
    }

    // ---- a node's life ----

    /** @param entries are handed on from the newest snapshot on */
    public void start(int node, CommittedEntries entries) {
        members[node].start(entries);
    }

    /** The process is gone; what it has recorded stays. */
    public void stop(int node) {
        members[node].stop();
        inboxes.get(node).clear();
        connectedTo[node] = NOBODY;
    }

    public boolean isUp(int node) {
        return members[node].isUp;
    }

    /** Why the node's part of the agreement has ended by itself, null if it has not. */
    public SabotException failure(int node) {
        return members[node].isUp ? members[node].failure() : null;
    }

    /** Whether the node believes that it leads. */
    public boolean isLeader(int node) {
        return members[node].isLeader;
    }

    /** What the node was told cannot be taken back. */
    public long stablePosition(int node) {
        return members[node].stablePosition();
    }

    /** A node that leads, and that most nodes can hear; -1 if there is none. */
    public int leader() {
        int found = NOBODY;
        for (SimulatedMember member : members) {
            boolean leads = member.isUp && member.isLeader && !member.isCut;
            if (leads && (found == NOBODY || member.term > members[found].term)) {
                found = member.id;
            }
        }
        return found;
    }

    /** Cut off from the others, or not any more. */
    public void cut(int node, boolean isCut) {
        members[node].isCut = isCut;
    }

    /**
     * Gives a stopped node that must not take part as it is the log of one that leads.
     *
     * @return up to where; {@link CommittedEntries#NO_POSITION} if nobody leads who has a majority behind it in its term
     */
    public long clone(int node) {
        int leader = leader();
        boolean hasMajority = leader != NOBODY && followers(leader) + 1 > members.length / 2;
        if (!hasMajority || members[leader].commit < beginning(members[leader])) {
            return CommittedEntries.NO_POSITION;
        }
        members[node].copy(members[leader], members[leader].commit);
        trace.cloned(node, leader, members[node].lastPosition());
        return members[node].lastPosition();
    }

    /** Whether a stopped node can be started with what it has; else it must be cloned. */
    public boolean canStart(int node) {
        return !members[node].isSnapshotTakenBack();
    }

    /** What a node's own log must reach to, because the agreement gives it only what is behind. */
    public long snapshotEntryPosition(int node) {
        return members[node].snapshotEntryPosition();
    }

    private int followers(int leader) {
        int followers = 0;
        for (SimulatedMember member : members) {
            followers += isReachable(member) && member.id != leader && member.followed == leader ? 1 : 0;
        }
        return followers;
    }

    private static boolean isReachable(SimulatedMember member) {
        return member.isUp && !member.isCut;
    }

    // ---- a client of a node ----

    /** Looks for who leads when the connection is gone. */
    public int poll(int node) {
        int known = connectedTo[node];
        if (known != NOBODY && !canReach(node, known)) {
            connectedTo[node] = NOBODY;
        }
        if (connectedTo[node] == NOBODY && random.nextInt(isCalm ? 1 : 4) == 0) {
            for (SimulatedMember member : members) {
                if (canReach(node, member.id) && (member.id == leader() || node == member.id)) {
                    connectedTo[node] = member.id;
                    connections[node]++;
                    return 1;
                }
            }
        }
        return 0;
    }

    private boolean canReach(int node, int leader) {
        SimulatedMember to = members[leader];
        boolean isConnected = node == leader || isReachable(members[node]) && isReachable(to);
        return isConnected && to.isUp && to.isLeader;
    }

    public OfferOutcome offer(int node, byte[] bytes) {
        int leader = connectedTo[node];
        if (leader == NOBODY || !canReach(node, leader)) {
            return OfferOutcome.NOT_CONNECTED;
        }
        if (!isCalm && random.nextInt(10) == 0) {
            return OfferOutcome.BACK_PRESSURED;
        }
        if (!isCalm && random.nextInt(8) == 0) {
            trace.vanished(node);
        } else {
            inboxes.get(leader).add(bytes);
        }
        return OfferOutcome.ACCEPTED;
    }

    public long connections(int node) {
        return connections[node];
    }

    /** A snapshot is asked for at the node; it does nothing if that does not lead. */
    public void snapshot(int node) {
        if (isLeading(members[node])) {
            members[node].append(Kind.SNAPSHOT, clockNs.getAsLong(), new byte[0]);
        }
    }

    private static boolean isLeading(SimulatedMember member) {
        return member.isUp && member.isLeader;
    }

    // ---- steps ----

    /** One step of some node; what it comes to is chance. */
    public void step() {
        SimulatedMember member = members[random.nextInt(members.length)];
        if (!member.isUp) {
            return;
        }
        switch (random.nextInt(10)) {
            case 0, 1 -> record(member);
            case 2, 3, 4 -> follow(member);
            case 5 -> hearOfCommit(member);
            case 6, 7 -> handOn(member);
            case 8 -> tell(member);
            default -> elect(member);
        }
    }

    /** A leader takes what was offered. */
    private void record(SimulatedMember leader) {
        int count = leader.isLeader ? 1 + random.nextInt(8) : 0;
        for (; count > 0; count--) {
            byte[] bytes = inboxes.get(leader.id).poll();
            if (bytes == null) {
                return;
            }
            leader.append(Kind.ENTRY, clockNs.getAsLong(), bytes);
            commit(leader);
        }
    }

    /** What a majority has told the leader; nothing before its own term has begun there. */
    private void commit(SimulatedMember leader) {
        long[] positions = reported[leader.id];
        positions[leader.id] = leader.lastPosition();
        long[] sorted = positions.clone();
        Arrays.sort(sorted);
        long quorum = Math.min(leader.lastPosition(), sorted[sorted.length - (sorted.length / 2 + 1)]);
        if (quorum >= beginning(leader)) {
            leader.commit = Math.max(leader.commit, quorum);
        }
    }

    private static long beginning(SimulatedMember leader) {
        for (int i = leader.log.size() - 1; i >= 0; i--) {
            SimulatedMember.Logged entry = leader.log.get(i);
            if (entry.kind() == Kind.TERM && entry.term() == leader.term) {
                return entry.position();
            }
        }
        throw new AssertionError("node " + leader.id + " leads a term that it has not begun");
    }

    private void follow(SimulatedMember follower) {
        int newest = leader();
        if (follower.isCut || newest == NOBODY || newest == follower.id) {
            return;
        }
        SimulatedMember leader = members[newest];
        if (follower.term > leader.term) {
            leader.stepDown(); // it hears that there is a newer one
            inboxes.get(newest).clear();
        } else if (follower.followed == newest && follower.term == leader.term) {
            take(follower, leader);
        } else if (follower.isLeader || follower.followed != NOBODY) {
            follower.stepDown();
            inboxes.get(follower.id).clear();
            report(follower, leader);
        } else if (isCalm || random.nextInt(8) == 0) {
            join(follower, leader);
        } else {
            report(follower, leader);
        }
    }

    private void report(SimulatedMember follower, SimulatedMember leader) {
        reported[leader.id][follower.id] = follower.lastPosition(); // of whatever term it is
        commit(leader);
    }

    private void join(SimulatedMember follower, SimulatedMember leader) {
        int common = follower.common(leader);
        if (common < follower.log.size()) {
            trace.dropped(follower.id, follower.log.size() - common);
            follower.truncate(common);
        }
        follower.term = leader.term;
        follower.followed = leader.id;
        reported[leader.id][follower.id] = follower.lastPosition();
        commit(leader);
    }

    private void take(SimulatedMember follower, SimulatedMember leader) {
        int count = 1 + random.nextInt(8);
        while (count-- > 0 && follower.log.size() < leader.log.size()) {
            follower.log.add(leader.log.get(follower.log.size()));
        }
        reported[leader.id][follower.id] = follower.lastPosition();
        commit(leader);
    }

    private void hearOfCommit(SimulatedMember follower) {
        int leader = follower.followed;
        if (leader != NOBODY && isReachable(follower) && isReachable(members[leader])) {
            long known = Math.min(members[leader].commit, follower.lastPosition());
            boolean isCurrent = members[leader].isLeader && members[leader].term == follower.term;
            follower.commit = isCurrent ? Math.max(follower.commit, known) : follower.commit;
        }
    }

    private void handOn(SimulatedMember member) {
        int count = 1 + random.nextInt(8);
        while (count-- > 0 && member.canHandOn() && member.failure() == null) {
            member.handOn();
        }
        if (member.failure() == null) {
            member.idle(clockNs.getAsLong());
        }
    }

    private void tell(SimulatedMember member) {
        if (!member.isFurther() && random.nextInt(3) > 0 || member.isCut) {
            return;
        }
        for (SimulatedMember peer : members) {
            if (peer != member && isReachable(peer) && (isCalm || random.nextInt(4) > 0)) {
                peer.hear(member.word());
            }
        }
    }

    /** Somebody has not heard a leader for long, or believes so. */
    private void elect(SimulatedMember candidate) {
        boolean isNeeded = leader() == NOBODY;
        if (candidate.isCut || candidate.isLeader || !isNeeded && (isCalm || random.nextInt(25) > 0)) {
            return;
        }
        long newTerm = 0;
        List<SimulatedMember> voters = new ArrayList<>();
        for (SimulatedMember member : members) {
            if (isReachable(member)) {
                newTerm = Math.max(newTerm, member.term + 1);
                boolean isHeard = member == candidate || isCalm || random.nextInt(4) > 0;
                if (isHeard && candidate.isAsFarAs(member)) {
                    voters.add(member);
                }
            }
        }
        if (voters.size() > members.length / 2) {
            lead(candidate, newTerm, voters);
        }
    }

    private void lead(SimulatedMember elected, long newTerm, List<SimulatedMember> voters) {
        for (SimulatedMember voter : voters) {
            voter.term = newTerm;
            if (voter.isLeader) {
                inboxes.get(voter.id).clear();
            }
            voter.stepDown();
        }
        Arrays.fill(reported[elected.id], UNKNOWN);
        elected.isLeader = true;
        trace.elected(elected.id, newTerm);
        elected.append(Kind.TERM, clockNs.getAsLong(), new byte[0]);
        commit(elected);
    }

    // ---- what there is ----

    /** All up to there is with every node that is up, which believes it stable. */
    public boolean isSettled() {
        int leader = leader();
        if (leader == NOBODY || !inboxes.get(leader).isEmpty()) {
            return false;
        }
        for (SimulatedMember member : members) {
            if (!member.isUp || member.position() < members[leader].lastPosition()) {
                return false;
            }
            if (member.stablePosition() < members[leader].lastPosition()) {
                return false;
            }
        }
        return true;
    }

    /** The log of whoever leads. */
    public List<Agreed> order() {
        List<Agreed> order = new ArrayList<>();
        long timeNs = 0;
        for (SimulatedMember.Logged entry : members[leader()].log) {
            timeNs = entry.kind() == Kind.SNAPSHOT ? timeNs : Math.max(timeNs, entry.timeNs());
            if (entry.kind() == Kind.ENTRY) {
                order.add(new Agreed(entry.position(), timeNs, entry.term(), entry.bytes()));
            }
        }
        return order;
    }

    @Override
    public String toString() {
        return Arrays.toString(members);
    }
}
