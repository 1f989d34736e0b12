package io.sabot.engine;

import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.core.time.Durations;
import io.sabot.ingest.ring.WaitMode;
import io.sabot.journal.JournalConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What SET in a file, and --set on the command line, may name. */
public final class Settings {
    private static final String RESERVE = "log.reserve-bytes";
    private static final String STATE = "state.memory-bytes";
    private static final String CHECKPOINT_BYTES = "checkpoint.log-bytes";
    private static final String CHECKPOINT_INTERVAL = "checkpoint.interval";
    private static final String RETENTION = "log.retention";
    private static final String RETENTION_BYTES = "log.retention-bytes";
    private static final String SLOTS = "ring.slots";
    private static final String WAIT = "ring.wait";
    private static final String PRODUCERS = "producers.max";
    private static final String PRODUCER_IDLE = "producers.idle-seconds";

    static final Set<String> NAMES = Set.of(
            RESERVE,
            STATE,
            RETENTION,
            RETENTION_BYTES,
            CHECKPOINT_BYTES,
            CHECKPOINT_INTERVAL,
            SLOTS,
            WAIT,
            PRODUCERS,
            PRODUCER_IDLE);

    private static final long MIN_STATE_BYTES = 4L << 20;

    private Settings() {}

    /** @throws SabotException for an unknown name or a bad value */
    public static SabotConfig apply(SabotConfig config, Map<String, String> settings) {
        SabotConfig applied = config;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String key = setting.getKey().toLowerCase(Locale.ROOT);
            String value = setting.getValue();
            applied = switch (key) {
                case RESERVE -> applied.withReserveBytes(number(key, value));
                case STATE -> applied.withStateBytes(memory(value));
                case CHECKPOINT_BYTES -> applied.withCheckpointLogBytes(number(key, value));
                case CHECKPOINT_INTERVAL -> applied.withCheckpointIntervalNs(duration(key, value));
                case RETENTION -> applied.withRetention(duration(key, value), applied.retentionBytes());
                case RETENTION_BYTES -> applied.withRetention(applied.retentionNs(), number(key, value));
                case SLOTS -> applied.withSlotCount(slots(key, value));
                case WAIT -> applied.withWaitMode(wait(value));
                case PRODUCERS ->
                    applied.withProducerLimits(new ProducerLimits(
                            positive(key, value), applied.producerLimits().idle()));
                case PRODUCER_IDLE ->
                    applied.withProducerLimits(new ProducerLimits(
                            applied.producerLimits().maxProducers(), Duration.ofSeconds(positive(key, value))));
                default ->
                    throw key.startsWith("pattern.")
                            ? inFileOnly(key)
                            : SabotException.configuration(
                                    "ENG-0111", "unknown setting '" + key + "'", Nearest.hintOrChoice(key, NAMES));
            };
        }
        return applied;
    }

    /** Values of a configuration as {@link #apply} takes them; what is off, or for the disk to decide, is left out. */
    public static Map<String, String> of(SabotConfig config) {
        Map<String, String> values = new TreeMap<>();
        if (config.reserveBytes() != JournalConfig.DEFAULT_RESERVE) {
            values.put(RESERVE, Long.toString(config.reserveBytes()));
        }
        values.put(STATE, Long.toString(config.stateBytes()));
        values.put(CHECKPOINT_BYTES, Long.toString(config.checkpointLogBytes()));
        values.put(CHECKPOINT_INTERVAL, Durations.text(config.checkpointIntervalNs()));
        if (config.retentionNs() != LogRetention.OFF) {
            values.put(RETENTION, Durations.text(config.retentionNs()));
        }
        if (config.retentionBytes() != LogRetention.OFF) {
            values.put(RETENTION_BYTES, Long.toString(config.retentionBytes()));
        }
        values.put(SLOTS, Integer.toString(config.slotCount()));
        values.put(WAIT, waitName(config.waitMode()));
        values.put(PRODUCERS, Integer.toString(config.producerLimits().maxProducers()));
        values.put(PRODUCER_IDLE, Long.toString(config.producerLimits().idle().toSeconds()));
        return values;
    }

    private static String waitName(WaitMode mode) {
        return switch (mode) {
            case BACKOFF -> "backoff";
            case BUSY_SPIN -> "spin";
            case BLOCKING -> "block";
        };
    }

    private static SabotException inFileOnly(String key) {
        return SabotException.configuration(
                "ENG-0111",
                "the setting '" + key + "' decides about results: it stands in the file",
                "SET '" + key + "' = '…'; before the pattern");
    }

    private static long number(String key, String value) {
        if (!value.matches("\\d{1,18}")) {
            throw bad(key, value, "a whole number");
        }
        return Long.parseLong(value);
    }

    private static long duration(String key, String value) {
        long ns = Durations.parse(value);
        if (ns <= 0) {
            throw bad(key, value, "a duration above zero such as '30 s', '5 min', '2 h' or '7 d'");
        }
        return ns;
    }

    private static long memory(String value) {
        long bytes = number(STATE, value);
        if (bytes < MIN_STATE_BYTES) {
            throw bad(STATE, value, "at least " + MIN_STATE_BYTES + " bytes");
        }
        return bytes;
    }

    private static int positive(String key, String value) {
        long number = number(key, value);
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw bad(key, value, "a number from 1 to " + Integer.MAX_VALUE);
        }
        return (int) number;
    }

    private static int slots(String key, String value) {
        long slots = number(key, value);
        if (slots < 2 || slots > 1 << 16 || Long.bitCount(slots) != 1) {
            throw bad(key, value, "a power of two from 2 to 65536");
        }
        return (int) slots;
    }

    private static WaitMode wait(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "backoff" -> WaitMode.BACKOFF;
            case "spin" -> WaitMode.BUSY_SPIN;
            case "block" -> WaitMode.BLOCKING;
            default -> throw bad(WAIT, value, "backoff, spin or block");
        };
    }

    private static SabotException bad(String key, String value, String expected) {
        return SabotException.configuration(
                "ENG-0112", "the setting '" + key + "' takes " + expected + ", not '" + value + "'", null);
    }
}
