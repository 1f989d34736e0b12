package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.Watermarks;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.operator.IntakeClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class IdleTablesTest {
    private static final long SECOND = 1_000_000_000L;

    /** A table's watermark. */
    private static final class Intake implements IntakeClock {
        long watermarkNs = Watermarks.NONE;

        @Override
        public long watermarkNs() {
            return watermarkNs;
        }

        @Override
        public void follow(long newWatermarkNs, long position) {
            watermarkNs = Math.max(watermarkNs, newWatermarkNs);
        }
    }

    private final Intake quick = new Intake();
    private final Intake silent = new Intake();
    private final IdleTables tables = new IdleTables();
    private final TableSpec first = table("first", "");
    private final TableSpec second = table("second", ", 'idle-timeout' = '5 s'");

    private static TableSpec table(String name, String options) {
        return Sabot.plan(
                        "test.sql",
                        "CREATE TABLE " + name + " (ts TIMESTAMP(9), WATERMARK FOR ts AS ts)"
                                + " WITH ('connector' = 'tcp', 'port' = '1'" + options + ");",
                        Path.of(""))
                .tables()
                .get(0);
    }

    private void rows(TableSpec table, Intake intake, long logTimeNs, long eventTimeNs) {
        intake.watermarkNs = Math.max(intake.watermarkNs, eventTimeNs);
        tables.onRows(table, logTimeNs, 0);
    }

    private void bothHaveRows() {
        tables.add(first, quick);
        tables.add(second, silent);
        rows(first, quick, SECOND, 100);
        rows(second, silent, 2 * SECOND, 50);
    }

    @Test
    void shouldLetASilentTableFollowAfterItsTimeout() {
        bothHaveRows();
        rows(first, quick, 6 * SECOND, 500);
        assertThat(silent.watermarkNs).as("4 s of silence").isEqualTo(50);
        rows(first, quick, 7 * SECOND, 600);
        assertThat(silent.watermarkNs).as("5 s of silence").isEqualTo(600);
        rows(first, quick, 8 * SECOND, 700);
        assertThat(silent.watermarkNs).isEqualTo(700);
    }

    @Test
    void shouldCountAgainOnceTheTableHasRows() {
        bothHaveRows();
        rows(first, quick, 8 * SECOND, 600);
        rows(second, silent, 9 * SECOND, 650);
        rows(first, quick, 13 * SECOND, 900);
        assertThat(silent.watermarkNs).as("4 s of silence").isEqualTo(650);
    }

    @Test
    void shouldNotLetTimeGoOnForATableWithoutTimeout() {
        bothHaveRows();
        rows(second, silent, 100 * SECOND, 9_000);
        assertThat(quick.watermarkNs).isEqualTo(100);
    }

    @Test
    void shouldWaitForNobodyWhoHasEnded() {
        bothHaveRows();
        tables.onEnd(second);
        rows(first, quick, 100 * SECOND, 9_000);
        assertThat(silent.watermarkNs).isEqualTo(50);
    }
}
