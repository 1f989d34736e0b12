package io.sabot.ops.config;

import io.sabot.core.error.Nearest;
import io.sabot.core.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code SABOT__SERVER__DATA_DIR} is {@code server.data-dir}: two underscores for a dot, one for a hyphen. */
final class EnvironmentEntries {
    private static final String PREFIX = "SABOT__";

    private EnvironmentEntries() {}

    static String variable(String key) {
        return PREFIX + key.replace(".", "__").replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** In the order of their names; variables that are no keys are problems. */
    static List<Entry> of(Map<String, String> environment, List<Problem> problems) {
        Map<String, String> keys = new TreeMap<>();
        ConfigurationKeys.names().forEach(key -> keys.put(variable(key), key));
        List<Entry> entries = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            String key = keys.get(variable);
            if (key != null) {
                entries.add(new Entry(key, value, Origin.of(Origin.Layer.ENVIRONMENT, variable), null));
            } else if (variable.startsWith(PREFIX)) {
                problems.add(Problem.of(
                        "OPS-0301",
                        "the environment variable " + variable + " is no setting",
                        Nearest.hint(variable, keys.keySet())));
            }
        });
        return entries;
    }
}
