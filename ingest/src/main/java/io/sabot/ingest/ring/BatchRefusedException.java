package io.sabot.ingest.ring;

import io.sabot.core.error.Problem;

/** The engine does not take a producer, or a batch of it. The engine and other producers go on. */
public final class BatchRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProducerReply.Kind reason;
    private final long batch;
    private final long value;

    /** @param reply one that is not good */
    public BatchRefusedException(String producer, ProducerReply reply) {
        super(describe(producer, reply).format());
        this.reason = reply.kind();
        this.batch = reply.batch();
        this.value = reply.value();
    }

    public ProducerReply.Kind reason() {
        return reason;
    }

    /** 0 if it is the producer that was refused. */
    public long batch() {
        return batch;
    }

    /** As in {@link ProducerReply}: of GAP the batch that was expected. */
    public long value() {
        return value;
    }

    private static Problem describe(String producer, ProducerReply reply) {
        String batch = "batch " + reply.batch() + " of producer '" + producer + "'";
        return switch (reply.kind()) {
            case GAP -> problem(batch + " came where " + reply.value() + " was expected", "send it from there on");
            case SEQ_REUSED ->
                problem(
                        "another batch was accepted as " + batch,
                        "begin a newer epoch if the numbers of the old one are lost");
            case FENCED ->
                problem(
                        "producer '" + producer + "' is in a newer epoch",
                        "somebody else sends in its name; a newer epoch would take over");
            case UNKNOWN_PRODUCER ->
                problem(
                        "no batch is known before " + batch,
                        "the node has forgotten the producer or is another one: begin a newer epoch at batch 1");
            case TOO_LARGE -> problem(batch + " fits no frame, but its first " + reply.value() + " bytes", "split it");
            case TOO_MANY_PRODUCERS ->
                problem(
                        "there are too many producers for '" + producer + "'",
                        "SET 'producers.max' to a larger number");
            case ENDED -> problem("the table of producer '" + producer + "' has ended", null);
            case WELCOME, ACK -> throw new IllegalArgumentException(reply + " is no refusal");
        };
    }

    private static Problem problem(String message, String hint) {
        return Problem.of("ING-0407", message, hint);
    }
}
