package io.sabot.journal;

/**
 * Where a scan is: after a frame.
 *
 * @param span that has the frame; null: no frame
 * @param offset of the frame
 * @param end of its document
 */
record ScanPlace(FileSpan span, long offset, long end) {
    static final ScanPlace NONE = new ScanPlace(null, 0, 0);

    FilePlace filePlace() {
        return span == null ? FilePlace.NONE : new FilePlace(span.name(), offset);
    }
}
