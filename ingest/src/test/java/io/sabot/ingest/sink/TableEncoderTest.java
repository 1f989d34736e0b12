package io.sabot.ingest.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.ingest.Decoded;
import org.junit.jupiter.api.Test;

final class TableEncoderTest {
    private static final OutputFormat TABLE = OutputFormat.table();

    @Test
    void shouldAlignColumnsAndPutNumbersOnTheRight() {
        try (Rows rows = new Rows(Decoded.schema("symbol VARCHAR, price DOUBLE, ok BOOLEAN, note VARCHAR"), false)) {
            rows.add("AAPL", 1.5, true, "x").add("köln-long", 12345.25, false, "");
            rows.add(null, null, null, "line\nbreak\u001b[2J");
            assertThat(rows.encoded(TABLE).split("\n"))
                    .containsExactly(
                            "symbol        price  ok     note",
                            "---------  --------  -----  --------------------",
                            "AAPL            1.5  true   x",
                            "köln-long  12345.25  false",
                            "NULL           NULL  NULL   line\\nbreak\\u001b[2J");
        }
    }

    @Test
    void shouldWidenAColumnFromALaterPageOnAndReprintNothing() {
        try (Rows rows = new Rows(Decoded.schema("s VARCHAR, n INT"), false)) {
            RowEncoder encoder = RowEncoder.of(TABLE, rows.schema);
            TextBuffer out = new TextBuffer();
            rows.add("a", 1);
            encoder.rows(rows.batch, out);
            assertThat(out.text()).isEmpty();
            encoder.flush(out);
            assertThat(out.text()).isEqualTo("s  n\n-  -\na  1\n");
            rows.clear().add("abc", 2).add("d", 300).add("e", 4);
            encoder.rows(rows.batch, out);
            encoder.end(out);
            assertThat(out.text()).isEqualTo("s  n\n-  -\na  1\nabc  2\nd    300\ne      4\n");
        }
    }

    @Test
    void shouldPrintAPageWhenItIsFull() {
        try (Rows rows = new Rows(Decoded.schema("n INT"), false)) {
            RowEncoder encoder = RowEncoder.of(TABLE, rows.schema);
            TextBuffer out = new TextBuffer();
            for (int i = 0; i < TableEncoder.PAGE_ROWS; i++) {
                assertThat(out.isEmpty()).isTrue();
                rows.clear().add(i);
                encoder.rows(rows.batch, out);
            }
            assertThat(out.text()).startsWith(" n\n--\n 0\n").endsWith("31\n");
        }
    }

    @Test
    void shouldPrintTheHeaderWhenThereAreNoRows() {
        try (Rows rows = new Rows(Decoded.schema("a INT, bc VARCHAR"), false)) {
            assertThat(rows.encoded(TABLE)).isEqualTo("a  bc\n-  --\n");
        }
    }

    @Test
    void shouldNotPadForAVeryLongValue() {
        try (Rows rows = new Rows(Decoded.schema("a VARCHAR, b VARCHAR"), false)) {
            rows.add("y".repeat(200), "x").add("z", "x");
            String[] lines = rows.encoded(TABLE).split("\n");
            assertThat(lines[2]).isEqualTo("y".repeat(200) + "  x");
            assertThat(lines[3]).hasSize(TableEncoder.MAX_WIDTH + 3);
        }
    }
}
