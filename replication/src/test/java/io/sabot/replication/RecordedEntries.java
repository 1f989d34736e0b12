package io.sabot.replication;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * An application that remembers everything, in memory: give the object to the next member of the same node to play a restart
 * that lost nothing. Written by the service thread, read by tests through copies.
 */
final class RecordedEntries implements CommittedEntries {
    /** @param number the first eight bytes of an entry */
    record Entry(long position, long timestampNs, long term, long number, int length, int checksum) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Long> terms = new ArrayList<>();
    private final List<Long> snapshots = new ArrayList<>();
    private String state = "";
    private String restoredState;
    private long startedFrom = Long.MIN_VALUE;
    private int skipped;
    private long failAtNumber = Long.MIN_VALUE;
    private volatile long slownessNs;
    private volatile LongConsumer stableListener = position -> {};
    private volatile Consumer<Entry> listener = entry -> {};

    static byte[] payload(long number, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(number);
        for (int i = Long.BYTES; i < length; i++) {
            buffer.put((byte) (number * 31 + i));
        }
        return buffer.array();
    }

    /** Told of each new entry, before it is remembered. */
    void listener(Consumer<Entry> newListener) {
        listener = newListener;
    }

    @Override
    public synchronized long lastPosition() {
        return entries.isEmpty() ? NO_POSITION : entries.get(entries.size() - 1).position();
    }

    @Override
    public synchronized long lastTerm() {
        return entries.isEmpty() ? NO_TERM : entries.get(entries.size() - 1).term();
    }

    @Override
    public synchronized void onStart(long snapshotPosition, DirectBuffer buffer, int offset, int length) {
        startedFrom = snapshotPosition;
        restoredState = buffer.getStringWithoutLengthUtf8(offset, length);
    }

    @Override
    public void onEntry(long position, long timestampNs, long term, DirectBuffer buffer, int offset, int length) {
        long number = buffer.getLong(offset);
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        synchronized (this) {
            if (number == failAtNumber) {
                throw new IllegalStateException("told to fail at " + number);
            }
            Entry entry = new Entry(position, timestampNs, term, number, length, (int) checksum.getValue());
            listener.accept(entry);
            entries.add(entry);
        }
        if (slownessNs > 0) {
            LockSupport.parkNanos(slownessNs);
        }
    }

    @Override
    public synchronized void onSkipped(
            long position, long timestampNs, long term, DirectBuffer buffer, int offset, int length) {
        Entry own = entries.stream()
                .filter(entry -> entry.position() == position)
                .findFirst()
                .orElseThrow();
        if (own.number() != buffer.getLong(offset) || own.term() != term || own.timestampNs() != timestampNs) {
            throw new IllegalStateException("entry at " + position + " is another than before");
        }
        skipped += 1;
    }

    @Override
    public synchronized void onTerm(long term, int leaderId, long position, long timestampNs) {
        terms.add(term);
    }

    @Override
    public void onRole(boolean isLeader, long term) {
        // Seen in the status.
    }

    @Override
    public synchronized void onSnapshot(long position) {
        snapshots.add(position);
    }

    @Override
    public synchronized int snapshotState(MutableDirectBuffer buffer) {
        return buffer.putStringWithoutLengthUtf8(0, state);
    }

    /** Told of each new stable position. */
    void stableListener(LongConsumer newListener) {
        stableListener = newListener;
    }

    @Override
    public void onStable(long position) {
        stableListener.accept(position);
    }

    synchronized void state(String newState) {
        state = newState;
    }

    synchronized String restoredState() {
        return restoredState;
    }

    synchronized long startedFrom() {
        return startedFrom;
    }

    synchronized int skipped() {
        return skipped;
    }

    synchronized void failAt(long number) {
        failAtNumber = number;
    }

    void slownessNs(long newSlownessNs) {
        slownessNs = newSlownessNs;
    }

    synchronized List<Entry> copy() {
        return List.copyOf(entries);
    }

    synchronized List<Long> terms() {
        return List.copyOf(terms);
    }

    synchronized int count() {
        return entries.size();
    }

    synchronized long countOfDifferent() {
        return entries.stream().mapToLong(Entry::number).distinct().count();
    }

    synchronized void add(Entry entry) {
        entries.add(entry);
    }

    /** What another node's files hold: the same entries, no more. */
    synchronized RecordedEntries cloned() {
        RecordedEntries clone = new RecordedEntries();
        clone.entries.addAll(entries);
        return clone;
    }

    /** As after a restart from files that had not been forced. */
    synchronized void forgetLast(int count) {
        for (int i = 0; i < count; i++) {
            entries.remove(entries.size() - 1);
        }
    }
}
