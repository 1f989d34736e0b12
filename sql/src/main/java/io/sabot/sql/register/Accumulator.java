package io.sabot.sql.register;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.Inputs;
import io.sabot.sql.codegen.JavaTypes;
import io.sabot.sql.codegen.Value;

/**
 * One aggregate as code over slots of a flat record; a zeroed record is the aggregate of nothing. Shared by windows and
 * patterns.
 */
public abstract class Accumulator {
    private static final String SUMS = Sums.class.getName();

    /**
     * @param argument null for COUNT(*)
     * @param slots where the aggregate takes its place
     */
    public static Accumulator of(AggregateKind kind, SqlType argument, SqlType result, Slots slots) {
        return switch (kind) {
            case COUNT -> new Count(slots);
            case SUM -> new Sum(argument, result, slots);
            case AVG -> new Average(argument, result, slots);
            case MIN, MAX -> new Extreme(kind == AggregateKind.MIN, argument, slots);
            case FIRST_VALUE, LAST_VALUE -> new Endmost(kind == AggregateKind.FIRST_VALUE, argument, slots);
            case STDDEV_POP, STDDEV_SAMP, VAR_POP, VAR_SAMP -> new Moments(kind, argument, result, slots);
        };
    }

    /**
     * As {@link #of}, of which adding and merging cannot fail where the argument is an integer: a sum beyond its type is found
     * when the result is asked for. So parts of it can be put together in any way.
     */
    public static Accumulator wide(AggregateKind kind, SqlType argument, SqlType result, Slots slots) {
        boolean isSum = kind == AggregateKind.SUM || kind == AggregateKind.AVG;
        boolean isInteger = argument != null && (argument.kind() == TypeKind.INT || argument.kind() == TypeKind.BIGINT);
        return isSum && isInteger
                ? new WideSum(kind == AggregateKind.AVG, result, slots)
                : of(kind, argument, result, slots);
    }

    /** Whether {@link #add} takes NULL too. */
    public boolean takesNulls() {
        return false;
    }

    /**
     * @param value not null unless {@link #takesNulls()}; for COUNT(*) anything
     * @param column where the value lies if it is a column, else null
     * @param time Java expression of the row's event time; the order of first and last
     */
    public abstract void add(CodeBlock block, Slots at, Value value, Inputs.ColumnRef column, String time);

    /** Whether adding can fail; then {@link #check} and {@link #checkMerge} fail where adding would. */
    public boolean canOverflow() {
        return false;
    }

    /** Fails as {@link #add} would, and changes nothing. */
    public void check(CodeBlock block, Slots at, Value value) {
        throw new IllegalStateException("cannot overflow");
    }

    /** Fails as {@link #merge} would, and changes nothing. */
    public void checkMerge(CodeBlock block, Slots into, Slots from) {
        throw new IllegalStateException("cannot overflow");
    }

    /** Adds what another record holds, which stays as it is and is of later time. */
    public abstract void merge(CodeBlock block, Slots into, Slots from);

    public abstract Value result(CodeBlock block, Slots at);

    /** Where the result is if it is text, else null. */
    public Slots.Slot textSlot() {
        return null;
    }

    private static Slots.Slot textOnly(Slots.Slot slot) {
        return slot.type().kind() == TypeKind.VARCHAR ? slot : null;
    }

    private static final class Count extends Accumulator {
        private final int count;

        Count(Slots slots) {
            this.count = slots.addLong();
        }

        @Override
        public void add(CodeBlock block, Slots at, Value value, Inputs.ColumnRef column, String time) {
            block.line(at.putLong(count, at.getLong(count) + " + 1L"));
        }

        @Override
        public void merge(CodeBlock block, Slots into, Slots from) {
            block.line(into.putLong(count, into.getLong(count) + " + " + from.getLong(count)));
        }

        @Override
        public Value result(CodeBlock block, Slots at) {
            return Value.of(at.getLong(count), SqlType.of(TypeKind.BIGINT));
        }
    }

    /** Java expression of a number, as the type a sum of it is kept in. */
    private static String widened(Value value, SqlType sum) {
        return switch (JavaTypes.of(sum)) {
            case "long" -> "(long) (" + value.value() + ")";
            case "double" -> "(double) (" + value.value() + ")";
            default ->
                JavaTypes.isWide(value.type())
                        ? value.value()
                        : "java.math.BigDecimal.valueOf((long) (" + value.value() + "), "
                                + value.type().scale() + ")";
        };
    }

    /** The type sums of such numbers are kept in. */
    private static SqlType sumType(SqlType argument) {
        return switch (argument.kind()) {
            case INT, BIGINT, INTERVAL -> SqlType.of(TypeKind.BIGINT);
            case DECIMAL -> SqlType.decimal(SqlType.MAX_DECIMAL_PRECISION, argument.scale());
            default -> SqlType.of(TypeKind.DOUBLE);
        };
    }

    private static String plus(SqlType type, String a, String b) {
        return type.kind() == TypeKind.DOUBLE ? "(" + a + " + " + b + ")" : SUMS + ".add(" + a + ", " + b + ")";
    }

    /** A sum in one slot. */
    private abstract static class Summing extends Accumulator {
        final SqlType sumType;
        final SqlType resultType;
        final Slots.Slot slot;

        Summing(SqlType argument, SqlType result, Slots slots) {
            this.sumType = sumType(argument);
            this.resultType = result;
            this.slot = slots.add(sumType);
        }

        final void put(CodeBlock block, Slots at, String more) {
            at.put(block, slot, Value.of(plus(sumType, at.read(slot).value(), more), sumType), null);
        }

        @Override
        public final boolean canOverflow() {
            return sumType.kind() != TypeKind.DOUBLE;
        }

        @Override
        public final void check(CodeBlock block, Slots at, Value value) {
            block.line(plus(sumType, at.read(slot).value(), widened(value, sumType)) + ";");
        }

        @Override
        public final void checkMerge(CodeBlock block, Slots into, Slots from) {
            block.line(plus(sumType, into.read(slot).value(), from.read(slot).value()) + ";");
        }
    }

    private static final class Sum extends Summing {
        Sum(SqlType argument, SqlType result, Slots slots) {
            super(argument, result, slots);
        }

        @Override
        public void add(CodeBlock block, Slots at, Value value, Inputs.ColumnRef column, String time) {
            put(block, at, widened(value, sumType));
        }

        @Override
        public void merge(CodeBlock block, Slots into, Slots from) {
            block.open("if (" + from.isPresent(slot) + ")");
            put(block, into, from.read(slot).value());
            block.close();
        }

        @Override
        public Value result(CodeBlock block, Slots at) {
            return at.read(slot).withType(resultType.withNullable(true));
        }
    }

    /** A sum of integers in 128 bits, and how many they are. */
    private static final class WideSum extends Accumulator {
        private final boolean isAverage;
        private final SqlType resultType;
        private final int sum;

        WideSum(boolean isAverage, SqlType result, Slots slots) {
            this.isAverage = isAverage;
            this.resultType = result;
            this.sum = slots.addLong();
            slots.addLong();
            slots.addLong();
        }

        @Override
        public void add(CodeBlock block, Slots at, Value value, Inputs.ColumnRef column, String time) {
            block.line(SUMS + ".addWide(" + at.address(sum) + ", (long) (" + value.value() + "));");
        }

        @Override
        public void merge(CodeBlock block, Slots into, Slots from) {
            block.line(SUMS + ".mergeWide(" + into.address(sum) + ", " + from.address(sum) + ");");
        }

        @Override
        public Value result(CodeBlock block, Slots at) {
            String value = SUMS + (isAverage ? ".wideAverage(" : ".narrow(") + at.address(sum) + ")";
            String converted = isAverage && resultType.kind() == TypeKind.DECIMAL
                    ? SUMS + ".decimal(" + value + ", " + resultType.scale() + ")"
                    : value;
            return new Value(
                    "(" + SUMS + ".wideCount(" + at.address(sum) + ") == 0L)",
                    converted,
                    resultType.withNullable(true));
        }
    }

    private static final class Average extends Summing {
        private final int count;

        Average(SqlType argument, SqlType result, Slots slots) {
            super(argument, result, slots);
            this.count = slots.addLong();
        }

        @Override
        public void add(CodeBlock block, Slots at, Value value, Inputs.ColumnRef column, String time) {
            put(block, at, widened(value, sumType));
            block.line(at.putLong(count, at.getLong(count) + " + 1L"));
        }

        @Override
        public void merge(CodeBlock block, Slots into, Slots from) {
            block.open("if (" + from.isPresent(slot) + ")");
            put(block, into, from.read(slot).value());
            block.line(into.putLong(count, into.getLong(count) + " + " + from.getLong(count)));
            block.close();
        }

        @Override
        public Value result(CodeBlock block, Slots at) {
            String n = at.getLong(count);
            String total = at.read(slot).value();
            String value = resultType.kind() == TypeKind.DECIMAL
                    ? SUMS + ".average(" + total + ", " + n + ", " + resultType.scale() + ")"
                    : "((double) " + total + " / (double) " + n + ")";
            return new Value("(" + n + " == 0L)", value, resultType.withNullable(true));
        }
    }

    private static final class Extreme extends Accumulator {
        private final boolean isMin;
        private final SqlType type;
        private final Slots.Slot slot;

        Extreme(boolean isMin, SqlType type, Slots slots) {
            this.isMin = isMin;
            this.type = type;
            this.slot = slots.add(type);
        }

        @Override
        public void add(CodeBlock block, Slots at, Value value, Inputs.ColumnRef column, String time) {
            String held = type.kind() == TypeKind.VARCHAR
                    ? at.stringNumber(slot)
                    : at.read(slot).value();
            String candidate = type.kind() == TypeKind.VARCHAR && column != null
                    ? column.column() + ", " + column.row()
                    : value.value();
            block.open("if (!" + at.isPresent(slot) + " || " + isBeyond(candidate, held) + ")");
            at.put(block, slot, value, column);
            block.close();
        }

        private String isBeyond(String candidate, String held) {
            String sign = isMin ? " < 0" : " > 0";
            return switch (JavaTypes.of(type)) {
                case "int", "long" -> candidate + (isMin ? " < " : " > ") + held;
                case "double" -> "Double.compare(" + candidate + ", " + held + ")" + sign;
                case "boolean" -> "Boolean.compare(" + candidate + ", " + held + ")" + sign;
                case "String" -> "strings.compare(" + candidate + ", " + held + ")" + sign;
                default -> candidate + ".compareTo(" + held + ")" + sign;
            };
        }

        @Override
        public void merge(CodeBlock block, Slots into, Slots from) {
            String held = type.kind() == TypeKind.VARCHAR
                    ? into.stringNumber(slot)
                    : into.read(slot).value();
            String candidate = type.kind() == TypeKind.VARCHAR
                    ? from.stringNumber(slot)
                    : from.read(slot).value();
            block.open("if (" + from.isPresent(slot) + " && (!" + into.isPresent(slot) + " || "
                    + isBeyond(candidate, held) + "))");
            into.copyFrom(block, from, slot);
            block.close();
        }

        @Override
        public Value result(CodeBlock block, Slots at) {
            return at.read(slot);
        }

        @Override
        public Slots.Slot textSlot() {
            return textOnly(slot);
        }
    }

    /** First or last by event time, the earlier or later in the log where times are equal. NULL is a value like others. */
    private static final class Endmost extends Accumulator {
        private final boolean isFirst;
        private final int isSeen;
        private final int timeNs;
        private final Slots.Slot slot;

        Endmost(boolean isFirst, SqlType type, Slots slots) {
            this.isFirst = isFirst;
            this.isSeen = slots.addLong();
            this.timeNs = slots.addLong();
            this.slot = slots.add(type);
        }

        @Override
        public boolean takesNulls() {
            return true;
        }

        @Override
        public void add(CodeBlock block, Slots at, Value value, Inputs.ColumnRef column, String time) {
            block.open("if (" + at.getLong(isSeen) + " == 0L || " + time + (isFirst ? " < " : " >= ")
                    + at.getLong(timeNs) + ")");
            block.line(at.putLong(isSeen, "1L"));
            block.line(at.putLong(timeNs, time));
            at.write(block, slot, value, column);
            block.close();
        }

        @Override
        public void merge(CodeBlock block, Slots into, Slots from) {
            block.open("if (" + from.getLong(isSeen) + " != 0L && (" + into.getLong(isSeen) + " == 0L || "
                    + from.getLong(timeNs) + (isFirst ? " < " : " >= ") + into.getLong(timeNs) + "))");
            block.line(into.putLong(isSeen, "1L"));
            block.line(into.putLong(timeNs, from.getLong(timeNs)));
            into.copyFrom(block, from, slot);
            block.close();
        }

        @Override
        public Value result(CodeBlock block, Slots at) {
            return at.read(slot);
        }

        @Override
        public Slots.Slot textSlot() {
            return textOnly(slot);
        }
    }

    /** Variance by Welford's recurrence, merged by Chan's: no cancellation of large sums. */
    private static final class Moments extends Accumulator {
        private final AggregateKind kind;
        private final SqlType argument;
        private final SqlType resultType;
        private final int count;

        Moments(AggregateKind kind, SqlType argument, SqlType result, Slots slots) {
            this.kind = kind;
            this.argument = argument;
            this.resultType = result;
            this.count = slots.addLong();
            slots.addLong();
            slots.addLong();
        }

        @Override
        public void add(CodeBlock block, Slots at, Value value, Inputs.ColumnRef column, String time) {
            String number =
                    switch (argument.kind()) {
                        case DECIMAL ->
                            JavaTypes.isWide(argument)
                                    ? value.value() + ".doubleValue()"
                                    : "java.math.BigDecimal.valueOf(" + value.value() + ", " + argument.scale()
                                            + ").doubleValue()";
                        default -> "(double) (" + value.value() + ")";
                    };
            block.line(SUMS + ".addMoment(" + at.address(count) + ", " + number + ");");
        }

        @Override
        public void merge(CodeBlock block, Slots into, Slots from) {
            block.line(SUMS + ".mergeMoments(" + into.address(count) + ", " + from.address(count) + ");");
        }

        @Override
        public Value result(CodeBlock block, Slots at) {
            boolean isSample = kind == AggregateKind.STDDEV_SAMP || kind == AggregateKind.VAR_SAMP;
            boolean isDeviation = kind == AggregateKind.STDDEV_POP || kind == AggregateKind.STDDEV_SAMP;
            String variance = SUMS + ".variance(" + at.address(count) + ", " + isSample + ")";
            String value = isDeviation ? "Math.sqrt(" + variance + ")" : variance;
            String converted = resultType.kind() == TypeKind.DECIMAL
                    ? SUMS + ".decimal(" + value + ", " + resultType.scale() + ")"
                    : value;
            return new Value(
                    "(" + at.getLong(count) + (isSample ? " < 2L)" : " < 1L)"),
                    converted,
                    resultType.withNullable(true));
        }
    }
}
