package io.sabot.sql.codegen;

import io.sabot.sql.type.SabotTypeSystem;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;

/** SEARCH, Calcite's form of IN and BETWEEN with constants: as the comparisons it stands for. */
final class Searches {
    private final ExpressionTranslator translator;
    private final RexBuilder builder = new RexBuilder(new SqlTypeFactoryImpl(SabotTypeSystem.INSTANCE));

    Searches(ExpressionTranslator translator) {
        this.translator = translator;
    }

    Value translate(RexCall call) {
        return translator.translate(RexUtil.expandSearch(builder, null, call));
    }
}
