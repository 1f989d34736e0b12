package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Frames in Chronicle Queues, one document each, one queue per generation. The caller holds the {@link DirectoryLock}.
 *
 * <p>Opening does not ask the queue: {@link #scan()} reads the files as they are, {@link #start} clears what a killed
 * process left and only then opens the queue of the newest generation, with fresh metadata, so that neither a dead
 * process's lock nor a half-written document is waited for. Generations before it are only ever read, by our own reader.
 */
final class ChronicleFrames implements FrameStore {
    private final JournalConfig config;
    private final Numbering numbering;
    private final DiskSync sync;
    private final FreeSpace space;
    private final AllocatedBlocks blocks;
    private final LogicalTime time = new LogicalTime();
    private final RollIndex rolls = new RollIndex();
    private final AtomicLong appendedBytes = new AtomicLong();
    private final Object diskLock = new Object(); // of force and trim
    private final ForcedFiles forced;
    private LogLayout layout;
    private StoreScan scan;
    private Path generation;
    private int generationNumber;
    private SingleChronicleQueue queue;
    private ExcerptAppender appender;
    private DocumentContext document;
    private Bytes<?> bytes;
    private long documentStart;
    private long lastOrdinal;
    private int lastCycle = -1;
    private int reservedCycle;
    private boolean isCut;
    private FileSpan lastSpan;
    private long lastOffset;

    private volatile ChainEnd beginning;

    private ChronicleFrames(JournalConfig config, Numbering numbering, DiskSync sync) throws IOException {
        this.config = config;
        this.numbering = numbering;
        this.sync = sync;
        this.space = new FreeSpace(config.directory(), config);
        this.blocks = new AllocatedBlocks(config.roll(), space);
        this.layout = LogLayout.read(config.directory());
        this.beginning = layout.beginning();
        this.forced = new ForcedFiles(config.directory(), rolls, sync, layout.watermark());
        useGeneration(layout.newestGeneration());
    }

    static ChronicleFrames open(JournalConfig config, Numbering numbering, DiskSync sync) {
        QueueDirectory.prepare(config.directory());
        try {
            return new ChronicleFrames(config, numbering, sync);
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(config.directory(), e);
        }
    }

    private void useGeneration(int number) {
        generationNumber = number;
        generation = config.directory().resolve(QueueDirectory.generationName(number));
    }

    @Override
    public boolean fits(LogPoint point) {
        return StoreScan.after(point, layout, numbering) != null;
    }

    @Override
    public ChainEnd begin(LogPoint point, SymbolDictionary symbols) {
        if (point != null) {
            scan = StoreScan.after(point, layout, numbering);
        } else {
            scan = StoreScan.all(layout);
            loadTrimmedSymbols(symbols);
        }
        return scan.from();
    }

    private void loadTrimmedSymbols(SymbolDictionary symbols) {
        if (layout.trim() != null && symbols != null) {
            try {
                layout.trim().loadSymbols(config.directory(), symbols);
            } catch (IOException e) {
                throw JournalErrors.markerBroken(config.directory(), e);
            }
        }
    }

    @Override
    public FrameSource scan() {
        return scan;
    }

    @Override
    public ScanPlace scanned() {
        return scan.place();
    }

    @Override
    public void checkTail(ChainEnd end) {
        layout.checkTail(scan.place().span(), scan.place().end(), numbering, end);
    }

    @Override
    public long watermark() {
        return layout.watermark();
    }

    @Override
    public LogCut cut(ChainEnd kept, ScanPlace place, long nextOseq, String reason) {
        scan.noteRolls(rolls, config.roll());
        rolls.cutAfter(kept.frames(), place.end());
        forced.lower(kept.frames());
        forced.force(kept.frames(), generationNumber); // what the new generation builds on must not be lost after it
        GenerationCut cut = new GenerationCut(layout, numbering, kept, place);
        LogCut report = cut.make(nextOseq, reason, sync);
        useGeneration(cut.number());
        layout = LogLayout.read(config.directory());
        setLast(place);
        isCut = true;
        return report;
    }

    private void setLast(ScanPlace place) {
        lastSpan = place.span();
        lastOffset = place.offset();
    }

    @Override
    public void start(ChainEnd end) {
        if (!isCut) {
            scan.noteRolls(rolls, config.roll());
            setLast(scan.place());
            clearTail(end);
        }
        lastOrdinal = end.frames();
        layout.leftovers().forEach(ChronicleFrames::deleteLeftover);
        QueueDirectory.deleteMetadata(generation);
        blocks.allocateMetadata(QueueDirectory.metadata(generation));
        time.setNs(end.timeNs());
        RollIndex.Roll last = rolls.last();
        if (last != null && last.span().generation() == generationNumber) {
            lastCycle = last.cycle();
            blocks.resume(last.span().file(), scan.place().end());
        }
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

    /** Bytes behind the last frame, and files that have none: a killed process had only begun to write there. */
    private void clearTail(ChainEnd end) {
        FileSpan last = scan.place().span();
        for (FileSpan span : layout.allSpans()) {
            if (span.generation() == generationNumber && LogLayout.isAfter(span, last)) {
                QueueDirectory.delete(span.file());
            }
        }
        if (last != null && last.generation() == generationNumber) {
            new TailRepair(last.file(), scan.place().end(), numbering, end).clear();
        }
    }

    private static void deleteLeftover(Path path) {
        if (Files.isDirectory(path)) {
            QueueDirectory.deleteGeneration(path);
        } else {
            QueueDirectory.delete(path);
        }
    }

    @Override
    public long nextOseq() {
        GenerationStart start = layout.newestStart();
        return start == null ? 0 : start.nextOseq();
    }

    @Override
    public String trimmedGaps() {
        return layout.trim() == null ? "" : layout.trim().gaps();
    }

    @Override
    public ChainEnd beginning() {
        return beginning;
    }

    @Override
    public long reserve(int length, long timeNs) {
        forced.check();
        if (length > FrameDescriptor.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("a frame of " + length + " bytes");
        }
        space.take(length);
        reservedCycle = config.roll().cycleOf(timeNs);
        if (reservedCycle == lastCycle) {
            blocks.allocate(length);
        } else {
            blocks.allocateFile(generation, timeNs, length);
        }
        time.setNs(timeNs);
        document = appender.writingDocument();
        bytes = document.wire().bytes();
        documentStart = bytes.writePosition();
        return bytes.addressForWrite(documentStart);
    }

    @Override
    public void commit(int length) {
        bytes.writePosition(documentStart + length);
        document.close();
        blocks.written(documentStart + length);
        lastOrdinal++;
        lastOffset = documentStart;
        appendedBytes.lazySet(appendedBytes.getPlain() + length);
        if (reservedCycle != lastCycle) {
            lastCycle = reservedCycle;
            Path file = generation.resolve(appender.currentFile().getName());
            lastSpan = FileSpan.whole(generationNumber, file);
            rolls.add(lastSpan, reservedCycle, lastOrdinal);
        }
    }

    @Override
    public void rollback() {
        document.rollbackOnClose();
        document.close();
    }

    @Override
    public boolean beginsFile(long timeNs) {
        return config.roll().cycleOf(timeNs) != lastCycle;
    }

    @Override
    public FilePlace lastPlace() {
        return lastSpan == null ? FilePlace.NONE : new FilePlace(lastSpan.name(), lastOffset);
    }

    @Override
    public long appendedBytes() {
        return appendedBytes.get();
    }

    @Override
    public FrameSource source(long ordinal) {
        List<RollIndex.Roll> files = rolls.from(Math.max(0, rolls.find(ordinal)));
        if (files.isEmpty()) {
            return tailer(); // nothing was appended yet: the start is the end
        }
        if (files.get(0).span().generation() == generationNumber) {
            return tailerAt(files.get(0), ordinal);
        }
        List<FileSpan> closed = new ArrayList<>();
        for (RollIndex.Roll file : files) {
            if (file.span().generation() != generationNumber) {
                closed.add(file.span());
            }
        }
        long first = files.get(0).firstOrdinal();
        FrameSource source = new SpanningSource(new QueueFileSource(closed, first - 1), this::tailer);
        boolean isThere = true;
        for (long skipped = first; skipped < ordinal && isThere; skipped++) {
            isThere = source.next();
        }
        if (!isThere) {
            source.close();
            throw JournalErrors.notThere(ordinal, place());
        }
        return source;
    }

    private TailerSource tailer() {
        ExcerptTailer tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        return new TailerSource(tailer, place());
    }

    private FrameSource tailerAt(RollIndex.Roll file, long ordinal) {
        ExcerptTailer tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        TailerSource source = new TailerSource(tailer, place());
        long inFile = ordinal - file.firstOrdinal();
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

    private boolean moveTo(ExcerptTailer tailer, RollIndex.Roll file, long number) {
        return tailer.moveToIndex(config.roll().cycle().toIndex(file.cycle(), number));
    }

    @Override
    public void force(long ordinal) {
        synchronized (diskLock) {
            forced.force(ordinal, generationNumber);
        }
    }

    @Override
    public void trim(long beforeOrdinal, SymbolDictionary symbols, String gaps) {
        synchronized (diskLock) {
            int count = rolls.find(beforeOrdinal);
            if (count > 0) {
                trimFiles(rolls.from(0).subList(0, count + 1), symbols, gaps);
            }
        }
    }

    /** All but the last of them. */
    private void trimFiles(List<RollIndex.Roll> files, SymbolDictionary symbols, String gaps) {
        int count = files.size() - 1;
        FileSpan first = files.get(count).span();
        ChainEnd before = firstFrame(first);
        try {
            TrimMark.write(
                    config.directory(),
                    new TrimMark(
                            numbering,
                            first.generation(),
                            first.file().getFileName().toString(),
                            before,
                            gaps,
                            0),
                    symbols,
                    sync);
        } catch (IOException e) {
            throw JournalErrors.cannotOpen(config.directory(), e);
        }
        beginning = before;
        rolls.removeFirst(count);
        for (RollIndex.Roll roll : files.subList(0, count)) {
            QueueDirectory.delete(roll.span().file());
        }
        LogLayout.read(config.directory()).leftovers().forEach(ChronicleFrames::deleteLeftover);
        queue.refreshDirectoryListing();
    }

    private ChainEnd firstFrame(FileSpan span) {
        try (QueueFileSource source = new QueueFileSource(List.of(span), 0)) {
            FrameHeader header = StoreScan.checkedHeader(source);
            if (header == null) {
                throw JournalErrors.notThere(1, span.file().toString());
            }
            return numbering.before(header);
        }
    }

    @Override
    public String place() {
        return generation.toString();
    }

    @Override
    public void close() {
        try {
            if (scan != null) {
                scan.close();
            }
            if (appender != null) {
                appender.close();
            }
            if (queue != null) {
                queue.close();
            }
        } finally {
            try (blocks) {
                forced.close();
            }
        }
    }
}
