package io.sabot.ops.server.cluster;

import java.io.IOException;
import java.util.Random;

/** Lets a process stand still three quarters of the time, for less than others wait for it. Has a thread of its own. */
final class Stutter implements AutoCloseable {
    private static final int LONGEST_MS = 300;

    private final long pid;
    private final Random random;
    private final Thread thread = new Thread(this::run, "stutter");
    private volatile boolean isEnded;
    private volatile int times;

    private Stutter(long pid, long seed) {
        this.pid = pid;
        this.random = new Random(seed);
    }

    static Stutter of(long pid, long seed) {
        Stutter stutter = new Stutter(pid, seed);
        stutter.thread.start();
        return stutter;
    }

    private void run() {
        try {
            while (!isEnded) {
                int stillMs = 1 + random.nextInt(LONGEST_MS);
                signal("STOP");
                Thread.sleep(stillMs);
                signal("CONT");
                Thread.sleep(stillMs / 3);
                times = times + 1;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", name, String.valueOf(pid)).start().waitFor();
    }

    int times() {
        return times;
    }

    /** The process runs again then. */
    @Override
    public void close() {
        isEnded = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
