package io.sabot.ingest.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.Position;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Decoded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RefusedLogTest {
    private static final EventSchema SCHEMA = Decoded.schema("n BIGINT, s VARCHAR");

    @TempDir
    Path dir;

    private Path file;
    private final Rows rows = new Rows(SCHEMA, false);

    @BeforeEach
    void nameFile() {
        file = dir.resolve("t.refused");
        rows.add(1L, "ä").add(2L, null);
        rows.batch.seq(7);
    }

    @AfterEach
    void closeRows() {
        rows.close();
    }

    private RefusedLog open(long lastCommitted) {
        return RefusedLog.open("t", file, SCHEMA, lastCommitted);
    }

    /** Two rows, 4 and 9, committed up to 9. */
    private void writeTwo() {
        try (RefusedLog log = open(0)) {
            log.append(4, "too ä", rows.batch, 0);
            log.force();
            log.commit();
            log.append(9, "too null", rows.batch, 1);
            assertThat(log.count()).isEqualTo(1);
            log.force();
            log.commit();
            assertThat(log.count()).isEqualTo(2);
        }
    }

    @Test
    void shouldGiveBackWhatItWasGiven() {
        writeTwo();
        assertThat(RefusedLog.read(file))
                .containsExactly(
                        new RefusedRow("t", 4, Position.of(7, 0), "too ä", "{\"n\":1,\"s\":\"ä\"}"),
                        new RefusedRow("t", 9, Position.of(7, 1), "too null", "{\"n\":2,\"s\":null}"));
    }

    @Test
    void shouldForgetWhatWasNotCommitted() {
        writeTwo();
        try (RefusedLog log = open(8)) {
            assertThat(log.count()).isEqualTo(1);
            log.append(9, "again", rows.batch, 1);
            log.rollBack();
            log.append(9, "and again", rows.batch, 1);
            log.force();
            log.commit();
        }
        assertThat(RefusedLog.read(file)).extracting(RefusedRow::reason).containsExactly("too ä", "and again");
    }

    @Test
    void shouldCutOffATornEnd() throws IOException {
        writeTwo();
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            try (RefusedLog log = open(4)) {
                assertThat(log.count()).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void shouldRefuseToLoseWhatWasCommittedBehindADamage() throws IOException {
        writeTwo();
        byte[] bytes = Files.readAllBytes(file);
        bytes[20] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> open(9)).isInstanceOf(SabotException.class).hasMessageContaining("SNK-0108");
        open(3).close();
        assertThat(file).isEmptyFile();
    }

    @Test
    void shouldTakeRowsInTheirOrderOnly() {
        try (RefusedLog log = open(0)) {
            log.append(4, "x", rows.batch, 0);
            assertThatThrownBy(() -> log.append(4, "x", rows.batch, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
