package io.sabot.replication.log;

import io.sabot.journal.DirectoryLock;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.JournalConfig;
import io.sabot.journal.Journals;
import io.sabot.journal.LogReader;
import io.sabot.replication.CommittedEntries;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/**
 * This node's log of what the cluster has agreed upon: an entry a frame, with its position, time and term. Whoever wants
 * entries reads them here at his own pace, and no further than nobody can take them back.
 *
 * <p>Written by the cluster's service thread; {@link #reader} may be called by any.
 */
public final class CommittedLog implements CommittedEntries, AutoCloseable {
    /** Who leads, from when on. */
    public record Leadership(boolean isLeader, long term) {}

    private final EventLog log;
    private final FrameHeader fields = FrameHeader.create();
    private final Consumer<Leadership> onLeadership;
    private volatile long lastPosition = NO_POSITION; // one thread writes
    private long lastTerm = NO_TERM;
    private volatile long stablePosition = NO_POSITION;

    /**
     * @param lock of the data directory
     * @param onLeadership is told by the service thread; must be quick
     */
    public CommittedLog(Path directory, DirectoryLock lock, long reserveBytes, Consumer<Leadership> onLeadership) {
        this(Journals.open(JournalConfig.of(directory).withReserveBytes(reserveBytes), lock), onLeadership);
    }

    /** @param log owned from then on */
    public CommittedLog(EventLog log, Consumer<Leadership> onLeadership) {
        this.log = log;
        this.onLeadership = onLeadership;
        if (log.lastSeq() > 0) {
            try (LogReader reader = log.reader(log.lastSeq(), log.symbols())) {
                if (reader.next()) {
                    lastPosition = reader.header().clusterPosition();
                    lastTerm = reader.header().term();
                }
            }
        }
    }

    @Override
    public long lastPosition() {
        return lastPosition;
    }

    @Override
    public long lastTerm() {
        return lastTerm;
    }

    @Override
    public void onStart(long snapshotPosition, DirectBuffer state, int offset, int length) {
        stablePosition = NO_POSITION; // what a snapshot covers may have been taken back: we are told what is stable
    }

    @Override
    public void onEntry(long position, long timestampNs, long term, DirectBuffer buffer, int offset, int length) {
        byte[] payload = new byte[length];
        buffer.getBytes(offset, payload);
        append(position, timestampNs, term, payload);
    }

    /**
     * Adds an entry that another node has given, before this node takes part; durable when {@link #onSnapshot} returns.
     *
     * @param timeNs as that node's log has it
     */
    public void append(long position, long timeNs, long term, byte[] payload) {
        fields.clear()
                .seq(log.lastSeq() + 1)
                .timeNs(Math.max(log.lastTimeNs(), timeNs))
                .clusterPosition(position)
                .term(term);
        log.appender().appendControl(fields, FrameType.COMMITTED, payload);
        lastPosition = position;
        lastTerm = term;
    }

    @Override
    public void onTerm(long term, int leaderId, long position, long timestampNs) {
        // Entries have their terms; who leads is told by onRole.
    }

    @Override
    public void onRole(boolean isLeader, long term) {
        onLeadership.accept(new Leadership(isLeader, term));
    }

    @Override
    public void onSnapshot(long position) {
        log.force();
    }

    @Override
    public void onStable(long position) {
        stablePosition = position;
    }

    /** Up to where entries are given to readers. Any thread. */
    public long stablePosition() {
        return stablePosition;
    }

    /** Bytes appended since the log was opened. */
    public long appendedBytes() {
        return log.appendedBytes();
    }

    /**
     * Entries at this position and behind it.
     *
     * @throws io.sabot.core.error.SabotException if they are not kept any more
     */
    public CommittedReader reader(long fromPosition) {
        return new CommittedReader(this, log, seqAt(fromPosition));
    }

    /** First entry at or behind the position. */
    private long seqAt(long position) {
        long low = log.firstSeq();
        long high = log.lastSeq() + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (positionAt(middle) >= position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private long positionAt(long seq) {
        try (LogReader reader = log.reader(seq, log.symbols())) {
            if (!reader.next()) {
                throw new IllegalStateException("no entry " + seq);
            }
            return reader.header().clusterPosition();
        }
    }

    /** Lets go of what is before the position; nobody may want it any more. */
    public void trim(long beforePosition) {
        log.trim(seqAt(beforePosition));
    }

    /** After the cluster's part of the node, and all readers, have been closed. */
    @Override
    public void close() {
        log.close();
    }
}
