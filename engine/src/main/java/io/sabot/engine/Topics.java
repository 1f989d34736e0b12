package io.sabot.engine;

import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.physical.Plan;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The internal topics of an application: tables without connector that its queries fill. */
final class Topics {
    private final Set<String> names;
    private final Set<String> read = new HashSet<>();
    private final Set<String> readers = new HashSet<>();

    Topics(ApplicationPlan plan) {
        names = plan.tables().stream()
                .filter(table -> table.connector() == null && plan.isWritten(table))
                .map(table -> key(table.name()))
                .collect(Collectors.toSet());
        for (QueryPlan query : plan.queries()) {
            if (reads(query.plan())) {
                readers.add(key(Application.outboxName(query)));
            }
        }
    }

    private boolean reads(Plan plan) {
        boolean isReader = plan instanceof Plan.Scan scan && isTopic(scan.table());
        if (isReader) {
            read.add(key(((Plan.Scan) plan).table().name()));
        }
        for (Plan input : plan.inputs()) {
            isReader |= reads(input);
        }
        return isReader;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    boolean isTopic(TableSpec table) {
        return names.contains(key(table.name()));
    }

    boolean isTopic(String table) {
        return names.contains(key(table));
    }

    /** Whether rows of this outbox are made from rows of a topic. */
    boolean isMadeFromTopics(String outbox) {
        return readers.contains(key(outbox));
    }

    /** Whether rows of the table go to queries, and not only to who asks for them. */
    boolean isRead(String table) {
        return read.contains(key(table));
    }
}
