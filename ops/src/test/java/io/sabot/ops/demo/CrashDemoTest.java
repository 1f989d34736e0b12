package io.sabot.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashDemoTest {
    @TempDir
    Path directory;

    @Test
    void shouldWriteTheSameFilesAfterAKill() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Screen screen = new Screen(out, new Style(false, false));
        MarketSpec spec = new MarketSpec(1, MarketSpec.MIN_EVENTS);
        boolean isSame = new CrashDemo(spec, 1, directory.resolve("demo"), screen, () -> false).run();
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(isSame).as(text).isTrue();
        assertThat(text).contains("kill -9", "restarted: replayed", "identical");
        assertThat(Files.mismatch(directory.resolve("demo/calm/bars.csv"), directory.resolve("demo/killed/bars.csv")))
                .isEqualTo(-1);
    }
}
