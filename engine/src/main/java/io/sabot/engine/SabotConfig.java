package io.sabot.engine;

import io.sabot.core.time.Clock;
import io.sabot.ingest.ring.IngestRing;
import io.sabot.ingest.ring.WaitMode;
import io.sabot.journal.JournalConfig;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How one node runs.
 *
 * @param directory for log, outboxes and records of sinks; null for a node in memory, which forgets
 * @param reserveBytes free disk space below which nothing is accepted; {@link JournalConfig#DEFAULT_RESERVE}
 * @param stateBytes budget of operator state
 * @param sqlDirectory that relative paths in SQL start from
 * @param replaces whether a directory that holds another application is taken over, its outputs made anew from the log
 * @param continuesConsole whether standard output goes on behind what an earlier run has printed
 */
public record SabotConfig(
        Path directory,
        Durability durability,
        long reserveBytes,
        long stateBytes,
        int slotCount,
        WaitMode waitMode,
        Path sqlDirectory,
        Clock clock,
        Console console,
        boolean replaces,
        boolean continuesConsole,
        EngineListener listener) {
    private static final long DEFAULT_STATE_BYTES = 4L << 30;

    /** What an acknowledged row survives. */
    public enum Durability {
        /** The end of the process. */
        PROCESS,
        /** Loss of power. */
        POWER
    }

    /**
     * Standard input and output.
     *
     * @param format null for CSV
     */
    public record Console(InputStream in, OutputStream out, io.sabot.ingest.sink.OutputFormat format) {
        static final Console SYSTEM = new Console(System.in, System.out, io.sabot.ingest.sink.OutputFormat.csv());
    }

    public SabotConfig {
        Objects.requireNonNull(durability);
        Objects.requireNonNull(waitMode);
        Objects.requireNonNull(sqlDirectory);
        Objects.requireNonNull(clock);
        Objects.requireNonNull(console);
        Objects.requireNonNull(listener);
    }

    /** A node whose data is in the directory, which is made if it is not there. */
    public static SabotConfig in(Path directory) {
        return new SabotConfig(
                Objects.requireNonNull(directory),
                Durability.PROCESS,
                JournalConfig.DEFAULT_RESERVE,
                DEFAULT_STATE_BYTES,
                IngestRing.DEFAULT_SLOT_COUNT,
                WaitMode.BACKOFF,
                Path.of(""),
                Clock.system(),
                Console.SYSTEM,
                false,
                false,
                EngineListener.NONE);
    }

    /** A node that keeps its log in memory. */
    public static SabotConfig inMemory() {
        SabotConfig config = in(Path.of(""));
        return new SabotConfig(
                null,
                config.durability,
                0,
                config.stateBytes,
                config.slotCount,
                config.waitMode,
                config.sqlDirectory,
                config.clock,
                config.console,
                false,
                false,
                config.listener);
    }

    public SabotConfig withDurability(Durability newDurability) {
        return new SabotConfig(
                directory,
                newDurability,
                reserveBytes,
                stateBytes,
                slotCount,
                waitMode,
                sqlDirectory,
                clock,
                console,
                replaces,
                continuesConsole,
                listener);
    }

    public SabotConfig withReserveBytes(long newReserveBytes) {
        return new SabotConfig(
                directory,
                durability,
                newReserveBytes,
                stateBytes,
                slotCount,
                waitMode,
                sqlDirectory,
                clock,
                console,
                replaces,
                continuesConsole,
                listener);
    }

    public SabotConfig withStateBytes(long newStateBytes) {
        return new SabotConfig(
                directory,
                durability,
                reserveBytes,
                newStateBytes,
                slotCount,
                waitMode,
                sqlDirectory,
                clock,
                console,
                replaces,
                continuesConsole,
                listener);
    }

    public SabotConfig withSlotCount(int newSlotCount) {
        return new SabotConfig(
                directory,
                durability,
                reserveBytes,
                stateBytes,
                newSlotCount,
                waitMode,
                sqlDirectory,
                clock,
                console,
                replaces,
                continuesConsole,
                listener);
    }

    public SabotConfig withWaitMode(WaitMode newWaitMode) {
        return new SabotConfig(
                directory,
                durability,
                reserveBytes,
                stateBytes,
                slotCount,
                newWaitMode,
                sqlDirectory,
                clock,
                console,
                replaces,
                continuesConsole,
                listener);
    }

    public SabotConfig withSqlDirectory(Path newSqlDirectory) {
        return new SabotConfig(
                directory,
                durability,
                reserveBytes,
                stateBytes,
                slotCount,
                waitMode,
                newSqlDirectory,
                clock,
                console,
                replaces,
                continuesConsole,
                listener);
    }

    public SabotConfig withClock(Clock newClock) {
        return new SabotConfig(
                directory,
                durability,
                reserveBytes,
                stateBytes,
                slotCount,
                waitMode,
                sqlDirectory,
                newClock,
                console,
                replaces,
                continuesConsole,
                listener);
    }

    public SabotConfig withConsole(Console newConsole) {
        return new SabotConfig(
                directory,
                durability,
                reserveBytes,
                stateBytes,
                slotCount,
                waitMode,
                sqlDirectory,
                clock,
                newConsole,
                replaces,
                continuesConsole,
                listener);
    }

    public SabotConfig withReplace(boolean isReplacing) {
        return new SabotConfig(
                directory,
                durability,
                reserveBytes,
                stateBytes,
                slotCount,
                waitMode,
                sqlDirectory,
                clock,
                console,
                isReplacing,
                continuesConsole,
                listener);
    }

    public SabotConfig withContinuedConsole(boolean isContinued) {
        return new SabotConfig(
                directory,
                durability,
                reserveBytes,
                stateBytes,
                slotCount,
                waitMode,
                sqlDirectory,
                clock,
                console,
                replaces,
                isContinued,
                listener);
    }

    public SabotConfig withListener(EngineListener newListener) {
        return new SabotConfig(
                directory,
                durability,
                reserveBytes,
                stateBytes,
                slotCount,
                waitMode,
                sqlDirectory,
                clock,
                console,
                replaces,
                continuesConsole,
                newListener);
    }
}
