package io.sabot.state.view;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * A key to look up, one value after the other in the order of the key's columns. Made by {@link ViewReader#key()} and used
 * again after {@link #reset()}; one thread.
 */
public final class ViewKey {
    private final ViewSpec spec;
    private final ViewBytes bytes = new ViewBytes();
    private int next;

    ViewKey(ViewSpec spec) {
        this.spec = spec;
    }

    /** Forgets the values. */
    public ViewKey reset() {
        next = 0;
        bytes.length(0);
        return this;
    }

    private TypeKind take() {
        if (next == spec.keyColumns().size()) {
            throw ViewErrors.badKey("the key of view '" + spec.name() + "' has " + next + " columns: " + names());
        }
        return spec.keyColumn(next++).type().kind();
    }

    private String names() {
        return String.join(
                ", ",
                spec.keyColumns().stream()
                        .map(column -> spec.columns().get(column).name())
                        .toList());
    }

    private void require(boolean isFitting, Object value) {
        if (!isFitting) {
            ColumnSpec column = spec.keyColumn(next - 1);
            throw ViewErrors.badKey("key column '" + column.name() + "' of view '" + spec.name() + "' is "
                    + column.type().withNullable(true) + ", not " + value);
        }
    }

    public ViewKey nullValue() {
        take();
        KeyLayout.addNull(bytes);
        return this;
    }

    public ViewKey bool(boolean value) {
        require(take() == TypeKind.BOOLEAN, value);
        KeyLayout.addLong(value ? 1 : 0, bytes);
        return this;
    }

    /** INT, BIGINT; DATE as days since the epoch; TIME, TIMESTAMP and INTERVAL as nanoseconds. */
    public ViewKey i64(long value) {
        TypeKind kind = take();
        boolean isInteger = kind == TypeKind.INT
                || kind == TypeKind.BIGINT
                || kind == TypeKind.DATE
                || kind == TypeKind.TIME
                || kind == TypeKind.TIMESTAMP
                || kind == TypeKind.INTERVAL;
        require(isInteger, value);
        KeyLayout.addLong(value, bytes);
        return this;
    }

    public ViewKey f64(double value) {
        require(take() == TypeKind.DOUBLE, value);
        KeyLayout.addLong(KeyLayout.bits(value), bytes);
        return this;
    }

    public ViewKey string(String value) {
        require(take() == TypeKind.VARCHAR, value);
        KeyLayout.addText(value.getBytes(StandardCharsets.UTF_8), bytes);
        return this;
    }

    /** BINARY. */
    public ViewKey binary(byte[] value) {
        require(take() == TypeKind.BINARY, "bytes");
        KeyLayout.addText(value, bytes);
        return this;
    }

    public ViewKey decimal(BigDecimal value) {
        TypeKind kind = take();
        int scale = spec.keyColumn(next - 1).type().scale();
        require(kind == TypeKind.DECIMAL && value.stripTrailingZeros().scale() <= scale, value);
        BigInteger unscaled = value.setScale(scale).unscaledValue();
        require(unscaled.bitLength() < 128, value);
        KeyLayout.addLong(unscaled.longValue(), bytes);
        bytes.addLong(unscaled.shiftRight(64).longValue());
        return this;
    }

    /** By the class of the value: what this class has a method for, and the {@code java.time} class of a column's type. */
    public ViewKey value(Object value) {
        if (value == null) {
            return nullValue();
        } else if (value instanceof String text) {
            return string(text);
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            return i64(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            return f64(((Number) value).doubleValue());
        } else if (value instanceof BigDecimal decimal) {
            return decimal(decimal);
        } else if (value instanceof Boolean bool) {
            return bool(bool);
        } else if (value instanceof byte[] binary) {
            return binary(binary);
        }
        return time(value);
    }

    private ViewKey time(Object value) {
        if (value instanceof LocalDate date) {
            return i64(date.toEpochDay());
        } else if (value instanceof LocalTime time) {
            return i64(time.toNanoOfDay());
        } else if (value instanceof LocalDateTime time) {
            return i64(nanos(time.toInstant(ZoneOffset.UTC)));
        } else if (value instanceof Instant instant) {
            return i64(nanos(instant));
        }
        throw ViewErrors.badKey("a " + value.getClass().getName() + " is no key of view '" + spec.name() + "'");
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * Timestamps.NS_PER_SECOND + instant.getNano();
    }

    /** A value as results show it, such as {@code 2026-01-05 09:30:00.5}; {@code NULL} for none unless the column is text. */
    public ViewKey text(String value) {
        if (next == spec.keyColumns().size()) {
            take();
        }
        TypeKind kind = spec.keyColumn(next).type().kind();
        if (value.equals("NULL") && kind != TypeKind.VARCHAR) {
            return nullValue();
        }
        try {
            return switch (kind) {
                case VARCHAR -> string(value);
                case BOOLEAN -> bool(Boolean.parseBoolean(value.toLowerCase(Locale.ROOT)));
                case INT, BIGINT, INTERVAL -> i64(Long.parseLong(value));
                case DOUBLE -> f64(Double.parseDouble(value));
                case DECIMAL -> decimal(new BigDecimal(value));
                case DATE -> value(LocalDate.parse(value));
                case TIME -> value(LocalTime.parse(value));
                case TIMESTAMP -> value(LocalDateTime.parse(value.replace(' ', 'T')));
                case BINARY, ARRAY -> binary(value.getBytes(StandardCharsets.UTF_8));
            };
        } catch (NumberFormatException | DateTimeException e) {
            take();
            require(false, "'" + value + "'");
            return this;
        }
    }

    /** The bytes, when all columns have a value. */
    ViewBytes bytes() {
        if (next != spec.keyColumns().size()) {
            throw ViewErrors.badKey("the key of view '" + spec.name() + "' is (" + names() + "): "
                    + spec.keyColumns().size() + " values, not " + next);
        }
        KeyLayout.close(bytes);
        return bytes;
    }
}
