package io.sabot.engine;

import io.sabot.core.fault.FaultRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Programs of the system that make faults. */
public final class Tools {
    private Tools() {}

    /** What it printed. */
    public static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
        return said;
    }

    /** Skips the test, and says so, where this does not work. */
    public static void require(String... command) throws InterruptedException {
        try {
            run(command);
        } catch (IOException e) {
            FaultRun.skip(e.getMessage());
        }
    }

    /** Skips the test where system calls cannot be made to fail. */
    static void requireStrace() throws InterruptedException {
        require("strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO", "true");
    }
}
