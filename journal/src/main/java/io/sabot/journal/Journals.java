package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;

/** The door to logs and outboxes. */
public final class Journals {
    private Journals() {}

    /**
     * Loads what the engine under the log needs of the JVM. It asks to be told of the JVM's end when it is loaded, which is
     * refused once the end has begun: who must end in order whenever it is told to calls this first.
     */
    public static void load() {
        try {
            Class.forName("net.openhft.chronicle.core.io.BackgroundResourceReleaser");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Opens a log on disk, or makes one. Reads and verifies all of it, so that the time it takes grows with the log.
     *
     * @param lock of the data directory that has the log; must be held as long as the log is open
     * @throws io.sabot.core.error.SabotException JRN-01xx if a frame is broken, JRN-0201 if the directory cannot be
     *     written to
     */
    public static EventLog open(JournalConfig config, DirectoryLock lock) {
        checkLock(config, lock);
        return FrameLog.open(ChronicleFrames.open(config), new SymbolDictionary());
    }

    /** A log in memory, gone when closed. */
    public static EventLog memory() {
        return FrameLog.open(new MemoryFrames(), new SymbolDictionary());
    }

    /**
     * Opens an outbox on disk, or makes one. Reads and verifies all of it.
     *
     * @param name of application and sink, for messages
     * @param sinkSchema of the rows; must be what it was when the outbox was made
     */
    public static Outbox openOutbox(String name, JournalConfig config, DirectoryLock lock, EventSchema sinkSchema) {
        checkLock(config, lock);
        return Outbox.open(name, ChronicleFrames.open(config), sinkSchema);
    }

    /** An outbox in memory, gone when closed. */
    public static Outbox memoryOutbox(String name, EventSchema sinkSchema) {
        return Outbox.open(name, new MemoryFrames(), sinkSchema);
    }

    /** An outbox in memory for results that are looked at once. */
    public static PassingOutbox passingOutbox(String name, EventSchema sinkSchema) {
        return new PassingOutbox(name, sinkSchema);
    }

    private static void checkLock(JournalConfig config, DirectoryLock lock) {
        if (!lock.isHeld() || !config.directory().startsWith(lock.directory())) {
            throw new IllegalArgumentException(config.directory() + " is not under a held lock");
        }
    }
}
