package io.sabot.replication;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What an application makes of the agreed order. Called by the node's service thread only, except where noted. The thread
 * must not block for long: while it stands, this node falls behind, and a node that falls behind and is then elected
 * leader holds up the cluster. Journal and hand on; do not wait for locks, sinks or queries.
 *
 * <p>Whatever a method throws ends the node: entries that some nodes applied and others did not cannot be made good.
 *
 * <p>A <em>position</em> is a byte in the cluster's log, the same on every node, and grows from entry to entry. A
 * <em>term</em> is the reign of one leader and grows with each election.
 */
public interface CommittedEntries {
    /** For {@link #lastPosition()} of a node that has nothing. */
    long NO_POSITION = -1;

    /** For {@link #lastTerm()} of a node that has nothing. */
    long NO_TERM = -1;

    /** Room for {@link #snapshotState}. */
    int MAX_STATE_LENGTH = 32 << 10;

    /**
     * Position of the last entry that this node's own log holds and would find again after a crash. Entries up to it are
     * skipped. Asked once, before {@link #onStart}.
     */
    long lastPosition();

    /** Term in which that entry was handed on, as {@link #onEntry} told. */
    long lastTerm();

    /**
     * Before anything else. Entries that follow begin behind the snapshot, or at the log's beginning. What is stable of that which
     * came before, {@link #onStable} tells next.
     *
     * @param snapshotPosition {@link #NO_POSITION} if there is no snapshot
     * @param state what {@link #snapshotState} had written, valid inside the call only; empty if there is no snapshot
     */
    void onStart(long snapshotPosition, DirectBuffer state, int offset, int length);

    /**
     * An entry that a majority has recorded.
     *
     * @param timestampNs of the leader's clock since the epoch, never less than that of an entry before
     * @param buffer valid inside the call only
     */
    void onEntry(long position, long timestampNs, long term, DirectBuffer buffer, int offset, int length);

    /**
     * An entry that the node has already, at or below {@link #lastPosition()}: for those who wish to compare.
     *
     * @param buffer valid inside the call only
     */
    default void onSkipped(long position, long timestampNs, long term, DirectBuffer buffer, int offset, int length) {}

    /** A new leader reigns over the entries behind this position. Part of the order as entries are; replayed like them. */
    void onTerm(long term, int leaderId, long position, long timestampNs);

    /** This node begins or ceases to lead; not part of the order. A leader that was cut off hears of it late: fence by term. */
    void onRole(boolean isLeader, long term);

    /**
     * Must return only when this node has everything up to this position on disk, and will find it after a loss of power.
     * The cluster takes no new entries meanwhile.
     */
    void onSnapshot(long position);

    /**
     * Writes what shall be given to {@link #onStart} besides the position, up to {@link #MAX_STATE_LENGTH} bytes from 0 on.
     *
     * @return the length
     */
    default int snapshotState(MutableDirectBuffer state) {
        return 0;
    }

    /**
     * A majority of the members, this one included, has handed on all up to this position in the same term. From here on
     * nothing below can be taken back; so tell producers that their entries are kept, and let sinks go, up to here and no
     * further. Usually a millisecond or two after the entry. Until then Aeron 1.51.0 may, in a rare sequence of failures, take
     * back an entry that {@link #onEntry} told ({@code README.md}); a node that applied it is stopped by REP-0302.
     */
    default void onStable(long position) {}

    /** Between entries, many times a second. Returns work done. */
    default int onIdle(long nowNs) {
        return 0;
    }
}
