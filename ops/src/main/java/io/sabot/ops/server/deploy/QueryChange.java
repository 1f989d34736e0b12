package io.sabot.ops.server.deploy;

import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a new version does to a query. */
public record QueryChange(String query, Kind change) {
    /** How it differs. */
    public enum Kind {
        SAME,
        CHANGED,
        ADDED,
        REMOVED
    }

    /** @param before null if there was no version before */
    static List<QueryChange> between(ApplicationPlan before, ApplicationPlan after) {
        Map<String, String> old = texts(before);
        Map<String, String> now = texts(after);
        List<QueryChange> changes = new ArrayList<>();
        now.forEach((query, text) -> {
            Kind kind = !old.containsKey(query) ? Kind.ADDED : old.get(query).equals(text) ? Kind.SAME : Kind.CHANGED;
            changes.add(new QueryChange(query, kind));
        });
        old.keySet().stream()
                .filter(query -> !now.containsKey(query))
                .forEach(query -> changes.add(new QueryChange(query, Kind.REMOVED)));
        return changes;
    }

    private static Map<String, String> texts(ApplicationPlan plan) {
        Map<String, String> texts = new TreeMap<>();
        if (plan != null) {
            for (QueryPlan query : plan.queries()) {
                texts.put(query.name(), query.text());
            }
        }
        return texts;
    }
}
