package io.sabot.replication;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What members tell each other besides Aeron, one datagram, big endian:
 *
 * <pre>
 *   0  int   magic "SBT1"
 *   4  int   node id
 *   8  int   checksum of the list of members
 *  12  int   phase, an ordinal of Membership.Phase
 *  16  int   1 if the node believes that it leads
 *  20  long  term
 *  28  long  commit position
 *  36  long  own position
 *  44  16 B  directory id
 *  60  int   entries of the roster
 *  64  20 B  for each: int node id, 16 B directory id
 *   …  32 B  proof over all before
 * </pre>
 */
final class PresenceDescriptor {
    static final int MAX_LENGTH = 512;

    private static final int MAGIC = 0x53425431;
    private static final int LEAST_LENGTH = 64 + ClusterSecret.PROOF_LENGTH;

    private PresenceDescriptor() {}

    /** A member's word of itself. */
    record Word(
            int nodeId,
            int membersChecksum,
            Membership.Phase phase,
            boolean isLeader,
            long term,
            long commitPosition,
            long position,
            UUID directoryId,
            Map<Integer, UUID> roster) {}

    static byte[] encode(Word word, ClusterSecret secret) {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_LENGTH);
        buffer.putInt(MAGIC);
        buffer.putInt(word.nodeId());
        buffer.putInt(word.membersChecksum());
        buffer.putInt(word.phase().ordinal());
        buffer.putInt(word.isLeader() ? 1 : 0);
        buffer.putLong(word.term());
        buffer.putLong(word.commitPosition());
        buffer.putLong(word.position());
        put(buffer, word.directoryId());
        buffer.putInt(word.roster().size());
        new TreeMap<>(word.roster()).forEach((id, directory) -> {
            buffer.putInt(id);
            put(buffer, directory);
        });
        int length = buffer.position();
        buffer.put(secret.proof(buffer.array(), length));
        byte[] message = new byte[buffer.position()];
        buffer.flip().get(message);
        return message;
    }

    /** Null if this is not a member's word. */
    static Word decode(byte[] message, int length, ClusterSecret secret) {
        int signed = length - ClusterSecret.PROOF_LENGTH;
        if (length < LEAST_LENGTH || ByteBuffer.wrap(message).getInt() != MAGIC) {
            return null;
        }
        byte[] proof = new byte[ClusterSecret.PROOF_LENGTH];
        System.arraycopy(message, signed, proof, 0, proof.length);
        if (!secret.isProof(proof, message, signed)) {
            return null;
        }
        try {
            return word(ByteBuffer.wrap(message, Integer.BYTES, signed - Integer.BYTES));
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            return null; // without a secret anybody can sign
        }
    }

    private static Word word(ByteBuffer buffer) {
        return new Word(
                buffer.getInt(),
                buffer.getInt(),
                Membership.Phase.values()[buffer.getInt()],
                buffer.getInt() == 1,
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                uuid(buffer),
                roster(buffer));
    }

    private static Map<Integer, UUID> roster(ByteBuffer buffer) {
        int count = buffer.getInt();
        Map<Integer, UUID> roster = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            roster.put(buffer.getInt(), uuid(buffer));
        }
        return roster;
    }

    private static void put(ByteBuffer buffer, UUID uuid) {
        buffer.putLong(uuid.getMostSignificantBits());
        buffer.putLong(uuid.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer buffer) {
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
