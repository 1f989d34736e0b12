package io.sabot.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.ReadLimits;
import io.sabot.ingest.format.FormatSpec.Header;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CsvDecoderTest {
    private static final FormatSpec CSV = FormatSpec.csv();
    private static final FormatSpec SMALL = CSV.withLimits(new ReadLimits(20, 10, 8, 8));

    private static String rows(FormatSpec spec, String schema, String input) {
        return String.join(" ; ", Decoded.of(spec, schema, input).rows);
    }

    private static String rows(String schema, String input) {
        return rows(CSV, schema, input);
    }

    /** One value of one type, beside a column that keeps an empty line from being blank. */
    private static String value(String type, String text) {
        return rows("v " + type + ", x INT", text + ",\n").replace("|NULL", "");
    }

    @Test
    void shouldReadEveryType() {
        assertThat(value("INT", "-2147483648")).isEqualTo("-2147483648");
        assertThat(value("INT", " +7 ")).isEqualTo("7");
        assertThat(value("BIGINT", "-9223372036854775808")).isEqualTo("-9223372036854775808");
        assertThat(value("BIGINT", "9223372036854775807")).isEqualTo("9223372036854775807");
        assertThat(value("DOUBLE", "187.25")).isEqualTo("187.25");
        assertThat(value("DOUBLE", "-0.0")).isEqualTo("-0.0");
        assertThat(value("DOUBLE", "1e400")).isEqualTo("Infinity");
        assertThat(value("DOUBLE", "NaN")).isEqualTo("NaN");
        assertThat(value("DOUBLE", "-Infinity")).isEqualTo("-Infinity");
        assertThat(value("DECIMAL(10 2)", "1.005")).isEqualTo("1.01");
        assertThat(value("DECIMAL(10 2)", "-12345678.9")).isEqualTo("-12345678.90");
        assertThat(value("DECIMAL(38 2)", "123456789012345678901234567890.12"))
                .isEqualTo("123456789012345678901234567890.12");
        assertThat(value("DECIMAL(10 2)", "1e-999999999")).isEqualTo("0.00");
        assertThat(value("BOOLEAN", "True")).isEqualTo("true");
        assertThat(value("BOOLEAN", "0")).isEqualTo("false");
        assertThat(value("DATE", "2024-02-29")).isEqualTo("2024-02-29");
        assertThat(value("TIME", "09:30:00.25")).isEqualTo("09:30:00.25");
        assertThat(value("TIME", "09:30")).isEqualTo("09:30:00");
        assertThat(value("TIMESTAMP(9)", "2024-01-02 09:30:00.123456789")).isEqualTo("2024-01-02 09:30:00.123456789");
        assertThat(value("TIMESTAMP(3)", "2024-01-02 09:30:00.123456789")).isEqualTo("2024-01-02 09:30:00.123");
        assertThat(value("TIMESTAMP(0)", "1969-12-31 23:59:58.5")).isEqualTo("1969-12-31 23:59:58");
        assertThat(value("BINARY", "\\xCAFE")).isEqualTo("cafe");
        assertThat(value("BINARY", "yv4=")).isEqualTo("cafe");
        assertThat(value("VARCHAR", " Zürich ")).isEqualTo(" Zürich ");
    }

    @Test
    void shouldSayWhatIsWrongWithAValue() {
        assertThat(value("INT", "2147483648")).isEqualTo("REJECT field 'v': expected INT, found '2147483648'");
        assertThat(value("BIGINT", "9223372036854775808")).startsWith("REJECT field 'v': expected BIGINT");
        assertThat(value("BIGINT", "-9223372036854775809")).startsWith("REJECT");
        assertThat(value("INT", "12x")).isEqualTo("REJECT field 'v': expected INT, found '12x'");
        assertThat(value("INT", "-")).startsWith("REJECT");
        assertThat(value("DOUBLE", "1.2.3")).startsWith("REJECT field 'v': expected DOUBLE, found '1.2.3'");
        assertThat(value("DOUBLE", "1d")).startsWith("REJECT");
        assertThat(value("DOUBLE", ".")).startsWith("REJECT");
        assertThat(value("DOUBLE", "1e")).startsWith("REJECT");
        assertThat(value("DECIMAL(4 2)", "100")).startsWith("REJECT field 'v': expected DECIMAL(4, 2)");
        assertThat(value("DECIMAL(4 2)", "99.999")).startsWith("REJECT");
        assertThat(value("DECIMAL(4 2)", "1e999999999")).startsWith("REJECT");
        assertThat(value("DATE", "2023-02-29")).startsWith("REJECT");
        assertThat(value("TIME", "24:00")).startsWith("REJECT");
        assertThat(value("TIMESTAMP(9)", "yesterday"))
                .isEqualTo("REJECT field 'v': expected TIMESTAMP(9) as SQL, found 'yesterday'");
        assertThat(value("BOOLEAN", "maybe")).startsWith("REJECT");
        assertThat(value("BINARY", "\\xC")).startsWith("REJECT");
        assertThat(value("INT NOT NULL", "")).isEqualTo("REJECT field 'v': no value, but the column is INT NOT NULL");
        assertThat(value("INT", "9".repeat(70)))
                .isEqualTo("REJECT field 'v': expected INT, found '" + "9".repeat(64) + "…'");
        assertThat(value("INT", "9".repeat(200))).isEqualTo("REJECT field 'v': number longer than 128 characters");
    }

    @Test
    void shouldTellEmptyFromNull() {
        assertThat(rows("a VARCHAR, b VARCHAR", ",\"\"\n")).isEqualTo("NULL|");
        assertThat(rows(CSV.withNullLiteral("NA"), "a VARCHAR, b VARCHAR, c INT", "NA,,NA\n\"NA\",x,\n"))
                .isEqualTo("NULL||NULL ; NA|x|NULL");
        assertThat(rows("a INT, b INT", "1,\"\"\n")).startsWith("REJECT");
    }

    @Test
    void shouldReadQuotedFields() {
        assertThat(rows("a VARCHAR, b INT", "\"x,y\",1\n\"he said \"\"hi\"\"\",2\n\"two\nlines\",3"))
                .isEqualTo("x,y|1 ; he said \"hi\"|2 ; two\nlines|3");
        assertThat(rows("a VARCHAR, b INT", "\"x\",\"1\"\r\ny\"z\",2\r\n")).isEqualTo("x|1 ; y\"z\"|2");
        assertThat(rows("a VARCHAR, b INT", "\"x\"y,1\nz,2\n"))
                .isEqualTo("REJECT field 'a': characters behind the closing quote ; z|2");
        assertThat(rows("a VARCHAR, b VARCHAR", "a,b\r\n,\"\"\r\n")).isEqualTo("NULL|");
    }

    @Test
    void shouldRejectAQuoteStillOpenAtTheEnd() {
        Decoded decoded = Decoded.of(CSV.withHeader(Header.NO), "a VARCHAR, b INT", "x,1\n\"y,2\nz,3\n");
        assertThat(decoded.rows)
                .containsExactly("x|1", "REJECT record has no end: the quote opened in field 'a' is not closed");
        assertThat(decoded.rejects.get(0).lengthBytes()).isEqualTo(9);
        assertThat(decoded.endOffset).isEqualTo(13);
    }

    @Test
    void shouldCountFields() {
        assertThat(rows("a INT, b INT", "1\n1,2,3\n1,2\n"))
                .isEqualTo("REJECT expected 2 fields, found 1 ; REJECT expected 2 fields, found 3 ; 1|2");
    }

    @Test
    void shouldSkipMarkAndBlankLinesAndNeedNoLastLineFeed() {
        assertThat(rows("a INT, b INT", "\uFEFF\n\r\na,b\n\n1,2\r\n\r\n3,4")).isEqualTo("1|2 ; 3|4");
    }

    @Test
    void shouldMapColumnsByHeader() {
        assertThat(rows("a INT, b VARCHAR", " B ,extra,A\nx,9,1\n")).isEqualTo("1|x");
        assertThat(rows("a INT, b VARCHAR", "1,x\n2,y\n")).isEqualTo("1|x ; 2|y");
        assertThat(rows("a VARCHAR, b VARCHAR", "a,c\n1,2\n")).isEqualTo("a|c ; 1|2");
        assertThat(rows(CSV.withHeader(Header.NO), "a VARCHAR, b VARCHAR", "a,b\n"))
                .isEqualTo("a|b");
        assertThatThrownBy(() -> rows(CSV.withHeader(Header.YES), "price INT, b INT", "prize,b\n1,2\n"))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("no column 'price'")
                .hasMessageContaining("did you mean 'prize'?")
                .matches(e -> ((SabotException) e).exitCode() == ExitCode.CONFIGURATION);
    }

    @Test
    void shouldRejectInvalidUtf8() {
        byte[] input = "ok,1\n\u00c3,2\n".getBytes(StandardCharsets.ISO_8859_1);
        Decoded decoded = Decoded.of(CSV, Decoded.schema("a VARCHAR, b INT"), input, () -> 100, 10);
        assertThat(decoded.rows.get(0)).isEqualTo("ok|1");
        assertThat(decoded.rows.get(1)).startsWith("REJECT field 'a': expected VARCHAR in valid UTF-8");
    }

    @Test
    void shouldTellPlaceAndBytesOfARejectedRecord() {
        Decoded decoded = Decoded.of(CSV, "a VARCHAR, b INT", "a,b\n\"x\ny\",1\nz,oops\r\nw,2\n");
        assertThat(decoded.rejects).hasSize(1);
        assertThat(decoded.rejects.get(0).line()).isEqualTo(4);
        assertThat(decoded.rejects.get(0).offset()).isEqualTo(12);
        assertThat(new String(decoded.rejects.get(0).bytes(), StandardCharsets.UTF_8))
                .isEqualTo("z,oops");
        assertThat(decoded.rows.get(2)).isEqualTo("w|2");
    }

    @Test
    void shouldGoOnBehindARecordBeyondTheLimit() {
        Decoded decoded = Decoded.of(SMALL, "a VARCHAR, b INT", "x,1\n" + "y".repeat(5000) + ",2\r\nz,3\n");
        assertThat(decoded.rows).containsExactly("x|1", "REJECT record longer than 20 bytes", "z|3");
        assertThat(decoded.rejects.get(0).lengthBytes()).isEqualTo(5002);
        assertThat(decoded.rejects.get(0).line()).isEqualTo(2);
        assertThat(decoded.rejects.get(0).isWhole()).isFalse();
        assertThat(rows(SMALL, "a VARCHAR, b INT", "\"open\n1,2\n3,4\n5,6\n7,8\n9,9\n"))
                .isEqualTo("REJECT record longer than 20 bytes: the quote opened in field 1 is not closed ; 9|9");
        assertThat(rows(SMALL, "a VARCHAR, b INT", "abcdefghijk,1\n")).startsWith("REJECT field 'a': longer than 10");
    }

    @Test
    void shouldReadOtherDelimitersAndTimestampFormats() {
        assertThat(rows(CSV.withDelimiter('\t'), "a VARCHAR, b INT", "x\t1\n")).isEqualTo("x|1");
        assertThat(rows(CSV.withTimestampFormat("epoch-millis"), "ts TIMESTAMP(3), b INT", "1704187800123,1\n"))
                .isEqualTo("2024-01-02 09:30:00.123|1");
        assertThat(rows(CSV.withTimestampFormat("yyyyMMdd"), "d DATE, b INT", "20240102,1\n"))
                .isEqualTo("2024-01-02|1");
    }

    @Test
    void shouldKeepNulBytes() {
        assertThat(rows("a VARCHAR, b INT", "x\0y,1\n")).isEqualTo("x\0y|1");
    }
}
