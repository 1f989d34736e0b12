package io.sabot.ops.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code sabot server} in a process of its own, with the Java, the flags and the classes of this one. */
final class NodeProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    /**
     * @param launcher before the command
     * @param log gets what the process says, behind what is there
     */
    NodeProcess(List<String> launcher, Path configuration, Path log, List<String> flags) throws IOException {
        this.log = log;
        this.process = new ProcessBuilder(command(launcher, configuration, flags))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static List<String> command(List<String> launcher, Path configuration, List<String> flags) {
        List<String> command = new ArrayList<>(launcher);
        command.add(ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.contains(".terminal=") && !flag.startsWith("-agentlib:") && !flag.startsWith("-Xm")) {
                command.add(flag);
            }
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.sabot.ops.Main", "server"));
        command.addAll(List.of("--config", configuration.toString()));
        return command;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL, and waits for its effect. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, and waits for the end. */
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    String said() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        boolean isInterrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
