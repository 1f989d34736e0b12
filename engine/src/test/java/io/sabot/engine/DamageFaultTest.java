package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips bits in, cuts and deletes files of a node that was killed, and starts it again. */
final class DamageFaultTest {
    private static final int BATCHES = 1_200;
    private static final int KILLED_AFTER = 300;

    @TempDir
    static Path calmDirectory;

    private static FaultNode calm;

    @TempDir
    Path directory;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        calm = new FaultNode(calmDirectory.resolve("calm"), BATCHES);
        calm.run();
    }

    /** What a start made of the damage. */
    private enum Outcome {
        /** Nothing can be seen of it. */
        HARMLESS,
        /** It is before the checkpoint, where the start does not read: who reads all is told, and refused. */
        UNREAD,
        /** The start was refused, with a number, a place and what to do. */
        REFUSED,
        /** The tail of the log was lost, and told. */
        CUT
    }

    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private FaultNode killed;
    private int copies;

    private void prepare(SabotConfig.Durability durability) throws Exception {
        killed = new FaultNode(directory.resolve("killed"), BATCHES)
                .with("durability", durability)
                .with("checkpointLogBytes", 20_000)
                .with("pauseNs", 1_000_000)
                .with("slowAfter", KILLED_AFTER); // on a busy machine the first checkpoints take their time
        FaultNode.Child child = killed.start();
        child.awaitProgress(KILLED_AFTER);
        child.awaitCheckpoints(2);
        child.kill();
        assertThat(child.acknowledged()).as("killed at work").isLessThan(BATCHES);
    }

    /** Damage of a stopped node. */
    private interface Damage {
        /** In words. */
        String to(Path data) throws IOException;
    }

    private Outcome startWith(Damage damage) throws Exception {
        FaultNode node = killed.copyTo(directory.resolve("damaged" + copies++));
        String what = damage.to(node.data());
        Outcome outcome = start(node, what);
        outcomes.merge(outcome, 1, Integer::sum);
        System.out.println(what + ": " + outcome);
        DataDirectories.delete(node.directory);
        return outcome;
    }

    private Outcome start(FaultNode node, String what) throws Exception {
        try {
            node.run();
        } catch (SabotException e) {
            System.out.println(e.getMessage());
            assertThat(e.exitCode()).as(what).isEqualTo(ExitCode.BAD_DATA);
            assertThat(e.problems().get(0).hint()).as(what).isNotEmpty();
            return Outcome.REFUSED;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what, e);
        }
        boolean isCut = Files.isDirectory(DataDirectory.log(node.data()).resolve("g000002"));
        try {
            if (isCut) {
                assertThat(FaultNode.history(DataDirectory.log(node.data()))).contains("generation begun after seq");
                node.requireSameRowsAs(calm);
            } else if (!node.isIntact()) {
                node.requireSameOutputsAs(calm);
                requireRefusedWithoutCheckpoint(node, what);
                return Outcome.UNREAD;
            } else {
                node.requireSameAs(calm);
            }
        } catch (AssertionError e) {
            throw new AssertionError(what, e);
        }
        return isCut ? Outcome.CUT : Outcome.HARMLESS;
    }

    private void requireRefusedWithoutCheckpoint(FaultNode node, String what) throws Exception {
        DataDirectories.delete(DataDirectory.checkpoint(node.data()));
        assertThat(start(node, what)).as("%s, and no checkpoint", what).isEqualTo(Outcome.REFUSED);
    }

    // ---- where ----

    private static List<Path> files(Path below, String ending) throws IOException {
        try (Stream<Path> walk = Files.walk(below)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(ending) && !file.endsWith("LOCK"))
                    .sorted()
                    .toList();
        }
    }

    private static String flip(Path file, long offset, int bit) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int old = bytes.read();
            bytes.seek(offset);
            bytes.write(old ^ 1 << bit);
        }
        return "bit " + bit + " of byte " + offset + " of " + file.getFileName() + " in " + file.getParent();
    }

    /** Up to the last byte that is not zero: files are sparse. */
    private static long contentBytes(Path file) throws IOException {
        byte[] block = new byte[1 << 20];
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            for (long from = (bytes.length() - 1) / block.length * block.length; from >= 0; from -= block.length) {
                bytes.seek(from);
                for (int i = bytes.read(block) - 1; i >= 0; i--) {
                    if (block[i] != 0) {
                        return from + i + 1;
                    }
                }
            }
        }
        return 0;
    }

    private static String flipAnywhere(Path file, Random random) throws IOException {
        return flip(file, (long) (random.nextDouble() * contentBytes(file)), random.nextInt(8));
    }

    private static <T> T any(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static Damage anyOf(String directory, String ending, Random random) {
        return data -> flipAnywhere(any(files(data.resolve(directory), ending), random), random);
    }

    private String told() {
        return outcomes.toString().toLowerCase(java.util.Locale.ROOT);
    }

    // ---- one bit ----

    @Test
    @FaultCase(number = 6, how = "one bit anywhere in the log's file: header, middle, tail; `power`")
    void shouldRefuseOrBeWholeWhenABitOfASyncedLogFlipped(FaultRun run) throws Exception {
        flipLog(run, 4);
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 6, how = "one bit anywhere in the log's file, many times; `power`")
    void shouldRefuseOrBeWholeWhereverABitOfASyncedLogFlipped(FaultRun run) throws Exception {
        flipLog(run, run.scaled(60));
    }

    private void flipLog(FaultRun run, int times) throws Exception {
        Random random = run.random();
        prepare(SabotConfig.Durability.POWER);
        for (int i = 0; i < times; i++) {
            startWith(anyOf("log", ".cq4", random));
        }
        assertThat(outcomes.keySet())
                .as("all but the last moment was synced")
                .containsAnyOf(Outcome.REFUSED, Outcome.UNREAD);
        run.times(times);
        run.note(told());
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 6, how = "one bit in the log, which nobody had forced")
    void shouldCutTheLogWhereverABitFlippedThatWasNotSynced(FaultRun run) throws Exception {
        cutLog(run, run.scaled(40));
    }

    private void cutLog(FaultRun run, int times) throws Exception {
        Random random = run.random();
        prepare(SabotConfig.Durability.PROCESS);
        for (int i = 0; i < times; i++) {
            Outcome outcome = startWith(data -> {
                Files.deleteIfExists(DataDirectory.log(data).resolve("SYNCED"));
                return anyOf("log", ".cq4", random).to(data);
            });
            assertThat(outcome).isNotEqualTo(Outcome.REFUSED);
        }
        run.times(times);
        run.note(told());
    }

    @Test
    @FaultCase(number = 6, how = "one bit in an outbox")
    void shouldFillADamagedOutboxAgain(FaultRun run) throws Exception {
        flipOutboxes(run, 2);
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 6, how = "one bit in an outbox, many times")
    void shouldFillADamagedOutboxAgainWhereverItIsDamaged(FaultRun run) throws Exception {
        flipOutboxes(run, run.scaled(50));
    }

    private void flipOutboxes(FaultRun run, int times) throws Exception {
        Random random = run.random();
        prepare(SabotConfig.Durability.PROCESS);
        for (int i = 0; i < times; i++) {
            startWith(anyOf("outbox", ".cq4", random));
        }
        run.times(times);
        run.note(told());
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 6, how = "one bit in the small files: watermarks, sinks' records, the application's text")
    void shouldRefuseOrBeWholeWhenASmallFileIsDamaged(FaultRun run) throws Exception {
        Random random = run.random();
        prepare(SabotConfig.Durability.POWER);
        int times = run.scaled(30);
        for (int i = 0; i < times; i++) {
            startWith(data -> {
                List<Path> small = Stream.of(files(data, "SYNCED"), files(data.resolve("sink"), ""))
                        .flatMap(List::stream)
                        .toList();
                return flipAnywhere(any(small, random), random);
            });
        }
        run.times(times);
        run.note(told());
    }

    // ---- checkpoints ----

    @Test
    @FaultCase(number = 11, how = "one bit, a cut or a deletion in files of RocksDB")
    void shouldFallBackFromADamagedCheckpoint(FaultRun run) throws Exception {
        damageCheckpoints(run, 3);
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 11, how = "one bit, a cut or a deletion in files of RocksDB, many times")
    void shouldFallBackFromACheckpointHoweverItIsDamaged(FaultRun run) throws Exception {
        damageCheckpoints(run, run.scaled(80));
    }

    private void damageCheckpoints(FaultRun run, int times) throws Exception {
        Random random = run.random();
        prepare(SabotConfig.Durability.PROCESS);
        List<String> kinds = List.of(".sst", ".log", "CURRENT", "MANIFEST", "");
        for (int i = 0; i < times; i++) {
            String kind = kinds.get(i % kinds.size());
            Outcome outcome = startWith(data -> damageCheckpoint(data.resolve("checkpoint"), kind, random));
            assertThat(outcome).isEqualTo(Outcome.HARMLESS);
        }
        run.times(times);
        run.note(told() + ", outputs as undisturbed");
    }

    private static String damageCheckpoint(Path checkpoints, String kind, Random random) throws IOException {
        List<Path> files = files(checkpoints, "").stream()
                .filter(file -> file.getFileName().toString().contains(kind))
                .toList();
        Path file = any(files.isEmpty() ? files(checkpoints, "") : files, random);
        switch (random.nextInt(4)) {
            case 0 -> {
                Files.delete(file);
                return "deleted " + file;
            }
            case 1 -> {
                long bytes = (long) (random.nextDouble() * Files.size(file));
                try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                    cut.setLength(bytes);
                }
                return "cut after " + bytes + " bytes: " + file;
            }
            default -> {
                return contentBytes(file) == 0 ? "nothing in " + file : flipAnywhere(file, random);
            }
        }
    }
}
