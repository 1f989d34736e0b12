package io.sabot.journal;

/**
 * A frame's place.
 *
 * @param file below the log's directory; empty: before the first
 */
record FilePlace(String file, long offset) {
    static final FilePlace NONE = new FilePlace("", 0);
}
