package io.sabot.sql.pattern;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.ColumnOutput;
import io.sabot.sql.codegen.ExpressionTranslator;
import io.sabot.sql.codegen.Value;
import io.sabot.sql.register.Slots;
import io.sabot.sql.type.Types;
import java.util.function.Function;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** Writes the measures of a match into their columns, as code. */
final class Measures {
    private final PatternQuery query;
    private final int inputColumns;
    private final Registers registers;

    Measures(PatternQuery query, int inputColumns, Registers registers) {
        this.query = query;
        this.inputColumns = inputColumns;
        this.registers = registers;
    }

    /** @param base Java expression of the address of a navigation's registers */
    void write(CodeBlock body, ExpressionTranslator translator, Function<Navigation, String> base) {
        for (int i = 0; i < query.measures().size(); i++) {
            RexNode measure = query.measures().get(i);
            String column = body.declare(
                    "Column",
                    "o",
                    "out.column(" + query.output().measureColumns().get(i) + ")");
            Slots.Slot text = textRegister(measure);
            if (text == null) {
                ColumnOutput.write(body, column, "to", translator.translateAs(measure, Types.of(measure.getType())));
            } else {
                Slots slots = registers.on(base.apply(navigationOf(measure)));
                body.open("if (" + slots.isPresent(text) + ")");
                body.line("strings.copy(" + slots.stringNumber(text) + ", " + column + ", to);");
                body.next("else");
                body.line(column + ".setNull(to);");
                body.close();
            }
        }
    }

    private Navigation navigationOf(RexNode measure) {
        return query.navigations().get(((RexInputRef) measure).getIndex() - inputColumns);
    }

    /** The register of a measure that is nothing but text in one, else null. */
    private Slots.Slot textRegister(RexNode measure) {
        boolean isText = measure instanceof RexInputRef
                && Types.of(measure.getType()).kind() == TypeKind.VARCHAR
                && navigationOf(measure).isRegister();
        return isText ? registers.slot(((RexInputRef) measure).getIndex() - inputColumns) : null;
    }

    /** What belongs to the match as a whole. */
    static Value ofMatch(Navigation navigation) {
        SqlType type = Types.of(navigation.type());
        return switch (navigation.kind()) {
            case MATCH_NUMBER ->
                type.nullable()
                        ? new Value("match.isTimedOut()", "match.matchNumber()", type)
                        : Value.of("match.matchNumber()", type);
            case MATCH_ROWTIME ->
                Value.of(type.kind() == TypeKind.INT ? "(int) match.timeNs()" : "match.timeNs()", type);
            case MATCH_STATUS -> Value.of("(match.isTimedOut() ? \"TIMEOUT\" : \"MATCH\")", type);
            default -> throw new IllegalStateException(navigation.kind() + " is a row's");
        };
    }
}
