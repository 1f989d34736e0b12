package io.sabot.ops;

import io.sabot.ops.config.Configuration;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Settings. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Shows settings and where they come from.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sabot config show --origin",
            "  sabot config show rules.sql --set ring.wait=spin --origin",
            "  sabot config show > sabot.yaml"
        })
final class ConfigCommand implements Callable<Integer> {
    private static final int ORIGIN_COLUMN = 44;

    private final OutputStream out;

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    ConfigCommand() {
        this(Standard.out());
    }

    ConfigCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return 2;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = {
                "Prints every setting as it holds for a file that is run here, as YAML that can be read again.",
                "Later ones win: defaults, the YAML file, environment (SABOT__SERVER__PORT), SET in the file, --set."
            })
    int show(
            @Parameters(arity = "0..1", paramLabel = "FILE.sql", description = "A file whose SET counts.") Path file,
            @Option(names = "--param", paramLabel = "name=value", description = "Value for $${name} in the file.")
                    Map<String, String> parameters,
            @Option(names = "--origin", description = "Says where each value comes from.") boolean hasOrigin,
            @Mixin ConfigurationOptions options) {
        Configuration.Builder builder = options.builder();
        if (file != null) {
            SqlFile sql = SqlFile.read(file, parameters == null ? new LinkedHashMap<>() : parameters);
            builder.script(file.toString(), sql.plan().settings());
        }
        PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
        builder.build().settings().forEach(setting -> print.print(line(setting, hasOrigin) + "\n"));
        print.flush();
        return 0;
    }

    /** Of what has no value, or none to be shown, a comment. */
    private static String line(Configuration.Setting setting, boolean hasOrigin) {
        boolean isReadable = setting.value() != null && setting.value().equals(setting.shown());
        String text = (isReadable ? "" : "# ")
                + setting.key().name() + ":"
                + (setting.value() == null ? "" : " " + yaml(setting.shown()));
        return hasOrigin
                ? text + " ".repeat(Math.max(1, ORIGIN_COLUMN - text.length())) + "# " + setting.origin()
                : text;
    }

    private static String yaml(String value) {
        boolean isPlain = value.matches("[A-Za-z0-9/][A-Za-z0-9 ._/-]*") || value.equals("******");
        return isPlain ? value : '\'' + value.replace("'", "''") + '\'';
    }
}
