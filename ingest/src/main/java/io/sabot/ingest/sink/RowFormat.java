package io.sabot.ingest.sink;

/** How rows are written. */
public enum RowFormat {
    /** RFC 4180 with LF; NULL is empty, an empty string is {@code ""}. */
    CSV,
    /** One object a line; NULL is null. */
    JSON,
    /** Aligned columns for a person at a terminal; not for reading back. */
    TABLE
}
