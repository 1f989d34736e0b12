package io.sabot.state.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewTest {
    private static final ViewSpec PRICES = spec(1_000, List.of(0), "symbol VARCHAR", "price DOUBLE", "n BIGINT");

    @TempDir
    Path directory;

    static ViewSpec spec(long maxKeys, List<Integer> key, String... columns) {
        return new ViewSpec("a view", Stream.of(columns).map(ViewTest::column).toList(), key, maxKeys);
    }

    private static ColumnSpec column(String declaration) {
        String[] words = declaration.split(" ");
        SqlType type = words[1].equals("DECIMAL") ? SqlType.decimal(38, 4) : SqlType.of(TypeKind.valueOf(words[1]));
        return new ColumnSpec(words[0], type);
    }

    private ViewWriter writer(String where, ViewSpec spec) {
        return where.equals("memory") ? ViewWriter.inMemory(spec) : ViewWriter.open(directory, spec, 0);
    }

    // ---- rows ----

    @ParameterizedTest
    @ValueSource(strings = {"memory", "directory"})
    void shouldKeepTheLastRowOfEachKey(String where) {
        try (ViewWriter writer = writer(where, PRICES);
                Rows rows = new Rows(PRICES)) {
            writer.publish();
            ViewReader reader = writer.reader();
            assertThat(reader.get("a")).isNull();
            rows.put(writer, "a", 1.5, 1L);
            rows.put(writer, "b", 2.5, 2L);
            rows.put(writer, "a", 3.5, 3L);
            writer.flush();
            ViewRow row = reader.get("a");
            assertThat(row.string("symbol")).isEqualTo("a");
            assertThat(row.f64("PRICE")).isEqualTo(3.5);
            assertThat(row.i64(2)).isEqualTo(3);
            assertThat(row.output()).isEqualTo(3);
            assertThat(reader.get("b").output()).isEqualTo(2);
            assertThat(reader.get("c")).isNull();
            assertThat(reader.keys()).isEqualTo(2);
            assertThat(reader.lastOutput()).isEqualTo(3);
            TreeSet<String> seen = new TreeSet<>();
            reader.forEach(each -> seen.add(each.string(0) + each.i64(2)));
            assertThat(seen).containsExactly("a3", "b2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "directory"})
    void shouldKeepEveryTypeAndNull(String where) {
        ViewSpec spec = spec(
                100,
                List.of(4, 5, 6),
                "a BOOLEAN",
                "b INT",
                "c BIGINT",
                "d DOUBLE",
                "e DECIMAL",
                "f VARCHAR",
                "g DATE",
                "h TIME",
                "i TIMESTAMP",
                "j BINARY",
                "k INTERVAL");
        BigDecimal large = new BigDecimal("-1234567890123456789012345678901234.5678");
        byte[] binary = {1, 0, -1};
        try (ViewWriter writer = writer(where, spec);
                Rows rows = new Rows(spec)) {
            writer.publish();
            String text = "Zürich\0\u20ac".repeat(20);
            rows.put(writer, true, -7, Long.MIN_VALUE, Double.NaN, large, text, 20_000, 5L, 1_500L, binary, 9L);
            rows.put(writer, null, null, null, null, null, null, null, null, null, null, null);
            ViewReader reader = writer.reader();
            ViewRow row = reader.get(large, text, LocalDate.ofEpochDay(20_000));
            assertThat(row.bool(0)).isTrue();
            assertThat(row.i32(1)).isEqualTo(-7);
            assertThat(row.i64(2)).isEqualTo(Long.MIN_VALUE);
            assertThat(row.f64(3)).isNaN();
            assertThat(row.decimal(4)).isEqualTo(large);
            assertThat(row.string(5)).isEqualTo(text);
            assertThat(row.i32(6)).isEqualTo(20_000);
            assertThat(row.i64(7)).isEqualTo(5);
            assertThat(row.i64(8)).isEqualTo(1_500);
            assertThat(row.binary(9)).isEqualTo(binary);
            assertThat(row.i64(10)).isEqualTo(9);
            ViewRow nulls = reader.get(null, null, null);
            for (int i = 0; i < spec.columns().size(); i++) {
                assertThat(nulls.isNull(i)).as("column %d", i).isTrue();
            }
            assertThat(nulls.string(5)).isNull();
            assertThat(nulls.decimal(4)).isNull();
            assertThat(nulls.binary(9)).isNull();
            assertThatThrownBy(() -> nulls.string(1)).hasMessageContaining("'b' is INT");
        }
    }

    @Test
    void shouldFindKeysOfEveryTypeByTheirText() {
        ViewSpec spec = spec(10, List.of(0, 1, 2, 3, 4), "a BIGINT", "b DOUBLE", "c DECIMAL", "d TIMESTAMP", "e DATE");
        try (ViewWriter writer = writer("directory", spec);
                Rows rows = new Rows(spec)) {
            writer.publish();
            rows.put(writer, 5L, -0.0, new BigDecimal("1.5000"), 1_500_000_000L, 1);
            ViewReader reader = writer.reader();
            ViewKey key = reader.key()
                    .reset()
                    .text("5")
                    .text("0.0")
                    .text("1.5")
                    .text("1970-01-01 00:00:01.5")
                    .text("1970-01-02");
            assertThat(reader.get(key)).isNotNull();
            assertThat(reader.get(
                            5L,
                            0.0,
                            new BigDecimal("1.5"),
                            LocalDateTime.of(1970, 1, 1, 0, 0, 1, 500_000_000),
                            LocalDate.of(1970, 1, 2)))
                    .isNotNull();
        }
    }

    @Test
    void shouldRefuseWhatIsNoKey() {
        try (ViewWriter writer = writer("memory", PRICES)) {
            ViewReader reader = writer.reader();
            assertThatThrownBy(() -> reader.get(5L))
                    .isInstanceOf(SabotException.class)
                    .hasMessageContaining("'symbol'")
                    .hasMessageContaining("VARCHAR, not 5");
            assertThatThrownBy(reader::get).hasMessageContaining("is (symbol): 1 values, not 0");
            assertThatThrownBy(() -> reader.get("a", "b")).hasMessageContaining("has 1 columns: symbol");
        }
    }

    @Test
    void shouldHaveOneRowWithoutKey() {
        ViewSpec spec = spec(1, List.of(), "n BIGINT");
        try (ViewWriter writer = writer("directory", spec);
                Rows rows = new Rows(spec)) {
            writer.publish();
            rows.put(writer, 1L);
            rows.put(writer, 2L);
            assertThat(writer.reader().get().i64(0)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "directory"})
    void shouldForgetRemovedKeys(String where) {
        try (ViewWriter writer = writer(where, PRICES);
                Rows rows = new Rows(PRICES)) {
            writer.publish();
            ViewReader reader = writer.reader();
            rows.put(writer, "a", 1.0, 1L);
            rows.remove(writer, "a", 1.0, 1L);
            assertThat(reader.get("a")).isNull();
            reader.forEach(row -> assertThat(row).isNull());
            rows.put(writer, "a", 2.0, 2L);
            assertThat(reader.get("a").f64(1)).isEqualTo(2.0);
        }
    }

    // ---- limits ----

    @ParameterizedTest
    @ValueSource(strings = {"memory", "directory"})
    void shouldRefuseKeysBeyondTheLimitAndSaySo(String where) {
        ViewSpec spec = spec(10, List.of(0), "k BIGINT", "n BIGINT");
        try (ViewWriter writer = writer(where, spec);
                Rows rows = new Rows(spec)) {
            writer.publish();
            for (long i = 0; i < 10; i++) {
                assertThat(rows.put(writer, i, i)).isTrue();
            }
            assertThat(rows.put(writer, 10L, 10L)).isFalse();
            assertThat(rows.put(writer, 3L, 33L)).isTrue();
            writer.flush();
            assertThat(writer.refused()).isEqualTo(1);
            assertThat(writer.refusal().code()).isEqualTo("STA-0107");
            ViewReader reader = writer.reader();
            assertThat(reader.refused()).isEqualTo(1);
            assertThat(reader.get(10L)).isNull();
            assertThat(reader.get(3L).i64(1)).isEqualTo(33);
        }
    }

    @Test
    void shouldGrowWithRowsLargerThanExpected() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        ViewSpec spec = spec(500, List.of(0), "k BIGINT", "s VARCHAR");
        Map<Long, String> expected = new HashMap<>();
        try (ViewWriter writer = writer("directory", spec);
                Rows rows = new Rows(spec)) {
            writer.publish();
            ViewReader reader = ViewReader.open(directory);
            for (int i = 0; i < 5_000; i++) {
                long k = random.nextInt(500);
                String text = String.valueOf((char) ('a' + random.nextInt(26))).repeat(random.nextInt(2_000));
                assertThat(rows.put(writer, k, text)).isTrue();
                expected.put(k, text);
                assertThat(reader.get(k).string(1)).isEqualTo(text);
            }
            assertThat(reader.generation()).isGreaterThan(1);
            expected.forEach((k, text) -> assertThat(reader.get(k).string(1)).isEqualTo(text));
            assertThat(files()).hasSize(3);
        }
    }

    @Test
    void shouldSpreadLargeViewsOverSegments() {
        ViewSpec spec = spec(3_000_000, List.of(0), "k BIGINT", "n BIGINT");
        try (ViewWriter writer = writer("directory", spec);
                Rows rows = new Rows(spec)) {
            for (long i = 0; i < 50_000; i++) {
                rows.put(writer, i, -i);
            }
            writer.publish();
            ViewReader reader = ViewReader.open(directory);
            for (long i = 0; i < 50_000; i++) {
                assertThat(reader.get(i).i64(1)).isEqualTo(-i);
            }
            long[] count = new long[1];
            reader.forEach(row -> count[0]++);
            assertThat(count[0]).isEqualTo(50_000);
        }
    }

    // ---- generations ----

    private List<String> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void shouldShowNothingBeforeItIsPublished() {
        try (ViewWriter writer = writer("directory", PRICES)) {
            assertThatThrownBy(() -> ViewReader.open(directory)).hasMessageContaining("STA-0101");
            writer.publish();
            assertThat(ViewReader.open(directory).get("a")).isNull();
        }
    }

    @Test
    void shouldTurnOpenReadersToANewGeneration() {
        ViewReader reader;
        try (ViewWriter first = writer("directory", PRICES);
                Rows rows = new Rows(PRICES)) {
            rows.put(first, "a", 1.0, 1L);
            first.publish();
            reader = ViewReader.open(directory);
            assertThat(reader.get("a").f64(1)).isEqualTo(1.0);
        }
        try (ViewWriter second = writer("directory", PRICES);
                Rows rows = new Rows(PRICES)) {
            rows.put(second, "b", 2.0, 2L);
            assertThat(reader.get("a").f64(1))
                    .as("the old one serves meanwhile")
                    .isEqualTo(1.0);
            assertThat(reader.generation()).isEqualTo(1);
            second.publish();
            assertThat(reader.get("a")).isNull();
            assertThat(reader.get("b").f64(1)).isEqualTo(2.0);
            assertThat(reader.generation()).isEqualTo(2);
        }
        assertThat(files()).containsExactly("g000002.map", "g000002.schema", "g000002.status");
        assertThat(reader.get("b").f64(1)).as("without a writer").isEqualTo(2.0);
        ViewWriter.drop(directory);
        assertThatThrownBy(() -> reader.get("b")).hasMessageContaining("STA-0101");
    }

    @Test
    void shouldNumberOnWhereAnUnfinishedGenerationWasLeft() throws IOException {
        Files.write(directory.resolve("g000007.map"), "left".getBytes(StandardCharsets.UTF_8));
        try (ViewWriter writer = writer("directory", PRICES)) {
            writer.publish();
            assertThat(files()).containsExactly("g000001.map", "g000001.schema", "g000001.status");
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws IOException {
        try (ViewWriter writer = writer("directory", PRICES)) {
            writer.publish();
        }
        Files.writeString(directory.resolve("g000001.schema"), "sabot-view 1\nname\n");
        assertThatThrownBy(() -> ViewReader.open(directory)).hasMessageContaining("STA-0102");
    }
}
