package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.replication.SimulatedMember.Kind;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** A node whose own log has what the cluster has taken back: it must not go on, and must show nothing of it before. */
final class TakenBackTest {
    /** Of a node that has entries up to a position already. */
    private static final class Own implements CommittedEntries {
        private final long position;
        private final long term;
        private final List<Long> taken = new ArrayList<>();
        private long stable = NO_POSITION;

        Own(long position, long term) {
            this.position = position;
            this.term = term;
        }

        @Override
        public long lastPosition() {
            return position;
        }

        @Override
        public long lastTerm() {
            return term;
        }

        @Override
        public void onStart(long snapshotPosition, DirectBuffer state, int offset, int length) {
            // what a snapshot covers need not be stable
        }

        @Override
        public void onEntry(long at, long timestampNs, long ofTerm, DirectBuffer buffer, int offset, int length) {
            taken.add(at);
        }

        @Override
        public void onTerm(long newTerm, int leaderId, long at, long timestampNs) {
            // counted by nobody here
        }

        @Override
        public void onRole(boolean isLeader, long ofTerm) {
            // likewise
        }

        @Override
        public void onSnapshot(long at) {
            // likewise
        }

        @Override
        public void onStable(long at) {
            stable = at;
        }
    }

    /** A log that has each of the terms begin (32 bytes), and two entries of it (64 bytes each). */
    private static SimulatedMember member(long... terms) {
        return memberOf(1, terms);
    }

    private static SimulatedMember memberOf(int members, long... terms) {
        SimulatedMember member = new SimulatedMember(0, members);
        for (long term : terms) {
            member.term = term;
            member.append(Kind.TERM, term, new byte[0]);
            member.append(Kind.ENTRY, term, new byte[32]);
            member.append(Kind.ENTRY, term, new byte[32]);
        }
        return member;
    }

    private static void handOnAll(SimulatedMember member, Own own) {
        member.start(own);
        member.commit = member.lastPosition();
        while (member.canHandOn() && member.failure() == null) {
            member.handOn();
            member.idle(0);
        }
    }

    @Test
    void shouldGoOnBehindItsOwnLastEntry() {
        Own own = new Own(160, 1);
        SimulatedMember member = member(1, 4);
        handOnAll(member, own);
        assertThat(member.failure()).isNull();
        assertThat(own.taken).containsExactly(256L, 320L);
        assertThat(own.stable).isEqualTo(320);
    }

    @Test
    void shouldStopWhereTheClusterHasAnEntryOfAnotherTerm() {
        Own own = new Own(160, 3);
        assertStops(member(1, 4), own);
    }

    @Test
    void shouldStopWhereTheClusterHasNoEntryAtAll() {
        Own own = new Own(192, 3); // there the later term had begun
        assertStops(member(1, 2), own);
    }

    @Test
    void shouldShowNothingThatASnapshotCoversButNoMajorityHas() {
        SimulatedMember member = memberOf(3, 1); // nobody hears of its peers
        member.append(Kind.SNAPSHOT, 1, new byte[0]);
        handOnAll(member, new Own(CommittedEntries.NO_POSITION, CommittedEntries.NO_TERM));
        assertThat(member.snapshotEntryPosition()).isEqualTo(160);
        member.stop();

        Own restarted = new Own(160, 1);
        member.start(restarted);
        assertThat(member.failure()).isNull();
        assertThat(restarted.stable).isEqualTo(CommittedEntries.NO_POSITION);
    }

    @Test
    void shouldShowWhatWasStableWhenASnapshotWasTaken() {
        SimulatedMember member = member(1);
        member.append(Kind.SNAPSHOT, 1, new byte[0]);
        handOnAll(member, new Own(CommittedEntries.NO_POSITION, CommittedEntries.NO_TERM));
        member.stop();

        Own restarted = new Own(160, 1);
        member.start(restarted);
        assertThat(restarted.stable).isEqualTo(160);
    }

    private static void assertStops(SimulatedMember member, Own own) {
        handOnAll(member, own);
        assertThat(member.failure().problems().get(0).code()).isEqualTo("REP-0302");
        assertThat(own.taken).isEmpty();
        assertThat(own.stable).isEqualTo(CommittedEntries.NO_POSITION);
    }
}
