package io.sabot.sql.pattern;

import io.sabot.core.batch.Decimals;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.Inputs;
import io.sabot.sql.codegen.JavaTypes;
import io.sabot.sql.codegen.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.agrona.UnsafeApi;

/**
 * Layout of values in a flat record, and the code that moves them: eight bytes a value (sixteen for a wide DECIMAL), and
 * a bit for each that says "not null", in words between the values. Zeroed memory is all null.
 */
public final class Slots {
    private static final String UNSAFE = "org.agrona.UnsafeApi";
    private static final int BITS = 64;

    private final String base;
    private final int start;
    private int size;
    private int bitWord = -1;
    private int bitsUsed = BITS;

    /**
     * @param base Java expression of the record's address
     * @param start offset of the first byte these slots may use
     */
    public Slots(String base, int start) {
        this.base = base;
        this.start = start;
    }

    /** Offset behind the last slot. */
    public int end() {
        return start + size;
    }

    /** Place of one value. */
    public record Slot(int offset, int bitWord, int bit, SqlType type) {}

    public Slot add(SqlType type) {
        if (bitsUsed == BITS) {
            bitWord = start + size;
            size += Long.BYTES;
            bitsUsed = 0;
        }
        int offset = start + size;
        size += JavaTypes.isWide(type) ? 2 * Long.BYTES : Long.BYTES;
        return new Slot(offset, bitWord, bitsUsed++, type);
    }

    /** A plain counter, zero at first. */
    public int addLong() {
        int offset = start + size;
        size += Long.BYTES;
        return offset;
    }

    private String at(int offset) {
        return base + " + " + offset + "L";
    }

    public String getLong(int offset) {
        return UNSAFE + ".getLong(" + at(offset) + ")";
    }

    public String putLong(int offset, String value) {
        return UNSAFE + ".putLong(" + at(offset) + ", " + value + ");";
    }

    public String isPresent(Slot slot) {
        return "((" + getLong(slot.bitWord()) + " >>> " + slot.bit() + " & 1L) != 0L)";
    }

    public Value read(Slot slot) {
        String address = at(slot.offset());
        String value =
                switch (JavaTypes.of(slot.type())) {
                    case "boolean" -> "(" + UNSAFE + ".getLong(" + address + ") != 0L)";
                    case "int" -> UNSAFE + ".getInt(" + address + ")";
                    case "long" -> UNSAFE + ".getLong(" + address + ")";
                    case "double" -> UNSAFE + ".getDouble(" + address + ")";
                    case "java.math.BigDecimal" ->
                        Slots.class.getName() + ".decimal(" + address + ", " + slot.type().scale() + ")";
                    case "String" -> "strings.get(" + UNSAFE + ".getInt(" + address + "))";
                    default -> throw new IllegalStateException("no register for " + slot.type());
                };
        return new Value("(!" + isPresent(slot) + ")", value, slot.type().withNullable(true));
    }

    /** Writes a value; {@code column} is where it lies if it is a column, for text. */
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

    private void put(CodeBlock block, Slot slot, Value value, Inputs.ColumnRef column) {
        block.line(putLong(slot.bitWord(), getLong(slot.bitWord()) + " | 1L << " + slot.bit()));
        String address = at(slot.offset());
        block.line(
                switch (JavaTypes.of(slot.type())) {
                    case "boolean" -> putLong(slot.offset(), "(" + value.value() + ") ? 1L : 0L");
                    case "int" -> putLong(slot.offset(), "(" + value.value() + ") & 0xFFFFFFFFL");
                    case "long" -> putLong(slot.offset(), value.value());
                    case "double" -> UNSAFE + ".putDouble(" + address + ", " + value.value() + ");";
                    case "java.math.BigDecimal" ->
                        Slots.class.getName() + ".decimal(" + address + ", " + value.value() + ");";
                    case "String" ->
                        UNSAFE + ".putLong(" + address + ", strings.store("
                                + (column == null ? value.value() : column.column() + ", " + column.row()) + "));";
                    default -> throw new IllegalStateException("no register for " + slot.type());
                });
    }

    /** Copies one slot over another of the same type, null or not. */
    public void copy(CodeBlock block, Slot from, Slot to) {
        block.line(putLong(
                to.bitWord(),
                getLong(to.bitWord()) + " & ~(1L << " + to.bit() + ") | (" + getLong(from.bitWord()) + " >>> "
                        + from.bit() + " & 1L) << " + to.bit()));
        block.line(putLong(to.offset(), getLong(from.offset())));
        if (JavaTypes.isWide(to.type())) {
            block.line(putLong(to.offset() + Long.BYTES, getLong(from.offset() + Long.BYTES)));
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
