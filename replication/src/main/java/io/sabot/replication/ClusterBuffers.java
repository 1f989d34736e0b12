package io.sabot.replication;

/**
 * Sizes of what lies between members. All members must agree on the term and segment lengths, since each may lead.
 *
 * @param termLength bytes of one of the three parts of a stream's buffer, a power of two of at least 64 KiB; limits the length
 *     of an entry ({@link #maxEntryLength()})
 * @param segmentLength bytes of a file of the recorded log, a power of two of at least the term; the unit of a purge
 * @param mtuLength bytes of a packet with Aeron's headers, a multiple of 32; more than what the network carries whole is
 *     split by IP, where the loss of a part is the loss of all
 * @param socketLength bytes that the system keeps for each socket; the system's limits
 *     ({@code net.core.rmem_max}, {@code net.core.wmem_max}) hold it down
 */
public record ClusterBuffers(int termLength, int segmentLength, int mtuLength, int socketLength) {
    private static final int LEAST_TERM = 64 << 10;
    private static final int LARGEST = 1 << 30;
    private static final int LARGEST_MESSAGE = 16 << 20;
    private static final int LEAST_MTU = 1_024;
    private static final int LARGEST_MTU = 65_504;
    private static final int FRAME_ALIGNMENT = 32;
    /** A term cannot hold more than an eighth of itself in one message. */
    private static final int MESSAGES_IN_TERM = 8;

    private static final int ETHERNET_MTU = 1_408;
    private static final int LOOPBACK_MTU = 65_504;

    public ClusterBuffers {
        check("term", termLength, isPowerOfTwo(termLength) && termLength >= LEAST_TERM && termLength <= LARGEST);
        check(
                "segment",
                segmentLength,
                isPowerOfTwo(segmentLength) && segmentLength >= termLength && segmentLength <= LARGEST);
        check(
                "mtu",
                mtuLength,
                mtuLength % FRAME_ALIGNMENT == 0
                        && mtuLength >= LEAST_MTU
                        && mtuLength <= Math.min(LARGEST_MTU, termLength / MESSAGES_IN_TERM));
        check("socket", socketLength, socketLength >= 2 * mtuLength);
    }

    /** For members on several machines of an ordinary network. */
    public static ClusterBuffers standard() {
        return new ClusterBuffers(16 << 20, 64 << 20, ETHERNET_MTU, 2 << 20);
    }

    /** For members on one machine. */
    public static ClusterBuffers loopback() {
        return standard().withMtuLength(LOOPBACK_MTU);
    }

    public ClusterBuffers withTermLength(int length) {
        return new ClusterBuffers(length, Math.max(length, segmentLength), mtuLength, socketLength);
    }

    public ClusterBuffers withSegmentLength(int length) {
        return new ClusterBuffers(termLength, length, mtuLength, socketLength);
    }

    public ClusterBuffers withMtuLength(int length) {
        return new ClusterBuffers(termLength, segmentLength, length, socketLength);
    }

    public ClusterBuffers withSocketLength(int length) {
        return new ClusterBuffers(termLength, segmentLength, mtuLength, length);
    }

    /** The longest entry in bytes. */
    public int maxEntryLength() {
        return Math.min(termLength / MESSAGES_IN_TERM, LARGEST_MESSAGE) - FRAME_ALIGNMENT;
    }

    private static boolean isPowerOfTwo(int length) {
        return length > 0 && (length & (length - 1)) == 0;
    }

    private static void check(String name, int length, boolean isGood) {
        if (!isGood) {
            throw ReplicationErrors.configuration(
                    "REP-0108",
                    "a " + name + " length of " + length + " bytes cannot be",
                    "term: a power of two from 64 KiB to 1 GiB; segment: a power of two, at least the term; mtu: a"
                            + " multiple of 32 from 1024 to 65504, at most an eighth of the term; socket: at least two"
                            + " packets");
        }
    }
}
