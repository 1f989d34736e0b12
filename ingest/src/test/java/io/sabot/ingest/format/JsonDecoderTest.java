package io.sabot.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.ingest.Decoded;
import io.sabot.ingest.ReadLimits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonDecoderTest {
    private static String rows(FormatSpec spec, String schema, String input) {
        return String.join(" ; ", Decoded.of(spec, schema, input).rows);
    }

    private static String rows(String schema, String input) {
        return rows(FormatSpec.json(), schema, input);
    }

    @Test
    void shouldTakeFieldsByName() {
        assertThat(rows("a INT, b VARCHAR", "{\"b\":\"x\",\"a\":1}\n")).isEqualTo("1|x");
        assertThat(rows("a INT, b VARCHAR", "{\"B\":\"x\",\"other\":{\"a\":[1]},\"A\":1}"))
                .isEqualTo("1|x");
        assertThat(rows("a INT, b VARCHAR", "{\"a\":1}\r\n\n  \n{\"b\":null}\n"))
                .isEqualTo("1|NULL ; NULL|NULL");
        assertThat(rows("a INT, A INT", "{\"A\":1,\"a\":2}")).isEqualTo("2|1");
        assertThat(rows("a INT", "{\"a\":1,\"a\":2}")).isEqualTo("2");
        assertThat(rows("a VARCHAR", "{\"a\":\"x\",\"a\":null}")).isEqualTo("NULL");
    }

    @Test
    void shouldConvertValues() {
        assertThat(rows("a INT, b DOUBLE, c BOOLEAN", "{\"a\":\"7\",\"b\":1e3,\"c\":true}"))
                .isEqualTo("7|1000.0|true");
        assertThat(rows("a DECIMAL(5 2), b DATE", "{\"a\":1.5,\"b\":\"2024-01-02\"}"))
                .isEqualTo("1.50|2024-01-02");
        assertThat(rows("a VARCHAR, b VARCHAR", "{\"a\":1.50,\"b\":false}")).isEqualTo("1.50|false");
        assertThat(rows("a BINARY", "{\"a\":\"yv4=\"}")).isEqualTo("cafe");
        assertThat(rows("a VARCHAR", "{\"a\":\"Z\\u00fcrich \\ud83d\\ude00\"}")).isEqualTo("Zürich 😀");
        assertThat(rows("a DOUBLE", "{\"a\":NaN}\n{\"a\":\"-Infinity\"}")).isEqualTo("NaN ; -Infinity");
        assertThat(rows(
                        FormatSpec.json().withTimestampFormat("epoch-millis"),
                        "ts TIMESTAMP",
                        "{\"ts\":1704187800123}"))
                .isEqualTo("2024-01-02 09:30:00.123");
        assertThat(rows("ts TIMESTAMP", "{\"ts\":\"2024-01-02T09:30:00Z\"}")).isEqualTo("2024-01-02 09:30:00");
    }

    @Test
    void shouldKeepTheTextOfNestedValues() {
        assertThat(rows("a VARCHAR, b INT", "{\"b\":0}\n {\"a\": {\"x\": [1, 2]} ,\"b\":1}\n{\"a\":[],\"b\":2}"))
                .isEqualTo("NULL|0 ; {\"x\": [1, 2]}|1 ; []|2");
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertThat(rows("a INT", "{\"a\":\"x\"}")).isEqualTo("REJECT field 'a': expected INT, found 'x'");
        assertThat(rows("a INT", "{\"a\":1.5}")).isEqualTo("REJECT field 'a': expected INT, found '1.5'");
        assertThat(rows("a INT", "{\"a\":true}")).isEqualTo("REJECT field 'a': expected INT, found true");
        assertThat(rows("a INT", "{\"a\":[1]}")).isEqualTo("REJECT field 'a': expected INT, found an array");
        assertThat(rows("a INT NOT NULL", "{}")).startsWith("REJECT field 'a': no value");
        assertThat(rows("a INT", "[1]\n7\n{\"a\":1}"))
                .isEqualTo("REJECT expected a JSON object, found '[1]' ; REJECT expected a JSON object, found '7' ; 1");
        assertThat(rows("a INT", "{\"a\":1")).startsWith("REJECT no valid JSON: ");
        assertThat(rows("a INT", "{\"a\":1} x")).startsWith("REJECT no valid JSON: ");
        assertThat(rows("a INT", "{\"a\":1}{}")).isEqualTo("REJECT characters behind the JSON object");
        assertThat(rows("a VARCHAR", "{\"a\":\"\\ud800\"}")).contains("half of a surrogate pair");
    }

    @Test
    void shouldKeepToTheLimits() {
        FormatSpec small = FormatSpec.json().withLimits(new ReadLimits(200, 10, 3, 5));
        assertThat(rows(small, "a VARCHAR", "{\"a\":[[[[1]]]]}")).startsWith("REJECT beyond the limits: ");
        assertThat(rows(small, "a BIGINT", "{\"a\":1234567}")).startsWith("REJECT");
        assertThat(rows(small, "a VARCHAR", "{\"a\":\"12345678901\"}")).startsWith("REJECT");
        assertThat(rows(small, "a VARCHAR", "{\"a\":\"" + "x".repeat(300) + "\"}\n{\"a\":\"y\"}\n"))
                .isEqualTo("REJECT record longer than 200 bytes ; y");
    }

    @Test
    void shouldRejectInvalidUtf8() {
        byte[] input = "{\"a\":\"\u00c0\u0080\"}\n{\"a\":\"b\"}\n".getBytes(StandardCharsets.ISO_8859_1);
        Decoded decoded = Decoded.of(FormatSpec.json(), Decoded.schema("a VARCHAR"), input, () -> 7, 10);
        assertThat(decoded.rows).containsExactly("REJECT record is not valid UTF-8", "b");
    }
}
