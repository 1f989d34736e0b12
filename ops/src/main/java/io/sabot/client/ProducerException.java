package io.sabot.client;

/** A producer cannot go on: a batch was refused for good, or no server has answered for too long. */
public final class ProducerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProducerException(String message) {
        super(message);
    }
}
