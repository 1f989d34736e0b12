package io.sabot.ops;

import io.sabot.ops.config.Configuration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --set} and {@code --config}, for the commands that configure a node. */
final class ConfigurationOptions {
    @Option(names = "--set", paramLabel = "key=value", description = "A setting, as SET in the file.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in YAML. Default: what SABOT_CONFIG names, or sabot.yaml in the working directory.")
    private Path file;

    /** Whether the command line names one. */
    boolean isFileGiven() {
        return file != null;
    }

    /** With the file's, the environment's and the command line's layers. */
    Configuration.Builder builder() {
        return Configuration.builder().file(file).environment(System.getenv()).commandLine(settings);
    }
}
