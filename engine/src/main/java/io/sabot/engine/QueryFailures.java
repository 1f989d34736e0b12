package io.sabot.engine;

import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.sql.catalog.SourceText;
import io.sabot.sql.pattern.PatternQuery;
import java.util.Map;

/** Says where in the text a query stands that cannot go on with its rows. */
final class QueryFailures {
    private final SourceText source;
    private final Map<String, PatternQuery> patterns;

    /** @param patterns by the names of their operators */
    QueryFailures(SourceText source, Map<String, PatternQuery> patterns) {
        this.source = source;
        this.patterns = patterns;
    }

    /** The failure of a query, with its name and place. */
    SabotException placed(SabotException e) {
        PatternQuery pattern = patterns.get(e.query());
        if (pattern == null) {
            return e;
        }
        Problem problem = e.problems().get(0);
        String name = e.query().substring(0, e.query().lastIndexOf('.'));
        return e.with(source.problem(
                problem.code(),
                "query '" + name + "': " + problem.message(),
                pattern.places().of(problem.code()),
                problem.hint()));
    }
}
