package io.sabot.ops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code sabot server} as a process of its own. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on http://127\\.0\\.0\\.1:(\\d+)");
    private static final long STOP_SECONDS = 60;

    private final Process process;
    private final Path said;

    ServerProcess(Path data, String... options) throws IOException {
        said = Files.createTempFile(Files.createDirectories(data).getParent(), "said", ".txt");
        List<String> command = command();
        command.addAll(List.of("server", "--data-dir", data.toString()));
        command.addAll(List.of("--set", "log.reserve-bytes=1048576", "--set", "durability=process"));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    /** Up to and with the class of the command line. */
    static List<String> command() {
        Path conf = Path.of(System.getProperty("sabot.root"), "ops/src/main/dist/conf");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + conf.resolve("jvm.options"));
        if (Runtime.version().feature() >= 24) {
            command.add("@" + conf.resolve("jvm-24.options"));
        }
        command.addAll(List.of("-ea", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.sabot.ops.Main"));
        return command;
    }

    String said() {
        try {
            return Files.readString(said);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** When it listens. */
    int port() {
        int[] port = {0};
        TestServer.await("a port", () -> {
            Matcher listening = LISTENING.matcher(said());
            if (listening.find()) {
                port[0] = Integer.parseInt(listening.group(1));
            }
            assertThat(process.isAlive() || port[0] != 0).as(this::said).isTrue();
            return port[0] != 0;
        });
        return port[0];
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. @return the exit code */
    int terminate() throws InterruptedException {
        process.destroy();
        return await();
    }

    int await() throws InterruptedException {
        assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS))
                .as(this::said)
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
