package io.sabot.engine;

import io.sabot.core.error.SabotException;
import java.util.concurrent.locks.LockSupport;

/**
 * What is written to disk when there is no space: nothing is lost, the writer waits, so does all before it, and all goes
 * on when there is space again. One thread waits; any may stop it.
 */
final class SpaceWait {
    private static final String NO_SPACE = "JRN-0202";
    private static final long POLL_NS = 100_000_000L;

    private final EngineListener listener;
    private volatile boolean isWaiting;

    SpaceWait(EngineListener listener) {
        this.listener = listener;
    }

    /** From now on calls wait; before, as after {@link #stop()}, they fail for lack of space. */
    void start() {
        isWaiting = true;
    }

    /** Any thread. */
    void stop() {
        isWaiting = false;
    }

    /** Calls again until there is space. What fails for lack of space must leave things so that it can be called again. */
    void until(Runnable write) {
        try {
            write.run();
        } catch (SabotException e) {
            retry(e, write);
        }
    }

    /**
     * As {@link #until}, after the first call failed: where a call is made for every frame, nothing is allocated for it.
     *
     * @throws SabotException the failure, if it is not for lack of space
     */
    void retry(SabotException failure, Runnable write) {
        requireNoSpace(failure);
        listener.onStalled(failure.problems().get(0));
        while (true) {
            LockSupport.parkNanos(POLL_NS);
            try {
                write.run();
                return;
            } catch (SabotException e) {
                requireNoSpace(e);
            }
        }
    }

    private void requireNoSpace(SabotException e) {
        if (!isWaiting || !e.problems().get(0).code().equals(NO_SPACE)) {
            throw e;
        }
    }
}
