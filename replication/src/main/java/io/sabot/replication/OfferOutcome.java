package io.sabot.replication;

/** What became of an offer. None of them means that the entry is in the log. */
public enum OfferOutcome {
    /** On its way to the leader; it may still be lost. */
    ACCEPTED,
    /** The leader or the network is slower than the caller: offer again later. */
    BACK_PRESSURED,
    /** No leader is known, or it is being connected to: go on polling, offer again later. */
    NOT_CONNECTED
}
