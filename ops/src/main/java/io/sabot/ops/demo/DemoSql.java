package io.sabot.ops.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of the demonstration, which are the same whether rows come from this program or from files. */
final class DemoSql {
    private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");

    private static final Set<String> INPUTS = Set.of("trades", "orders");

    private DemoSql() {}

    /** Fed by the program, read by the program. */
    static String embedded() {
        return PLACE.matcher(template()).replaceAll("");
    }

    /** From CSV files in the directory above to CSV files beside the SQL file. */
    static String overFiles() {
        return PLACE.matcher(template())
                .replaceAll(place -> " WITH ('connector' = 'file', 'path' = '" + path(place.group(1)) + "')");
    }

    private static String path(String table) {
        return (INPUTS.contains(table) ? "../" : "") + table + ".csv";
    }

    private static String template() {
        try (InputStream in = DemoSql.class.getResourceAsStream("demo.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
