package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.core.time.Timestamps;
import io.sabot.engine.DataDirectory;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStore;
import io.sabot.state.CheckpointStores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checkpoints. */
@Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        description = "State as it was stored at entries of the log; a node goes on from the newest that is good.",
        subcommands = {CheckpointCommand.ListCommand.class, CheckpointCommand.VerifyCommand.class})
final class CheckpointCommand implements Callable<Integer> {
    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return ExitCode.USAGE.code();
    }

    /** Null if there are none. */
    private static CheckpointStore open(Path directory) {
        DataDirectory.existingLog(directory); // says what is wrong if this is no data directory
        Path checkpoints = DataDirectory.checkpoint(directory);
        return Files.isDirectory(checkpoints) ? CheckpointStores.openReadOnly(checkpoints) : null;
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MiB", bytes / 1048576.0);
    }

    private static String time(long ns) {
        StringBuilder text = new StringBuilder();
        Timestamps.appendTimestamp(text, ns);
        return text.toString();
    }

    /** Prints them. */
    @Command(
            name = "ls",
            mixinStandardHelpOptions = true,
            description = "Lists them, the newest first. A node may be running.",
            footerHeading = "%nExample:%n",
            footer = "  sabot checkpoint ls --data-dir data")
    static final class ListCommand implements Callable<Integer> {
        @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "Data directory of the run.")
        private Path directory;

        @Override
        public Integer call() {
            try (CheckpointStore store = open(directory)) {
                List<CheckpointInfo> all = store == null ? List.of() : store.list();
                StringBuilder text = new StringBuilder();
                for (CheckpointInfo info : all) {
                    text.append(String.format(
                            Locale.ROOT,
                            "%6d  log entry %,d of %s  state %s, written %s  hash %016x%n",
                            info.epoch(),
                            info.seq(),
                            time(info.timeNs()),
                            mib(info.stateBytes()),
                            mib(info.writtenBytes()),
                            info.stateHash()));
                }
                Standard.print(text.toString());
                System.err.println("sabot: " + Counted.of(all.size(), "checkpoint", "checkpoints"));
                return 0;
            }
        }
    }

    /** Reads all of them. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Reads every page of every checkpoint and compares its checksum. A node may be running.",
                "Exit code 65 if one is damaged."
            },
            footerHeading = "%nExample:%n",
            footer = "  sabot checkpoint verify --data-dir data")
    static final class VerifyCommand implements Callable<Integer> {
        @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "Data directory of the run.")
        private Path directory;

        @Override
        public Integer call() {
            boolean isGood = true;
            try (CheckpointStore store = open(directory)) {
                for (CheckpointInfo info : store == null ? List.<CheckpointInfo>of() : store.list()) {
                    isGood &= verify(store, info);
                }
            }
            return (isGood ? ExitCode.DONE : ExitCode.BAD_DATA).code();
        }

        private static boolean verify(CheckpointStore store, CheckpointInfo info) {
            try {
                long[] pages = new long[1];
                store.root(info);
                store.visitPages(info, (table, page, crc, address) -> pages[0]++);
                if (pages[0] < info.pages()) {
                    Standard.print("checkpoint " + info.epoch() + ": damaged: " + pages[0] + " pages of " + info.pages()
                            + "\n");
                    return false;
                }
                Standard.print("checkpoint " + info.epoch() + " at log entry " + info.seq() + ": good, " + pages[0]
                        + " pages\n");
                return true;
            } catch (SabotException e) {
                Standard.print("checkpoint " + info.epoch() + ": damaged: " + e.getMessage() + "\n");
                return false;
            }
        }
    }
}
