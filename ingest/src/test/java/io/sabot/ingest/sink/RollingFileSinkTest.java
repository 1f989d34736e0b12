package io.sabot.ingest.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RollingFileSinkTest {
    private static final EventSchema SCHEMA = Decoded.schema("n BIGINT, s VARCHAR");
    private static final long NONE = RollPolicy.NONE;
    private static final String PART_1 = "part-000000000001-000000000003.csv";
    private static final String PART_2 = "part-000000000004-000000000006.csv";
    private static final String PART_3 = "part-000000000007-000000000009.csv";

    @TempDir
    Path dir;

    private Path parts;
    private Path record;
    private long nowNs;
    private final Rows rows = new Rows(SCHEMA, false);

    @BeforeEach
    void namePaths() {
        parts = dir.resolve("out");
        record = dir.resolve("out.applied");
    }

    @AfterEach
    void closeRows() {
        rows.close();
    }

    private RollingFileSink open(RollPolicy policy) {
        return RollingFileSink.open(parts, record, OutputFormat.csv(), SCHEMA, policy, () -> nowNs);
    }

    private RollingFileSink openByThree() {
        return open(new RollPolicy(3, NONE, NONE));
    }

    private void write(Sink sink, long first, int count) {
        rows.clear();
        for (long n = first; n < first + count; n++) {
            rows.add(n, "v" + n);
        }
        sink.write(rows.batch, first);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(parts)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private String text(String part) throws IOException {
        return Files.readString(parts.resolve(part));
    }

    private void writeNine() {
        try (Sink sink = openByThree()) {
            write(sink, 1, 9);
        }
    }

    private static String problem(Runnable call) {
        try {
            call.run();
        } catch (SabotException e) {
            return e.getMessage();
        }
        throw new AssertionError("nothing was thrown");
    }

    @Test
    void shouldCutPartsByRowsAcrossBatches() throws IOException {
        try (Sink sink = openByThree()) {
            write(sink, 1, 2);
            assertThat(sink.resumeAfter()).isZero();
            assertThat(names()).containsExactly(".part-000000000001.tmp");
            write(sink, 3, 5);
            assertThat(sink.resumeAfter()).isEqualTo(6);
            assertThat(sink.durableOseq()).isEqualTo(6);
            assertThat(names()).containsExactly(".part-000000000007.tmp", PART_1, PART_2);
            sink.flush();
            assertThat(sink.resumeAfter()).isEqualTo(6);
            sink.end();
            assertThat(sink.resumeAfter()).isEqualTo(7);
        }
        assertThat(names()).containsExactly(PART_1, PART_2, "part-000000000007-000000000007.csv");
        assertThat(text(PART_2)).isEqualTo("n,s\n4,v4\n5,v5\n6,v6\n");
    }

    @Test
    void shouldCutPartsByBytes() throws IOException {
        try (Sink sink = open(new RollPolicy(NONE, "n,s\n1,v1\n2,v2\n".length(), NONE))) {
            write(sink, 1, 3);
            sink.end();
            sink.end();
        }
        assertThat(names()).containsExactly("part-000000000001-000000000002.csv", "part-000000000003-000000000003.csv");
    }

    @Test
    void shouldCutPartsByTimeAlsoWhenNothingMoreComes() throws IOException {
        try (Sink sink = open(new RollPolicy(NONE, NONE, 10))) {
            nowNs = 100;
            write(sink, 1, 2);
            nowNs = 109;
            sink.flush();
            write(sink, 3, 1);
            assertThat(sink.resumeAfter()).isZero();
            nowNs = 110;
            write(sink, 4, 1);
            assertThat(sink.resumeAfter()).isEqualTo(3);
            nowNs = 120;
            sink.flush();
            assertThat(sink.resumeAfter()).isEqualTo(4);
        }
        assertThat(names()).containsExactly("part-000000000001-000000000003.csv", "part-000000000004-000000000004.csv");
    }

    @Test
    void shouldWriteTheSamePartsHoweverOftenItIsStopped() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        RollPolicy policy = new RollPolicy(40, 300, NONE);
        try (Sink sink = RollingFileSink.open(
                dir.resolve("calm"), dir.resolve("calm.applied"), OutputFormat.csv(), SCHEMA, policy)) {
            write(sink, 1, 1000);
            sink.end();
        }
        long next = 1;
        while (next <= 1000) {
            Sink sink = open(policy);
            next = sink.resumeAfter() + 1;
            for (int step = random.nextInt(6); step >= 0 && next <= 1000; step--) {
                int count = (int) Math.min(1 + random.nextInt(40), 1001 - next);
                write(sink, next, count);
                next += count;
            }
            if (next > 1000) {
                sink.end();
            }
            if (random.nextBoolean()) {
                sink.close(); // else killed
            }
        }
        List<String> calm = new ArrayList<>();
        try (Stream<Path> files = Files.list(dir.resolve("calm"))) {
            files.map(file -> file.getFileName().toString()).sorted().forEach(calm::add);
        }
        assertThat(names()).isEqualTo(calm);
        for (String name : calm) {
            assertThat(text(name))
                    .isEqualTo(Files.readString(dir.resolve("calm").resolve(name)));
        }
    }

    @Test
    void shouldGoOnBehindAPartThatWasNotRecorded() throws IOException {
        try (Sink sink = openByThree()) {
            write(sink, 1, 3);
        }
        byte[] before = Files.readAllBytes(record);
        try (Sink sink = openByThree()) {
            write(sink, 4, 3);
        }
        Files.write(record, before);
        try (Sink sink = openByThree()) {
            assertThat(sink.resumeAfter()).isEqualTo(6);
        }
    }

    @Test
    void shouldDeleteWhatWasNotFinished() throws IOException {
        writeNine();
        Files.writeString(parts.resolve(".part-000000000010.tmp"), "n,s\n10,");
        openByThree().close();
        assertThat(names()).containsExactly(PART_1, PART_2, PART_3);
    }

    @Test
    void shouldLetPartsBeTakenAwayOldestFirst() throws IOException {
        writeNine();
        Files.delete(parts.resolve(PART_1));
        try (Sink sink = openByThree()) {
            assertThat(sink.resumeAfter()).isEqualTo(9);
        }
        Files.delete(parts.resolve(PART_2));
        Files.delete(parts.resolve(PART_3));
        try (Sink sink = openByThree()) {
            assertThat(sink.resumeAfter()).isEqualTo(9);
            write(sink, 10, 3);
        }
        assertThat(names()).containsExactly("part-000000000010-000000000012.csv");
    }

    @Test
    void shouldRefuseAGap() throws IOException {
        writeNine();
        Files.delete(parts.resolve(PART_2));
        assertThat(problem(this::openByThree)).contains("SNK-0106", "rows 4 to 6 are missing");
    }

    @Test
    void shouldRefuseAnOverlap() throws IOException {
        writeNine();
        Files.writeString(parts.resolve("part-000000000005-000000000006.csv"), "");
        assertThat(problem(this::openByThree)).contains("SNK-0106", "rows from 5 on are in " + PART_2);
    }

    @Test
    void shouldRefuseWhenTheLatestPartIsGone() throws IOException {
        writeNine();
        Files.delete(parts.resolve(PART_3));
        assertThat(problem(this::openByThree)).contains("SNK-0106", "rows 7 to 9 had been written");
    }

    @Test
    void shouldRefusePartsOfAnotherRun() throws IOException {
        writeNine();
        Files.delete(record);
        assertThat(problem(this::openByThree)).contains("SNK-0107", PART_1);
    }

    @Test
    void shouldRefuseAFileInPlaceOfTheDirectory() throws IOException {
        Files.writeString(parts, "");
        assertThat(problem(this::openByThree)).contains("SNK-0102", "it is a file");
    }

    @Test
    void shouldWriteJsonToOtherNames() throws IOException {
        try (Sink sink =
                RollingFileSink.open(parts, record, OutputFormat.json(), SCHEMA, new RollPolicy(2, NONE, NONE))) {
            write(sink, 1, 2);
        }
        assertThat(text("part-000000000001-000000000002.jsonl"))
                .isEqualTo("{\"n\":1,\"s\":\"v1\"}\n{\"n\":2,\"s\":\"v2\"}\n");
    }

    @Test
    void shouldTakeNoRowTwice() {
        try (Sink sink = openByThree()) {
            write(sink, 1, 1);
            assertThatThrownBy(() -> write(sink, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
