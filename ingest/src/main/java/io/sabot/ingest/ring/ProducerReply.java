package io.sabot.ingest.ring;

/**
 * What the engine says to a producer.
 *
 * @param batch that is answered; of WELCOME the last that was accepted in the producer's epoch, 0 for none
 * @param value see {@link Kind}, else 0
 * @param producerId number that the producer's name has, of WELCOME
 * @param epoch of WELCOME
 */
public record ProducerReply(Kind kind, long batch, long value, long producerId, int epoch) {
    /** How it went. */
    public enum Kind {
        /** The producer is known from now on; the value is the last batch accepted in the epoch before, 0 for none. */
        WELCOME,
        /** The batch is in the log and durable; the value is its seq, 0 if that is too long ago to be known. */
        ACK,
        /** A batch before it is missing; the value is the one expected. */
        GAP,
        /** Another batch was accepted under this number. */
        SEQ_REUSED,
        /** A newer epoch has begun: somebody else is this producer now. */
        FENCED,
        /** No batch of this producer is known, and this is not the first. */
        UNKNOWN_PRODUCER,
        /** It fits no frame; the value is how many bytes of it would. */
        TOO_LARGE,
        /** There are as many producers as there may be. */
        TOO_MANY_PRODUCERS,
        /** The table has ended. */
        ENDED
    }

    /** To a batch. */
    public static ProducerReply of(Kind kind, long batch, long value) {
        return new ProducerReply(kind, batch, value, Slot.NO_PRODUCER, 0);
    }

    /** Whether the producer, or the batch, was taken. */
    public boolean isGood() {
        return kind == Kind.WELCOME || kind == Kind.ACK;
    }
}
