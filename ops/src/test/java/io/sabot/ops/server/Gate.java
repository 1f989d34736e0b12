package io.sabot.ops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A function of SQL that holds up a thread, and may fail it. */
public final class Gate {
    private static volatile Gate current = new Gate("nobody");

    private final CountDownLatch isReached = new CountDownLatch(1);
    private final CountDownLatch isOpen = new CountDownLatch(1);
    private final AtomicLong passed = new AtomicLong();
    private final String thread;
    private volatile boolean fails;

    private Gate(String thread) {
        this.thread = thread;
    }

    /** Shut from now on for a thread; the gate before is opened. */
    static Gate shutFor(String thread) {
        current.open();
        current = new Gate(thread);
        return current;
    }

    /** Until somebody stands before it. */
    void awaitReached() throws InterruptedException {
        assertThat(isReached.await(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    /** Rows that have passed. */
    long passed() {
        return passed.get();
    }

    void open() {
        isOpen.countDown();
    }

    /** Whoever passes fails. */
    void openToFail() {
        fails = true;
        open();
    }

    /** The value itself. */
    public static double eval(double value) throws InterruptedException {
        Gate gate = current;
        if (Thread.currentThread().getName().equals(gate.thread)) {
            gate.isReached.countDown();
            assertThat(gate.isOpen.await(2 * TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            gate.passed.incrementAndGet();
            if (gate.fails) {
                throw new OutOfMemoryError("of a test");
            }
        }
        return value;
    }
}
