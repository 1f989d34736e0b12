package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.journal.Journals;
import io.sabot.ops.server.ServerConfig;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a node of a new cluster from a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "For each node of a new cluster, whose data directory is empty: makes it begin where a backup ends.",
            "Restore all nodes from the same backup, then start their servers."
        },
        footerHeading = "%nExample:%n",
        footer = "  sabot cluster restore --config sabot.yaml --from backup-1")
final class ClusterRestoreCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--from", required = true, paramLabel = "DIR", description = "A backup.")
    private Path from;

    @Override
    public Integer call() throws Exception {
        Journals.load();
        ServerConfig config = ClusterCommand.clustered(options.builder().build());
        BackupManifest manifest = new ClusterRestoration(config, from).run();
        Standard.print(String.format(
                Locale.ROOT,
                "node %d: %,d entries up to position %,d, of backup %s, taken %s; terms go on from %d%n",
                config.cluster().nodeId(),
                manifest.entries(),
                manifest.position(),
                manifest.backup(),
                manifest.takenAt(),
                manifest.origin().term()));
        return ExitCode.DONE.code();
    }
}
