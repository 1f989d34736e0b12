package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does on a shell what a guide tells its reader to do, in a directory of its own: {@code sabot} is the classes of this test.
 * Ports that the guide names are other ones here.
 */
final class GuideShell implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("sabot.root"));
    private static final Pattern BLOCK = Pattern.compile("```(?:console|text)\n(.*?)```", Pattern.DOTALL);
    private static final long PATIENCE_SECONDS = 120;

    /**
     * What is typed, and what the guide says comes of it.
     *
     * @param output lines; empty if the guide shows nothing
     */
    record Step(String command, String output) {}

    private final Path directory;
    private final Map<String, String> ports = new LinkedHashMap<>();
    private final List<Process> servers = new ArrayList<>();

    GuideShell(Path directory) throws IOException {
        this.directory = directory;
        Path script = Files.createDirectories(directory.resolve("bin")).resolve("sabot");
        Files.writeString(script, "#!/bin/bash\nexec " + String.join(" ", java()) + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<String> java() {
        Path options = ROOT.resolve("ops/src/main/dist/conf");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("@" + options.resolve("jvm.options"));
        if (Runtime.version().feature() >= 24) {
            command.add("@" + options.resolve("jvm-24.options"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }

    static String guide(String name) throws IOException {
        return Files.readString(ROOT.resolve("docs").resolve(name));
    }

    /** The n-th block of a language, from 0 on. */
    static String block(String guide, String language, int n) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(guide)
                .results()
                .skip(n)
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    /** All that a part of a guide has typed. */
    static List<Step> steps(String guide) {
        List<Step> steps = new ArrayList<>();
        for (MatchResult block : BLOCK.matcher(guide).results().toList()) {
            String text = block.group(1).replace("\\\n", " ");
            for (String part : text.split("(?m)^\\$ ", -1)) {
                if (text.startsWith("$ ") && !part.isEmpty()) {
                    int end = part.indexOf('\n');
                    steps.add(new Step(part.substring(0, end), part.substring(end + 1)));
                }
            }
        }
        return steps;
    }

    /** The part under a heading. */
    static String section(String guide, String heading) {
        int begin = guide.indexOf("\n## " + heading + "\n");
        assertThat(begin).as(heading).isNotNegative();
        int end = guide.indexOf("\n## ", begin + 1);
        return guide.substring(begin, end < 0 ? guide.length() : end);
    }

    /** Has a free port stand for one of the guide. */
    void port(int ofGuide) throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port(ofGuide, socket.getLocalPort());
        }
    }

    void port(int ofGuide, int here) {
        ports.put(String.valueOf(ofGuide), String.valueOf(here));
    }

    /** A text of the guide with the ports of here. */
    String here(String text) {
        String changed = text;
        for (Map.Entry<String, String> port : ports.entrySet()) {
            changed = changed.replaceAll("\\b" + port.getKey() + "\\b", port.getValue());
        }
        return changed;
    }

    void file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, here(text));
    }

    /** In the background; waits until it listens. */
    Process server(String command) throws IOException, InterruptedException {
        Process process = serverWithoutWaiting(command);
        awaitListening(process);
        return process;
    }

    Process serverWithoutWaiting(String command) throws IOException {
        Path said = directory.resolve("server-" + servers.size() + ".log");
        Process process =
                builder("exec " + here(command)).redirectOutput(said.toFile()).start();
        servers.add(process);
        return process;
    }

    void awaitListening(Process process) throws IOException, InterruptedException {
        Path said = directory.resolve("server-" + servers.indexOf(process) + ".log");
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.readString(said).contains("listening on")) {
            assertThat(process.isAlive() && System.nanoTime() - deadlineNs < 0)
                    .as(Files.readString(said))
                    .isTrue();
            Thread.sleep(50);
        }
    }

    /** @return what it says, on both ways out; it must end with exit code 0 */
    String run(String command) throws IOException, InterruptedException {
        return run(command, 0);
    }

    String run(String command, int exitCode) throws IOException, InterruptedException {
        File said = directory.resolve("said").toFile();
        Process process = builder(here(command)).redirectOutput(said).start();
        boolean isDone = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        String text = Files.readString(said.toPath(), StandardCharsets.UTF_8);
        if (!isDone) {
            process.destroyForcibly();
        }
        assertThat(isDone).as("an end of %s, which has said %s", command, text).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command, text).isEqualTo(exitCode);
        return text;
    }

    /** @return as {@link #run(String)}, when it ends with code 0, again and again until then */
    String runUntilDone(String command) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                return run(command);
            } catch (AssertionError e) {
                if (System.nanoTime() - deadlineNs > 0) {
                    throw e;
                }
                Thread.sleep(200);
            }
        }
    }

    private ProcessBuilder builder(String command) {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", "-c", command.replaceAll("\\bcurl ", "curl -sS --fail-with-body "))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().merge("PATH", directory.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
        builder.environment().putAll(Map.of("SABOT__LOG__RESERVE_BYTES", "1048576"));
        if (ports.containsKey("8080")) {
            builder.environment().put("SABOT__SERVER__PORT", ports.get("8080"));
            builder.environment().put("SABOT_SERVER", "http://127.0.0.1:" + ports.get("8080"));
        }
        return builder;
    }

    /** Lines without what differs from time to time: numbers, hashes, how wide columns are. */
    static String shape(String text) {
        Matcher varying = Pattern.compile(
                        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\b(?=[a-f]*\\d)[0-9a-f]{8,16}\\b|\\d[\\d,.:TZ-]*")
                .matcher(text);
        return varying.replaceAll("#").replaceAll(" +", " ").strip();
    }

    @Override
    public void close() {
        servers.forEach(Process::destroyForcibly);
        servers.forEach(server -> server.onExit().join());
    }
}
