package io.sabot.ingest.ring;

/** Where a producer wants to hear what became of its batches. */
@FunctionalInterface
public interface ProducerReplies {
    /** Called by the engine's thread, in the order of the ring; must be quick, and not throw. */
    void onReply(ProducerReply reply);
}
