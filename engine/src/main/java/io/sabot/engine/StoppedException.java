package io.sabot.engine;

/** A node was told to stop while it read its log again. Nothing is wrong: the next start reads it from where it began. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException() {
        super("stopped while the log was read again");
    }
}
