package io.sabot.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Frames in a Chronicle Queue, one document each. The caller holds the {@link DirectoryLock}.
 *
 * <p>Opening does not ask the queue: {@link #scan()} reads the files as they are, {@link #start} clears what a killed
 * process left and only then opens the queue, with fresh metadata, so that neither a dead process's lock nor a
 * half-written document is waited for.
 */
final class ChronicleFrames implements FrameStore {
    private final JournalConfig config;
    private final Path generation;
    private final FreeSpace space;
    private final LogicalTime time = new LogicalTime();
    private final RollIndex rolls = new RollIndex();
    private ScanSource scan;
    private SingleChronicleQueue queue;
    private ExcerptAppender appender;
    private DocumentContext document;
    private Bytes<?> bytes;
    private long documentStart;
    private long lastOrdinal;
    private int lastCycle = -1;
    private int reservedCycle;
    private Path lastForced;

    private ChronicleFrames(JournalConfig config, Path generation, FreeSpace space) {
        this.config = config;
        this.generation = generation;
        this.space = space;
    }

    static ChronicleFrames open(JournalConfig config) {
        Path generation = QueueDirectory.openGeneration(config.directory());
        try {
            return new ChronicleFrames(config, generation, new FreeSpace(generation, config));
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(generation, e);
        }
    }

    @Override
    public FrameSource scan() {
        List<Path> files = QueueDirectory.files(generation);
        if (!files.isEmpty() && QueueFileSource.isUnfinished(files.get(files.size() - 1))) {
            delete(files.get(files.size() - 1));
            files = files.subList(0, files.size() - 1);
        }
        scan = new ScanSource(new QueueFileSource(files));
        return scan;
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(file, e);
        }
    }

    @Override
    public void start(FrameChecker checker) {
        lastOrdinal = checker.frames();
        if (scan.lastFile != null) {
            new TailRepair(scan.lastFile, scan.lastEnd, checker).clear();
        }
        QueueDirectory.deleteMetadata(generation);
        time.setNs(checker.lastTimeNs());
        queue = SingleChronicleQueueBuilder.binary(generation.toFile())
                .rollCycle(config.roll().cycle())
                .blockSize(config.blockBytes())
                .bufferCapacity(config.blockBytes() / 4) // the overlap of mapped blocks, and so a document's limit
                .timeProvider(time)
                .timeoutMS(1000)
                .build();
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
    }

    @Override
    public long reserve(int length, long timeNs) {
        if (length > FrameDescriptor.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("a frame of " + length + " bytes");
        }
        space.take(length);
        time.setNs(timeNs);
        reservedCycle = config.roll().cycleOf(timeNs);
        document = appender.writingDocument();
        bytes = document.wire().bytes();
        documentStart = bytes.writePosition();
        return bytes.addressForWrite(documentStart);
    }

    @Override
    public void commit(int length) {
        bytes.writePosition(documentStart + length);
        document.close();
        lastOrdinal++;
        if (reservedCycle != lastCycle) {
            lastCycle = reservedCycle;
            rolls.add(reservedCycle, lastOrdinal);
        }
    }

    @Override
    public void rollback() {
        document.rollbackOnClose();
        document.close();
    }

    @Override
    public FrameSource source(long ordinal) {
        ExcerptTailer tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        TailerSource source = new TailerSource(tailer, place());
        int file = rolls.find(ordinal);
        if (file < 0) {
            return source; // nothing was appended yet: the start is the end
        }
        long inFile = ordinal - rolls.firstOrdinal(file);
        boolean isLast = inFile > 0 && !moveTo(tailer, file, inFile);
        if (isLast && !moveTo(tailer, file, inFile - 1) || inFile == 0 && !moveTo(tailer, file, 0)) {
            source.close();
            throw JournalErrors.notThere(ordinal, place());
        }
        if (isLast) {
            source.next();
        }
        return source;
    }

    private boolean moveTo(ExcerptTailer tailer, int file, long number) {
        return tailer.moveToIndex(config.roll().cycle().toIndex(rolls.cycle(file), number));
    }

    @Override
    public void force() {
        try {
            boolean isNewFile = false;
            for (Path file : QueueDirectory.files(generation)) {
                if (lastForced == null || file.compareTo(lastForced) >= 0) {
                    isNewFile |= !file.equals(lastForced);
                    force(file, StandardOpenOption.WRITE);
                    lastForced = file;
                }
            }
            if (isNewFile) {
                force(generation, StandardOpenOption.READ);
                force(config.directory(), StandardOpenOption.READ);
            }
        } catch (IOException e) {
            throw JournalErrors.forceFailed(generation, e);
        }
    }

    private static void force(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(false);
        }
    }

    @Override
    public String place() {
        return generation.toString();
    }

    @Override
    public void close() {
        if (scan != null) {
            scan.close();
        }
        if (appender != null) {
            appender.close();
        }
        if (queue != null) {
            queue.close();
        }
    }

    /** Notes the first frame of each file while the files are read. */
    private final class ScanSource implements FrameSource {
        private final QueueFileSource files;
        private final FrameHeader header = FrameHeader.view();
        private long frames;
        private Path lastFile;
        private long lastEnd;

        ScanSource(QueueFileSource files) {
            this.files = files;
        }

        @Override
        public boolean next() {
            if (!files.next()) {
                lastFile = files.currentFile();
                lastEnd = files.end();
                return false;
            }
            frames++;
            if (files.length() >= FrameDescriptor.HEADER_BYTES) {
                header.wrap(files.address());
                noteRoll(config.roll().cycleOf(header.timeNs()));
            }
            return true;
        }

        private void noteRoll(int cycle) {
            if (cycle != lastCycle) {
                lastCycle = cycle;
                rolls.add(cycle, frames);
            }
        }

        @Override
        public long address() {
            return files.address();
        }

        @Override
        public int length() {
            return files.length();
        }

        @Override
        public String file() {
            return files.file();
        }

        @Override
        public long offset() {
            return files.offset();
        }

        @Override
        public void close() {
            files.close();
        }
    }
}
