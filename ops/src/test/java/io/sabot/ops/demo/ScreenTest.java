package io.sabot.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void shouldPrintPlainLinesWhereThereIsNoTerminal() {
        Screen screen = new Screen(out, new Style(false, false));
        screen.status(List.of("status"));
        screen.line("one");
        screen.clearStatus();
        assertThat(text()).isEqualTo("one\n");
    }

    @Test
    void shouldKeepTheStatusBelowTheLines() {
        Screen screen = new Screen(out, new Style(true, false));
        screen.status(List.of("a", "b"));
        screen.line("one");
        screen.clearStatus();
        assertThat(text().replaceAll("\u001b\\[\\?7[lh]", "").replace("\u001b[", "^"))
                .isEqualTo("a\nb" + "\r^2K^1A^2K\rone\na\nb" + "\r^2K^1A^2K\r");
    }

    @Test
    void shouldNotColourWhereNobodyWantsIt() {
        assertThat(new Style(true, false).bold("x")).isEqualTo("x");
        assertThat(new Style(true, true).bold("x")).isEqualTo("\u001b[1mx\u001b[0m");
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
