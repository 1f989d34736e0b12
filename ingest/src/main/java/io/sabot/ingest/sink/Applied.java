package io.sabot.ingest.sink;

/**
 * How far an output file is complete.
 *
 * @param generation of the record, from 1
 * @param output number of the last row applied, or {@link Sink#NOTHING}
 * @param fileBytes length of the file with that row
 */
record Applied(long generation, long output, long fileBytes) {
    Applied {
        if (generation < 0 || output < 0 || fileBytes < 0) {
            throw new IllegalArgumentException(
                    "generation " + generation + ", row " + output + ", " + fileBytes + " B");
        }
    }

    static final Applied NOTHING = new Applied(0, Sink.NOTHING, 0);

    Applied next(long newOutput, long newFileBytes) {
        return new Applied(generation + 1, newOutput, newFileBytes);
    }
}
