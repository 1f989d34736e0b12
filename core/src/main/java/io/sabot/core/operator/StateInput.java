package io.sabot.core.operator;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import java.nio.charset.StandardCharsets;

/** Reads what {@link StateOutput} wrote. What does not fit is a {@link SabotException} with code STA-0010. */
public final class StateInput {
    private final byte[] bytes;
    private final SymbolDictionary symbols;
    private int at;

    /** @param symbols the log's dictionary, which symbols in state refer to */
    public StateInput(byte[] bytes, SymbolDictionary symbols) {
        this.bytes = bytes;
        this.symbols = symbols;
    }

    public SymbolDictionary symbols() {
        return symbols;
    }

    public void expectSection(String name) {
        String found = getText();
        if (!found.equals(name)) {
            throw mismatch("'" + name + "' was expected, '" + found + "' is there");
        }
    }

    public long getLong() {
        need(Long.BYTES);
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            value |= (bytes[at++] & 0xFFL) << shift;
        }
        return value;
    }

    public int getInt() {
        need(Integer.BYTES);
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            value |= (bytes[at++] & 0xFF) << shift;
        }
        return value;
    }

    public boolean getBoolean() {
        need(1);
        return bytes[at++] != 0;
    }

    public String getText() {
        return new String(getBytes(), StandardCharsets.UTF_8);
    }

    public byte[] getBytes() {
        int length = getInt();
        if (length < 0) {
            throw mismatch("a length of " + length);
        }
        need(length);
        byte[] value = new byte[length];
        System.arraycopy(bytes, at, value, 0, length);
        at += length;
        return value;
    }

    /** Whether everything was read. */
    public boolean isAtEnd() {
        return at == bytes.length;
    }

    private void need(int count) {
        if (count > bytes.length - at) {
            throw mismatch("it ends at byte " + bytes.length);
        }
    }

    private SabotException mismatch(String detail) {
        return SabotException.failed(
                "STA-0010",
                "stored state does not fit, at byte " + at + ": " + detail,
                "it is of another version",
                null);
    }
}
