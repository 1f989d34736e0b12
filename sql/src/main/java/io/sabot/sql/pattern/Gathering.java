package io.sabot.sql.pattern;

import io.sabot.core.type.SqlType;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.ExpressionTranslator;
import io.sabot.sql.codegen.JavaTypes;
import io.sabot.sql.codegen.Value;
import io.sabot.sql.register.OrderedValues;
import io.sabot.sql.type.Types;

/**
 * ARRAY_AGG or LISTAGG as code: a field of the kernel that is cleared before the rows are gone through. It is in no
 * register, and lives as long as the question.
 *
 * @param field its name
 */
record Gathering(Navigation navigation, String field) {
    static final String CLASS = OrderedValues.class.getName();

    /** A kernel that goes through rows for two sets of registers has a field for each, besides the one being filled. */
    String field(String base) {
        return base.equals("thread") ? field : field + "_" + base;
    }

    String initializer() {
        StringBuilder made = new StringBuilder("new ").append(CLASS);
        made.append('(').append(JavaTypes.constructor(element())).append(')');
        for (Navigation.Key key : navigation.share().order()) {
            made.append(".orderedBy(")
                    .append(JavaTypes.constructor(Types.of(key.value().getType())));
            made.append(", ").append(key.isDescending()).append(", ");
            made.append(key.isNullFirst()).append(')');
        }
        return made.toString();
    }

    private SqlType element() {
        return Types.of(navigation.argument().getType()).withNullable(true);
    }

    /** Takes a row's value, unless it was there before. */
    void add(CodeBlock body, RowValues.AtRow row, String seenField) {
        ExpressionTranslator translator = row.translator();
        Value value = row.translator().translateAs(navigation.argument(), element());
        String isTaken = isTaken(value, seenField);
        translator.open("if (" + isTaken + ")");
        int number = 0;
        for (Navigation.Key key : navigation.share().order()) {
            SqlType type = Types.of(key.value().getType());
            add(body, field + ".key(" + number++ + ")", translator.translateAs(key.value(), type));
        }
        add(body, field + ".values()", value);
        translator.close();
    }

    private String isTaken(Value value, String seenField) {
        boolean takesNulls = navigation.kind() == Navigation.Kind.ARRAY_AGG;
        String whenNull = !takesNulls ? "false" : seenField == null ? "true" : seenField + ".addNull()";
        String whenPresent = seenField == null ? "true" : seenField + ".add(" + value.value() + ")";
        if (value.isAlwaysNull()) {
            return whenNull;
        }
        return value.isNeverNull() ? whenPresent : "(" + value.isNull() + ") ? " + whenNull + " : " + whenPresent;
    }

    private static void add(CodeBlock body, String list, Value value) {
        if (value.isAlwaysNull()) {
            body.line(list + ".addNull();");
        } else if (value.isNeverNull()) {
            body.line(list + ".add(" + value.value() + ");");
        } else {
            body.open("if (" + value.isNull() + ")");
            body.line(list + ".addNull();");
            body.next("else");
            body.line(list + ".add(" + value.value() + ");");
            body.close();
        }
    }

    Value read(String base) {
        String values = field(base);
        String value = navigation.kind() == Navigation.Kind.ARRAY_AGG
                ? values + ".toArray()"
                : values + ".toText(" + CodeBlock.quote(navigation.share().separator()) + ")";
        return new Value(values + ".isEmpty()", value, Types.of(navigation.type()));
    }
}
