package io.sabot.sql.register;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.type.Storage;
import io.sabot.sql.codegen.TextWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * Strings in registers, as numbers: a symbol is its dictionary's id, other text is interned here. The numbers never
 * leave the operator; two of them may stand for one text. What was interned stays until the operator is closed, or {@link
 * #forgetMany} is called.
 *
 * <p>Owned by one operator's thread.
 */
public final class StringRegisters {
    /** Of generated classes that have a field {@code strings}. */
    public static final String STATE_METHODS =
            """

                public void save(io.sabot.core.operator.StateOutput out) {
                    strings.save(out);
                }

                public void load(io.sabot.core.operator.StateInput in) {
                    strings.load(in);
                }
            """;

    private static final int MANY = 4_096;

    private final TextWriter writer = new TextWriter();
    private SymbolDictionary interned = new SymbolDictionary();
    private SymbolDictionary symbols; // not owned

    /** Numbers stay what they are. */
    public void save(StateOutput out) {
        int count = interned.size();
        out.putInt(count);
        for (int id = 0; id < count; id++) {
            out.putBytes(interned.bytes(id));
        }
    }

    /** To be called before anything is stored. */
    public void load(StateInput in) {
        int count = in.getInt();
        for (int id = 0; id < count; id++) {
            byte[] bytes = in.getBytes();
            interned.idOf(bytes, 0, bytes.length);
        }
        symbols = in.symbols();
    }

    /** For whoever has no number left that was given so far: forgets the texts behind them, once they are many. */
    public void forgetMany() {
        if (interned.size() > MANY) {
            interned = new SymbolDictionary();
        }
    }

    public int store(Column column, int row) {
        if (column.storage() == Storage.SYMBOL32) {
            symbols = column.dictionary();
            return column.getSymbol(row) << 1;
        }
        return interned.idOf(column.bytesAddress(row), column.bytesLength(row)) << 1 | 1;
    }

    public int store(String text) {
        return writer.idOf(interned, text) << 1 | 1;
    }

    public String get(int number) {
        return dictionary(number).string(number >>> 1);
    }

    /** Writes the text into a plain column. */
    public void copy(int number, Column out, int row) {
        byte[] bytes = dictionary(number).bytes(number >>> 1);
        out.putBytes(row, bytes, 0, bytes.length);
    }

    /** Order of two texts, by bytes. */
    public int compare(int number, int otherNumber) {
        return Arrays.compareUnsigned(bytes(number), bytes(otherNumber));
    }

    /** As {@link #compare(int, int)}, of a text that is in a column. */
    public int compare(Column column, int row, int otherNumber) {
        if (column.storage() == Storage.SYMBOL32) {
            return Arrays.compareUnsigned(column.dictionary().bytes(column.getSymbol(row)), bytes(otherNumber));
        }
        byte[] other = bytes(otherNumber);
        long address = column.bytesAddress(row);
        int length = column.bytesLength(row);
        for (int i = 0; i < Math.min(length, other.length); i++) {
            int difference = (UnsafeApi.getByte(address + i) & 0xFF) - (other[i] & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return length - other.length;
    }

    /** As {@link #compare(int, int)}, of any text. */
    public int compare(String text, int otherNumber) {
        return Arrays.compareUnsigned(text.getBytes(StandardCharsets.UTF_8), bytes(otherNumber));
    }

    private byte[] bytes(int number) {
        return dictionary(number).bytes(number >>> 1);
    }

    private SymbolDictionary dictionary(int number) {
        return (number & 1) == 0 ? symbols : interned;
    }
}
