package io.sabot.sql.pattern;

import io.sabot.cep.Pattern;
import io.sabot.cep.PatternSpec;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/**
 * A MATCH_RECOGNIZE clause, checked. Conditions and measures refer to the input's columns and, behind them, to the
 * navigations in their order.
 *
 * @param variables names by number
 * @param conditions per variable; null means TRUE
 * @param conditionNavigations how many of the navigations conditions may read; they come first
 * @param skipVariables bit set for SKIP TO a variable, else 0
 * @param skipToFirst TO FIRST rather than TO LAST
 */
public record PatternQuery(
        Pattern pattern,
        String patternText,
        List<String> variables,
        List<RexNode> conditions,
        List<Navigation> navigations,
        int conditionNavigations,
        List<Integer> partitionColumns,
        List<OrderColumn> orderColumns,
        List<RexNode> measures,
        List<String> measureNames,
        PatternSpec.SkipMode skipMode,
        long skipVariables,
        boolean skipToFirst,
        long withinNs,
        RelDataType outputType) {

    /** One key of ORDER BY. */
    public record OrderColumn(int column, boolean isDescending) {}

    public boolean readsMatchNumber() {
        return navigations.stream().anyMatch(n -> n.kind() == Navigation.Kind.MATCH_NUMBER);
    }
}
