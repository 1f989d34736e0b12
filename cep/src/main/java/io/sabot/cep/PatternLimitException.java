package io.sabot.cep;

/** A pattern is larger than its limits allow. The message is for people. */
public final class PatternLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PatternLimitException(String message) {
        super(message);
    }
}
