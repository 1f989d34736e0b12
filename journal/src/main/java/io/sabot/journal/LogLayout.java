package io.sabot.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which files of a directory make up the log: the newest generation's, before them those that its predecessor had up to
 * the cut, and so on; less what was trimmed. Looked up once; changes nothing on disk.
 */
final class LogLayout {
    private final Path directory;
    private final TrimMark trim;
    private final int newest;
    private final GenerationStart newestStart;
    private final SyncedWatermark.Slot synced;
    private final List<FileSpan> spans = new ArrayList<>();
    private final List<Path> leftovers = new ArrayList<>();
    private final List<GenerationStart> starts = new ArrayList<>();

    private LogLayout(Path directory) throws IOException {
        this.directory = directory;
        List<Integer> generations = QueueDirectory.generations(directory);
        if (generations.isEmpty()) {
            throw new IOException("there is no log in this directory");
        }
        newest = generations.get(generations.size() - 1);
        trim = TrimMark.read(directory);
        synced = SyncedWatermark.read(directory);
        newestStart = collect(newest, null);
        for (int generation : generations) {
            if (trim != null && generation < trim.generation()) {
                leftovers.add(directory.resolve(QueueDirectory.generationName(generation)));
            }
        }
        if (trim != null && !isFirst(spans, trim)) {
            throw new IOException("file " + trim.file() + " of generation " + trim.generation()
                    + ", the first that was kept, is not there");
        }
    }

    private static boolean isFirst(List<FileSpan> spans, TrimMark trim) {
        return !spans.isEmpty()
                && spans.get(0).generation() == trim.generation()
                && spans.get(0).file().endsWith(trim.file());
    }

    /** @throws io.sabot.core.error.SabotException JRN-0205 if there is no log, JRN-0208 if the notes about it are broken */
    static LogLayout read(Path directory) {
        try {
            if (QueueDirectory.generations(directory).isEmpty()) {
                throw JournalErrors.cannotRead(directory, new IOException("there is no log in this directory"));
            }
        } catch (IOException e) {
            throw JournalErrors.cannotRead(directory, e);
        }
        try {
            return new LogLayout(directory);
        } catch (IOException e) {
            throw JournalErrors.markerBroken(directory, e);
        }
    }

    /** Adds the generation's files up to where its successor begins, after those of its predecessor. */
    private GenerationStart collect(int generation, GenerationStart successor) throws IOException {
        Path path = directory.resolve(QueueDirectory.generationName(generation));
        GenerationStart start = GenerationStart.read(path);
        if (start == null && generation > 1) {
            throw new IOException("generation " + generation + " has no file " + GenerationStart.FILE_NAME);
        }
        boolean isFirst = trim != null && trim.generation() == generation;
        if (start != null) {
            starts.add(0, start);
            if (start.predecessor() > 0 && !isFirst) {
                collect(start.predecessor(), start);
            }
        }
        for (Path file : QueueDirectory.files(path)) {
            String name = file.getFileName().toString();
            if (isFirst && name.compareTo(trim.file()) < 0) {
                leftovers.add(file);
            } else if (successor == null) {
                spans.add(FileSpan.whole(generation, file));
            } else if (name.compareTo(successor.file()) <= 0) {
                long to = name.equals(successor.file()) ? successor.end() : FileSpan.TO_END;
                spans.add(new FileSpan(generation, file, 0, to));
            }
        }
        return start;
    }

    Path directory() {
        return directory;
    }

    int newestGeneration() {
        return newest;
    }

    /** Null in the first generation. */
    GenerationStart newestStart() {
        return newestStart;
    }

    /** Of all generations that the log goes through, oldest first. */
    List<GenerationStart> starts() {
        return Collections.unmodifiableList(starts);
    }

    /** Null if nothing was trimmed. */
    TrimMark trim() {
        return trim;
    }

    /** What the first frame continues. */
    ChainEnd beginning() {
        return trim == null ? ChainEnd.NOTHING : trim.before();
    }

    /** In order; the last may be one that a killed process had only begun to make. */
    List<FileSpan> allSpans() {
        return spans;
    }

    /** In order, to be read. */
    List<FileSpan> spans() {
        int count = spans.size();
        while (count > 0 && QueueFileSource.isUnfinished(spans.get(count - 1).file())) {
            count--;
        }
        return spans.subList(0, count);
    }

    /** What a trim that did not end has left: files, and generations' directories. */
    List<Path> leftovers() {
        return leftovers;
    }

    /** Number of the last frame that must be there. */
    long watermark() {
        boolean isOfOlder = newestStart != null && synced.generation() < newest;
        return isOfOlder ? newestStart.kept().frames() : synced.frames();
    }

    /** A log or an outbox? Outboxes number their frames' rows. */
    Numbering numbering() {
        if (trim != null) {
            return trim.numbering();
        }
        if (newestStart != null) {
            return newestStart.numbering();
        }
        try (QueueFileSource source = new QueueFileSource(spans(), 0)) {
            FrameHeader header = FrameHeader.view();
            if (!source.next() || source.length() < FrameDescriptor.HEADER_BYTES) {
                return Numbering.LOG;
            }
            header.wrap(source.address());
            boolean isOutbox = header.batchSequence() > 0
                    && (header.type() == FrameType.DDL || header.type() == FrameType.GENERATION_START);
            return isOutbox ? Numbering.OUTBOX : Numbering.LOG;
        } catch (io.sabot.core.error.SabotException e) {
            return Numbering.LOG; // whoever reads meets the same break, and tells
        }
    }

    /**
     * Throws if there are frames beyond the last that was read: in its file, or in the newest generation's files after it.
     *
     * @param lastSpan that has the last frame; null: none was read
     * @param end of that frame
     */
    void checkTail(FileSpan lastSpan, long end, Numbering numbering, ChainEnd last) {
        for (FileSpan span : spans) {
            boolean isLast = lastSpan != null && span.file().equals(lastSpan.file());
            if (span.generation() == newest && isLast) {
                new TailRepair(span.file(), end, numbering, last).check();
            } else if (span.generation() == newest && isAfter(span, lastSpan)) {
                new TailRepair(span.file(), endOfFrameless(span), numbering, last).check();
            }
        }
    }

    /** Behind the queue's own documents: a process may have been killed inside the file's first frame. */
    private static long endOfFrameless(FileSpan span) {
        if (QueueFileSource.isUnfinished(span.file())) {
            return 0;
        }
        try (QueueFileSource source = new QueueFileSource(List.of(span), 0)) {
            return source.next() ? 0 : source.end();
        }
    }

    /** True if all frames of the span come after those of the other. */
    static boolean isAfter(FileSpan span, FileSpan other) {
        return other == null
                || span.generation() > other.generation()
                || span.generation() == other.generation() && span.file().compareTo(other.file()) > 0;
    }
}
