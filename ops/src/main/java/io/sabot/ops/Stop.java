package io.sabot.ops;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Being told to stop (SIGINT, SIGTERM): the command finishes in order, and the process ends with 0. */
final class Stop {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean isAsked;

    Stop(Duration deadline) {
        this.hook = new Thread(() -> finish(deadline), "sabot-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean isAsked() {
        return isAsked;
    }

    private void finish(Duration deadline) {
        isAsked = true;
        boolean isDone = false;
        try {
            isDone = done.await(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        // The JVM would end with the signal's number, though all was finished in order.
        Runtime.getRuntime().halt(isDone ? 0 : 1);
    }

    /** The command has finished. */
    void done() {
        done.countDown();
        if (!isAsked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the signal came this moment: the hook sees that all is done
                assert done.getCount() == 0 : e;
            }
        }
    }
}
