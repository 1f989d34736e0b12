package io.sabot.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.format.FormatSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRecordReaderTest {
    private static final EventSchema SCHEMA = Decoded.schema("a VARCHAR, b INT");
    private static final String TEXT = "b,a\n1,x\n2,\"y\nz\"\noops,q\n3,w\n";

    @TempDir
    Path dir;

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(dir.resolve(name), content);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String... members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String member : members) {
            try (OutputStream out = new GZIPOutputStream(bytes)) {
                out.write(utf8(member));
            }
        }
        return bytes.toByteArray();
    }

    private static Decoded read(Path path, long offset) {
        try (RecordReader reader = FileRecordReader.open(path, FormatSpec.csv(), SCHEMA, offset, false, 100)) {
            return Decoded.all(reader, SCHEMA, 2, 1);
        }
    }

    @Test
    void shouldReadPlainAndGzipAlikeAndGoOnFromEveryOffset() throws IOException {
        for (Path path : List.of(
                file("t.csv", utf8(TEXT)),
                file("named.csv", gzip(TEXT)),
                file("two.gz", gzip("b,a\n1,x\n2,\"y", TEXT.substring(12))))) {
            Decoded whole = read(path, 0);
            assertThat(whole.rows)
                    .containsExactly("x|1", "y\nz|2", "REJECT field 'b': expected INT, found 'oops'", "w|3");
            assertThat(whole.endOffset).isEqualTo(TEXT.length());
            for (int i = 0; i < whole.rows.size(); i++) {
                assertThat(read(path, whole.offsets.get(i)).rows)
                        .as("%s after row %d", path.getFileName(), i)
                        .isEqualTo(whole.rows.subList(i + 1, whole.rows.size()));
            }
        }
    }

    @Test
    void shouldReadAFileOfManyChunks() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            text.append("symbol").append(i % 100).append(',').append(i).append('\n');
        }
        Path path = file("big.csv", gzip(text.toString()));
        try (RecordReader reader = FileRecordReader.open(path, FormatSpec.csv(), SCHEMA)) {
            Decoded decoded = Decoded.all(reader, SCHEMA, 1000, 1);
            assertThat(decoded.rows).hasSize(200_000);
            assertThat(decoded.rows.get(199_999)).isEqualTo("symbol99|199999");
        }
    }

    @Test
    void shouldRefuseATruncatedOrCorruptGzip() throws IOException {
        byte[] whole = gzip("a,b\nx,1\n", "y,2\n");
        for (int length = 2; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (length == gzip("a,b\nx,1\n").length) {
                continue; // the first member alone is a whole file
            }
            assertBadData(file("cut.gz", cut), "truncated");
        }
        byte[] flipped = whole.clone();
        flipped[gzip("a,b\nx,1\n").length - 6] ^= 1;
        assertBadData(file("flipped.gz", flipped), "corrupt (checksum)");
        assertBadData(file("tail.gz", Arrays.copyOf(concat(whole, utf8("tail")), whole.length + 4)), "corrupt");
        assertThat(read(file("padded.gz", Arrays.copyOf(whole, whole.length + 512)), 0).rows)
                .containsExactly("x|1", "y|2");
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static void assertBadData(Path path, String detail) {
        assertThatThrownBy(() -> read(path, 0))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining(detail)
                .matches(e -> ((SabotException) e).exitCode() == ExitCode.BAD_DATA);
    }

    @Test
    void shouldNameTheFileThatWasProbablyMeant() throws IOException {
        file("ticks.csv", utf8(TEXT));
        assertThatThrownBy(() -> read(dir.resolve("tiks.csv"), 0))
                .hasMessageContaining("does not exist")
                .hasMessageContaining("did you mean 'ticks.csv'?")
                .matches(e -> ((SabotException) e).exitCode() == ExitCode.CONFIGURATION);
        assertThatThrownBy(() -> read(dir, 0)).hasMessageContaining("is a directory");
    }

    @Test
    void shouldRefuseToGoOnInAShorterFile() throws IOException {
        assertThatThrownBy(() -> read(file("t.csv", utf8(TEXT)), 1000))
                .hasMessageContaining("was read up to byte 1000");
        assertThatThrownBy(() -> read(file("t.gz", gzip(TEXT)), 1000)).hasMessageContaining("was read up to byte 1000");
    }

    @Test
    void shouldTellHowLongAPlainFileIs() throws IOException {
        try (RecordReader reader = FileRecordReader.open(file("t.csv", utf8(TEXT)), FormatSpec.csv(), SCHEMA)) {
            assertThat(reader.totalBytes()).isEqualTo(TEXT.length());
        }
    }

    @Test
    void shouldFollowAFileThatGrows() throws IOException {
        Path path = file("grows.csv", utf8("a,b\nx,1\ny,"));
        try (RecordReader reader = FileRecordReader.open(path, FormatSpec.csv(), SCHEMA, 0, true, 100)) {
            assertThat(Decoded.all(reader, SCHEMA, 10, 2).rows).containsExactly("x|1");
            Files.write(path, utf8("2\nz,3\n"), StandardOpenOption.APPEND);
            assertThat(Decoded.all(reader, SCHEMA, 10, 2).rows).containsExactly("y|2", "z|3");
            Files.write(path, utf8("x"));
            assertThatThrownBy(() -> Decoded.all(reader, SCHEMA, 10, 2)).isInstanceOf(SabotException.class);
        }
    }
}
