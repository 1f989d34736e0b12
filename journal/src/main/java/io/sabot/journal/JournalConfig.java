package io.sabot.journal;

import io.sabot.core.error.SabotException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How a log or an outbox lies on disk.
 *
 * @param directory of this one log or outbox; generations are below it
 * @param roll when a new file is begun, by logical time
 * @param blockBytes unit in which a file grows, sparsely; a multiple of 4 MiB from 64 MiB, see {@link #BLOCK_BYTES}
 * @param reserveBytes free space below which appending is refused; {@link #DEFAULT_RESERVE}: the largest of two blocks,
 *     5 % of the disk and 1 GiB
 * @param spaceCheckBytes free space is looked up whenever this much was appended
 */
public record JournalConfig(Path directory, RollPeriod roll, long blockBytes, long reserveBytes, long spaceCheckBytes) {
    /** A queue's documents may be a quarter of a block, and a frame may be 8 MiB. */
    public static final long BLOCK_BYTES = 64L << 20;

    public static final long DEFAULT_RESERVE = -1;

    private static final long SPACE_CHECK_BYTES = 16L << 20;

    public JournalConfig {
        Objects.requireNonNull(directory);
        Objects.requireNonNull(roll);
        if (blockBytes < BLOCK_BYTES || blockBytes % (4L << 20) != 0 || blockBytes > 1L << 30) {
            throw SabotException.configuration(
                    "JRN-0210", "block size " + blockBytes, "a multiple of 4 MiB between 64 MiB and 1 GiB is needed");
        }
        if (reserveBytes < DEFAULT_RESERVE || spaceCheckBytes <= 0) {
            throw SabotException.configuration(
                    "JRN-0211",
                    "space reserve " + reserveBytes + ", checked every " + spaceCheckBytes + " bytes",
                    "neither may be negative");
        }
    }

    /** Defaults for a log. */
    public static JournalConfig of(Path directory) {
        return new JournalConfig(directory, RollPeriod.HOURLY, BLOCK_BYTES, DEFAULT_RESERVE, SPACE_CHECK_BYTES);
    }

    public JournalConfig withRoll(RollPeriod newRoll) {
        return new JournalConfig(directory, newRoll, blockBytes, reserveBytes, spaceCheckBytes);
    }

    public JournalConfig withReserveBytes(long newReserveBytes) {
        return new JournalConfig(directory, roll, blockBytes, newReserveBytes, spaceCheckBytes);
    }

    public JournalConfig withSpaceCheckBytes(long newSpaceCheckBytes) {
        return new JournalConfig(directory, roll, blockBytes, reserveBytes, newSpaceCheckBytes);
    }
}
