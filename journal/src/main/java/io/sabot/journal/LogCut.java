package io.sabot.journal;

/**
 * What was lost when a log was opened whose tail was broken, above what had been forced to disk.
 *
 * @param fromSeq first seq that was lost; it will be given to another frame
 * @param frames how many there were, as far as can be seen: at least so many
 * @param bytes from the break to the last byte that is not zero
 * @param file that broke; is kept
 * @param offset of the break in it
 * @param reason the code of the break and what it says
 * @param generation directory in which the log goes on
 */
public record LogCut(
        long fromSeq, long frames, long bytes, String file, long offset, String reason, String generation) {}
