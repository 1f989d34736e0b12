package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Reads the files of a log or an outbox without opening it: takes no lock, changes nothing. */
public final class JournalFiles {
    private JournalFiles() {}

    /**
     * Hands every frame to the visitor, in order; {@link LogReader#next()} is not the visitor's to call.
     *
     * @param directory that was given to {@link JournalConfig}; nobody should append to it meanwhile
     * @throws SabotException JRN-0205 if there is no log, JRN-01xx at the first frame that is broken
     */
    public static void read(Path directory, Consumer<LogReader> visitor) {
        walk(generation(directory), visitor);
    }

    /**
     * A cursor over a log that a node may be appending to, by this process or another: it ends, perhaps for the moment,
     * behind the last frame that is whole. Whether that is all there ever was, only opening the log can tell.
     *
     * @param directory that was given to {@link JournalConfig}; without a log in it the cursor finds no frame
     * @param symbols empty; gets the dictionary entries of the frames read, and is the caller's to read only
     */
    public static LogReader liveLog(Path directory, SymbolDictionary symbols) {
        return new FrameReader(
                QueueFileSource.live(directory), symbols, FrameChecker.fromStart(Numbering.LOG, symbols));
    }

    /** As {@link #liveLog}, over an outbox. */
    public static LogReader liveOutbox(Path directory) {
        return new FrameReader(QueueFileSource.live(directory), null, FrameChecker.fromStart(Numbering.OUTBOX, null));
    }

    static Path generation(Path directory) {
        Path generation;
        try {
            generation = QueueDirectory.newestGeneration(directory);
        } catch (IOException e) {
            throw JournalErrors.cannotRead(directory, e);
        }
        if (generation == null) {
            throw JournalErrors.cannotRead(directory, new IOException("there is no log in this directory"));
        }
        return generation;
    }

    static FrameChecker walk(Path generation, Consumer<LogReader> visitor) {
        List<Path> files = QueueDirectory.files(generation);
        if (!files.isEmpty() && QueueFileSource.isUnfinished(files.get(files.size() - 1))) {
            files = files.subList(0, files.size() - 1);
        }
        SymbolDictionary symbols = new SymbolDictionary();
        FrameChecker checker = FrameChecker.fromStart(numbering(files), symbols);
        try (QueueFileSource source = new QueueFileSource(files);
                FrameReader reader = new FrameReader(source, symbols, checker)) {
            while (reader.next()) {
                visitor.accept(reader);
            }
            if (source.currentFile() != null) {
                new TailRepair(source.currentFile(), source.end(), checker).check();
            }
        }
        return checker;
    }

    /** An outbox begins with a schema that carries the number of its first row; a log's carries none. */
    private static Numbering numbering(List<Path> files) {
        try (QueueFileSource source = new QueueFileSource(files)) {
            FrameHeader header = FrameHeader.view();
            boolean isOutbox = false;
            if (source.next() && source.length() >= FrameDescriptor.HEADER_BYTES) {
                header.wrap(source.address());
                isOutbox = header.type() == FrameType.DDL && header.batchSequence() == 1;
            }
            return isOutbox ? Numbering.OUTBOX : Numbering.LOG;
        } catch (SabotException e) {
            return Numbering.LOG; // the walk meets the same break, and tells
        }
    }
}
