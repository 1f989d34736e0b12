package io.sabot.sql.codegen;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.type.Storage;
import io.sabot.sql.function.RowFailure;

/** Writes computed text into columns without an array for each. Owned by one thread. */
public final class TextWriter {
    private static final int MAX_UTF8_PER_CHAR = 3;

    private byte[] buffer = new byte[256];

    public void put(Column column, int row, String text) {
        int length = encoded(text);
        put(column, row, buffer, length);
    }

    /** The text's number, which it gets if it has none; {@link SymbolDictionary#NO_SYMBOL} if there is no room. */
    public int idOf(SymbolDictionary symbols, String text) {
        int length = encoded(text);
        return symbols.idOf(buffer, 0, length);
    }

    /** Length of the text's bytes, which are in the buffer now. */
    private int encoded(String text) {
        if (text.length() * (long) MAX_UTF8_PER_CHAR > buffer.length) {
            buffer = new byte[Math.multiplyExact(text.length(), MAX_UTF8_PER_CHAR)];
        }
        return encode(text, buffer);
    }

    public void putBytes(Column column, int row, byte[] bytes) {
        put(column, row, bytes, bytes.length);
    }

    private static void put(Column column, int row, byte[] bytes, int length) {
        if (column.storage() == Storage.SYMBOL32) {
            int id = column.dictionary().idOf(bytes, 0, length);
            if (id == SymbolDictionary.NO_SYMBOL) {
                throw new RowFailure("the dictionary of strings is full");
            }
            column.putSymbol(row, id);
        } else if (!column.putBytes(row, bytes, 0, length)) {
            throw new RowFailure("a batch has no room for the text");
        }
    }

    /** UTF-8; half a surrogate pair becomes a question mark, as {@link String#getBytes} has it. */
    private static int encode(String text, byte[] out) {
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                out[at++] = (byte) c;
            } else if (c < 0x800) {
                out[at++] = (byte) (0xC0 | c >> 6);
                out[at++] = (byte) (0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                out[at++] = (byte) (0xE0 | c >> 12);
                out[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                out[at++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                out[at++] = (byte) (0xF0 | point >> 18);
                out[at++] = (byte) (0x80 | point >> 12 & 0x3F);
                out[at++] = (byte) (0x80 | point >> 6 & 0x3F);
                out[at++] = (byte) (0x80 | point & 0x3F);
            } else {
                out[at++] = '?';
            }
        }
        return at;
    }
}
