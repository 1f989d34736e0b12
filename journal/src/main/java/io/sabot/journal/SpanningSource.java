package io.sabot.journal;

import java.util.function.Supplier;

/** Frames of generations that are closed, then those of the current one, which may still grow. */
final class SpanningSource implements FrameSource {
    private final Supplier<FrameSource> next;
    private FrameSource source;
    private boolean isLast;

    /** @param next opened when the first has no more */
    SpanningSource(FrameSource first, Supplier<FrameSource> next) {
        this.source = first;
        this.next = next;
    }

    @Override
    public boolean next() {
        if (source.next()) {
            return true;
        }
        if (isLast) {
            return false;
        }
        source.close();
        source = next.get();
        isLast = true;
        return source.next();
    }

    @Override
    public long address() {
        return source.address();
    }

    @Override
    public int length() {
        return source.length();
    }

    @Override
    public String file() {
        return source.file();
    }

    @Override
    public long offset() {
        return source.offset();
    }

    @Override
    public void close() {
        source.close();
    }
}
