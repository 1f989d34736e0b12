package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqlFileTest {
    @TempDir
    Path directory;

    private String read(String sql, Map<String, String> parameters) throws IOException {
        return SqlFile.read(Files.writeString(directory.resolve("a.sql"), sql), parameters)
                .text();
    }

    @Test
    void shouldPutParametersIn() throws IOException {
        assertThat(read("${a} ${b-c.d} ${a}", Map.of("a", "1$", "b-c.d", "\\2")))
                .isEqualTo("1$ \\2 1$");
    }

    @Test
    void shouldTakeTheDefaultOfAParameterThatIsNotGiven() throws IOException {
        assertThat(read("${a:-x:-y} ${b:-}", Map.of())).isEqualTo("x:-y ");
        assertThat(read("${a:-x}", Map.of("a", "1"))).isEqualTo("1");
    }

    @Test
    void shouldPointAtParametersWithoutAValueAndNameThoseWithoutAPlace() {
        assertThatThrownBy(() -> read("-- one\nSELECT ${limit};", Map.of("limti", "1")))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("OPS-0101")
                .hasMessageContaining("a.sql:2:8")
                .hasMessageContaining("       ^^^^^^^^")
                .hasMessageContaining("did you mean 'limti'?")
                .hasMessageContaining("OPS-0102");
    }
}
