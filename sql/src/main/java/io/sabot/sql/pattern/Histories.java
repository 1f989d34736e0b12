package io.sabot.sql.pattern;

import io.sabot.core.type.SqlType;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.Value;
import io.sabot.sql.register.Slots;
import io.sabot.sql.type.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.calcite.rex.RexNode;

/** What a partition remembers of its last rows for PREV: per distinct argument as many values as the furthest needs. */
final class Histories {
    /** Values of one argument, the latest first. */
    private record History(RexNode argument, List<Slots.Slot> values) {}

    private final Slots slots = new Slots("key", 0);
    private final Map<String, History> byArgument = new LinkedHashMap<>();

    /** @param isKept which of the navigations are read here */
    Histories(List<Navigation> navigations, Predicate<Navigation> isKept) {
        List<Navigation> kept = navigations.stream()
                .filter(isKept.and(navigation -> navigation.physicalOffset() > 0))
                .toList();
        Map<String, Integer> depths = new LinkedHashMap<>();
        for (Navigation navigation : kept) {
            depths.merge(navigation.argument().toString(), navigation.physicalOffset(), Math::max);
        }
        for (Navigation navigation : kept) {
            byArgument.computeIfAbsent(navigation.argument().toString(), argument -> {
                SqlType type = Registers.holdable(navigation.argument());
                return new History(navigation.argument(), slots.addList(type, depths.get(argument)));
            });
        }
    }

    int bytes() {
        return slots.end();
    }

    Value read(Navigation navigation) {
        History history = byArgument.get(navigation.argument().toString());
        return slots.read(history.values().get(navigation.physicalOffset() - 1));
    }

    void remember(CodeBlock body, RowValues.AtRow row) {
        for (History history : byArgument.values()) {
            Value value = row.translator()
                    .translateAs(history.argument(), Types.of(history.argument().getType()));
            slots.shift(body, history.values());
            slots.write(body, history.values().get(0), value, row.columnOf(history.argument()));
        }
    }
}
