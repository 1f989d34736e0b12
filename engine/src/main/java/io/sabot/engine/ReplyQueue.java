package io.sabot.engine;

import io.sabot.ingest.ring.ProducerReplies;
import io.sabot.ingest.ring.ProducerReply;
import java.util.ArrayDeque;

/**
 * Replies that wait until what they promise is durable; they go out in the order in which they came. Holds one for each
 * batch since the last force, which the ring bounds. Owned by the sequencer's thread.
 */
final class ReplyQueue {
    private record Waiting(long seq, ProducerReplies to, ProducerReply reply) {}

    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();

    /** @param seq of the log up to which all must be durable before; 0 for a reply that promises nothing */
    void add(long seq, ProducerReplies to, ProducerReply reply) {
        queue.addLast(new Waiting(seq, to, reply));
    }

    /** Sends what promises no more than that; true if nothing is left. */
    boolean release(long durableSeq) {
        while (!queue.isEmpty() && queue.peekFirst().seq <= durableSeq) {
            Waiting next = queue.removeFirst();
            next.to.onReply(next.reply);
        }
        return queue.isEmpty();
    }
}
