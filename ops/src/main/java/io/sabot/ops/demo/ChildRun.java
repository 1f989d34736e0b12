package io.sabot.ops.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** {@code sabot run} in a process of its own, with the Java, the flags and the classes of this one. */
final class ChildRun implements AutoCloseable {
    static final String SQL = "rules.sql";
    static final String DATA = "data";

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread listener = new Thread(this::listen, "sabot-demo-child");
    private final long startedNs = System.nanoTime();

    /** @param directory that has {@link #SQL} */
    ChildRun(Path directory) throws IOException {
        process =
                new ProcessBuilder(command(directory)).redirectErrorStream(true).start();
        listener.setDaemon(true);
        listener.start();
    }

    private static List<String> command(Path directory) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.contains(".terminal=") && !flag.startsWith("-agentlib:")) {
                command.add(flag);
            }
        }
        // It lives for seconds: compiling everything thoroughly would take longer than running it.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.sabot.ops.Main", "run"));
        command.add(directory.resolve(SQL).toString());
        command.addAll(List.of(
                "--data-dir",
                directory.resolve(DATA).toString(),
                "--set",
                "log.reserve-bytes=" + LiveDemo.RESERVE_BYTES));
        return command;
    }

    private void listen() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("cut off: " + e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long ageNs() {
        return System.nanoTime() - startedNs;
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        await();
    }

    /** @return the exit code */
    int await() throws InterruptedException {
        int code = process.waitFor();
        listener.join();
        return code;
    }

    /** What it said about its start, if that was not its first. */
    Optional<String> replayed() {
        return lines.stream()
                .filter(line -> line.startsWith("sabot: replayed"))
                .findFirst()
                .map(line -> line.substring("sabot: ".length()));
    }

    String output() {
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
