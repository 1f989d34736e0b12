package io.sabot.engine;

import io.sabot.cep.EventPatternSpec;
import io.sabot.cep.api.EventPattern;
import io.sabot.cep.api.MatchFunction;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.sql.catalog.ConnectorSpec;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.physical.Flow;
import io.sabot.sql.physical.Plan;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A pattern declared in Java, between two tables of a script: planned as the query that it stands for.
 *
 * @param into table that the function's rows are inserted into
 * @param from table whose rows the pattern is sought in
 */
record EventQuery(String into, EventPattern pattern, String from, MatchFunction function) {
    /**
     * The plan with the patterns' queries behind its own; the fingerprint covers what they declare.
     *
     * @throws SabotException ENG-0126 if a table is not there or cannot be written to, CEP-02xx if a pattern cannot be
     */
    static ApplicationPlan addTo(ApplicationPlan plan, List<EventQuery> patterns) {
        ApplicationPlan extended = plan;
        for (EventQuery pattern : patterns) {
            List<QueryPlan> queries = new ArrayList<>(extended.queries());
            QueryPlan query = pattern.plan(extended);
            queries.add(query);
            extended = new ApplicationPlan(
                    plan.tables(),
                    queries,
                    plan.explained(),
                    plan.settings(),
                    plan.functions(),
                    plan.source(),
                    fingerprint(extended.fingerprint(), query.text()));
        }
        return extended;
    }

    private static String fingerprint(String former, String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(former.getBytes(StandardCharsets.UTF_8));
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private QueryPlan plan(ApplicationPlan application) {
        TableSpec source = table(application, from);
        TableSpec target = table(application, into);
        requireWritable(target);
        String name = target.name() + "_" + (application.queries().size() + 1);
        Plan input = input(source, isBounded(application, source));
        EventSchema output = EventSchema.derived(target.name(), target.stream().columns(), EventSchema.NO_COLUMN);
        EventPatternSpec spec = new EventPatternSpec(name, pattern, input.flow().schema(), output);
        String text = "PATTERN " + spec.pattern() + " FROM " + source.name() + " INTO " + target.name();
        Plan plan = new Plan.Events(
                input, pattern, function, new Flow(output, input.flow().isBounded(), false));
        return new QueryPlan(name, text, target, null, output, plan, text, text);
    }

    private static TableSpec table(ApplicationPlan application, String name) {
        for (TableSpec table : application.tables()) {
            if (table.name().equalsIgnoreCase(name)) {
                return table;
            }
        }
        List<String> names = application.tables().stream().map(TableSpec::name).toList();
        throw SabotException.configuration(
                "ENG-0126",
                "a pattern is about a table '" + name + "', which is not declared",
                Nearest.hint(name, names));
    }

    private static void requireWritable(TableSpec table) {
        for (ConnectorSpec connector : Connectors.specs()) {
            if (connector.name().equals(table.connector()) && !connector.isSink()) {
                throw SabotException.configuration(
                        "ENG-0126",
                        "connector '" + connector.name() + "' of '" + table.name() + "' cannot be written to",
                        null);
            }
        }
    }

    /** Rows of the table, in the order of event time if they have one; else in that of the log. */
    private static Plan input(TableSpec table, boolean isBounded) {
        EventSchema rows = Flow.schema(table.name(), table.rowType(), table.eventTimeColumn());
        boolean isInOrder = table.hasWatermark() && table.watermarkDelayNs() == 0;
        Plan scan = new Plan.Scan(table, new Flow(rows, isBounded, isInOrder));
        return !table.hasWatermark() || isInOrder
                ? scan
                : new Plan.TimeSort(scan, table.eventTimeColumn(), List.of(), new Flow(rows, isBounded, true));
    }

    /** A topic ends when all that write to it do. */
    private static boolean isBounded(ApplicationPlan application, TableSpec table) {
        if (table.connector() != null) {
            return Connectors.isBounded(table);
        }
        List<QueryPlan> writers = application.queries().stream()
                .filter(query -> query.writesTo(table))
                .toList();
        return !writers.isEmpty()
                && writers.stream().allMatch(query -> query.plan().flow().isBounded());
    }
}
