package io.sabot.sql.script;

import io.sabot.sql.catalog.SourceText;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.function.FunctionCatalog;
import java.util.List;
import java.util.Map;

/**
 * Everything one SQL file declares, checked.
 *
 * @param explained the text of each EXPLAIN, in order
 * @param settings of SET, keys in lower case
 * @param source the file
 * @param fingerprint equal for files that say the same, whatever their comments, line breaks and settings
 */
public record ApplicationPlan(
        List<TableSpec> tables,
        List<QueryPlan> queries,
        List<String> explained,
        Map<String, String> settings,
        FunctionCatalog functions,
        SourceText source,
        String fingerprint) {
    public ApplicationPlan {
        tables = List.copyOf(tables);
        queries = List.copyOf(queries);
        explained = List.copyOf(explained);
        settings = Map.copyOf(settings);
    }

    /** Whether some query writes into the table. */
    public boolean isWritten(TableSpec table) {
        return queries.stream().anyMatch(query -> query.writesTo(table));
    }
}
