package io.sabot.journal;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/** Follows a queue that may be appended to meanwhile. A frame is valid while its document is open: until the next step. */
final class TailerSource implements FrameSource {
    private final ExcerptTailer tailer;
    private final String place;
    private DocumentContext document;
    private long address;
    private int length;
    private long offset;

    TailerSource(ExcerptTailer tailer, String place) {
        this.tailer = tailer;
        this.place = place;
    }

    @Override
    public boolean next() {
        release();
        DocumentContext next = tailer.readingDocument();
        if (!next.isPresent()) {
            next.close();
            return false;
        }
        document = next;
        Bytes<?> bytes = next.wire().bytes();
        offset = bytes.readPosition();
        length = (int) bytes.readRemaining();
        address = bytes.addressForRead(offset, length);
        return true;
    }

    private void release() {
        if (document != null) {
            document.close();
            document = null;
        }
    }

    @Override
    public long address() {
        return address;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public String file() {
        return place;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public void close() {
        release();
        tailer.close();
    }
}
