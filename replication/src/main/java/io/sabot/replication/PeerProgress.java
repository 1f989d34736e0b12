package io.sabot.replication;

/** How far the other members got, as far as this node has heard. */
interface PeerProgress {
    /** This node got further: the others are told soon. Any thread; cheap. */
    void progressed();

    /** As {@link PeerWords#stablePosition}. */
    long stablePosition(long term, long position, long[] positions);
}
