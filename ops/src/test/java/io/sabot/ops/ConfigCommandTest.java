package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ConfigCommandTest {
    @TempDir
    Path directory;

    private String show(int code, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandLine line = new CommandLine(new ConfigCommand(out));
        line.setExecutionExceptionHandler((e, command, parsed) -> Main.report(e));
        assertThat(line.execute(arguments)).isEqualTo(code);
        return out.toString(StandardCharsets.UTF_8).replace(directory + "/", "");
    }

    @Test
    void shouldShowEverySettingWithItsOrigin() throws IOException {
        Path yaml =
                Files.writeString(directory.resolve("sabot.yaml"), "server:\n  port: 9000\ncluster.members: [a, b]\n");
        Path sql = Files.writeString(
                directory.resolve("rules.sql"), "SET 'ring.wait' = '${mode}'; SELECT * FROM (VALUES (1)) AS t (n);");
        String shown = show(
                0,
                "show",
                sql.toString(),
                "--param",
                "mode=spin",
                "--config",
                yaml.toString(),
                "--set",
                "ring.slots=8",
                "--origin");
        assertThat(shown.lines())
                .contains(
                        "server.port: 9000                           # sabot.yaml:2:3",
                        "ring.wait: spin                             # SET in rules.sql",
                        "ring.slots: 8                               # --set",
                        "cluster.members: 'a,b'                      # sabot.yaml:3:1",
                        "# server.token:                             # default",
                        "durability: process                         # default");
    }

    @Test
    void shouldPrintWhatCanBeReadAgain() throws IOException {
        String defaults = show(0, "show");
        Path yaml = Files.writeString(directory.resolve("again.yaml"), defaults);
        assertThat(show(0, "show", "--config", yaml.toString())).isEqualTo(defaults);
    }

    @Test
    void shouldEndWithTheCodeOfConfigurationWhenSomethingIsWrong() {
        show(78, "show", "--set", "ring.slot=8");
        show(78, "show", directory.resolve("none.sql").toString());
        show(2, "show", "--nonsense");
    }
}
