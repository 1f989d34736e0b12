package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.journal.JournalPrinter;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A directory in which {@link FaultTarget} lives and dies, and what must be true of it afterwards. */
final class FaultNode {
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(4);

    final Path directory;
    private final Map<String, String> settings = new TreeMap<>();

    FaultNode(Path directory, long batches) {
        this.directory = directory;
        with("batches", batches);
    }

    FaultNode with(String key, Object value) {
        settings.put(key, String.valueOf(value));
        return this;
    }

    Path data() {
        return directory.resolve("data");
    }

    // ---- its life ----

    /** In this process, to its end; whatever it throws is the caller's. */
    List<String> run() throws Exception {
        return runWith(config -> config);
    }

    List<String> runWith(UnaryOperator<SabotConfig> change) throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        try {
            FaultTarget target = new FaultTarget(settings, out);
            target.run(change.apply(target.config(directory)));
        } finally {
            out.close();
        }
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /**
     * As a process of its own.
     *
     * @param wrapper command before that of the process, such as {@code strace} with its options
     */
    Child start(String... wrapper) throws IOException {
        Files.createDirectories(directory);
        Path options = Path.of(System.getProperty("sabot.root"), "ops/src/main/dist/conf");
        List<String> command = new ArrayList<>(List.of(wrapper));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + options.resolve("jvm.options"));
        if (Runtime.version().feature() >= 24) {
            command.add("@" + options.resolve("jvm-24.options"));
        }
        command.addAll(List.of("-ea", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FaultTarget.class.getName()));
        command.add("directory=" + directory);
        settings.forEach((key, value) -> command.add(key + "=" + value));
        return new Child(
                new ProcessBuilder(command).redirectErrorStream(true).start(), Long.parseLong(settings.get("batches")));
    }

    // ---- what must be true ----

    /** Byte for byte what the undisturbed node wrote, from logs and outboxes whose chains hold. */
    void requireSameAs(FaultNode calm) throws IOException {
        requireSameOutputsAs(calm);
        requireIntact();
    }

    /** The same, but for logs and outboxes. */
    void requireSameOutputsAs(FaultNode calm) throws IOException {
        for (String output : FaultTarget.OUTPUTS) {
            Path expected = calm.directory.resolve(output);
            assertThat(expected).isNotEmptyFile();
            assertThat(Files.mismatch(expected, directory.resolve(output)))
                    .as("first difference of %s", output)
                    .isEqualTo(-1);
        }
    }

    /**
     * As {@link #requireSameAs}, where the log lost entries whose results had gone out: these rows are in the files, and
     * again when the producer has sent the entries again. No row is missing, and none is foreign.
     */
    void requireSameRowsAs(FaultNode calm) throws IOException {
        for (String output : FaultTarget.OUTPUTS) {
            List<String> rows = Files.readAllLines(directory.resolve(output));
            List<String> expected = Files.readAllLines(calm.directory.resolve(output));
            assertThat(new TreeSet<>(rows)).as(output).isEqualTo(new TreeSet<>(expected));
            assertThat(rows).hasSizeGreaterThanOrEqualTo(expected.size());
        }
        requireIntact();
    }

    /** Every checksum, number and link of the log and the outboxes. */
    void requireIntact() throws IOException {
        for (Path journal : journals()) {
            ByteArrayOutputStream told = new ByteArrayOutputStream();
            assertThat(isIntact(journal, told))
                    .as(() -> journal + ": " + told.toString(StandardCharsets.UTF_8))
                    .isTrue();
        }
    }

    /** Whether who reads all of the log and the outboxes finds nothing wrong. */
    boolean isIntact() throws IOException {
        return journals().stream().allMatch(journal -> isIntact(journal, new ByteArrayOutputStream()));
    }

    private List<Path> journals() throws IOException {
        List<Path> journals = new ArrayList<>(List.of(DataDirectory.log(data())));
        try (Stream<Path> outboxes = Files.list(data().resolve("outbox"))) {
            outboxes.forEach(journals::add);
        }
        return journals;
    }

    private static boolean isIntact(Path journal, ByteArrayOutputStream told) {
        return new JournalPrinter(journal, new PrintStream(told, true, StandardCharsets.UTF_8)).verify();
    }

    /** What a log or outbox tells of its history. */
    static String history(Path journal) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        isIntact(journal, told);
        return told.toString(StandardCharsets.UTF_8);
    }

    /** A copy of the whole directory, holes of files and all. */
    FaultNode copyTo(Path target) throws IOException, InterruptedException {
        Tools.run("cp", "-a", "--sparse=always", directory.toString(), target.toString());
        FaultNode copy = new FaultNode(target, 0);
        copy.settings.putAll(settings);
        copy.settings.keySet().removeAll(List.of("pauseNs", "slowAfter")); // nobody waits for it
        return copy;
    }

    // ---- the process ----

    static final class Child {
        private final Process process;
        private final long batches;
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
        private final Thread listener;
        private volatile long acknowledged;
        private volatile long resumedAfter = -1;
        private volatile int checkpoints;
        private volatile boolean isStalled;

        private Child(Process process, long batches) {
            this.process = process;
            this.batches = batches;
            this.listener = new Thread(this::listen, "listener");
            listener.start();
        }

        private void listen() {
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    hear(line);
                }
            } catch (IOException e) {
                lines.add("cut off: " + e);
            }
        }

        private void hear(String line) {
            if (line.startsWith(FaultTarget.ACK)) {
                acknowledged = Long.parseLong(line.substring(FaultTarget.ACK.length()));
                return;
            }
            lines.add(line);
            if (line.startsWith(FaultTarget.RESUMES)) {
                resumedAfter = Long.parseLong(line.substring(FaultTarget.RESUMES.length()));
            } else if (line.startsWith(FaultTarget.CHECKPOINT)) {
                checkpoints = checkpoints + 1; // by this thread alone
            } else if (line.startsWith(FaultTarget.STALLED)) {
                isStalled = true;
            }
        }

        /** Last batch that the outside world has seen acknowledged. */
        long acknowledged() {
            return Math.max(acknowledged, resumedAfter);
        }

        /** Last batch that the log had when the node was up; -1 if it did not come so far. */
        long resumedAfter() {
            return resumedAfter;
        }

        /** How often it has stored its state. */
        int checkpoints() {
            return checkpoints;
        }

        boolean isStalled() {
            return isStalled;
        }

        boolean isAlive() {
            return process.isAlive();
        }

        List<String> lines() {
            return List.copyOf(lines);
        }

        String said() {
            return String.join("\n", lines());
        }

        /** Waits until that many batches more have been acknowledged than there were when it started. */
        void awaitProgress(long more) {
            long deadlineNs = System.nanoTime() + PATIENCE_NS;
            while (process.isAlive() && (resumedAfter < 0 || acknowledged < Math.min(batches, resumedAfter + more))) {
                assertThat(System.nanoTime()).as(this::said).isLessThan(deadlineNs);
                LockSupport.parkNanos(200_000);
            }
        }

        /** Waits until it has stored its state so often, or is at its end. */
        void awaitCheckpoints(int count) {
            long deadlineNs = System.nanoTime() + PATIENCE_NS;
            while (process.isAlive() && checkpoints < count) {
                assertThat(System.nanoTime()).as(this::said).isLessThan(deadlineNs);
                LockSupport.parkNanos(200_000);
            }
        }

        /** Waits until it waits for space, or is at its end. */
        void awaitStall() {
            long deadlineNs = System.nanoTime() + PATIENCE_NS;
            while (process.isAlive() && !isStalled) {
                assertThat(System.nanoTime()).as(this::said).isLessThan(deadlineNs);
                LockSupport.parkNanos(200_000);
            }
        }

        /** Its exit code, when it has ended by itself. */
        int await() throws InterruptedException {
            boolean hasEnded = process.waitFor(PATIENCE_NS, TimeUnit.NANOSECONDS);
            if (!hasEnded) {
                kill();
            }
            assertThat(hasEnded).as(() -> "still running:\n" + said()).isTrue();
            listener.join();
            return process.exitValue();
        }

        /** It has come to its end. */
        Child end() throws InterruptedException {
            assertThat(await()).as(this::said).isZero();
            assertThat(lines()).anyMatch(line -> line.startsWith(FaultTarget.DONE));
            return this;
        }

        /** All its threads stand still from now on; what it said until then will be heard. */
        void freeze() throws IOException, InterruptedException {
            for (ProcessHandle each : all()) {
                try {
                    Tools.run("kill", "-STOP", String.valueOf(each.pid()));
                } catch (IOException e) {
                    assertThat(e).as("it has ended already").hasMessageContaining("No such process");
                }
            }
        }

        private List<ProcessHandle> all() {
            return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                    .toList();
        }

        void kill() throws InterruptedException {
            all().forEach(ProcessHandle::destroyForcibly);
            process.waitFor();
            listener.join();
        }
    }
}
