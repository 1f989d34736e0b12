package io.sabot.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.format.FormatSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StdinRecordReaderTest {
    private static final EventSchema SCHEMA = Decoded.schema("a VARCHAR, b INT");

    private static RecordReader reader(InputStream in, long skipped) {
        return StdinRecordReader.open(in, "stdin", FormatSpec.csv(), SCHEMA, skipped);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldReadToTheEnd() {
        try (RecordReader reader = reader(stream("b,a\n1,x\n2,y"), 0)) {
            assertThat(Decoded.all(reader, SCHEMA, 1, 10_000).rows).containsExactly("x|1", "y|2");
        }
    }

    @Test
    void shouldSkipWhatWasConsumedBefore() {
        try (RecordReader reader = reader(stream("b,a\n1,x\n2,y"), 8)) {
            assertThat(Decoded.all(reader, SCHEMA, 1, 10_000).rows).containsExactly("y|2");
        }
        try (RecordReader reader = reader(stream("b,a\n1,x\n"), 800)) {
            assertThatThrownBy(() -> Decoded.all(reader, SCHEMA, 1, 10_000)).hasMessageContaining("has 8 bytes");
        }
    }

    @Test
    void shouldNotBlockWhenNothingComes() throws IOException {
        try (PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                RecordReader reader = reader(in, 0)) {
            assertThat(Decoded.all(reader, SCHEMA, 10, 3).rows).isEmpty();
            out.write("x,1\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            assertThat(Decoded.all(reader, SCHEMA, 10, 20_000).rows).containsExactly("x|1");
        }
    }

    @Test
    void shouldTellWhyTheStreamFailed() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("unplugged");
            }
        };
        try (RecordReader reader = reader(broken, 0)) {
            assertThatThrownBy(() -> Decoded.all(reader, SCHEMA, 10, 10_000)).hasMessageContaining("unplugged");
        }
    }
}
