package io.sabot.engine;

import io.sabot.ingest.ring.ProducerReply;
import java.util.concurrent.CompletableFuture;

/**
 * Takes numbered batches of records, as bytes, for one table without connector: what a server has from its clients. The
 * protocol is that of {@code docs/producers.md}.
 *
 * <p>Any thread. Futures are completed by the engine's thread, which nobody may keep waiting: nothing is to be hung on them
 * but somebody who waits.
 */
public interface BatchIntake {
    /** Says who numbers batches. The answer has the producer's number for {@link #send}. */
    CompletableFuture<ProducerReply> hello(String name, int epoch);

    /**
     * Sends one batch; waits while there is no room.
     *
     * @param welcome answer to the producer's {@link #hello}
     * @param sequence 1, 2, 3, … within the epoch
     * @throws io.sabot.core.error.SabotException if the bytes begin with a header that does not fit the table, or nothing is
     *     taken any more
     */
    CompletableFuture<ProducerReply> send(ProducerReply welcome, long sequence, byte[] bytes);

    /** How many of the bytes make a batch that may fit: whole records, 0 if the first is too long. */
    int fitting(byte[] bytes, int length);
}
