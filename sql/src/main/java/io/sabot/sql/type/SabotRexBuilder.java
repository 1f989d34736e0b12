package io.sabot.sql.type;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Casts literals as casts of columns do: to an integer by cutting, where Calcite rounds. */
public final class SabotRexBuilder extends RexBuilder {
    public SabotRexBuilder(RelDataTypeFactory types) {
        super(types);
    }

    @Override
    public RexNode makeCast(
            SqlParserPos pos,
            RelDataType type,
            RexNode expression,
            boolean matchNullability,
            boolean isSafe,
            RexLiteral format) {
        boolean isCut = expression instanceof RexLiteral literal
                && literal.getType().getSqlTypeName() == SqlTypeName.DECIMAL
                && SqlTypeUtil.isIntType(type)
                && !literal.isNull();
        return super.makeCast(
                pos, type, isCut ? cut((RexLiteral) expression) : expression, matchNullability, isSafe, format);
    }

    private RexLiteral cut(RexLiteral literal) {
        return makeExactLiteral(literal.getValueAs(BigDecimal.class).setScale(0, RoundingMode.DOWN));
    }
}
