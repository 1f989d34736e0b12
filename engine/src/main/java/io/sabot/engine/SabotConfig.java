package io.sabot.engine;

import io.sabot.core.time.Clock;
import io.sabot.ingest.ring.IngestRing;
import io.sabot.ingest.ring.WaitMode;
import io.sabot.ingest.sink.OutputFormat;
import io.sabot.journal.JournalConfig;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How one node runs.
 *
 * @param directory for log, outboxes and records of sinks; null for a node in memory, which forgets
 * @param reserveBytes free disk space below which nothing is accepted; {@link JournalConfig#DEFAULT_RESERVE}
 * @param stateBytes budget of operator state
 * @param checkpointLogBytes log bytes after which the state is stored again
 * @param checkpointIntervalNs log time after which it is, if anything was logged
 * @param retentionNs log time that is kept; {@code 0} keeps all
 * @param retentionBytes log bytes that are kept; {@code 0} keeps all
 * @param sqlDirectory that relative paths in SQL start from
 * @param takeover what to do with a directory that holds another application
 * @param input where everything comes from if its order is agreed upon elsewhere, else null
 * @param continuesConsole whether standard output goes on behind what an earlier run has printed
 * @param isStopping asked while the log is read again, which ends with a {@link StoppedException} when it says yes
 */
public record SabotConfig(
        Path directory,
        Durability durability,
        long reserveBytes,
        long stateBytes,
        long checkpointLogBytes,
        long checkpointIntervalNs,
        long retentionNs,
        long retentionBytes,
        int slotCount,
        WaitMode waitMode,
        Path sqlDirectory,
        Clock clock,
        Console console,
        Takeover takeover,
        boolean continuesConsole,
        ProducerLimits producerLimits,
        OrderedInput input,
        EngineListener listener,
        BooleanSupplier isStopping) {
    private static final long DEFAULT_STATE_BYTES = 4L << 30;
    private static final long DEFAULT_CHECKPOINT_LOG_BYTES = 256L << 20;
    private static final long DEFAULT_CHECKPOINT_INTERVAL_NS = 30_000_000_000L;

    /** What an acknowledged row survives. */
    public enum Durability {
        /** The end of the process. */
        PROCESS,
        /** Loss of power. */
        POWER
    }

    /** What to do with a data directory that holds another version of the application. */
    public enum Takeover {
        /** It is an error. */
        REFUSE,
        /** Its outputs stay; this application's state is made from the log, and its outputs begin where the log ends. */
        UPGRADE,
        /** Its outputs are dropped, and made anew from the log. */
        REPLACE
    }

    /**
     * Standard input and output.
     *
     * @param format null for CSV
     */
    public record Console(InputStream in, OutputStream out, OutputFormat format) {
        static final Console SYSTEM = new Console(System.in, System.out, OutputFormat.csv());
    }

    public SabotConfig {
        Objects.requireNonNull(durability);
        Objects.requireNonNull(waitMode);
        Objects.requireNonNull(sqlDirectory);
        Objects.requireNonNull(clock);
        Objects.requireNonNull(takeover);
        if (checkpointLogBytes <= 0 || checkpointIntervalNs <= 0 || retentionNs < 0 || retentionBytes < 0) {
            throw new IllegalArgumentException(
                    "checkpoints after " + checkpointLogBytes + " bytes or " + checkpointIntervalNs
                            + " ns, retention of " + retentionNs + " ns or " + retentionBytes + " bytes");
        }
        Objects.requireNonNull(console);
        Objects.requireNonNull(producerLimits);
        Objects.requireNonNull(listener);
        Objects.requireNonNull(isStopping);
    }

    /** A node whose data is in the directory, which is made if it is not there. */
    public static SabotConfig in(Path directory) {
        return new SabotConfig(
                Objects.requireNonNull(directory),
                Durability.PROCESS,
                JournalConfig.DEFAULT_RESERVE,
                DEFAULT_STATE_BYTES,
                DEFAULT_CHECKPOINT_LOG_BYTES,
                DEFAULT_CHECKPOINT_INTERVAL_NS,
                LogRetention.OFF,
                LogRetention.OFF,
                IngestRing.DEFAULT_SLOT_COUNT,
                WaitMode.BACKOFF,
                Path.of(""),
                Clock.system(),
                Console.SYSTEM,
                Takeover.REFUSE,
                false,
                ProducerLimits.DEFAULT,
                null,
                EngineListener.NONE,
                () -> false);
    }

    /** A node that keeps its log in memory. */
    public static SabotConfig inMemory() {
        return in(Path.of("")).with(parts -> {
            parts.directory = null;
            parts.reserveBytes = 0;
        });
    }

    public SabotConfig withDurability(Durability newDurability) {
        return with(parts -> parts.durability = newDurability);
    }

    public SabotConfig withReserveBytes(long newReserveBytes) {
        return with(parts -> parts.reserveBytes = newReserveBytes);
    }

    public SabotConfig withStateBytes(long newStateBytes) {
        return with(parts -> parts.stateBytes = newStateBytes);
    }

    public SabotConfig withCheckpointLogBytes(long newLogBytes) {
        return with(parts -> parts.checkpointLogBytes = newLogBytes);
    }

    public SabotConfig withCheckpointIntervalNs(long newIntervalNs) {
        return with(parts -> parts.checkpointIntervalNs = newIntervalNs);
    }

    public SabotConfig withRetention(long newRetentionNs, long newRetentionBytes) {
        return with(parts -> {
            parts.retentionNs = newRetentionNs;
            parts.retentionBytes = newRetentionBytes;
        });
    }

    public SabotConfig withSlotCount(int newSlotCount) {
        return with(parts -> parts.slotCount = newSlotCount);
    }

    public SabotConfig withWaitMode(WaitMode newWaitMode) {
        return with(parts -> parts.waitMode = newWaitMode);
    }

    public SabotConfig withSqlDirectory(Path newSqlDirectory) {
        return with(parts -> parts.sqlDirectory = newSqlDirectory);
    }

    public SabotConfig withClock(Clock newClock) {
        return with(parts -> parts.clock = newClock);
    }

    public SabotConfig withConsole(Console newConsole) {
        return with(parts -> parts.console = newConsole);
    }

    public SabotConfig withTakeover(Takeover newTakeover) {
        return with(parts -> parts.takeover = newTakeover);
    }

    public SabotConfig withContinuedConsole(boolean isContinued) {
        return with(parts -> parts.continuesConsole = isContinued);
    }

    public SabotConfig withProducerLimits(ProducerLimits newLimits) {
        return with(parts -> parts.producerLimits = newLimits);
    }

    public SabotConfig withInput(OrderedInput newInput) {
        return with(parts -> parts.input = newInput);
    }

    public SabotConfig withStop(BooleanSupplier newIsStopping) {
        return with(parts -> parts.isStopping = newIsStopping);
    }

    public SabotConfig withListener(EngineListener newListener) {
        return with(parts -> parts.listener = newListener);
    }

    private SabotConfig with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.config();
    }

    /** A configuration while one of its parts is changed. */
    private static final class Parts {
        Path directory;
        Durability durability;
        long reserveBytes;
        long stateBytes;
        long checkpointLogBytes;
        long checkpointIntervalNs;
        long retentionNs;
        long retentionBytes;
        int slotCount;
        WaitMode waitMode;
        Path sqlDirectory;
        Clock clock;
        Console console;
        Takeover takeover;
        boolean continuesConsole;
        ProducerLimits producerLimits;
        OrderedInput input;
        EngineListener listener;
        BooleanSupplier isStopping;

        Parts(SabotConfig config) {
            directory = config.directory;
            durability = config.durability;
            reserveBytes = config.reserveBytes;
            stateBytes = config.stateBytes;
            checkpointLogBytes = config.checkpointLogBytes;
            checkpointIntervalNs = config.checkpointIntervalNs;
            retentionNs = config.retentionNs;
            retentionBytes = config.retentionBytes;
            slotCount = config.slotCount;
            waitMode = config.waitMode;
            sqlDirectory = config.sqlDirectory;
            clock = config.clock;
            console = config.console;
            takeover = config.takeover;
            continuesConsole = config.continuesConsole;
            producerLimits = config.producerLimits;
            input = config.input;
            listener = config.listener;
            isStopping = config.isStopping;
        }

        SabotConfig config() {
            return new SabotConfig(
                    directory,
                    durability,
                    reserveBytes,
                    stateBytes,
                    checkpointLogBytes,
                    checkpointIntervalNs,
                    retentionNs,
                    retentionBytes,
                    slotCount,
                    waitMode,
                    sqlDirectory,
                    clock,
                    console,
                    takeover,
                    continuesConsole,
                    producerLimits,
                    input,
                    listener,
                    isStopping);
        }
    }
}
