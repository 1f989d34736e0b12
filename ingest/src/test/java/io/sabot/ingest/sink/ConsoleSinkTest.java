package io.sabot.ingest.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsoleSinkTest {
    private static final EventSchema SCHEMA = Decoded.schema("n INT");

    private final Rows rows = new Rows(SCHEMA, false);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void closeRows() {
        rows.close();
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldWriteWhenFlushed() {
        try (ConsoleSink sink = new ConsoleSink(out, OutputFormat.csv(), SCHEMA)) {
            sink.write(rows.add(1).add(2).batch, 1);
            assertThat(text()).isEmpty();
            assertThat(sink.resumeAfter()).isZero();
            sink.flush();
            assertThat(text()).isEqualTo("n\n1\n2\n");
            assertThat(sink.resumeAfter()).isEqualTo(2);
            sink.write(rows.clear().add(3).batch, 3);
            sink.end();
        }
        assertThat(text()).isEqualTo("n\n1\n2\n3\n");
    }

    @Test
    void shouldWriteTablesAndJson() {
        try (ConsoleSink table = new ConsoleSink(out, OutputFormat.table(), SCHEMA);
                ConsoleSink json = new ConsoleSink(out, OutputFormat.json(), SCHEMA)) {
            rows.add(1);
            table.write(rows.batch, 1);
            table.flush();
            table.end();
            json.write(rows.batch, 1);
            json.end();
        }
        assertThat(text()).isEqualTo("n\n-\n1\n{\"n\":1}\n");
    }

    @Test
    void shouldGoOnBehindTheRowItIsTold() {
        try (ConsoleSink sink = new ConsoleSink(out, OutputFormat.json(), SCHEMA, 6)) {
            assertThat(sink.resumeAfter()).isEqualTo(6);
            assertThatThrownBy(() -> sink.write(rows.batch, 1)).hasMessage("row 1 after row 6");
            sink.write(rows.add(7).batch, 7);
            sink.flush();
        }
        assertThat(text()).isEqualTo("{\"n\":7}\n");
    }

    @Test
    void shouldNotKeepMuchWithoutAFlush() {
        try (ConsoleSink sink = new ConsoleSink(out, OutputFormat.csv(), SCHEMA)) {
            for (int i = 0; i < 1000; i++) {
                rows.add(1_000_000 + i);
            }
            for (int i = 0; i < 20; i++) {
                sink.write(rows.batch, 1 + i * 1000L);
            }
        }
        assertThat(out.size()).isGreaterThan(128 * 1024);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellThatTheOutputIsClosed(boolean isPrintStream) {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        OutputStream stream = isPrintStream ? new PrintStream(broken, false, StandardCharsets.UTF_8) : broken;
        try (ConsoleSink sink = new ConsoleSink(stream, OutputFormat.csv(), SCHEMA)) {
            sink.write(rows.add(1).batch, 1);
            assertThatThrownBy(sink::flush).isInstanceOf(SabotException.class).hasMessageContaining("SNK-0103");
            assertThatThrownBy(sink::flush).isInstanceOf(IllegalStateException.class);
        }
    }
}
