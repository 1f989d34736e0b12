package io.sabot.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import io.sabot.engine.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {
    @TempDir
    Path directory;

    private Path yaml(String text) throws IOException {
        return Files.writeString(directory.resolve("sabot.yaml"), text);
    }

    private Configuration read(String text) throws IOException {
        return Configuration.builder().file(yaml(text)).build();
    }

    private String problems(String text) throws IOException {
        return problems(Configuration.builder().file(yaml(text)));
    }

    private String problems(Configuration.Builder builder) {
        SabotException e = catchThrowableOfType(SabotException.class, builder::build);
        assertThat(e).as("problems").isNotNull();
        return e.problems().stream()
                .map(Problem::format)
                .collect(Collectors.joining("\n"))
                .replace(directory + "/", "");
    }

    @Test
    void shouldHaveDefaults() {
        Configuration defaults = Configuration.builder().build();
        assertThat(defaults.string("server.bind")).isEqualTo("127.0.0.1");
        assertThat(defaults.integer("server.port")).isEqualTo(8080);
        assertThat(defaults.durationNs("server.stop-deadline")).isEqualTo(30_000_000_000L);
        assertThat(defaults.bytes("state.memory-bytes")).isEqualTo(4L << 30);
        assertThat(defaults.has("server.token")).isFalse();
        assertThat(defaults.list("cluster.members")).isEmpty();
        assertThat(defaults.origin("server.port").layer()).isEqualTo(Origin.Layer.DEFAULT);
        assertThat(defaults.engineSettings()).isEmpty();
        assertThat(defaults.string("cluster.node", "one")).isEqualTo("one");
        SabotException e = catchThrowableOfType(SabotException.class, () -> defaults.string("server.data-dir"));
        assertThat(e.getMessage()).contains("OPS-0308", "SABOT__SERVER__DATA_DIR");
    }

    @Test
    void shouldKnowEverySettingOfTheEngineAndItsDefault() {
        assertThat(ConfigurationKeys.all()).extracting(ConfigurationKey::name).containsAll(Sabot.SETTINGS);
        Map<String, String> values = Settings.of(
                SabotConfig.in(directory).withRetention(1_000_000_000L, 2).withReserveBytes(3));
        assertThat(values.keySet()).isEqualTo(Sabot.SETTINGS);
        assertThat(Settings.of(Settings.apply(SabotConfig.inMemory(), values))).isEqualTo(values);
    }

    @Test
    void shouldLetLaterLayersWin() throws IOException {
        Path file = yaml("server:\n  port: 1\n  bind: 10.0.0.1\nring.wait: block\nring.slots: 2\n");
        Configuration settings = Configuration.builder()
                .commandLine(Map.of("ring.slots", "16"))
                .script("rules.sql", Map.of("ring.slots", "8", "RING.WAIT", "spin"))
                .environment(Map.of("SABOT__SERVER__PORT", "2", "SABOT__RING__SLOTS", "4", "SABOT_DEBUG", "1"))
                .file(file)
                .option("durability", "power", "--durability")
                .build();
        assertThat(settings.string("server.bind")).isEqualTo("10.0.0.1");
        assertThat(settings.origin("server.bind")).hasToString(file + ":3:3");
        assertThat(settings.integer("server.port")).isEqualTo(2);
        assertThat(settings.origin("server.port")).hasToString("environment SABOT__SERVER__PORT");
        assertThat(settings.origin("ring.wait")).hasToString("SET in rules.sql");
        assertThat(settings.origin("ring.slots")).hasToString("--set");
        assertThat(settings.engineSettings()).isEqualTo(Map.of("ring.wait", "spin", "ring.slots", "16"));
        SabotConfig applied = settings.applyTo(SabotConfig.inMemory());
        assertThat(applied.slotCount()).isEqualTo(16);
        assertThat(applied.durability()).isEqualTo(SabotConfig.Durability.POWER);
        assertThat(applied.reserveBytes()).isZero(); // of the given one: nothing was set
    }

    @Test
    void shouldReadSectionsDottedKeysListsAndUnits() throws IOException {
        Configuration settings = read(
                """
                # a comment
                cluster:
                  members: [a=10.0.0.1:9000, b=10.0.0.2:9000]
                  node: a
                state.memory-bytes: 64 MiB
                checkpoint: { interval: 5 min, log-bytes: 1 GB }
                Server:
                  stop-deadline: 500 ms
                """);
        assertThat(settings.list("cluster.members")).isEqualTo(List.of("a=10.0.0.1:9000", "b=10.0.0.2:9000"));
        assertThat(settings.bytes("state.memory-bytes")).isEqualTo(64L << 20);
        assertThat(settings.durationNs("server.stop-deadline")).isEqualTo(500_000_000L);
        assertThat(settings.engineSettings())
                .isEqualTo(Map.of(
                        "state.memory-bytes",
                        "67108864",
                        "checkpoint.interval",
                        "5 min",
                        "checkpoint.log-bytes",
                        "1000000000"));
        assertThat(read("").settings()).hasSize(ConfigurationKeys.all().size());
        assertThat(read("# nothing\nserver:\n").integer("server.port")).isEqualTo(8080);
    }

    @Test
    void shouldPointAtAnUnknownKeyAndNameTheNearest() throws IOException {
        assertThat(problems("server:\n  port: 1\n  bnd: x\n"))
                .isEqualTo(
                        """
                        error[OPS-0301]: unknown setting 'server.bnd'
                          --> sabot.yaml:3:3
                             |
                           3 |   bnd: x
                             |   ^^^
                             = help: did you mean 'server.bind'?""");
        assertThat(problems("sever:\n  port: 1\n"))
                .contains("unknown section 'sever'", "did you mean 'server'?", ":1:1");
    }

    @Test
    void shouldTellAllProblemsAtOnce() throws IOException {
        assertThat(
                        problems(
                                """
                        server:
                          port: 70000
                          data-dir: [a, b]
                          token: hunter2
                          bind:
                        durability: disk
                        state.memory-bytes: 12 apples
                        ring.slots: 3
                        server.port: 1
                        cluster.node: { a: b }
                        """))
                .contains("'server.port' takes a whole number from 0 to 65535, not '70000'")
                .contains("'server.data-dir' takes one value, not a list")
                .contains("OPS-0306", "'server.token' is a secret", "SABOT__SERVER__TOKEN")
                .contains("'server.bind' has no value")
                .contains("'durability' takes process or power, not 'disk'")
                .contains("'state.memory-bytes' takes a number of bytes")
                .contains("ENG-0112", "a power of two", "sabot.yaml:8:1")
                .contains("OPS-0304", "'server.port' is here twice", "line 2")
                .contains("'cluster.node' takes a value, not a section")
                .doesNotContain("hunter2'");
    }

    @Test
    void shouldTellWhatIsNoYaml() throws IOException {
        assertThat(problems("server:\n  port: [1\n")).contains("OPS-0303", "sabot.yaml:");
        assertThat(problems("- a\n")).contains("OPS-0305", "keys with values");
        assertThat(problems("server.bind: a\n---\nserver.bind: b\n")).contains("OPS-0305", "second document");
        assertThat(problems("server.bind: &a x\ncluster.bind: *a\n")).contains("OPS-0305", "alias", ":2:1");
        assertThat(problems("cluster.members: [[a]]\n")).contains("plain values");
        assertThat(problems(Configuration.builder().file(directory.resolve("none.yaml"))))
                .contains("ENG-0104", "none.yaml");
    }

    @Test
    void shouldTellBadOptionsAndVariables() {
        assertThat(problems(Configuration.builder()
                        .environment(Map.of("SABOT__SERVR__PORT", "1", "SABOT__RING__SLOTS", "x"))
                        .commandLine(Map.of("ring.slot", "8"))))
                .contains(
                        "the environment variable SABOT__SERVR__PORT is no setting",
                        "did you mean 'SABOT__SERVER__PORT'?")
                .contains("ENG-0112", "environment SABOT__RING__SLOTS")
                .contains("unknown setting 'ring.slot'", "--> --set", "did you mean 'ring.slots'?");
    }

    @Test
    void shouldTakeSecretsFromFilesAndTheEnvironment() throws IOException {
        Path secret = Files.writeString(directory.resolve("token"), "s3cret\n");
        Configuration settings = Configuration.builder()
                .file(yaml("server.token: ${file:" + secret + "}\ncluster.secret: ${env:PASS}\n"))
                .environment(Map.of("PASS", "word"))
                .build();
        assertThat(settings.string("server.token")).isEqualTo("s3cret");
        assertThat(settings.string("cluster.secret")).isEqualTo("word");
        assertThat(settings.settings()).extracting(Configuration.Setting::shown).doesNotContain("s3cret", "word");
        assertThat(Configuration.builder()
                        .environment(Map.of("SABOT__SERVER__TOKEN", "t"))
                        .build()
                        .string("server.token"))
                .isEqualTo("t");
        assertThat(problems("server.token: ${env:NONE}\ncluster.secret: ${file:/no/such}\n"))
                .contains("OPS-0307", "variable NONE", "/no/such");
        assertThat(problems(Configuration.builder().commandLine(Map.of("server.token", "x"))))
                .contains("OPS-0306");
    }

    @Test
    void shouldTakeTheFileThatTheEnvironmentNames() throws IOException {
        Path file = Files.writeString(directory.resolve("other.yaml"), "server.port: 99\n");
        assertThat(Configuration.builder()
                        .environment(Map.of("SABOT_CONFIG", file.toString()))
                        .build()
                        .integer("server.port"))
                .isEqualTo(99);
    }
}
