package io.sabot.sql.operator;

/** The watermark of a table, for who decides what happens while the table has no rows. Operator thread. */
public interface IntakeClock {
    long watermarkNs();

    /** Lets the watermark go on without rows; it never goes back. */
    void follow(long watermarkNs, long position);
}
