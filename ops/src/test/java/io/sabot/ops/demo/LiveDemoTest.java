package io.sabot.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveDemoTest {
    private static final Style PLAIN = new Style(false, false);

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void shouldFindEveryKindOfEpisodeAndTheSameAgainInReplay() throws Exception {
        DemoOptions options = new DemoOptions(1, 1, 1, true, 400_000, directory.resolve("data"));
        Map<String, Long> outputs = new LiveDemo(options, new Screen(out, PLAIN), () -> false).run();
        for (Rule rule : Rule.values()) {
            assertThat(outputs.get(rule.table())).as(rule.title()).isPositive();
        }
        assertThat(outputs.get("layering")).isGreaterThan(10);
        assertThat(text())
                .contains("closed", "same alerts, byte for byte", "all checksums good", "sabot journal ls")
                .contains("FLASH DIP", "fell");
    }

    @Test
    void shouldEndWithASummaryWhenItIsStopped() throws Exception {
        DemoOptions options = new DemoOptions(1, 1, 1, true, 400_000, null);
        new LiveDemo(options, new Screen(out, PLAIN), () -> true).run();
        assertThat(text()).contains("stopped").doesNotContain("replayed");
    }

    @Test
    void shouldPlayADayInTheTimeGiven() throws Exception {
        DemoOptions options = new DemoOptions(2, 200_000, 1, false, 0, null);
        long startNs = System.nanoTime();
        Map<String, Long> outputs = new LiveDemo(options, new Screen(out, PLAIN), () -> false).run();
        assertThat(System.nanoTime() - startNs).isGreaterThan(2_000_000_000L);
        assertThat(outputs.get("bars")).isGreaterThan(5_000);
        assertThat(text()).contains("warmed up", "event due in the market");
    }

    @Test
    void shouldRefuseADirectoryThatIsInUse() throws Exception {
        Files.writeString(directory.resolve("precious"), "x");
        DemoOptions options = new DemoOptions(1, 1, 1, true, 400_000, directory);
        assertThatThrownBy(() -> new LiveDemo(options, new Screen(out, PLAIN), () -> false).run())
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("OPS-0201");
        assertThat(directory.resolve("precious")).hasContent("x");
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
