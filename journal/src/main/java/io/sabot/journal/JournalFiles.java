package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the files of a log or an outbox without opening it: takes no lock, changes nothing. */
public final class JournalFiles {
    private JournalFiles() {}

    /**
     * Hands every frame to the visitor, in order, through all generations; {@link LogReader#next()} is not the visitor's to call.
     *
     * @param directory that was given to {@link JournalConfig}; nobody should append to it meanwhile
     * @throws SabotException JRN-0205 if there is no log, JRN-01xx at the first frame that is broken or gone
     */
    public static void read(Path directory, Consumer<LogReader> visitor) {
        walk(LogLayout.read(directory), visitor);
    }

    /**
     * A cursor over a log that a node may be appending to, by this process or another: it ends, perhaps for the moment,
     * behind the last frame that is whole. Whether that is all there ever was, only opening the log can tell.
     *
     * @param directory that was given to {@link JournalConfig}; without a log in it the cursor finds no frame
     * @param symbols empty; gets the dictionary entries of the frames read, and is the caller's to read only
     */
    public static LogReader liveLog(Path directory, SymbolDictionary symbols) {
        return live(directory, Numbering.LOG, symbols);
    }

    /** As {@link #liveLog}, over an outbox. */
    public static LogReader liveOutbox(Path directory) {
        return live(directory, Numbering.OUTBOX, null);
    }

    private static LogReader live(Path directory, Numbering numbering, SymbolDictionary symbols) {
        ChainEnd beginning = ChainEnd.NOTHING;
        try {
            TrimMark trim = Files.isDirectory(directory) ? TrimMark.read(directory) : null;
            if (trim != null) {
                beginning = trim.before();
                if (symbols != null) {
                    trim.loadSymbols(directory, symbols);
                }
            }
        } catch (IOException e) {
            throw JournalErrors.markerBroken(directory, e);
        }
        return new FrameReader(
                new LiveFileSource(directory), symbols, FrameChecker.from(beginning, numbering, symbols));
    }

    static FrameChecker walk(LogLayout layout, Consumer<LogReader> visitor) {
        Numbering numbering = layout.numbering();
        SymbolDictionary symbols = new SymbolDictionary();
        if (layout.trim() != null) {
            try {
                layout.trim().loadSymbols(layout.directory(), symbols);
            } catch (IOException e) {
                throw JournalErrors.markerBroken(layout.directory(), e);
            }
        }
        FrameChecker checker = FrameChecker.from(layout.beginning(), numbering, symbols);
        try (StoreScan scan = StoreScan.all(layout);
                FrameReader reader = new FrameReader(scan, symbols, checker)) {
            while (reader.next()) {
                visitor.accept(reader);
            }
            layout.checkTail(scan.place().span(), scan.place().end(), numbering, checker.end());
        }
        if (checker.frames() < layout.watermark()) {
            throw JournalErrors.endsBelowWatermark(layout.directory().toString(), checker.frames(), layout.watermark());
        }
        return checker;
    }
}
