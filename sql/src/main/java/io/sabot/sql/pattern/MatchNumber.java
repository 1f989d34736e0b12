package io.sabot.sql.pattern;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.codegen.Value;
import java.util.List;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/** MATCH_NUMBER() in the argument of a navigation or aggregate: the same at every row of a match. */
final class MatchNumber {
    /** The column that stands for it while an argument is converted, behind the classifier. */
    static final String COLUMN = "$match_number";

    /** The field of generated classes that has it; 0 where there is none, because the match is a timeout. */
    static final String FIELD = "matchNumber";

    private static final SqlFunction FUNCTION = new SqlFunction(
            "MATCH_NUMBER",
            SqlKind.OTHER_FUNCTION,
            ReturnTypes.BIGINT,
            null,
            OperandTypes.NILADIC,
            SqlFunctionCategory.USER_DEFINED_FUNCTION);

    private MatchNumber() {}

    /** @param column its place in what the argument refers to */
    static RexNode inPlaceOf(int column, RexNode argument, RexBuilder rex) {
        return argument.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return ref.getIndex() == column ? rex.makeCall(ref.getType(), FUNCTION, List.of()) : ref;
            }
        });
    }

    /** @param argument or null */
    static boolean isReadBy(RexNode argument) {
        boolean[] found = new boolean[1];
        if (argument != null) {
            argument.accept(new RexVisitorImpl<Void>(true) {
                @Override
                public Void visitCall(RexCall call) {
                    found[0] |= call.getOperator().equals(FUNCTION);
                    return super.visitCall(call);
                }
            });
        }
        return found[0];
    }

    /** Its value if the node is it, else null. */
    static Value valueOf(RexNode node) {
        return node instanceof RexCall call && call.getOperator().equals(FUNCTION)
                ? new Value(
                        "(" + FIELD + " == 0L)",
                        FIELD,
                        SqlType.of(TypeKind.BIGINT).withNullable(true))
                : null;
    }
}
