package io.sabot.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ClusterDemoTest {
    @Test
    void shouldFindTheSameThoughTheLeaderIsKilled() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Screen screen = new Screen(out, new Style(false, false));
        MarketSpec spec = new MarketSpec(1, MarketSpec.MIN_EVENTS);
        boolean isSame = new ClusterDemo(spec, 10, 4_000, null, screen, () -> false).run();
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(isSame).as(text).isTrue();
        assertThat(text).contains("kill -9", "fail-over", "identical");
    }
}
