package io.sabot.windows;

/**
 * What a query declared as its window. Lengths are in the unit of event time: nanoseconds for TIMESTAMP and DATE, the
 * column's own unit for integers. Windows are half-open: {@code [start, end)}.
 */
public sealed interface WindowSpec {
    /** Longest size, slide or gap: bounds of a window must fit a long. About 36 years in nanoseconds. */
    long MAX_LENGTH_NS = 1L << 60;

    /** Windows side by side: starts at {@code offset + k · size}. */
    record Tumble(long sizeNs, long offsetNs) implements WindowSpec {
        public Tumble {
            checkLength("size", sizeNs);
        }
    }

    /** A window starts at every {@code offset + k · slide}; slide need not divide size and may exceed it. */
    record Hop(long sizeNs, long slideNs, long offsetNs) implements WindowSpec {
        public Hop {
            checkLength("size", sizeNs);
            checkLength("slide", slideNs);
        }
    }

    /** Windows that share a start {@code offset + k · maxSize} and end one step after another. */
    record Cumulate(long maxSizeNs, long stepNs, long offsetNs) implements WindowSpec {
        public Cumulate {
            checkLength("maximal size", maxSizeNs);
            checkLength("step", stepNs);
            if (maxSizeNs % stepNs != 0) {
                throw new IllegalArgumentException(
                        "maximal size " + maxSizeNs + " must be a multiple of step " + stepNs);
            }
        }
    }

    /** Rows of a key less than {@code gap} apart belong together; the window is {@code [first, last + gap)}. */
    record Session(long gapNs) implements WindowSpec {
        public Session {
            checkLength("gap", gapNs);
        }
    }

    /** One window over all of a bounded input, decided at its end. */
    record Global() implements WindowSpec {}

    private static void checkLength(String what, long lengthNs) {
        if (lengthNs < 1 || lengthNs > MAX_LENGTH_NS) {
            throw new IllegalArgumentException(
                    "a window's " + what + " must be positive and at most " + MAX_LENGTH_NS + ", not " + lengthNs);
        }
    }
}
