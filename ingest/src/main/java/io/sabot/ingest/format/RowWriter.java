package io.sabot.ingest.format;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.TimestampParser;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;
import io.sabot.ingest.ReadLimits;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Writes the text of one field into its column. Shared by all decoders of one reader, so that they agree on which columns
 * are plain. Makes no objects unless a value is bad or rare (long decimals and doubles, BINARY). One thread.
 */
public final class RowWriter {
    /** New symbols per column until it is laid out plain. */
    public static final int DEFAULT_MAX_NEW_SYMBOLS = 65_536;

    /** What became of a field. */
    enum Result {
        WRITTEN,
        /** {@link #cause()} says why the record is none. */
        BAD,
        /** The batch has no room for the value. */
        NO_ROOM,
        /** The column must be laid out plain first, and {@link #plainColumns()} says so now. */
        NEEDS_PLAIN
    }

    private final FormatSpec spec;
    private final EventSchema schema;
    private final SymbolWatch watch;
    private final TypeKind[] kinds;
    private final long[] truncationNs;
    private final TimestampParser timestamps;
    private final boolean isSqlTimestamp;
    private final NumberParser numbers = new NumberParser();
    private final int fieldBytes;
    private final int numberChars;
    private String cause;

    /** @throws SabotException if a column's type cannot be read from text */
    public RowWriter(FormatSpec spec, EventSchema schema, int maxNewSymbols) {
        this.spec = spec;
        this.schema = schema;
        this.watch = new SymbolWatch(schema, maxNewSymbols);
        this.timestamps = new TimestampParser(spec.timestampFormat());
        this.isSqlTimestamp = spec.timestampFormat().equalsIgnoreCase(FormatSpec.DEFAULT_TIMESTAMP_FORMAT);
        ReadLimits limits = spec.limits();
        this.fieldBytes = limits.fieldBytes();
        this.numberChars = limits.numberChars();
        this.kinds = new TypeKind[schema.columnCount()];
        this.truncationNs = new long[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = readable(schema.column(i));
            truncationNs[i] = truncation(schema.column(i).type());
        }
    }

    private static TypeKind readable(ColumnSpec column) {
        TypeKind kind = column.type().kind();
        if (kind == TypeKind.ARRAY || kind == TypeKind.INTERVAL) {
            throw SabotException.configuration(
                    "ING-0101",
                    "column '" + column.name() + "' of type " + column.type() + " cannot be read from text",
                    "declare it VARCHAR and convert it in a query");
        }
        return kind;
    }

    private static long truncation(SqlType type) {
        long unit = 1;
        if (type.kind() == TypeKind.TIMESTAMP || type.kind() == TypeKind.TIME) {
            for (int i = type.precision(); i < SqlType.MAX_TIMESTAMP_PRECISION; i++) {
                unit *= 10;
            }
        }
        return unit;
    }

    FormatSpec spec() {
        return spec;
    }

    EventSchema schema() {
        return schema;
    }

    TypeKind kind(int column) {
        return kinds[column];
    }

    /** See {@link io.sabot.ingest.RecordReader#plainColumns()}; the array is this object's own. */
    public boolean[] plainColumns() {
        return watch.plainColumns();
    }

    /** Why the last field was {@link Result#BAD}. */
    String cause() {
        return cause;
    }

    Result writeNull(EventBatch batch, int column, int row) {
        SqlType type = schema.column(column).type();
        if (!type.nullable()) {
            return bad("field '" + schema.column(column).name() + "': no value, but the column is " + type);
        }
        batch.column(column).setNull(row);
        return Result.WRITTEN;
    }

    /** Parses as the column's type says. */
    Result write(EventBatch batch, int column, int row, byte[] text, int offset, int length) {
        if (length > fieldBytes) {
            return bad("field '" + schema.column(column).name() + "': longer than " + fieldBytes + " bytes");
        }
        Column target = batch.column(column);
        TypeKind kind = kinds[column];
        if (kind == TypeKind.VARCHAR) {
            return writeString(target, column, row, text, offset, length);
        }
        if (length > 0 && (text[offset] <= ' ' || text[offset + length - 1] <= ' ')) {
            int start = skipBlanks(text, offset, length);
            return writeTrimmed(target, kind, column, row, text, start, trimmedLength(text, start, offset + length));
        }
        return writeTrimmed(target, kind, column, row, text, offset, length);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static int skipBlanks(byte[] text, int offset, int length) {
        int i = offset;
        while (i < offset + length && isBlank(text[i])) {
            i++;
        }
        return i;
    }

    private static int trimmedLength(byte[] text, int start, int end) {
        int i = end;
        while (i > start && isBlank(text[i - 1])) {
            i--;
        }
        return i - start;
    }

    private Result writeTrimmed(
            Column target, TypeKind kind, int column, int row, byte[] text, int offset, int length) {
        return switch (kind) {
            case INT, BIGINT -> writeInteger(target, kind, column, row, text, offset, length);
            case DOUBLE -> writeDouble(target, column, row, text, offset, length);
            case DECIMAL -> writeDecimal(target, column, row, text, offset, length);
            case TIMESTAMP -> writeTimestamp(target, column, row, text, offset, length);
            case DATE -> writeDate(target, column, row, text, offset, length);
            case TIME -> writeTime(target, column, row, text, offset, length);
            case BOOLEAN -> writeBoolean(target, column, row, text, offset, length);
            case BINARY -> writeBinary(target, column, row, text, offset, length);
            case VARCHAR, INTERVAL, ARRAY -> throw new IllegalStateException("no field of type " + kind);
        };
    }

    private Result writeString(Column target, int column, int row, byte[] text, int offset, int length) {
        if (!Utf8.isValid(text, offset, length)) {
            return bad(Causes.mismatch(schema.column(column).name(), "VARCHAR in valid UTF-8", text, offset, length));
        }
        if (target.storage() == Storage.VIEW128) {
            return target.putBytes(row, text, offset, length) ? Result.WRITTEN : Result.NO_ROOM;
        }
        if (length > SymbolWatch.MAX_SYMBOL_BYTES) {
            watch.makePlain(column, TypeKind.VARCHAR);
            return Result.NEEDS_PLAIN;
        }
        SymbolDictionary dictionary = target.dictionary();
        int known = dictionary.size();
        int id = dictionary.idOf(text, offset, length);
        if (id >= known) {
            watch.onCreated(column);
        } else if (id == SymbolDictionary.NO_SYMBOL) {
            watch.makePlain(column, TypeKind.VARCHAR);
            return Result.NEEDS_PLAIN;
        }
        target.putSymbol(row, id);
        return Result.WRITTEN;
    }

    private Result writeInteger(
            Column target, TypeKind kind, int column, int row, byte[] text, int offset, int length) {
        if (length > numberChars) {
            return tooLong(column);
        }
        if (!numbers.parseLong(text, offset, length)) {
            return mismatch(column, text, offset, length);
        }
        long value = numbers.longValue;
        if (kind == TypeKind.BIGINT) {
            target.putLong(row, value);
        } else if ((int) value == value) {
            target.putInt(row, (int) value);
        } else {
            return mismatch(column, text, offset, length);
        }
        return Result.WRITTEN;
    }

    private Result writeDouble(Column target, int column, int row, byte[] text, int offset, int length) {
        if (length > numberChars) {
            return tooLong(column);
        }
        if (!numbers.parseDouble(text, offset, length)) {
            return mismatch(column, text, offset, length);
        }
        target.putDouble(row, numbers.doubleValue);
        return Result.WRITTEN;
    }

    private Result writeDecimal(Column target, int column, int row, byte[] text, int offset, int length) {
        if (length > numberChars) {
            return tooLong(column);
        }
        if (!numbers.parseDecimal(text, offset, length, target.type())) {
            return mismatch(column, text, offset, length);
        }
        target.putDecimal(row, numbers.decimalLow, numbers.decimalHigh);
        return Result.WRITTEN;
    }

    private Result writeTimestamp(Column target, int column, int row, byte[] text, int offset, int length) {
        long ns = timestamps.parse(text, offset, length);
        if (length == 0 || ns == TimestampParser.INVALID) {
            String expected = target.type() + " as " + timestamps.format();
            return bad(Causes.mismatch(schema.column(column).name(), expected, text, offset, length));
        }
        long unit = truncationNs[column];
        target.putLong(row, unit == 1 ? ns : ns - Math.floorMod(ns, unit));
        return Result.WRITTEN;
    }

    private Result writeDate(Column target, int column, int row, byte[] text, int offset, int length) {
        long days = DateTimes.parseDate(text, offset, length);
        if (days == DateTimes.INVALID && !isSqlTimestamp && length > 0) {
            long ns = timestamps.parse(text, offset, length);
            days = ns == TimestampParser.INVALID ? days : Math.floorDiv(ns, Timestamps.NS_PER_DAY);
        }
        if (days == DateTimes.INVALID) {
            return mismatch(column, text, offset, length);
        }
        target.putInt(row, (int) days);
        return Result.WRITTEN;
    }

    private Result writeTime(Column target, int column, int row, byte[] text, int offset, int length) {
        long ns = DateTimes.parseTime(text, offset, length);
        if (ns == DateTimes.INVALID) {
            return mismatch(column, text, offset, length);
        }
        target.putLong(row, ns - ns % truncationNs[column]);
        return Result.WRITTEN;
    }

    private Result writeBoolean(Column target, int column, int row, byte[] text, int offset, int length) {
        boolean isTrue = matches(text, offset, length, "true")
                || matches(text, offset, length, "t")
                || matches(text, offset, length, "1");
        boolean isFalse = !isTrue
                && (matches(text, offset, length, "false")
                        || matches(text, offset, length, "f")
                        || matches(text, offset, length, "0"));
        if (!isTrue && !isFalse) {
            return mismatch(column, text, offset, length);
        }
        target.putBoolean(row, isTrue);
        return Result.WRITTEN;
    }

    /** @param word in lower case */
    private static boolean matches(byte[] text, int offset, int length, String word) {
        if (length != word.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int c = text[offset + i];
            int lower = c >= 'A' && c <= 'Z' ? c + 32 : c;
            if (lower != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** {@code \x} and hexadecimal digits, else base64 (padding may be missing). Allocates. */
    private Result writeBinary(Column target, int column, int row, byte[] text, int offset, int length) {
        byte[] bytes;
        try {
            boolean isHex = length >= 2 && text[offset] == '\\' && text[offset + 1] == 'x';
            String digits = new String(text, offset, length, StandardCharsets.ISO_8859_1);
            bytes = isHex
                    ? HexFormat.of().parseHex(digits, 2, digits.length())
                    : Base64.getDecoder().decode(digits);
        } catch (IllegalArgumentException e) {
            return bad(Causes.mismatch(
                    schema.column(column).name(), "BINARY as base64 or \\x and hex digits", text, offset, length));
        }
        return target.putBytes(row, bytes, 0, bytes.length) ? Result.WRITTEN : Result.NO_ROOM;
    }

    private Result mismatch(int column, byte[] text, int offset, int length) {
        ColumnSpec spec = schema.column(column);
        String expected = spec.type().withNullable(true).toString();
        return bad(Causes.mismatch(spec.name(), expected, text, offset, length));
    }

    private Result tooLong(int column) {
        return bad("field '" + schema.column(column).name() + "': number longer than " + numberChars + " characters");
    }

    Result bad(String why) {
        cause = why;
        return Result.BAD;
    }
}
