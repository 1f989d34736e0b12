package io.sabot.ingest.tcp;

import java.nio.charset.StandardCharsets;

/** What a client hears on a line that starts with {@code #}: the one place where the protocol lives. */
final class ControlLineAnswers {
    private static final int MAX_ECHOED_BYTES = 64;

    private ControlLineAnswers() {}

    /** Without line break. */
    static String answer(byte[] line, int offset, int length) {
        int shown = Math.min(length, MAX_ECHOED_BYTES);
        return "#error not supported yet: " + new String(line, offset, shown, StandardCharsets.US_ASCII);
    }
}
