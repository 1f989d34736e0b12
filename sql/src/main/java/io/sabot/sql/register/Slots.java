package io.sabot.sql.register;

import io.sabot.core.batch.Decimals;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.Inputs;
import io.sabot.sql.codegen.JavaTypes;
import io.sabot.sql.codegen.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.agrona.UnsafeApi;

/**
 * Layout of values in a flat record, and the code that moves them. A value takes eight bytes (sixteen for a wide
 * DECIMAL); that it is not null is a bit in a word between the values. Zeroed memory is all null. A list of values, which
 * is shifted, has a word for each value instead.
 */
public final class Slots {
    private static final String UNSAFE = "org.agrona.UnsafeApi";

    /** What views of one layout over several records share. */
    private static final class Layout {
        final int start;
        int size;
        int bitWord;
        int bitsUsed = Long.SIZE;

        Layout(int start) {
            this.start = start;
        }

        int take(int bytes) {
            int offset = start + size;
            size += bytes;
            return offset;
        }
    }

    private final Layout layout;
    private final String base;

    /**
     * @param base Java expression of the record's address
     * @param start offset of the first byte these slots may use
     */
    public Slots(String base, int start) {
        this(new Layout(start), base);
    }

    private Slots(Layout layout, String base) {
        this.layout = layout;
        this.base = base;
    }

    /** The same slots in another record. */
    public Slots on(String otherBase) {
        return new Slots(layout, otherBase);
    }

    /** Offset behind the last slot. */
    public int end() {
        return layout.start + layout.size;
    }

    /** What is added from here on shares no word with what is there. */
    public void align() {
        layout.bitsUsed = Long.SIZE;
    }

    /** Place of one value. */
    public record Slot(int offset, int bitWord, int bit, SqlType type) {}

    public Slot add(SqlType type) {
        if (layout.bitsUsed == Long.SIZE) {
            layout.bitWord = layout.take(Long.BYTES);
            layout.bitsUsed = 0;
        }
        return new Slot(layout.take(bytes(type)), layout.bitWord, layout.bitsUsed++, type);
    }

    private static int bytes(SqlType type) {
        return JavaTypes.isWide(type) ? 2 * Long.BYTES : Long.BYTES;
    }

    /** A plain number, zero at first. */
    public int addLong() {
        return layout.take(Long.BYTES);
    }

    /** Values of which a new one is put in front. */
    public List<Slot> addList(SqlType type, int length) {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            int word = layout.take(Long.BYTES);
            slots.add(new Slot(layout.take(bytes(type)), word, 0, type));
        }
        return slots;
    }

    /** Makes room at the front of a list; the last value is lost. */
    public void shift(CodeBlock block, List<Slot> list) {
        if (list.size() > 1) {
            int entry = list.get(1).bitWord() - list.get(0).bitWord();
            block.line(UNSAFE + ".copyMemory(" + at(list.get(0).bitWord()) + ", "
                    + at(list.get(1).bitWord()) + ", " + (long) entry * (list.size() - 1) + "L);");
        }
    }

    private String at(int offset) {
        return base + " + " + offset + "L";
    }

    /** Java expression of a slot's address. */
    public String address(int offset) {
        return at(offset);
    }

    public String getLong(int offset) {
        return UNSAFE + ".getLong(" + at(offset) + ")";
    }

    public String putLong(int offset, String value) {
        return UNSAFE + ".putLong(" + at(offset) + ", " + value + ");";
    }

    public String getDouble(int offset) {
        return UNSAFE + ".getDouble(" + at(offset) + ")";
    }

    public String putDouble(int offset, String value) {
        return UNSAFE + ".putDouble(" + at(offset) + ", " + value + ");";
    }

    public String isPresent(Slot slot) {
        return "((" + getLong(slot.bitWord()) + " >>> " + slot.bit() + " & 1L) != 0L)";
    }

    /** The value where it lies: each use of it loads it again. */
    public Value read(Slot slot) {
        String address = at(slot.offset());
        String value =
                switch (JavaTypes.of(slot.type())) {
                    case "boolean" -> "(" + UNSAFE + ".getLong(" + address + ") != 0L)";
                    case "int" -> UNSAFE + ".getInt(" + address + ")";
                    case "long" -> UNSAFE + ".getLong(" + address + ")";
                    case "double" -> UNSAFE + ".getDouble(" + address + ")";
                    case "java.math.BigDecimal" ->
                        Slots.class.getName() + ".decimal(" + address + ", "
                                + slot.type().scale() + ")";
                    case "String" -> "strings.get(" + stringNumber(slot) + ")";
                    default -> throw new IllegalStateException("no register for " + slot.type());
                };
        return new Value("(!" + isPresent(slot) + ")", value, slot.type().withNullable(true));
    }

    /** Number of a text in {@link StringRegisters}. */
    public String stringNumber(Slot slot) {
        return UNSAFE + ".getInt(" + at(slot.offset()) + ")";
    }

    /** Writes a value, null or not; {@code column} is where it lies if it is a column, for text, else null. */
    public void write(CodeBlock block, Slot slot, Value value, Inputs.ColumnRef column) {
        if (value.isAlwaysNull()) {
            clear(block, slot);
        } else if (value.isNeverNull()) {
            put(block, slot, value, column);
        } else {
            block.open("if (" + value.isNull() + ")");
            clear(block, slot);
            block.next("else");
            put(block, slot, value, column);
            block.close();
        }
    }

    private void clear(CodeBlock block, Slot slot) {
        block.line(putLong(slot.bitWord(), getLong(slot.bitWord()) + " & ~(1L << " + slot.bit() + ")"));
        block.line(putLong(slot.offset(), "0L"));
    }

    /** Writes a value that is not null. */
    public void put(CodeBlock block, Slot slot, Value value, Inputs.ColumnRef column) {
        block.line(putLong(slot.bitWord(), getLong(slot.bitWord()) + " | 1L << " + slot.bit()));
        String address = at(slot.offset());
        block.line(
                switch (JavaTypes.of(slot.type())) {
                    case "boolean" -> putLong(slot.offset(), "(" + value.value() + ") ? 1L : 0L");
                    case "int" -> putLong(slot.offset(), "(" + value.value() + ") & 0xFFFFFFFFL");
                    case "long" -> putLong(slot.offset(), value.value());
                    case "double" -> putDouble(slot.offset(), value.value());
                    case "java.math.BigDecimal" ->
                        Slots.class.getName() + ".decimal(" + address + ", " + value.value() + ");";
                    case "String" ->
                        putLong(
                                slot.offset(),
                                "strings.store("
                                        + (column == null ? value.value() : column.column() + ", " + column.row())
                                        + ")");
                    default -> throw new IllegalStateException("no register for " + slot.type());
                });
    }

    /** Copies a value, null or not, from the same slot of another record. */
    public void copyFrom(CodeBlock block, Slots other, Slot slot) {
        block.line(putLong(
                slot.bitWord(),
                getLong(slot.bitWord()) + " & ~(1L << " + slot.bit() + ") | " + other.getLong(slot.bitWord())
                        + " & 1L << " + slot.bit()));
        block.line(putLong(slot.offset(), other.getLong(slot.offset())));
        if (JavaTypes.isWide(slot.type())) {
            int high = slot.offset() + Long.BYTES;
            block.line(putLong(high, other.getLong(high)));
        }
    }

    public static boolean canHold(SqlType type) {
        return type.kind() != TypeKind.BINARY && type.kind() != TypeKind.ARRAY;
    }

    // ---- called by generated code ----

    public static BigDecimal decimal(long address, int scale) {
        return Decimals.toBigDecimal(UnsafeApi.getLong(address), UnsafeApi.getLong(address + Long.BYTES), scale);
    }

    public static void decimal(long address, BigDecimal value) {
        BigInteger unscaled = value.unscaledValue();
        UnsafeApi.putLong(address, unscaled.longValue());
        UnsafeApi.putLong(address + Long.BYTES, unscaled.shiftRight(Long.SIZE).longValue());
    }
}
