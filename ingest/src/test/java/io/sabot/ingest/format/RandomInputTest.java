package io.sabot.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.ReadLimits;
import io.sabot.ingest.format.FormatSpec.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RandomInputTest {
    private static final int CASES = 1500;
    private static final FormatSpec CSV = FormatSpec.csv().withHeader(Header.NO);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String repeat(int most, String... choices) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(pick(choices));
        }
        return text.toString();
    }

    @Test
    void shouldReadTheFieldsThatFastCsvReads() {
        EventSchema schema = Decoded.schema("a VARCHAR, b VARCHAR, c VARCHAR");
        for (int n = 0; n < CASES; n++) {
            String input = validCsv();
            List<String> expected = new ArrayList<>();
            for (CsvRecord record : CsvReader.builder().skipEmptyLines(true).ofCsvRecord(input)) {
                expected.add(String.join("|", record.getFields()));
            }
            byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
            FormatSpec noNull = CSV.withNullLiteral("no such field");
            Decoded decoded = Decoded.of(noNull, schema, bytes, () -> random.nextInt(40), 1 + random.nextInt(9));
            assertThat(decoded.rows).as("seed %d case %d: %s", seed, n, input).isEqualTo(expected);
        }
    }

    private String validCsv() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            for (int field = 0; field < 3; field++) {
                text.append(field == 0 ? "" : ",");
                text.append(
                        random.nextInt(3) == 0
                                ? '"' + repeat(8, "x", ",", "\n", "\r\n", "\"\"", "ü", "\r", "longer text") + '"'
                                : repeat(6, "a", "bc", " ", "defghijk", "ä", "\0"));
            }
            text.append(i > 1 || random.nextBoolean() ? pick("\n", "\r\n", "\n\n") : "");
        }
        return text.toString();
    }

    private byte[] wildCsv() {
        return repeat(
                        120,
                        "AAPL",
                        "MS\"FT",
                        "\"quoted, one\"",
                        "\"open",
                        "1",
                        "-5",
                        "2.5",
                        "x",
                        ",",
                        ",",
                        ",",
                        "\n",
                        "\n",
                        "\r\n",
                        "\"\"",
                        "2024-01-02 09:30:00",
                        "\uFEFF",
                        "ü",
                        "123456789012345678901234567890",
                        "\"a\nb\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] wildJson() {
        return repeat(
                        60,
                        "{\"a\":\"x\",\"b\":1}\n",
                        "{\"b\":[1,{}],\"a\":{\"y\":2}}\n",
                        "{\"a\":",
                        "}\n",
                        "\n",
                        "\r\n",
                        " ",
                        "{\"c\":2.5}\n",
                        "\"",
                        "[1]\n",
                        "{\"a\":\"" + "z".repeat(60) + "\"}\n",
                        "\uFEFF")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldNotDependOnWhereTheInputIsCut() {
        EventSchema schema = Decoded.schema("a VARCHAR, b INT, c DOUBLE");
        ReadLimits limits = new ReadLimits(50, 40, 8, 20);
        for (int n = 0; n < CASES; n++) {
            boolean isCsv = random.nextBoolean();
            FormatSpec spec = isCsv ? FormatSpec.csv() : FormatSpec.json();
            byte[] input = isCsv ? wildCsv() : wildJson();
            String whole = Decoded.of(spec.withLimits(limits), schema, input, () -> 1000, 1000)
                    .summary(true);
            int most = 1 + random.nextInt(60);
            Decoded cut = Decoded.of(
                    spec.withLimits(limits), schema, input, () -> random.nextInt(most), 1 + random.nextInt(5));
            assertThat(cut.summary(true)).as("seed %d case %d", seed, n).isEqualTo(whole);
        }
    }

    @Test
    void shouldReadTheSameRestFromBehindEveryRow() {
        EventSchema schema = Decoded.schema("a VARCHAR, b INT, c DOUBLE");
        for (int n = 0; n < CASES / 10; n++) {
            boolean isCsv = random.nextBoolean();
            FormatSpec spec = isCsv ? CSV : FormatSpec.json();
            byte[] input = isCsv ? wildCsv() : wildJson();
            Decoded whole = Decoded.of(spec, schema, input, () -> 1000, 1000);
            for (int i = 0; i < whole.rows.size(); i++) {
                byte[] rest = Arrays.copyOfRange(input, (int) (long) whole.offsets.get(i), input.length);
                // A fresh decoder takes a mark for the start of a file; one that goes on does not.
                // restarted.
                if (startsWithMark(rest)) {
                    continue;
                }
                List<String> expected = whole.rows.subList(i + 1, whole.rows.size());
                List<String> found = Decoded.of(spec, schema, rest, () -> 1000, 1000).rows;
                assertThat(found.stream().collect(Collectors.toList()))
                        .as("seed %d case %d row %d", seed, n, i)
                        .isEqualTo(expected);
            }
        }
    }

    private static boolean startsWithMark(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8).stripLeading();
        return text.startsWith("\uFEFF");
    }
}
