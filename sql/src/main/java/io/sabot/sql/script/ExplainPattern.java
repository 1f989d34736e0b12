package io.sabot.sql.script;

import io.sabot.cep.PatternGraph;
import io.sabot.core.schema.EventSchema;
import io.sabot.sql.pattern.Navigation;
import io.sabot.sql.pattern.PatternQuery;
import io.sabot.sql.physical.Plan;
import java.util.ArrayList;
import java.util.List;

/** The automaton of one pattern and what its partial matches carry, for people. */
public final class ExplainPattern {
    private final PatternQuery query;
    private final EventSchema input;
    private final PatternGraph graph;

    ExplainPattern(Plan.Match match) {
        this.query = match.query();
        this.input = match.input().flow().schema();
        this.graph = new PatternGraph(query.program(), query.variables());
    }

    /** The automata of a query's patterns, as files for Graphviz. */
    public static List<String> graphs(QueryPlan query) {
        List<String> graphs = new ArrayList<>();
        collect(query.plan(), graphs);
        return graphs;
    }

    private static void collect(Plan plan, List<String> graphs) {
        if (plan instanceof Plan.Match match) {
            graphs.add(new ExplainPattern(match).graph.dot("(" + match.query().patternText() + ")"));
        }
        plan.inputs().forEach(input -> collect(input, graphs));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("(" + query.patternText() + ")");
        graph.lines().forEach(line -> lines.add("  " + line));
        List<String> conditionReads = registers(0, query.conditionNavigations());
        List<String> measureReads =
                registers(query.conditionNavigations(), query.navigations().size());
        lines.add("  conditions read of a partial match: " + (conditionReads.isEmpty() ? "nothing" : conditionReads));
        if (query.hasDistinctConditions()) {
            lines.add(
                    "  DISTINCT in a condition looks at all rows of a partial match: none is merged with another, so that"
                            + " there may be many");
        }
        lines.add("  measures are made of: "
                + (query.holdsRows() ? "the rows of the match, which are held" : measureReads + " beside these"));
        return lines;
    }

    /** When a match is emitted. */
    String finality() {
        String ahead = query.isFromWindow() && query.rowsAhead() > 0
                ? ", " + query.rowsAhead() + (query.rowsAhead() == 1 ? " row" : " rows") + " later because of NEXT"
                : "";
        return "a match is emitted " + graph.finality() + ahead
                + (query.withinNs() == 0 ? ", or at the end of the input" : ", when WITHIN runs out, or at the end");
    }

    private List<String> registers(int from, int to) {
        return query.navigations().subList(from, to).stream()
                .filter(Navigation::isRegister)
                .map(this::text)
                .distinct()
                .toList();
    }

    private String text(Navigation navigation) {
        String of = navigation.variables() == Navigation.UNIVERSAL ? "" : variables(navigation.variables()) + ".";
        String argument = navigation.argument() == null ? "*" : Explain.named(navigation.argument(), scope());
        return Explain.call(navigation, (navigation.share().isDistinct() ? "DISTINCT " : "") + of + argument);
    }

    private EventSchema scope() {
        return Explain.withClassifier(input);
    }

    private String variables(long set) {
        List<String> names = new ArrayList<>();
        for (int variable = 0; variable < query.variables().size(); variable++) {
            if ((set >>> variable & 1) != 0) {
                names.add(query.variables().get(variable));
            }
        }
        return names.size() == 1 ? names.get(0) : names.toString();
    }
}
