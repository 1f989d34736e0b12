package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/views.md tells the reader to do. */
class ViewsGuideTest {
    private static final Path ROOT = Path.of(System.getProperty("sabot.root"));

    @TempDir
    Path directory;

    private String guide;

    @BeforeEach
    void readGuide() throws IOException {
        guide = Files.readString(ROOT.resolve("docs/views.md"));
        Files.writeString(directory.resolve("ticks.csv"), block("csv"));
        Files.writeString(directory.resolve("views.sql"), block("sql"));
        Files.writeString(directory.resolve("Last.java"), block("java"));
    }

    private String block(String language) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(guide);
        assertThat(block.find()).as("block of %s", language).isTrue();
        return block.group(1);
    }

    private String run(List<String> flags, String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("stderr").toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(() -> {
                    try {
                        return Files.readString(directory.resolve("stderr"));
                    } catch (IOException e) {
                        return e.toString();
                    }
                })
                .isZero();
        return out;
    }

    private String sabot(String... arguments) throws Exception {
        Path options = ROOT.resolve("ops/src/main/dist/conf");
        List<String> flags = new ArrayList<>(List.of("-ea", "@" + options.resolve("jvm.options")));
        if (Runtime.version().feature() >= 24) {
            flags.add("@" + options.resolve("jvm-24.options"));
        }
        List<String> words = new ArrayList<>(List.of(Main.class.getName()));
        words.addAll(List.of(arguments));
        return run(flags, words.toArray(new String[0]));
    }

    @Test
    void shouldGiveWhatTheGuideShows() throws Exception {
        StringBuilder transcript = new StringBuilder();
        for (String line : block("console").split("\n")) {
            if (line.startsWith("$ sabot ")) {
                transcript.append(line).append('\n');
                transcript.append(sabot(line.substring("$ sabot ".length()).split(" ")));
            }
        }
        assertThat(transcript).hasToString(block("console"));
        assertThat(run(List.of(), "Last.java")).isEqualTo(block("text"));
        assertThat(sabot("view", "dump", "--data-dir", "data", "last_tick").lines())
                .containsExactlyInAnyOrder(
                        "symbol,ts,price", "AAPL,2026-01-05 09:30:12,187.5", "MSFT,2026-01-05 09:30:00.2,402.5");
        assertThat(sabot("view", "ls", "--data-dir", "data").lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("last_tick") && line.contains("2 of 10000 keys"));
    }
}
