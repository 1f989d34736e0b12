package io.sabot.ops;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Being told to stop (SIGINT, SIGTERM): the command finishes in order, and the process ends with the command's own code. */
final class Stop {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean isAsked;
    private volatile int exitCode = 1;

    Stop(Duration deadline) {
        this.hook = new Thread(() -> finish(deadline), "sabot-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean isAsked() {
        return isAsked;
    }

    private void finish(Duration deadline) {
        isAsked = true;
        try {
            if (!done.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("sabot: not finished within " + deadline.toSeconds() + " s, giving up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        // The JVM would end with the signal's number, though all was finished in order.
        Runtime.getRuntime().halt(exitCode);
    }

    /** The command has finished, and has said what there was to say. */
    void done(int code) {
        exitCode = code;
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
