package io.sabot.ops.config;

/** What the value of a key looks like. */
public enum ValueKind {
    TEXT,
    /** A whole number within limits. */
    NUMBER,
    /** {@code 30 s}; read as nanoseconds. */
    DURATION,
    /** {@code 64 MiB}, or a plain number; read as bytes. */
    BYTES,
    /** One of a few words. */
    CHOICE,
    /** Texts: a list in YAML, elsewhere with commas between them. */
    LIST,
    /** Never shown, and never written down in plain text where others may read it. */
    SECRET,
    /** Checked by the engine, as in SET. */
    ENGINE
}
