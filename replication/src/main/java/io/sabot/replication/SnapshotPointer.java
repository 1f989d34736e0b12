package io.sabot.replication;

import io.sabot.core.error.SabotException;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a snapshot holds: how far the node's own log reaches, not what is in it. One message, little endian:
 *
 * <pre>
 *   0  int   magic "SBTS"
 *   4  int   version, 2
 *   8  long  position of the snapshot
 *  16  long  position of the last entry before it, -1 if there was none
 *  24  long  term
 *  32  int   leader of the term
 *  36  int   length of the application's state
 *  40  long  greatest timestamp so far, ns
 *  48  long  position up to which all was stable when it was taken, -1 if nothing was; not in version 1
 *  56  …     the application's state
 *   …  int   CRC32C of all before
 * </pre>
 *
 * <p>What the snapshot covers was handed on, and may have been taken back since: only what was stable then is shown to others
 * when a node starts from it.
 *
 * @param leaderId of the term
 * @param state backed by memory of this object's own
 */
record SnapshotPointer(
        long position,
        long lastEntryPosition,
        long stablePosition,
        long term,
        int leaderId,
        long timestampNs,
        DirectBuffer state) {
    static final int HEADER_LENGTH = 56;
    static final int MAX_LENGTH = HEADER_LENGTH + CommittedEntries.MAX_STATE_LENGTH + Integer.BYTES;

    private static final int MAGIC = 0x53425453;
    private static final int VERSION = 2;
    private static final int FORMER_HEADER_LENGTH = 48;

    byte[] encode() {
        int stateLength = state.capacity();
        int checked = HEADER_LENGTH + stateLength;
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[checked + Integer.BYTES]);
        buffer.putInt(0, MAGIC, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(4, VERSION, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(8, position, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(16, lastEntryPosition, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(24, term, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(32, leaderId, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(36, stateLength, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(40, timestampNs, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(48, stablePosition, ByteOrder.LITTLE_ENDIAN);
        buffer.putBytes(HEADER_LENGTH, state, 0, stateLength);
        buffer.putInt(checked, checksum(buffer.byteArray(), checked), ByteOrder.LITTLE_ENDIAN);
        return buffer.byteArray();
    }

    /** Whether such a message is there; Aeron's own messages stand around it. */
    static boolean isAt(DirectBuffer source, int offset, int length) {
        return length >= FORMER_HEADER_LENGTH + Integer.BYTES
                && source.getInt(offset, ByteOrder.LITTLE_ENDIAN) == MAGIC;
    }

    static SnapshotPointer decode(DirectBuffer source, int offset, int length) {
        byte[] bytes = new byte[length];
        source.getBytes(offset, bytes);
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        int checked = length - Integer.BYTES;
        if (checked < FORMER_HEADER_LENGTH || buffer.getInt(0, ByteOrder.LITTLE_ENDIAN) != MAGIC) {
            throw broken("is not one of this program");
        }
        if (buffer.getInt(checked, ByteOrder.LITTLE_ENDIAN) != checksum(bytes, checked)) {
            throw broken("has a wrong checksum");
        }
        int version = buffer.getInt(4, ByteOrder.LITTLE_ENDIAN);
        if (version < 1 || version > VERSION) {
            throw broken("has version " + version + ", this program reads up to " + VERSION);
        }
        int headerLength = version == 1 ? FORMER_HEADER_LENGTH : HEADER_LENGTH;
        int stateLength = buffer.getInt(36, ByteOrder.LITTLE_ENDIAN);
        if (stateLength != checked - headerLength) {
            throw broken("has a wrong length");
        }
        return new SnapshotPointer(
                buffer.getLong(8, ByteOrder.LITTLE_ENDIAN),
                buffer.getLong(16, ByteOrder.LITTLE_ENDIAN),
                version == 1 ? CommittedEntries.NO_POSITION : buffer.getLong(48, ByteOrder.LITTLE_ENDIAN),
                buffer.getLong(24, ByteOrder.LITTLE_ENDIAN),
                buffer.getInt(32, ByteOrder.LITTLE_ENDIAN),
                buffer.getLong(40, ByteOrder.LITTLE_ENDIAN),
                new UnsafeBuffer(bytes, headerLength, stateLength));
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    private static SabotException broken(String what) {
        return ReplicationErrors.badData(
                "REP-0303", "the cluster's snapshot " + what, "clone this node from its peers");
    }
}
