package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.ops.server.ServerConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a backup. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Copies all that the cluster has agreed upon, from a node that runs, to a directory.",
            "The cluster goes on meanwhile; the backup ends at what was stable on that node when it began."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot cluster backup --server http://10.0.0.1:8080 --to backup-1",
            "  sabot cluster backup --config sabot.yaml --to backup-1"
        })
final class ClusterBackupCommand implements Callable<Integer> {
    @Mixin
    private ClusterCommand.Servers servers = new ClusterCommand.Servers();

    @Mixin
    private ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "An empty directory; is made.")
    private Path to;

    @Override
    public Integer call() throws Exception {
        BackupManifest manifest = new ClusterBackup(node(), to).run();
        Standard.print(String.format(
                Locale.ROOT,
                "backup %s: %,d entries up to position %,d, term %d; %,d bytes%n",
                manifest.backup(),
                manifest.entries(),
                manifest.position(),
                manifest.term(),
                manifest.bytes()));
        return ExitCode.DONE.code();
    }

    /** The configuration's own node, if one is given. */
    private NodeRequests node() {
        if (!options.isFileGiven()) {
            return servers.one();
        }
        ServerConfig config = ServerCommand.config(options.builder().build());
        return new NodeRequests(URI.create("http://" + config.bind() + ":" + config.port()), config.token());
    }
}
