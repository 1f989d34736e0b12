package io.sabot.journal;

import java.nio.file.Path;

/**
 * The part of a file that belongs to the log: a cut ends it.
 *
 * @param generation number of the file's
 * @param from where the first document's header is
 * @param to end of the last document, {@link #TO_END}: as far as there are any
 */
record FileSpan(int generation, Path file, long from, long to) {
    static final long TO_END = Long.MAX_VALUE;

    static FileSpan whole(int generation, Path file) {
        return new FileSpan(generation, file, 0, TO_END);
    }

    FileSpan after(long offset) {
        return new FileSpan(generation, file, offset, to);
    }

    /** Below the log's directory. */
    String name() {
        return QueueDirectory.generationName(generation) + "/" + file.getFileName();
    }
}
