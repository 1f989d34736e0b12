package io.sabot.ingest.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.format.FormatSpec;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowEncoderTest {
    private static final String READABLE =
            "s VARCHAR, ts TIMESTAMP, d DOUBLE, i INT, l BIGINT, b BOOLEAN, m DECIMAL(38 3), x BINARY, y DATE, t TIME";

    private static Object[] readable() {
        return new Object[] {
            "köln",
            1_234_567_890_120_000_000L,
            0.1,
            -5,
            Long.MIN_VALUE,
            true,
            new BigDecimal("-0.070"),
            new byte[] {1, (byte) 0xFF},
            -1,
            3_661_000_000_001L
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldWriteAllTypesAsCsv(boolean arePlain) {
        try (Rows rows = new Rows(Decoded.schema(READABLE + ", v INTERVAL"), arePlain)) {
            rows.add(readable()).batch.column(10).putLong(0, -90_061_500_000_000L);
            rows.add(new Object[11]);
            assertThat(rows.encoded(OutputFormat.csv()))
                    .isEqualTo(
                            """
                            s,ts,d,i,l,b,m,x,y,t,v
                            köln,2009-02-13 23:31:30.12,0.1,-5,-9223372036854775808,true,-0.070,\\x01ff,1969-12-31,01:01:01.000000001,-1 01:01:01.5
                            ,,,,,,,,,,
                            """);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldWriteAllTypesAsJson(boolean arePlain) {
        try (Rows rows = new Rows(Decoded.schema(READABLE), arePlain)) {
            rows.add(readable()).add(new Object[10]);
            assertThat(rows.encoded(OutputFormat.json()))
                    .isEqualTo(
                            """
                            {"s":"köln","ts":"2009-02-13 23:31:30.12","d":0.1,"i":-5,"l":-9223372036854775808,"b":true,"m":-0.070,"x":"\\\\x01ff","y":"1969-12-31","t":"01:01:01.000000001"}
                            {"s":null,"ts":null,"d":null,"i":null,"l":null,"b":null,"m":null,"x":null,"y":null,"t":null}
                            """);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldQuoteCsvFieldsThatNeedIt(boolean arePlain) {
        assertCsvField("", "\"\"", arePlain);
        assertCsvField("plain; text", "plain; text", arePlain);
        assertCsvField(" blank ", " blank ", arePlain);
        assertCsvField("a,b", "\"a,b\"", arePlain);
        assertCsvField("say \"hi\"", "\"say \"\"hi\"\"\"", arePlain);
        assertCsvField("\"", "\"\"\"\"", arePlain);
        assertCsvField("a\nb", "\"a\nb\"", arePlain);
        assertCsvField("a\rb", "\"a\rb\"", arePlain);
    }

    private static void assertCsvField(String value, String expected, boolean isPlain) {
        try (Rows rows = new Rows(Decoded.schema("a VARCHAR, n INT"), isPlain)) {
            rows.add(value, 1);
            assertThat(rows.encoded(OutputFormat.csv().withHeader(false))).isEqualTo(expected + ",1\n");
        }
    }

    @Test
    void shouldQuoteNumbersAndNamesThatHoldTheDelimiter() {
        EventSchema schema = EventSchema.derived(
                "r",
                List.of(
                        new ColumnSpec("a.b", SqlType.of(TypeKind.DOUBLE)),
                        new ColumnSpec("n", SqlType.of(TypeKind.INT))),
                EventSchema.NO_COLUMN);
        try (Rows rows = new Rows(schema, false)) {
            rows.add(1.5, 2);
            assertThat(rows.encoded(OutputFormat.csv().withDelimiter('.'))).isEqualTo("\"a.b\".n\n\"1.5\".2\n");
        }
    }

    @Test
    void shouldEscapeJsonStringsAndNames() {
        EventSchema schema = EventSchema.derived(
                "r", List.of(new ColumnSpec("a\"b", SqlType.of(TypeKind.VARCHAR))), EventSchema.NO_COLUMN);
        try (Rows rows = new Rows(schema, true)) {
            rows.add("\"\\\n\r\t\u0001\u001fü€😀/").add("");
            assertThat(rows.encoded(OutputFormat.json()))
                    .isEqualTo("{\"a\\\"b\":\"\\\"\\\\\\n\\r\\t\\u0001\\u001fü€😀/\"}\n{\"a\\\"b\":\"\"}\n");
        }
    }

    @Test
    void shouldWriteWhatJsonHasNoNumbersForAsStrings() {
        try (Rows rows = new Rows(Decoded.schema("d DOUBLE"), false)) {
            rows.add(Double.NaN).add(Double.NEGATIVE_INFINITY).add(1e21);
            assertThat(rows.encoded(OutputFormat.json()))
                    .isEqualTo("{\"d\":\"NaN\"}\n{\"d\":\"-Infinity\"}\n{\"d\":1.0E21}\n");
        }
    }

    @Test
    void shouldWriteSelectedRowsOnly() {
        try (Rows rows = new Rows(Decoded.schema("n INT"), false)) {
            rows.add(0).add(1).add(2).add(3);
            rows.batch.selectionBuffer()[0] = 1;
            rows.batch.selectionBuffer()[1] = 3;
            rows.batch.select(2);
            assertThat(rows.encoded(OutputFormat.csv())).isEqualTo("n\n1\n3\n");
        }
    }

    private static final String ARRAYS = "i INT ARRAY, s VARCHAR ARRAY, d DOUBLE ARRAY, ts TIMESTAMP ARRAY,"
            + " m DECIMAL(38 3) ARRAY, x BINARY ARRAY, b BOOLEAN ARRAY";

    private static Rows arrays() {
        return new Rows(Decoded.schema(ARRAYS), false)
                .add(
                        Arrays.asList(1, null, -2),
                        Arrays.asList("a,\"b\"", null, "a text of more than twelve bytes"),
                        List.of(0.5, Double.NaN),
                        List.of(1_500_000_000L),
                        List.of(new BigDecimal("-0.070")),
                        List.of(ByteBuffer.wrap(new byte[] {1, -1})),
                        List.of())
                .add(new Object[7]);
    }

    @Test
    void shouldWriteArraysAsJson() {
        try (Rows rows = arrays()) {
            assertThat(rows.encoded(OutputFormat.json()))
                    .isEqualTo(
                            """
                            {"i":[1,null,-2],"s":["a,\\"b\\"",null,"a text of more than twelve bytes"],"d":[0.5,"NaN"],"ts":["1970-01-01 00:00:01.5"],"m":[-0.070],"x":["\\\\x01ff"],"b":[]}
                            {"i":null,"s":null,"d":null,"ts":null,"m":null,"x":null,"b":null}
                            """);
        }
    }

    @Test
    void shouldWriteArraysAsCsvAndTables() {
        try (Rows rows = arrays()) {
            assertThat(rows.encoded(OutputFormat.csv()))
                    .isEqualTo("i,s,d,ts,m,x,b\n"
                            + "\"[1,null,-2]\",\"[\"\"a,\\\"\"b\\\"\"\"\",null,\"\"a text of more than twelve bytes\"\"]\",\"[0.5,\"\"NaN\"\"]\",\"[\"\"1970-01-01 00:00:01.5\"\"]\",[-0.070],\"[\"\"\\\\x01ff\"\"]\",[]\n"
                            + ",,,,,,\n");
            assertThat(rows.encoded(OutputFormat.table())).contains("[1,null,-2]  [\"a,\\\"b\\\"\",null,");
        }
    }

    @Test
    void shouldBeReadBackByOurReaders() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        EventSchema schema = Decoded.schema(READABLE);
        for (int round = 0; round < 20; round++) {
            try (Rows rows = new Rows(schema, random.nextBoolean())) {
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    rows.add(random(random));
                    expected.add(Decoded.row(rows.batch, i));
                }
                String csv = rows.encoded(OutputFormat.csv());
                assertThat(Decoded.of(FormatSpec.csv(), READABLE, csv).rows)
                        .as("seed %d", seed)
                        .isEqualTo(expected);
                String json = rows.encoded(OutputFormat.json());
                assertThat(Decoded.of(FormatSpec.json(), READABLE, json).rows)
                        .as("seed %d", seed)
                        .isEqualTo(expected);
            }
        }
    }

    private static Object[] random(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        BigInteger unscaled = new BigInteger(random.nextInt(126), random);
        Object[] values = {
            randomText(random),
            random.nextLong() / 2,
            Double.longBitsToDouble(random.nextLong() & ~(1L << 62)), // finite
            random.nextInt(),
            random.nextLong(),
            random.nextBoolean(),
            new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), 3),
            bytes,
            random.nextInt(100_000) - 50_000,
            random.nextLong(86_400_000_000_000L)
        };
        for (int i = 1; i < values.length; i++) {
            values[i] = random.nextInt(5) == 0 ? null : values[i];
        }
        return values;
    }

    private static String randomText(Random random) {
        return random.ints(random.nextInt(20), 0, 12)
                .mapToObj(i -> List.of("a", "\"", ",", "\n", "\r", "\\", "ü", "😀", "\u0007", " ", "x", "\t")
                        .get(i))
                .collect(Collectors.joining());
    }

    @Test
    void shouldMakeNoGarbagePerRow() {
        try (Rows rows = new Rows(Decoded.schema(READABLE + ", v INTERVAL"), true)) {
            for (int i = 0; i < 500; i++) {
                rows.add(readable()).batch.column(10).putLong(i, i * 1_000_000_001L);
            }
            for (OutputFormat format : List.of(OutputFormat.csv(), OutputFormat.json())) {
                RowEncoder encoder = RowEncoder.of(format, rows.schema);
                TextBuffer out = new TextBuffer();
                encodeOften(encoder, rows, out, 200);
                ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                long id = Thread.currentThread().getId();
                long before = threads.getThreadAllocatedBytes(id);
                encodeOften(encoder, rows, out, 200);
                assertThat(threads.getThreadAllocatedBytes(id) - before).isLessThan(200 * 500 / 10);
            }
        }
    }

    private static void encodeOften(RowEncoder encoder, Rows rows, TextBuffer out, int times) {
        for (int i = 0; i < times; i++) {
            out.clear();
            encoder.rows(rows.batch, out);
        }
    }
}
