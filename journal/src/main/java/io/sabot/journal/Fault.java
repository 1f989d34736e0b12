package io.sabot.journal;

import io.sabot.core.error.SabotException;

/**
 * What can be wrong with a frame; each has its code. Some are what a disk does to frames that were not forced: they may
 * be cut off. The others are a program's: its frames are intact, and nothing may be cut.
 */
enum Fault {
    MAGIC("JRN-0101", "does not start with a frame's magic"),
    VERSION("JRN-0102", "has a version or type that this program does not know"),
    LENGTH("JRN-0103", "has a length that does not fit"),
    HEADER_CRC("JRN-0104", "has a header that does not fit its checksum"),
    BODY_CRC("JRN-0105", "has a body that does not fit its checksum"),
    SEQ("JRN-0106", "is out of sequence"),
    TIME("JRN-0107", "is earlier than the frame before"),
    CHAIN("JRN-0108", "does not continue the chain of the frames before"),
    DICTIONARY("JRN-0109", "has dictionary entries that contradict the frames before"),
    CONTENT("JRN-0110", "has content that does not fit its type or schema"),
    GAP("JRN-0111", "is missing though later frames are there");

    final String code;
    final String text;

    Fault(String code, String text) {
        this.code = code;
        this.text = text;
    }

    /** Null if the error is about something else. */
    static Fault of(SabotException e) {
        String code = e.problems().get(0).code();
        for (Fault fault : values()) {
            if (fault.code.equals(code)) {
                return fault;
            }
        }
        return null;
    }

    boolean isDamage() {
        return switch (this) {
            case MAGIC, LENGTH, HEADER_CRC, BODY_CRC, SEQ, CHAIN, GAP -> true;
            case VERSION, TIME, DICTIONARY, CONTENT -> false;
        };
    }
}
