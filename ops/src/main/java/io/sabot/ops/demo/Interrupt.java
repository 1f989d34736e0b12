package io.sabot.ops.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: what runs comes to its end in order, and the process ends well. */
final class Interrupt implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::finish, "sabot-demo-stop");
    private volatile boolean isAsked;

    Interrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean isAsked() {
        return isAsked;
    }

    private void finish() {
        isAsked = true;
        boolean isDone = false;
        try {
            isDone = done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // The JVM would end with the signal's number, though all was finished in order.
        Runtime.getRuntime().halt(isDone ? 0 : 1);
    }

    @Override
    public void close() {
        done.countDown();
        if (!isAsked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                assert done.getCount() == 0 : e; // asked this moment: the hook sees that all is done
            }
        }
    }
}
