package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million keys that come and go. */
class ShortLivedKeysTest {
    private static final int KEYS = 1_000_000;

    /** Keys that were seen last are remembered for a while: far less than a million of them. */
    private static final long REMEMBERED_BYTES = 64L << 20;

    @TempDir
    Path directory;

    @Test
    void shouldKeepNoStateOfKeysThatAreOver() throws Exception {
        SabotConfig config =
                SabotConfig.in(directory.resolve("data")).withReserveBytes(0).withCheckpointLogBytes(16L << 20);
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(ShortLivedKeys.RULES);
            try (ShortLivedKeys keys = new ShortLivedKeys(sabot)) {
                keys.append((long) KEYS * ShortLivedKeys.ROWS_PER_KEY);
                keys.pass();
                await(() -> sabot.outputs().get("sessions") >= KEYS);
            }
            await(() -> sabot.stateBytes() <= REMEMBERED_BYTES);
            sabot.end("events");
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
            await(() -> sabot.stateBytes() == 0);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TestNode.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within a minute").isLessThan(deadlineNs);
            LockSupport.parkNanos(1_000_000L);
        }
    }
}
