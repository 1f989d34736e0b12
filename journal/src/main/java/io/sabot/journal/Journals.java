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
     * Opens a log on disk, or makes one. Reads and verifies all of it, so that the time it takes grows with the log. A
     * tail that is broken above what had been forced to disk is cut off: see {@link EventLog#cut()}.
     *
     * @param lock of the data directory that has the log; must be held as long as the log is open
     * @throws io.sabot.core.error.SabotException JRN-01xx if a frame is broken or gone that had been forced, JRN-0201 if
     *     the directory cannot be written to, JRN-0208 if the notes about generations or trims are broken
     */
    public static EventLog open(JournalConfig config, DirectoryLock lock) {
        return open(config, lock, DiskSync.DISK);
    }

    static EventLog open(JournalConfig config, DirectoryLock lock, DiskSync sync) {
        checkLock(config, lock);
        return FrameLog.open(ChronicleFrames.open(config, Numbering.LOG, sync));
    }

    /**
     * As {@link #open(JournalConfig, DirectoryLock)}, but reads only what comes after a point. If the point does not fit
     * the files, or the dictionary not the point, all is read, into a dictionary of its own: {@link
     * EventLog#openedAfter()} tells.
     *
     * @param symbols the first {@link LogPoint#symbols()} entries of the dictionary, no others; becomes the log's
     */
    public static EventLog open(JournalConfig config, DirectoryLock lock, LogPoint point, SymbolDictionary symbols) {
        checkLock(config, lock);
        return FrameLog.open(ChronicleFrames.open(config, Numbering.LOG, DiskSync.DISK), point, symbols);
    }

    /** Seq of the last frame of a log on disk that is known to have been forced; the log is not open. */
    public static long forcedSeq(JournalConfig config) {
        return LogLayout.read(config.directory()).watermark();
    }

    /** A log in memory, gone when closed. */
    public static EventLog memory() {
        return FrameLog.open(new MemoryFrames(Numbering.LOG));
    }

    /**
     * Opens an outbox on disk, or makes one. Reads and verifies all of it.
     *
     * @param name of application and sink, for messages
     * @param sinkSchema of the rows; must be what it was when the outbox was made
     */
    public static Outbox openOutbox(String name, JournalConfig config, DirectoryLock lock, EventSchema sinkSchema) {
        return openOutbox(name, config, lock, sinkSchema, OutboxLimits.NONE, null);
    }

    /**
     * As above, and drops the rows whose inputs the log has lost. To be used at every start, also after one that cut
     * nothing: the process may have died between the log's cut and this.
     *
     * @param point from where to read, as {@link Outbox#point()} gave it; null, or if it does not fit: from the start
     */
    public static Outbox openOutbox(
            String name,
            JournalConfig config,
            DirectoryLock lock,
            EventSchema sinkSchema,
            OutboxLimits limits,
            LogPoint point) {
        checkLock(config, lock);
        ChronicleFrames store = ChronicleFrames.open(config, Numbering.OUTBOX, DiskSync.DISK);
        return Outbox.open(name, store, sinkSchema, limits, point);
    }

    /** An outbox in memory, gone when closed. */
    public static Outbox memoryOutbox(String name, EventSchema sinkSchema) {
        return Outbox.open(name, new MemoryFrames(Numbering.OUTBOX), sinkSchema, OutboxLimits.NONE, null);
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
