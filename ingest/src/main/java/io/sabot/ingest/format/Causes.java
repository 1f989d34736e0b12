package io.sabot.ingest.format;

import java.nio.charset.StandardCharsets;

/** Words for what is wrong with a record. */
final class Causes {
    static final int MAX_FOUND_CHARS = 64;

    private Causes() {}

    static String mismatch(String field, String expected, byte[] bytes, int offset, int length) {
        return "field '" + field + "': expected " + expected + ", found '" + shown(bytes, offset, length) + "'";
    }

    /** The text on one line: at most 64 characters, control characters as escapes. */
    static String shown(byte[] bytes, int offset, int length) {
        int kept = Math.min(length, MAX_FOUND_CHARS * 4);
        String text = new String(bytes, offset, kept, StandardCharsets.UTF_8);
        boolean isCut = text.length() > MAX_FOUND_CHARS || kept < length;
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_FOUND_CHARS); i++) {
            appendPrintable(shown, text.charAt(i));
        }
        return isCut ? shown.append('…').toString() : shown.toString();
    }

    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            appendPrintable(shown, text.charAt(i));
        }
        return shown.toString();
    }

    private static void appendPrintable(StringBuilder out, char c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (Character.isISOControl(c)) {
                    out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
                } else {
                    out.append(c);
                }
            }
        }
    }
}
