package io.sabot.sql.pattern;

import io.sabot.core.type.SqlType;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.ColumnInputs;
import io.sabot.sql.codegen.ExpressionTranslator;
import io.sabot.sql.codegen.Value;
import io.sabot.sql.register.Slots;
import io.sabot.sql.type.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexNode;

/** What a partition remembers of its last rows for PREV: per distinct argument as many values as the furthest needs. */
final class Histories {
    /** Values of one argument, the latest first. */
    private record History(RexNode argument, List<Slots.Slot> values) {}

    private final Slots slots = new Slots("key", 0);
    private final Map<String, History> byArgument = new LinkedHashMap<>();

    Histories(List<Navigation> navigations) {
        Map<String, Integer> depths = new LinkedHashMap<>();
        for (Navigation navigation : navigations) {
            if (navigation.physicalOffset() > 0) {
                depths.merge(navigation.argument().toString(), navigation.physicalOffset(), Math::max);
            }
        }
        for (Navigation navigation : navigations) {
            if (navigation.physicalOffset() > 0) {
                byArgument.computeIfAbsent(navigation.argument().toString(), argument -> {
                    SqlType type = Registers.holdable(navigation.argument());
                    return new History(navigation.argument(), slots.addList(type, depths.get(argument)));
                });
            }
        }
    }

    int bytes() {
        return slots.end();
    }

    Value read(Navigation navigation) {
        History history = byArgument.get(navigation.argument().toString());
        return slots.read(history.values().get(navigation.physicalOffset() - 1));
    }

    void remember(CodeBlock body, ExpressionTranslator translator, ColumnInputs columns) {
        for (History history : byArgument.values()) {
            Value value = translator.translateAs(
                    history.argument(), Types.of(history.argument().getType()));
            slots.shift(body, history.values());
            slots.write(
                    body, history.values().get(0), value, PatternKernelSource.columnOf(history.argument(), columns));
        }
    }
}
