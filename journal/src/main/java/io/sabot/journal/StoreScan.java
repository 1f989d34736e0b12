package io.sabot.journal;

import io.sabot.core.error.SabotException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.checksum.Crc32c;

/** Reads a stopped store's files, all or from a point on, and notes the first frame of each. One thread. */
final class StoreScan implements FrameSource {
    /** A file and its first frame. */
    private record First(FileSpan span, long ordinal, long timeNs) {}

    private final List<FileSpan> spans;
    private final QueueFileSource files;
    private final ChainEnd from;
    private final ScanPlace start;
    private final List<First> firsts;
    private final FrameHeader header = FrameHeader.view();
    private int lastIndex = -1;
    private long frames;

    private StoreScan(List<FileSpan> spans, ChainEnd from, ScanPlace start, List<First> firstsBefore) {
        this.spans = spans;
        this.from = from;
        this.start = start;
        this.firsts = firstsBefore;
        this.frames = from.frames();
        this.files = new QueueFileSource(spans, from.frames());
    }

    static StoreScan all(LogLayout layout) {
        return new StoreScan(layout.spans(), layout.beginning(), ScanPlace.NONE, new ArrayList<>());
    }

    /** Null if the point's frame is not there, or a file before it does not begin with an intact frame. */
    static StoreScan after(LogPoint point, LogLayout layout, Numbering numbering) {
        try {
            return find(point, layout.spans(), numbering);
        } catch (SabotException e) {
            return null; // who reads all meets the same break, and tells
        }
    }

    private static StoreScan find(LogPoint point, List<FileSpan> spans, Numbering numbering) {
        List<First> firsts = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            FileSpan span = spans.get(i);
            First first = first(span, numbering);
            if (first != null) {
                firsts.add(first);
            }
            if (span.name().equals(point.file())) {
                long end = endOf(point, span, numbering);
                List<FileSpan> rest = new ArrayList<>(spans.subList(i, spans.size()));
                rest.set(0, span.after(end));
                return end < 0 ? null : afterEnd(point, span, end, rest, firsts);
            }
        }
        return null;
    }

    private static StoreScan afterEnd(
            LogPoint point, FileSpan span, long end, List<FileSpan> rest, List<First> firsts) {
        ScanPlace place = new ScanPlace(span, point.offset(), end);
        StoreScan scan = new StoreScan(rest, point.chainEnd(), place, firsts);
        scan.lastIndex = 0;
        return scan;
    }

    /** -1 if it is not the point's frame. */
    private static long endOf(LogPoint point, FileSpan span, Numbering numbering) {
        long from = point.offset() - Integer.BYTES;
        try (QueueFileSource source = new QueueFileSource(List.of(span.after(from)), point.ordinal() - 1)) {
            FrameHeader header = from < 0 ? null : checkedHeader(source);
            boolean isSame = header != null
                    && numbering.ordinal(header) == point.ordinal()
                    && header.hash() == point.hash()
                    && header.frameBytes() == source.length();
            return isSame ? source.offset() + source.length() + 3 & -4L : -1;
        }
    }

    /** Null if the file has no frames. */
    private static First first(FileSpan span, Numbering numbering) {
        try (QueueFileSource source = new QueueFileSource(List.of(span), 0)) {
            FrameHeader header = checkedHeader(source);
            return header == null ? null : new First(span, numbering.ordinal(header), header.timeNs());
        }
    }

    /** Of the source's next frame, null if there is none; valid as long as the source is open. */
    static FrameHeader checkedHeader(QueueFileSource source) {
        if (!source.next()) {
            return null;
        }
        FrameHeader header = FrameHeader.view();
        header.wrap(source.address());
        boolean isIntact = source.length() >= FrameDescriptor.HEADER_BYTES
                && Crc32c.INSTANCE.compute(source.address(), 0, FrameDescriptor.HEADER_CRC) == header.headerCrc();
        if (!isIntact) {
            throw JournalErrors.broken(Fault.HEADER_CRC, 0, source, "");
        }
        return header;
    }

    ChainEnd from() {
        return from;
    }

    ScanPlace place() {
        return files.acceptedSpan() == null
                ? start
                : new ScanPlace(whole(files.acceptedSpan()), files.acceptedOffset(), files.acceptedEnd());
    }

    private static FileSpan whole(FileSpan span) {
        return new FileSpan(span.generation(), span.file(), 0, span.to());
    }

    /** Adds every file that has a frame. */
    void noteRolls(RollIndex rolls, RollPeriod period) {
        for (First first : firsts) {
            rolls.add(first.span, period.cycleOf(first.timeNs), first.ordinal);
        }
    }

    @Override
    public boolean next() {
        if (!files.next()) {
            return false;
        }
        frames++;
        if (files.spanIndex() != lastIndex && files.length() >= FrameDescriptor.HEADER_BYTES) {
            lastIndex = files.spanIndex();
            header.wrap(files.address());
            firsts.add(new First(whole(spans.get(lastIndex)), frames, header.timeNs()));
        }
        return true;
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
