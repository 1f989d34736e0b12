package io.sabot.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Makes a new generation and counts what it leaves behind. Nothing that is there is changed. */
final class GenerationCut {
    private final LogLayout layout;
    private final Numbering numbering;
    private final ChainEnd kept;
    private final ScanPlace place;
    private long lostFrames = 1;
    private long lostBytes;

    GenerationCut(LogLayout layout, Numbering numbering, ChainEnd kept, ScanPlace place) {
        this.layout = layout;
        this.numbering = numbering;
        this.kept = kept;
        this.place = place;
    }

    /** The new generation is there as a whole or not at all. */
    LogCut make(long nextOseq, String reason, DiskSync sync) {
        survey();
        Path directory = layout.directory();
        Path generation = directory.resolve(QueueDirectory.generationName(number()));
        Path temporary = directory.resolve(generation.getFileName() + ".tmp");
        FileSpan span = place.span();
        GenerationStart start = new GenerationStart(
                numbering,
                span == null ? 0 : span.generation(),
                span == null ? "" : span.file().getFileName().toString(),
                place.end(),
                kept,
                nextOseq,
                lostFrames,
                lostBytes,
                reason);
        try {
            if (Files.exists(temporary)) {
                QueueDirectory.deleteGeneration(temporary); // by a process that did not get further
            }
            Files.createDirectory(temporary);
            start.write(temporary, sync);
            MarkerFile.forceDirectory(temporary, sync);
            Files.move(temporary, generation, StandardCopyOption.ATOMIC_MOVE);
            MarkerFile.forceDirectory(directory, sync);
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(directory, e);
        }
        String file = span == null ? firstFile() : span.file().toString();
        return new LogCut(kept.seq() + 1, lostFrames, lostBytes, file, place.end(), reason, generation.toString());
    }

    int number() {
        return layout.newestGeneration() + 1;
    }

    private void survey() {
        for (FileSpan span : layout.allSpans()) {
            boolean isCut =
                    place.span() != null && span.file().equals(place.span().file());
            if (isCut || LogLayout.isAfter(span, place.span())) {
                long[] found = new TailRepair(span.file(), isCut ? place.end() : 0, numbering, kept).survey();
                lostFrames = Math.max(lostFrames, found[0]);
                lostBytes += found[1];
            }
        }
    }

    private String firstFile() {
        return layout.allSpans().isEmpty()
                ? layout.directory().toString()
                : layout.allSpans().get(0).file().toString();
    }
}
