package io.sabot.ingest.ring;

import java.util.Arrays;

/** Encodes text into an array that is used again and again. A lone surrogate becomes a question mark. One thread. */
final class Utf8Scratch {
    private byte[] bytes = new byte[256];
    private int length;

    /** Valid up to {@link #length()} until the next {@link #encode}. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void encode(CharSequence text) {
        int chars = text.length();
        if (chars > bytes.length / 3) {
            bytes = Arrays.copyOf(bytes, Math.multiplyExact(chars, 3));
        }
        byte[] out = bytes;
        int i = 0;
        while (i < chars && text.charAt(i) < 0x80) {
            out[i] = (byte) text.charAt(i++);
        }
        length = i;
        while (i < chars) {
            i += encodeAt(text, i, chars);
        }
    }

    /** Encodes one code point; returns how many chars it takes. */
    private int encodeAt(CharSequence text, int i, int chars) {
        int c = text.charAt(i);
        if (c < 0x80) {
            bytes[length++] = (byte) c;
        } else if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | c >> 6);
            bytes[length++] = (byte) (0x80 | c & 0x3F);
        } else if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
            bytes[length++] = (byte) (0xE0 | c >> 12);
            bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
            bytes[length++] = (byte) (0x80 | c & 0x3F);
        } else if (c <= Character.MAX_HIGH_SURROGATE && i + 1 < chars && Character.isLowSurrogate(text.charAt(i + 1))) {
            int point = Character.toCodePoint((char) c, text.charAt(i + 1));
            bytes[length++] = (byte) (0xF0 | point >> 18);
            bytes[length++] = (byte) (0x80 | point >> 12 & 0x3F);
            bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
            bytes[length++] = (byte) (0x80 | point & 0x3F);
            return 2;
        } else {
            bytes[length++] = '?';
        }
        return 1;
    }
}
