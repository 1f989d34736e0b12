package io.sabot.sql.pattern;

import io.sabot.core.type.SqlType;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.ExpressionTranslator;
import io.sabot.sql.codegen.Inputs;
import io.sabot.sql.codegen.Value;
import io.sabot.sql.register.Accumulator;
import io.sabot.sql.register.AggregateKind;
import io.sabot.sql.register.Slots;
import io.sabot.sql.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * The registers of a partial match, as code: those that conditions read come first, those that are filled anew for every
 * question last.
 */
final class Registers {
    private static final int NONE = -1;

    /** How one navigation is kept. */
    private record Register(
            Navigation navigation,
            int counter,
            List<Slots.Slot> values,
            Accumulator accumulator,
            String seenField,
            Gathering gathering) {
        /** Where the value is, if it is simply in a slot. */
        Slots.Slot slot() {
            return values.isEmpty() ? null : values.get(values.size() - 1);
        }
    }

    private final PatternQuery query;
    private final RowValues rowValues;
    private final boolean isPastApart;
    private final boolean isParted;
    private final List<Register> registers = new ArrayList<>();
    private final Map<Integer, Register> byNavigation = new HashMap<>();
    private final int conditionRegisters;
    private final int conditionBytes;
    private final int pastStart;
    private final int bytes;
    private final Slots slots;

    /**
     * @param isKept which of the query's navigations have a register here
     * @param isPastApart aggregates of all rows seen are refilled for every question, else filled row by row as others
     */
    Registers(PatternQuery query, RowValues rowValues, Predicate<Navigation> isKept, boolean isPastApart) {
        this.query = query;
        this.rowValues = rowValues;
        this.isPastApart = isPastApart;
        this.isParted = isPastApart && query.sharesStarts();
        List<Integer> condition = new ArrayList<>();
        List<Integer> measure = new ArrayList<>();
        List<Integer> past = new ArrayList<>();
        for (int i = 0; i < query.navigations().size(); i++) {
            Navigation navigation = query.navigations().get(i);
            if (isKept.test(navigation) && navigation.isRegister()) {
                boolean isPast = isPastApart && navigation.needsPast();
                (isPast ? past : i < query.conditionNavigations() ? condition : measure).add(i);
            }
        }
        this.slots = new Slots("thread", 0);
        Map<String, Register> byKey = new LinkedHashMap<>();
        condition.forEach(number -> add(number, byKey));
        this.conditionRegisters = registers.size();
        slots.align();
        this.conditionBytes = slots.end();
        measure.forEach(number -> add(number, byKey));
        slots.align();
        this.pastStart = slots.end();
        past.forEach(number -> add(number, byKey));
        this.bytes = slots.end();
    }

    private void add(int number, Map<String, Register> byKey) {
        Navigation navigation = query.navigations().get(number);
        Register register = byKey.get(navigation.registerKey());
        if (register == null) {
            register = register(number, navigation);
            byKey.put(navigation.registerKey(), register);
            registers.add(register);
        }
        byNavigation.put(number, register);
    }

    private Register register(int number, Navigation navigation) {
        return switch (navigation.kind()) {
            case FIRST ->
                new Register(
                        navigation,
                        slots.addLong(),
                        List.of(slots.add(holdable(navigation.argument()))),
                        null,
                        null,
                        null);
            case LAST -> {
                SqlType type = holdable(navigation.argument());
                // NULL, and no row yet, are not the same once what later rows gave is put behind.
                boolean isMeasured = number >= query.conditionNavigations();
                int counter = isParted && isMeasured && type.nullable() ? slots.addLong() : NONE;
                List<Slots.Slot> values = navigation.offset() == 0
                        ? List.of(slots.add(type))
                        : slots.addList(type, navigation.offset() + 1);
                yield new Register(navigation, counter, values, null, null, null);
            }
            case ARRAY_AGG, LISTAGG ->
                new Register(
                        navigation,
                        NONE,
                        List.of(),
                        null,
                        seenField(number, navigation),
                        new Gathering(navigation, "values" + number));
            default -> {
                SqlType argument = navigation.argument() == null ? null : holdable(navigation.argument());
                AggregateKind kind = AggregateKind.of(navigation.kind().name());
                SqlType result = Types.of(navigation.type());
                // A measure that cannot be computed is the match's affair, not that of a row on the way.
                boolean isMeasured = isPastApart && number >= query.conditionNavigations();
                Accumulator accumulator = isMeasured
                        ? Accumulator.wide(kind, argument, result, slots)
                        : Accumulator.of(kind, argument, result, slots);
                yield new Register(navigation, NONE, List.of(), accumulator, seenField(number, navigation), null);
            }
        };
    }

    private static String seenField(int number, Navigation navigation) {
        return navigation.share().isDistinct() ? "seen" + number : null;
    }

    static SqlType holdable(RexNode argument) {
        SqlType type = Types.of(argument.getType());
        if (!Slots.canHold(type)) {
            throw new SqlFault("SQL-0190", type + " in a pattern is not supported yet", SqlParserPos.ZERO, null);
        }
        return type;
    }

    int conditionBytes() {
        return conditionBytes;
    }

    int pastStart() {
        return pastStart;
    }

    int bytes() {
        return bytes;
    }

    /** Variables whose rows change a register. */
    long variables(boolean isPast) {
        long used = 0;
        for (Register register : registers) {
            if (isPast == isPast(register)) {
                used |= register.navigation().variables();
            }
        }
        return used;
    }

    boolean hasMatchNumber() {
        return registers.stream().anyMatch(register -> register.navigation().hasMatchNumber());
    }

    /** Names of the fields that keep values seen. */
    List<String> seenFields() {
        return registers.stream()
                .map(Register::seenField)
                .filter(field -> field != null)
                .toList();
    }

    /** What is gathered in fields. */
    List<Gathering> gatherings() {
        return registers.stream()
                .map(Register::gathering)
                .filter(gathering -> gathering != null)
                .toList();
    }

    /** Whether something is filled anew for every question. */
    boolean hasPast() {
        return registers.stream().anyMatch(this::isPast);
    }

    /** Slot of a navigation that is simply in one, else null. */
    Slots.Slot slot(int navigation) {
        Register register = byNavigation.get(navigation);
        return register == null ? null : register.slot();
    }

    /** @param base Java expression of the registers' address */
    Slots on(String base) {
        return slots.on(base);
    }

    Value read(CodeBlock body, int navigation, String base) {
        Register register = byNavigation.get(navigation);
        if (register.gathering() != null) {
            return register.gathering().read(base);
        }
        Slots at = slots.on(base);
        return register.accumulator() == null
                ? at.read(register.slot())
                : register.accumulator().result(body, at);
    }

    private boolean isPast(Register register) {
        return isPastApart && register.navigation().needsPast();
    }

    /** Maps the row to the variable; of the registers that are filled anew, or of the others. */
    void apply(CodeBlock body, RowValues.AtRow row, boolean isPast) {
        for (Register register : registers) {
            boolean concerns = (register.navigation().variables() >>> row.variable() & 1) != 0;
            if (concerns && isPast == isPast(register)) {
                apply(body, row, register);
            }
        }
    }

    private void apply(CodeBlock body, RowValues.AtRow row, Register register) {
        Navigation navigation = register.navigation();
        switch (navigation.kind()) {
            case FIRST -> first(body, row, register);
            case LAST -> {
                Value value = value(body, row, navigation);
                slots.shift(body, register.values());
                slots.write(body, register.values().get(0), value, column(navigation, row));
                if (register.counter() != NONE) {
                    body.line(slots.putLong(register.counter(), "1L"));
                }
            }
            default -> aggregate(body, row, register);
        }
    }

    /** Whether {@link #merge} can be written. */
    boolean isParted() {
        return isParted;
    }

    /** Adds what later rows gave to registers that conditions do not read. */
    void merge(CodeBlock body, String into, String later) {
        Slots at = slots.on(into);
        Slots from = slots.on(later);
        for (Register register : registers.subList(conditionRegisters, registers.size())) {
            switch (register.navigation().kind()) {
                case FIRST -> {
                    body.open("if (" + at.getLong(register.counter()) + " == 0L)");
                    at.copyFrom(body, from, register.slot());
                    body.line(at.putLong(register.counter(), from.getLong(register.counter())));
                    body.close();
                }
                case LAST -> {
                    String isThere = register.counter() == NONE
                            ? from.isPresent(register.slot())
                            : from.getLong(register.counter()) + " != 0L";
                    body.open("if (" + isThere + ")");
                    at.copyFrom(body, from, register.slot());
                    if (register.counter() != NONE) {
                        body.line(at.putLong(register.counter(), "1L"));
                    }
                    body.close();
                }
                default -> register.accumulator().merge(body, at, from);
            }
        }
    }

    private void first(CodeBlock body, RowValues.AtRow row, Register register) {
        Navigation navigation = register.navigation();
        ExpressionTranslator translator = row.translator();
        String seen = slots.getLong(register.counter());
        translator.open("if (" + seen + " <= " + navigation.offset() + "L)");
        translator.open("if (" + seen + " == " + navigation.offset() + "L)");
        slots.write(body, register.slot(), value(body, row, navigation), column(navigation, row));
        translator.close();
        body.line(slots.putLong(register.counter(), seen + " + 1L"));
        translator.close();
    }

    private void aggregate(CodeBlock body, RowValues.AtRow row, Register register) {
        Navigation navigation = register.navigation();
        ExpressionTranslator translator = row.translator();
        RexNode filter = navigation.share().filter();
        translator.open(filter == null ? "" : "if (" + translator.condition(filter) + ")");
        if (register.gathering() != null) {
            register.gathering().add(body, row, register.seenField());
        } else if (navigation.argument() == null) {
            register.accumulator().add(body, slots, null, null, "0L");
        } else {
            Value value = value(body, row, navigation);
            if (!value.isAlwaysNull()) {
                String isTaken = value.isNeverNull() ? "true" : "!" + value.isNull();
                if (register.seenField() != null) {
                    isTaken += " && " + register.seenField() + ".add(" + value.value() + ")";
                }
                translator.open("if (" + isTaken + ")");
                register.accumulator().add(body, slots, value, column(navigation, row), "0L");
                translator.close();
            }
        }
        translator.close();
    }

    private Value value(CodeBlock body, RowValues.AtRow row, Navigation navigation) {
        SqlType type = Types.of(navigation.argument().getType());
        return navigation.physicalOffset() == 0
                ? row.translator().translateAs(navigation.argument(), type)
                : rowValues.physical(body, navigation);
    }

    private Inputs.ColumnRef column(Navigation navigation, RowValues.AtRow row) {
        return navigation.physicalOffset() == 0 ? row.columnOf(navigation.argument()) : null;
    }
}
