package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class JournalExportTest {
    private static final String HEADER = "b,i,l,d,m,s,y,day,at,ts\n";
    private static final String FIRST =
            "true,1,2,0.5,12.30,\"a,b\",\\x00ff,2026-01-05,09:30:00.5,2026-01-05 09:30:00.000000001\n";
    private static final String NULLS = ",,,,,,,,,\n";
    private static final String APPLICATION =
            """
            CREATE TABLE t (b BOOLEAN, i INT, l BIGINT, d DOUBLE, m DECIMAL(9, 2), s VARCHAR, y BINARY, day DATE,
              at TIME, ts TIMESTAMP(9)) WITH ('connector' = 'file', 'path' = 't.csv');
            CREATE TABLE o (i INT) WITH ('connector' = 'file', 'path' = 'o.csv');
            INSERT INTO o SELECT i FROM t;
            """;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void record() throws Exception {
        Files.writeString(directory.resolve("a.sql"), APPLICATION);
        Files.writeString(directory.resolve("t.csv"), HEADER + FIRST + NULLS);
        SabotConfig config = SabotConfig.in(directory.resolve("data")).withReserveBytes(0);
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(directory.resolve("a.sql"));
            assertThat(sabot.awaitEnd(Duration.ofSeconds(60))).isTrue();
        }
    }

    private int export(String... arguments) {
        out.reset();
        List<String> words = new ArrayList<>(List.of("export"));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--data-dir", directory.resolve("data").toString()));
        CommandLine line = new CommandLine(new JournalCommand(out));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> Main.report(e));
        return line.execute(words.toArray(new String[0]));
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void shouldWriteRowsAsTheyCame() throws IOException {
        assertThat(export("--table", "t")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(HEADER + FIRST + NULLS);
        assertThat(export("--table", "T", "--out", file("t.csv.gz"))).isZero();
        assertThat(new GZIPInputStream(Files.newInputStream(directory.resolve("t.csv.gz"))))
                .hasContent(HEADER + FIRST + NULLS);
        assertThat(export("--table", "t", "--format", "ndjson", "--gzip")).isZero();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())))
                .asString(StandardCharsets.UTF_8)
                .startsWith("{\"b\":true,\"i\":1,\"l\":2,\"d\":0.5,\"m\":12.30,\"s\":\"a,b\"");
        assertThat(export("--outbox", "o")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("i\n1\n\n");
    }

    @Test
    void shouldWriteArrowFilesAndStreams() throws IOException {
        assertThat(export("--table", "t", "--out", file("t.arrow"))).isZero();
        try (RootAllocator allocator = new RootAllocator();
                ArrowFileReader reader =
                        new ArrowFileReader(FileChannel.open(directory.resolve("t.arrow")), allocator)) {
            assertThat(reader.loadNextBatch()).isTrue();
            check(reader.getVectorSchemaRoot());
            assertThat(reader.loadNextBatch()).isFalse();
        }
        assertThat(export("--table", "t", "--format", "arrow_stream")).isZero();
        try (RootAllocator allocator = new RootAllocator();
                ArrowStreamReader reader =
                        new ArrowStreamReader(new ByteArrayInputStream(out.toByteArray()), allocator)) {
            assertThat(reader.loadNextBatch()).isTrue();
            check(reader.getVectorSchemaRoot());
        }
    }

    private static void check(VectorSchemaRoot rows) {
        assertThat(rows.getSchema().getFields().stream()
                        .map(field -> field.getType().toString()))
                .containsExactly(
                        "Bool",
                        "Int(32, true)",
                        "Int(64, true)",
                        "FloatingPoint(DOUBLE)",
                        "Decimal(9, 2, 128)",
                        "Utf8",
                        "Binary",
                        "Date(DAY)",
                        "Time(NANOSECOND, 64)",
                        "Timestamp(NANOSECOND, null)");
        assertThat(rows.getSchema().findField("m").getMetadata()).containsEntry("sabot.type", "DECIMAL(9, 2)");
        assertThat(rows.getRowCount()).isEqualTo(2);
        assertThat(rows.getVector("b").getObject(0)).isEqualTo(true);
        assertThat(rows.getVector("i").getObject(0)).isEqualTo(1);
        assertThat(rows.getVector("m").getObject(0)).hasToString("12.30");
        assertThat(rows.getVector("s").getObject(0)).hasToString("a,b");
        assertThat(rows.getVector("y").getObject(0)).isEqualTo(new byte[] {0, -1});
        assertThat(rows.getVector("ts").getObject(0)).hasToString("2026-01-05T09:30:00.000000001");
        rows.getFieldVectors().forEach(vector -> assertThat(vector.isNull(1)).isTrue());
    }

    @Test
    void shouldKeepToTheRange() {
        assertThat(export("--table", "t", "--from", "1000")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(HEADER);
        assertThat(export("--table", "t", "--to", "1990-01-01")).isEqualTo(78);
        assertThat(export("--table", "t", "--from", "1990-01-01", "--to", "1000"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(HEADER + FIRST + NULLS);
        assertThat(export("--table", "t", "--from", "soon")).isEqualTo(78);
    }

    @Test
    void shouldReadBesideARunningNode() throws Exception {
        SabotConfig config = SabotConfig.in(directory.resolve("data")).withReserveBytes(0);
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(directory.resolve("a.sql"));
            assertThat(export("--table", "t")).isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(HEADER + FIRST + NULLS);
    }

    @Test
    void shouldTellWhatIsNotThere() {
        assertThat(export("--table", "tt")).isEqualTo(78);
        assertThat(export("--outbox", "nothing")).isEqualTo(78);
        assertThat(export()).isEqualTo(2);
        assertThat(export("--table", "t", "--outbox", "o")).isEqualTo(2);
        assertThat(export("--table", "t", "--format", "parquet")).isEqualTo(2);
    }
}
