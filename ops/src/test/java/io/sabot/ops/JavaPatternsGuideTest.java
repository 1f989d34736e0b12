package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program of docs/patterns-java.md; the tables of matches there are cases of cep's EventPatternTest. */
class JavaPatternsGuideTest {
    private static final Path ROOT = Path.of(System.getProperty("sabot.root"));

    @TempDir
    Path directory;

    private static String block(String guide, String language) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(guide);
        assertThat(block.find()).as("block of %s", language).isTrue();
        return block.group(1);
    }

    @Test
    void shouldPrintWhatTheGuideShows() throws Exception {
        String guide = Files.readString(ROOT.resolve("docs/patterns-java.md"));
        Files.writeString(directory.resolve("Dips.java"), block(guide, "java"));
        Path options = ROOT.resolve("ops/src/main/dist/conf");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "@" + options.resolve("jvm.options")));
        if (Runtime.version().feature() >= 24) {
            command.add("@" + options.resolve("jvm-24.options"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "Dips.java"));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("stderr").toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(Files.readString(directory.resolve("stderr")))
                .isZero();
        assertThat(out).isEqualTo(block(guide, "text"));
    }
}
