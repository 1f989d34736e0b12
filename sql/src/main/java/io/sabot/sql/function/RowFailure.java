package io.sabot.sql.function;

/**
 * An expression cannot be computed for a row: the row is refused, the query goes on. Has no stack trace, for a bad feed
 * may cause one a row.
 */
public final class RowFailure extends ArithmeticException {
    private static final long serialVersionUID = 1L;

    /** @param message for people */
    public RowFailure(String message) {
        super(message);
    }

    /** What a user's function threw. */
    public static RowFailure of(String function, Throwable cause) {
        RowFailure failure = new RowFailure(function + " failed: " + cause);
        failure.initCause(cause);
        return failure;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
