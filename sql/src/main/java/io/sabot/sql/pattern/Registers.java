package io.sabot.sql.pattern;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.ColumnInputs;
import io.sabot.sql.codegen.ExpressionTranslator;
import io.sabot.sql.codegen.Inputs;
import io.sabot.sql.codegen.Value;
import io.sabot.sql.register.Accumulator;
import io.sabot.sql.register.AggregateKind;
import io.sabot.sql.register.Slots;
import io.sabot.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The registers of a thread: those that conditions read come first. */
final class Registers {
    private static final int NONE = -1;

    /** How one navigation is kept. */
    private record Register(Navigation navigation, int counter, List<Slots.Slot> values, Accumulator accumulator) {
        /** Where the value is, if it is simply in a slot. */
        Slots.Slot slot() {
            return values.isEmpty() ? null : values.get(values.size() - 1);
        }
    }

    private final List<Register> registers = new ArrayList<>();
    private final Histories histories;
    private final int conditionBytes;
    private final int bytes;
    private final long variables;
    private final Slots slots;

    Registers(PatternQuery query, Histories histories) {
        this.histories = histories;
        Slots condition = new Slots("thread", 0);
        add(query.navigations().subList(0, query.conditionNavigations()), condition);
        this.conditionBytes = condition.end();
        this.slots = new Slots("thread", conditionBytes);
        add(
                query.navigations()
                        .subList(
                                query.conditionNavigations(),
                                query.navigations().size()),
                slots);
        this.bytes = slots.end();
        long used = 0;
        for (Register register : registers) {
            used |= register == null ? 0 : register.navigation().variables();
        }
        this.variables = used;
    }

    private void add(List<Navigation> navigations, Slots to) {
        for (Navigation navigation : navigations) {
            registers.add(navigation.isRegister() ? register(navigation, to) : null);
        }
    }

    private static Register register(Navigation navigation, Slots to) {
        return switch (navigation.kind()) {
            case FIRST ->
                new Register(navigation, to.addLong(), List.of(to.add(holdable(navigation.argument()))), null);
            case LAST -> {
                SqlType type = holdable(navigation.argument());
                List<Slots.Slot> values =
                        navigation.offset() == 0 ? List.of(to.add(type)) : to.addList(type, navigation.offset() + 1);
                yield new Register(navigation, NONE, values, null);
            }
            case CLASSIFIER -> new Register(navigation, NONE, List.of(to.add(SqlType.of(TypeKind.VARCHAR))), null);
            default -> {
                SqlType argument = navigation.argument() == null ? null : holdable(navigation.argument());
                AggregateKind kind = AggregateKind.of(navigation.kind().name());
                yield new Register(
                        navigation, NONE, List.of(), Accumulator.of(kind, argument, Types.of(navigation.type()), to));
            }
        };
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

    int bytes() {
        return bytes;
    }

    /** Variables whose rows change a register. */
    long variables() {
        return variables;
    }

    Slots slots() {
        return slots;
    }

    /** Slot of a navigation that is simply in one, else null. */
    Slots.Slot slot(int navigation) {
        Register register = registers.get(navigation);
        return register == null ? null : register.slot();
    }

    Value read(CodeBlock body, int navigation) {
        Register register = registers.get(navigation);
        return register.accumulator() == null
                ? slots.read(register.slot())
                : register.accumulator().result(body, slots);
    }

    /** Maps the row to the variable. */
    void apply(
            CodeBlock body, ExpressionTranslator translator, ColumnInputs columns, int variable, String variableName) {
        for (Register register : registers) {
            if (register != null && (register.navigation().variables() >>> variable & 1) != 0) {
                apply(body, translator, columns, register, variableName);
            }
        }
    }

    private void apply(
            CodeBlock body,
            ExpressionTranslator translator,
            ColumnInputs columns,
            Register register,
            String variableName) {
        Navigation navigation = register.navigation();
        switch (navigation.kind()) {
            case FIRST -> first(body, translator, columns, register);
            case LAST -> {
                Value value = value(translator, navigation);
                slots.shift(body, register.values());
                slots.write(body, register.values().get(0), value, column(navigation, columns));
            }
            case CLASSIFIER -> {
                String number = body.addField("int", "strings.store(" + CodeBlock.quote(variableName) + ")");
                Slots.Slot slot = register.slot();
                body.line(slots.putLong(slot.bitWord(), slots.getLong(slot.bitWord()) + " | 1L << " + slot.bit()));
                body.line(slots.putLong(slot.offset(), number));
            }
            default -> aggregate(body, translator, columns, register);
        }
    }

    private void first(CodeBlock body, ExpressionTranslator translator, ColumnInputs columns, Register register) {
        Navigation navigation = register.navigation();
        String seen = slots.getLong(register.counter());
        translator.open("if (" + seen + " <= " + navigation.offset() + "L)");
        translator.open("if (" + seen + " == " + navigation.offset() + "L)");
        slots.write(body, register.slot(), value(translator, navigation), column(navigation, columns));
        translator.close();
        body.line(slots.putLong(register.counter(), seen + " + 1L"));
        translator.close();
    }

    private void aggregate(CodeBlock body, ExpressionTranslator translator, ColumnInputs columns, Register register) {
        Navigation navigation = register.navigation();
        Accumulator accumulator = register.accumulator();
        if (navigation.argument() == null) {
            accumulator.add(body, slots, null, null, "0L");
            return;
        }
        Value value = value(translator, navigation);
        if (value.isAlwaysNull()) {
            return;
        }
        body.open(value.isNeverNull() ? "" : "if (!" + value.isNull() + ")");
        accumulator.add(body, slots, value, column(navigation, columns), "0L");
        body.close();
    }

    private Value value(ExpressionTranslator translator, Navigation navigation) {
        return navigation.physicalOffset() > 0
                ? histories.read(navigation)
                : translator.translateAs(
                        navigation.argument(), Types.of(navigation.argument().getType()));
    }

    private static Inputs.ColumnRef column(Navigation navigation, ColumnInputs columns) {
        return navigation.physicalOffset() > 0 ? null : PatternKernelSource.columnOf(navigation.argument(), columns);
    }
}
